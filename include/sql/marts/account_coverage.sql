/*
description: how much of an account-based program's target list it has reached by a report day, as known that day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, program_id]
owner: marketing
definition: accounts of the program's target list by how far they have come: known to the CRM, open deal, qualified, won
formula: coverage = accounts with a lead or a deal / target accounts × 100
unit: accounts counted; coverage in percent; amount in the reporting currency
denominators: coverage: accounts on the list by the day
caveats: an account is recognised by its name, whatever its case; whom an ad reached is not known by account
columns:
  as_of_day: the report day
  program_id: the program that states the list
  target_accounts: accounts on the list
  reached: accounts with a lead or a deal
  with_lead: accounts with a lead
  with_open_deal: accounts with an open deal
  qualified_accounts: accounts with a qualified deal
  won_accounts: accounts that won a deal
  coverage_percent: reached / target_accounts × 100
  qualified: amount of the qualified deals of accounts on the list, whatever program is credited with them
  currency: ISO 4217 code of qualified
*/
with listed as (
  select distinct
    report.day as as_of_day,
    target.program_id,
    lower(trim(target.account_name)) as account
  from core.report_day as report
  inner join staging.target_account as target
    on target.added_on <= report.day
    and known_on(target, report.day)
),

lead as (
  select distinct report.day as as_of_day, lower(trim(lead.company)) as account
  from core.report_day as report
  inner join core.lead_version as lead
    on known_on(lead, report.day)
    and not lead.is_deleted
),

deal as (
  select
    report.day as as_of_day,
    lower(trim(deal.account_name)) as account,
    count(*) filter (where state.is_open) as open_deals,
    count(*) filter (where state.is_qualified) as qualified_deals,
    count(*) filter (where closed.is_won) as won_deals,
    sum(case when state.is_qualified then coalesce(state.amount_reporting, 0) else 0 end) as qualified
  from core.report_day as report
  inner join core.deal_version as deal
    on known_on(deal, report.day)
    and not deal.is_deleted
  left join core.deal_pipeline as state
    on state.as_of_day = report.day
    and state.day = report.day
    and state.vintage = 'as_reported'
    and state.deal_id = deal.deal_id
  left join core.deal_closed as closed
    on closed.as_of_day = report.day
    and closed.deal_id = deal.deal_id
  group by report.day, lower(trim(deal.account_name))
)

select
  listed.as_of_day,
  listed.program_id,
  count(*) as target_accounts,
  count(*) filter (where lead.account is not null or deal.account is not null) as reached,
  count(*) filter (where lead.account is not null) as with_lead,
  count(*) filter (where deal.open_deals > 0) as with_open_deal,
  count(*) filter (where deal.qualified_deals > 0) as qualified_accounts,
  count(*) filter (where deal.won_deals > 0) as won_accounts,
  cast(
    cast(count(*) filter (where lead.account is not null or deal.account is not null) as double)
    / nullif(count(*), 0) * 100 as decimal(18, 4)
  ) as coverage_percent,
  cast(sum(coalesce(deal.qualified, 0)) as decimal(28, 2)) as qualified,
  cast(:currency as text) as currency
from listed
left join lead on lead.as_of_day = listed.as_of_day and lead.account = listed.account
left join deal on deal.as_of_day = listed.as_of_day and deal.account = listed.account
group by listed.as_of_day, listed.program_id
