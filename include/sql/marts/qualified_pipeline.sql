/*
description: a program's pipeline at the end of a day under one attribution model, as first reported that day, or latest
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, vintage, model, program_id]
owner: sales
definition: sum of the amounts of open deals whose closing probability has reached the team's threshold, unweighted
formula: Σ amount × credit over open deals with probability ≥ threshold
unit: amounts in the reporting currency; deals as shares of one
caveats: amounts at the day's exchange rate; a deal without an amount counts as a deal and adds nothing
changed_by:
  core.deal_credit: known; select state.as_of_day from core.deal_pipeline as state inner join changed_now on
      changed_now.deal_id = state.deal_id where state.vintage = 'latest'
columns:
  as_of_day: the business day
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  model: first, last, last_non_direct or linear
  program_id: the program
  qualified: qualified pipeline in the reporting currency
  weighted: amount × probability over all open deals
  open_amount: amount of all open deals
  qualified_deals: qualified deals, by credit
  open_deals: open deals, by credit
  currency: ISO 4217 code of the amounts
*/
with state as (
  select * from core.deal_pipeline where day = as_of_day and is_open
)

select
  state.as_of_day,
  state.vintage,
  credit.model,
  credit.program_id,
  cast(
    sum(case when state.is_qualified then coalesce(state.amount_reporting, 0) else 0 end * credit.credit)
    as decimal(28, 8)
  ) as qualified,
  cast(
    sum(cast(coalesce(state.amount_reporting, 0) * state.probability as decimal(28, 6)) * credit.credit)
    as decimal(28, 8)
  ) as weighted,
  cast(sum(coalesce(state.amount_reporting, 0) * credit.credit) as decimal(28, 8)) as open_amount,
  cast(sum(case when state.is_qualified then credit.credit else 0 end) as decimal(18, 6)) as qualified_deals,
  cast(sum(credit.credit) as decimal(18, 6)) as open_deals,
  cast(:currency as text) as currency
from state
inner join core.deal_credit as credit
  on credit.deal_id = state.deal_id
  and known_on(credit, state.known_on)
group by state.as_of_day, state.vintage, credit.model, credit.program_id
