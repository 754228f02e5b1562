/*
description: whether the ranking of leads was worth following on a report day
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.leads:ranking
grain: [as_of_day]
owner: sales
definition: learned from the earlier two thirds of the ripe closed leads, tested on the last third, in the order of time
formula: lift = win rate among the tenth with the highest chance / win rate of all tested; Brier = mean of (chance − won)²
unit: leads counted; lift as a ratio
denominators: leads of the 365 days up to the day that are closed and old enough that nine of ten of the won had been won
caveats: features as first entered, outcomes as known on the day; used only where it beats random order (Mann–Whitney, 5 %)
columns:
  as_of_day: [date] the report day
  trained_on: [bigint] leads learned from in the test
  leads_tested: [bigint] later leads on which it was tested
  won: [bigint] those of them that were won
  lift_top_tenth: [decimal(18, 6)] lift of the ranking
  lift_newest_first: [decimal(18, 6)] lift of calling the newest first
  lift_random: [decimal(18, 6)] lift of a random order, 1
  lift_perfect: [decimal(18, 6)] lift of knowing who will be won
  brier: [decimal(18, 6)] Brier score of the chances
  brier_of_base_rate: [decimal(18, 6)] Brier score of always saying the tested leads' win rate
  calibration_slope: [decimal(18, 6)] slope of won on the chance's log odds; 1 is calibrated, below 1 too sure of itself
  is_used: [boolean] it beats random order credibly, so open leads are ranked by it
  reason: [text] why not: too_few_closed|leads|needed, too_few_won|won|needed or not_better_than_random|p
*/
select
  as_of_day,
  lead_id,
  created_on,
  industry,
  size,
  role,
  country,
  source,
  program_id,
  outcome,
  closed_on
from core.lead_outcome
