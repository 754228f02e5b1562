/*
description: how much a milestone of a journey weighs in an attribution model, in a span of business days
materialized: table
grain: [model, milestone, known_from]
columns:
  model: position_based, u_shaped, u_shaped_half, w_shaped, full_path, or a model of the company's own
  milestone: first, lead, opportunity, close, last, or other (every touch that is none of the model's milestones)
  weight: its weight in millionths of a percent
  known_from: first business day on which it weighed that
  known_until: first business day on which it no longer did
*/
-- The customary weights; a list of the company's own takes the place of a whole model. HubSpot's U-shape gives a fifth
-- to the rest, Marketo Measure's gives it nothing.
with customary as (
  select model, milestone, weight
  from (
    values
      ('position_based', 'first', 40.0), ('position_based', 'last', 40.0), ('position_based', 'other', 20.0),
      ('u_shaped', 'first', 40.0), ('u_shaped', 'lead', 40.0), ('u_shaped', 'other', 20.0),
      ('u_shaped_half', 'first', 50.0), ('u_shaped_half', 'lead', 50.0),
      ('w_shaped', 'first', 30.0), ('w_shaped', 'lead', 30.0), ('w_shaped', 'opportunity', 30.0),
      ('w_shaped', 'other', 10.0),
      ('full_path', 'first', 22.5), ('full_path', 'lead', 22.5), ('full_path', 'opportunity', 22.5),
      ('full_path', 'close', 22.5), ('full_path', 'other', 10.0)
  ) as weights (model, milestone, weight)
),

own as (
  select model, min(known_from) as known_from
  from staging.attribution_weight
  group by model
),

-- a list that is delivered anew with the same weights is no news
told as (
  select
    model,
    milestone,
    weight,
    known_from,
    known_until,
    case
      when lag(known_until) over (partition by model, milestone, weight order by known_from) = known_from then 0
      else 1
    end as news
  from staging.attribution_weight
),

numbered as (
  select told.*, sum(news) over (partition by model, milestone, weight order by known_from) as span_number
  from told
)

select
  model,
  milestone,
  cast(weight * 1000000 as bigint) as weight,
  min(known_from) as known_from,
  max(known_until) as known_until
from numbered
group by model, milestone, weight, span_number
union all
select
  customary.model,
  customary.milestone,
  cast(customary.weight * 1000000 as bigint) as weight,
  beginning_of_time() as known_from,
  coalesce(own.known_from, end_of_time()) as known_until
from customary
left join own on own.model = customary.model
