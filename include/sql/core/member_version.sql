/*
description: a membership in a CRM campaign as known over a span of business days
materialized: incremental
unique_key: member_id
grain: [member_id, known_from]
changed_by:
  staging.crm_campaign: select member.member_id from staging.crm_campaign_member as member inner join changed_now on
      changed_now.campaign_id = member.campaign_id
columns:
  member_id: the CRM's id
  campaign_name: name of the campaign, folded
  lead_id: the lead
  is_response: the member responded, and the membership was not deleted
  first_responded_on: day of the first response
  known_from: first business day on which it was known so
  known_until: first business day on which it no longer was
*/
-- Only members who responded count: a campaign's list of addressees is no influence.
with latest as (
  select
    member.*,
    row_number() over (
      partition by member.member_id, member.known_from order by member.modified_at desc, member.day desc
    ) as row_rank
  from staging.crm_campaign_member as member
),

named as (
  select
    campaign_id,
    max(lower(trim(campaign_name))) as campaign_name
  from staging.crm_campaign
  where known_until = cast('9999-12-31' as date)
  group by campaign_id
)

select
  latest.member_id,
  named.campaign_name,
  latest.lead_id,
  latest.has_responded and not latest.is_deleted as is_response,
  latest.first_responded_on,
  latest.known_from,
  least(
    latest.known_until,
    coalesce(
      lead(latest.known_from) over (partition by latest.member_id order by latest.known_from), latest.known_until
    )
  ) as known_until
from latest
left join named on named.campaign_id = latest.campaign_id
where latest.row_rank = 1
