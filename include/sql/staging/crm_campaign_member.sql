/*
description: a lead or contact as member of a CRM campaign
key: [member_id]
columns:
  member_id: the CRM's id of the membership
  campaign_id: the campaign
  lead_id: the lead, where the member is one
  contact_id: the contact, where the member is one
  status: status of the member
  has_responded: the status counts as a response
  first_responded_on: day of the first response
  is_deleted: the membership was deleted
  modified_at: instant of the last change
*/
create table staging.crm_campaign_member (
  member_id text not null,
  campaign_id text not null,
  lead_id text,
  contact_id text,
  status text,
  has_responded boolean not null,
  first_responded_on date,
  is_deleted boolean not null,
  modified_at timestamptz
)
