/*
description: a touch of an order or a deal, as known over a span of business days
materialized: incremental
unique_key: subject_id
grain: [subject_type, subject_id, touch_id, known_from]
changed_by:
  core.order_version: order_id
  core.lead_version: deal_id
  core.deal: deal_id
  core.member_version: select lead.deal_id from core.lead_version as lead inner join changed on changed.lead_id =
      lead.lead_id
columns:
  subject_type: order or deal
  subject_id: its id
  touch_id: what touched, as visit:last:<order>
  touched_at: instant of the touch
  evidence: visit, discount_code, lead or campaign_member
  is_direct: a visit or lead without any mark of where it came from
  utm_source: folded
  utm_medium: folded
  utm_campaign: folded
  utm_content: folded
  click_id: name of the click id's parameter
  mark: the discount code, or the CRM campaign's name, folded
  known_from: first business day on which it was known
  known_until: first business day on which it no longer was
*/
with visit as (
  select
    order_id,
    'visit:last:' || order_id as touch_id,
    ordered_at,
    visit_at as touched_at,
    visit_source as utm_source,
    visit_medium as utm_medium,
    visit_campaign as utm_campaign,
    visit_content as utm_content,
    visit_click_id as click_id,
    known_from,
    known_until
  from core.order_version
  where deal_id is null and visit_at is not null
  union all
  select
    order_id,
    'visit:first:' || order_id as touch_id,
    ordered_at,
    first_visit_at as touched_at,
    first_source as utm_source,
    first_medium as utm_medium,
    first_campaign as utm_campaign,
    first_content as utm_content,
    first_click_id as click_id,
    known_from,
    known_until
  from core.order_version
  where deal_id is null and first_visit_at is not null and (visit_at is null or first_visit_at <> visit_at)
),

lead_touch as (
  select
    lead.lead_id,
    lead.deal_id,
    lead.created_at as touched_at,
    lead.utm_source,
    lead.utm_medium,
    lead.utm_campaign,
    lead.utm_content,
    lead.click_id,
    deal.created_at as deal_created_at,
    greatest(lead.known_from, deal.known_from) as known_from,
    lead.known_until
  from core.lead_version as lead
  inner join core.deal as deal
    on deal.deal_id = lead.deal_id
    and deal.known_from < lead.known_until
  where not lead.is_deleted
),

member_touch as (
  select
    member.member_id,
    lead_touch.deal_id,
    cast(member.first_responded_on as timestamptz) as touched_at,
    member.campaign_name,
    lead_touch.deal_created_at,
    greatest(member.known_from, lead_touch.known_from) as known_from,
    least(member.known_until, lead_touch.known_until) as known_until
  from core.member_version as member
  inner join lead_touch
    on lead_touch.lead_id = member.lead_id
    and known_together(lead_touch, member)
  where member.is_response and member.first_responded_on is not null
)

select
  'order' as subject_type,
  order_id as subject_id,
  touch_id,
  touched_at,
  'visit' as evidence,
  utm_source is null and utm_medium is null and utm_campaign is null and click_id is null as is_direct,
  utm_source,
  utm_medium,
  utm_campaign,
  utm_content,
  click_id,
  cast(null as text) as mark,
  known_from,
  known_until
from visit
where touched_at <= ordered_at and touched_at >= ordered_at - :order_lookback
union all
select
  'order' as subject_type,
  order_id as subject_id,
  'code:' || order_id as touch_id,
  ordered_at as touched_at,
  'discount_code' as evidence,
  false as is_direct,
  cast(null as text) as utm_source,
  cast(null as text) as utm_medium,
  cast(null as text) as utm_campaign,
  cast(null as text) as utm_content,
  cast(null as text) as click_id,
  discount_code as mark,
  known_from,
  known_until
from core.order_version
where deal_id is null and discount_code is not null
union all
select
  'deal' as subject_type,
  deal_id as subject_id,
  'lead:' || lead_id as touch_id,
  touched_at,
  'lead' as evidence,
  utm_source is null and utm_medium is null and utm_campaign is null and click_id is null as is_direct,
  utm_source,
  utm_medium,
  utm_campaign,
  utm_content,
  click_id,
  cast(null as text) as mark,
  known_from,
  known_until
from lead_touch
where touched_at <= deal_created_at and touched_at >= deal_created_at - :deal_lookback
union all
select
  'deal' as subject_type,
  deal_id as subject_id,
  'member:' || member_id as touch_id,
  touched_at,
  'campaign_member' as evidence,
  false as is_direct,
  cast(null as text) as utm_source,
  cast(null as text) as utm_medium,
  cast(null as text) as utm_campaign,
  cast(null as text) as utm_content,
  cast(null as text) as click_id,
  campaign_name as mark,
  known_from,
  known_until
from member_touch
where touched_at <= deal_created_at and touched_at >= deal_created_at - :deal_lookback
