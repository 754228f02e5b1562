/*
description: a membership in a CRM campaign as known over a span of business days
materialized: incremental
unique_key: member_id
grain: [member_id, known_from]
changed_by:
  staging.crm_campaign: select member.member_id from staging.crm_campaign_member as member inner join changed on
      changed.campaign_id = member.campaign_id
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

version as (
  select
    member_id,
    campaign_id,
    lead_id,
    has_responded and not is_deleted as is_response,
    first_responded_on,
    known_from,
    least(
      known_until,
      coalesce(lead(known_from) over (partition by member_id order by known_from), known_until)
    ) as known_until
  from latest
  where row_rank = 1
),

campaign as (
  select
    crm_campaign.*,
    row_number() over (
      partition by crm_campaign.campaign_id, crm_campaign.known_from
      order by crm_campaign.modified_at desc, crm_campaign.day desc
    ) as row_rank
  from staging.crm_campaign as crm_campaign
),

compared as (
  select
    campaign_id,
    lower(trim(campaign_name)) as campaign_name,
    known_from,
    lag(lower(trim(campaign_name))) over (partition by campaign_id order by known_from) as name_before
  from campaign
  where row_rank = 1
),

-- a list that is delivered anew is no news of the names that it repeats; one that is left out keeps its name
named as (
  select
    campaign_id,
    campaign_name,
    known_from,
    coalesce(lead(known_from) over (partition by campaign_id order by known_from), end_of_time()) as known_until
  from compared
  where name_before is null or campaign_name <> name_before
)

select
  version.member_id,
  named.campaign_name,
  version.lead_id,
  version.is_response,
  version.first_responded_on,
  greatest(version.known_from, coalesce(named.known_from, version.known_from)) as known_from,
  least(version.known_until, coalesce(named.known_until, version.known_until)) as known_until
from version
left join named
  on named.campaign_id = version.campaign_id
  and known_together(named, version)
