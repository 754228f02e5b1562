/*
description: how far the attribution models disagree about a program, in revenue or in qualified pipeline; as of the latest data
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, program_id, measure]
owner: marketing
definition: the lowest and the highest that any model gives a program, beside what the company's own model gives it
formula: spread = (highest − lowest) / value under the company's model × 100
unit: amounts in the reporting currency; spread in percent
denominators: spread: the value under the company's model
caveats: the customers' own answers are a witness, not a model, and are left out
columns:
  as_of_day: last day of the period
  program_id: the program
  measure: net_revenue or qualified
  models: how many models were asked
  lowest: the least that a model gives
  highest: the most that a model gives
  lowest_model: the model that gives least
  highest_model: the model that gives most
  default_value: what the company's model gives
  spread_percent: (highest − lowest) / default_value × 100; null where the company's model gives nothing
  currency: ISO 4217 code of the amounts
*/
with compared as (
  select distinct as_of_day, model from marts.attribution_comparison where model <> 'self_reported'
),

program as (
  select distinct as_of_day, program_id from marts.attribution_comparison
),

given as (
  select
    program.as_of_day,
    program.program_id,
    compared.model,
    coalesce(credited.net_revenue, 0) as net_revenue,
    coalesce(credited.qualified, 0) as qualified
  from program
  inner join compared on compared.as_of_day = program.as_of_day
  left join marts.attribution_comparison as credited
    on credited.as_of_day = program.as_of_day
    and credited.program_id = program.program_id
    and credited.model = compared.model
),

measured as (
  select as_of_day, program_id, model, 'net_revenue' as measure, net_revenue as amount from given
  union all
  select as_of_day, program_id, model, 'qualified' as measure, qualified as amount from given
),

ranked as (
  select
    measured.*,
    row_number() over (partition by as_of_day, program_id, measure order by amount, model) as from_lowest,
    row_number() over (partition by as_of_day, program_id, measure order by amount desc, model) as from_highest
  from measured
),

summed as (
  select
    as_of_day,
    program_id,
    measure,
    count(*) as models,
    min(amount) as lowest,
    max(amount) as highest,
    max(case when from_lowest = 1 then model end) as lowest_model,
    max(case when from_highest = 1 then model end) as highest_model,
    max(case when model = :default_model then amount end) as default_value
  from ranked
  group by as_of_day, program_id, measure
)

select
  as_of_day,
  program_id,
  measure,
  models,
  cast(lowest as decimal(28, 8)) as lowest,
  cast(highest as decimal(28, 8)) as highest,
  lowest_model,
  highest_model,
  cast(default_value as decimal(28, 8)) as default_value,
  cast(
    (cast(highest as double) - cast(lowest as double)) / nullif(cast(default_value as double), 0) * 100
    as decimal(18, 4)
  ) as spread_percent,
  cast(:currency as text) as currency
from summed
where highest <> 0 or lowest <> 0
