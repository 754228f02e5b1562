/*
description: how often tracking says one program and customers say another, over the period that ends on a day; as of the latest data
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, subject_type, tracked_program_id, reported_program_id]
owner: marketing
definition: orders and deals of the period by the program that tracking credits and the one that the customer names
unit: orders and deals as shares of one; amounts in the reporting currency
caveats: the customer's answer is a second witness; it never overwrites tracking
changed_by:
  core.rule: all
  core.order_version: order_day for :period_days days
  core.revenue_event: event_day for :period_days days
  core.deal: select business.day from core.business_day as business inner join changed on date_diff('day',
      cast(changed.created_at as date), business.day) between -1 and :period_days
  core.lead_version: select business.day from core.business_day as business inner join (select deal.created_at from
      core.deal as deal inner join changed_now on changed_now.deal_id = deal.deal_id) as answered on date_diff('day',
      cast(answered.created_at as date), business.day) between -1 and :period_days
  core.credit: select business.day from core.business_day as business inner join (select sold.order_day as day from
      core.order_version as sold inner join changed_now on changed_now.subject_id = sold.order_id union all select
      cast(deal.created_at as date) as day from core.deal as deal inner join changed_now on changed_now.subject_id =
      deal.deal_id) as credited on date_diff('day', credited.day, business.day) between -1 and :period_days
columns:
  as_of_day: last day of the period
  subject_type: order or deal
  tracked_program_id: the program that the company's model credits
  reported_program_id: the program that the answer names; 'no answer', or 'unclear' where no rule reads it
  subjects: orders or deals, by credit
  amount: net amount of the orders; null for deals
  currency: ISO 4217 code of amount
*/
with answer as (
  select
    'order' as subject_type,
    sold.order_id as subject_id,
    sold.order_day as day,
    sold.answer,
    revenue.net_amount as amount
  from core.order_version as sold
  inner join core.revenue_event as revenue
    on revenue.order_id = sold.order_id
    and revenue.kind = 'sale'
    and is_current(revenue)
  where is_current(sold) and sold.deal_id is null
  union all
  select
    'deal' as subject_type,
    deal.deal_id as subject_id,
    cast(timezone(:time_zone, deal.created_at) as date) as day,
    max(lead.answer) as answer,
    cast(null as decimal(28, 2)) as amount
  from core.deal as deal
  left join core.lead_version as lead
    on lead.deal_id = deal.deal_id
    and is_current(lead)
    and not lead.is_deleted
  group by deal.deal_id, cast(timezone(:time_zone, deal.created_at) as date)
),

named as (
  select
    answer.subject_type,
    answer.subject_id,
    answer.day,
    answer.amount,
    case
      when answer.answer is null then 'no answer'
      else coalesce(rule.program_id, 'unclear')
    end as reported_program_id,
    row_number() over (
      partition by answer.subject_type, answer.subject_id
      order by rule.priority nulls last, rule.rule_id nulls last
    ) as row_rank
  from answer
  left join core.rule as rule
    on rule.kind = 'self_reported'
    and is_current(rule)
    and answer.answer like rule.pattern
),

-- days are summed up before periods are: a day is in many periods
credited as (
  select
    named.day,
    named.subject_type,
    credit.program_id as tracked_program_id,
    named.reported_program_id,
    sum(credit.credit) as subjects,
    sum(named.amount * credit.credit) as amount
  from named
  inner join core.credit as credit
    on credit.subject_type = named.subject_type
    and credit.subject_id = named.subject_id
    and credit.model = :default_model
    and is_current(credit)
  where named.row_rank = 1
  group by named.day, named.subject_type, credit.program_id, named.reported_program_id
)

select
  business.day as as_of_day,
  credited.subject_type,
  credited.tracked_program_id,
  credited.reported_program_id,
  cast(sum(credited.subjects) as decimal(28, 6)) as subjects,
  cast(sum(credited.amount) as decimal(28, 8)) as amount,
  cast(:currency as text) as currency
from credited
inner join core.business_day as business
  on business.day >= credited.day
  and date_diff('day', credited.day, business.day) < :period_days
group by business.day, credited.subject_type, credited.tracked_program_id, credited.reported_program_id
