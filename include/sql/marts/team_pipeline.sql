/*
description: a sales team's pipeline at the end of a business day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, vintage, team]
owner: sales
definition: open deals of a team, those at or above its threshold, and all of them weighted by their probability
formula: qualified = Σ amount of open deals with probability ≥ threshold; weighted = Σ amount × probability
unit: amounts in the reporting currency
caveats: a deal without a known team stands under none
columns:
  as_of_day: the business day
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  team: the sales team; none where the CRM names no rep of a team
  qualified: qualified pipeline
  weighted: weighted pipeline
  open_amount: amount of all open deals
  qualified_deals: qualified deals
  open_deals: open deals
  currency: ISO 4217 code of the amounts
*/
select
  as_of_day,
  vintage,
  coalesce(team, 'none') as team,
  cast(sum(case when is_qualified then coalesce(amount_reporting, 0) else 0 end) as decimal(28, 2)) as qualified,
  cast(
    sum(cast(coalesce(amount_reporting, 0) * probability as decimal(28, 6))) as decimal(28, 6)
  ) as weighted,
  cast(sum(coalesce(amount_reporting, 0)) as decimal(28, 2)) as open_amount,
  count(*) filter (where is_qualified) as qualified_deals,
  count(*) as open_deals,
  cast(:currency as text) as currency
from core.deal_pipeline
where day = as_of_day and is_open
group by as_of_day, vintage, coalesce(team, 'none')
