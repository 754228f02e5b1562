/*
description: what a model gives to a milestone
key: [model, milestone]
columns:
  model: name of the model
  milestone: first, lead, opportunity, close, last, or other: the rest together
  weight: per cent
*/
create table staging.attribution_weight (
  model text not null,
  milestone text not null,
  weight decimal(9, 4) not null
)
