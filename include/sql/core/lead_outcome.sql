/*
description: a lead as it came in, and what had become of it by a report day, as known that day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, lead_id]
changed_by:
  core.lead_entered: select standing.as_of_day from core.lead_state as standing inner join changed on changed.lead_id =
      standing.lead_id
columns:
  as_of_day: the report day
  lead_id: the lead
  created_on: the company's day on which it came in
  company: its company
  industry: as first entered
  size: band of employees, as first entered
  role: the person's role at work, as first entered
  country: as first entered
  source: the CRM's lead source, as first entered
  program_id: the program that the lead itself names
  owner_id: the CRM's id of the sales rep who owns it; null where the CRM tells none
  owner: the sales rep's name
  team: team of the rep who answered first, before that the owner's
  outcome: open, in_deal (its deal is open), won or lost
  closed_on: the day on which its deal was won or lost; null without one
  amount: amount of a won deal in the reporting currency
*/
select
  standing.as_of_day,
  standing.lead_id,
  entered.created_on,
  entered.company,
  entered.industry,
  entered.size,
  entered.role,
  entered.country,
  entered.source,
  coalesce(program.program_id, 'unattributed') as program_id,
  standing.owner_id,
  rep.rep_name as owner,
  coalesce(contact.team, rep.team) as team,
  case
    when closed.is_won then 'won'
    when closed.deal_id is not null then 'lost'
    when standing.deal_id is not null then 'in_deal'
    when standing.is_closed or contact.decision = 'rejected' then 'lost'
    else 'open'
  end as outcome,
  closed.closed_on,
  case when closed.is_won then closed.amount end as amount
from core.lead_state as standing
inner join core.lead_entered as entered on entered.lead_id = standing.lead_id
left join core.deal_closed as closed
  on closed.as_of_day = standing.as_of_day
  and closed.deal_id = standing.deal_id
left join core.lead_contact as contact
  on contact.as_of_day = standing.as_of_day
  and contact.lead_id = standing.lead_id
left join staging.sales_rep as rep
  on rep.owner_id = standing.owner_id
  and known_on(rep, standing.as_of_day)
left join core.lead_program as program
  on program.lead_id = standing.lead_id
  and known_on(program, standing.as_of_day)
where not standing.is_deleted
