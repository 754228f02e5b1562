/*
description: whether the closing probabilities of the company, a team or a rep were accurate, up to a report day
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.calibration:scores
grain: [as_of_day, level, item]
owner: sales
definition: stated probabilities against deals won: over all bands in which the closed deals stood, and, where columns say deals, each deal once
formula: Brier = mean of (stated − won)²; verdict from the 90 % interval of win rate − stated, a deal's bands as one cluster, and where that holds 0 from the bands that are off (calibration_band)
unit: probabilities and shares from 0 to 1
denominators: stated, win_rate, gap, Brier: one observation for each closed deal and band in which it stood before; observed and shrunk win rate: closed deals, each once; thresholds: closed deals that ever stood so high, each once
caveats: of deals closed in the 365 days up to the day, as known on it; below 20 closed deals there is no verdict
columns:
  as_of_day: [date] the report day
  level: [text] company, team or rep
  item: [text] company, the team, or the rep's id
  item_name: [text] company, the team, or the rep's name
  team: [text] the team; null for the company
  deals: [bigint] closed deals, each once
  deals_without_team: [bigint] those of owners of no known team, which are in no team's row; of the company
  won: [bigint] those that were won
  observed_win_rate: [decimal(18, 6)] won / deals
  brier: [decimal(18, 6)] Brier score of the stated probabilities; 0 is perfect
  brier_of_base_rate: [decimal(18, 6)] Brier score of always saying the win rate
  stated: [decimal(18, 6)] mean stated
  win_rate: [decimal(18, 6)] share of observations whose deal was won, to be held against stated
  gap: [decimal(18, 6)] win rate − stated
  gap_low: [decimal(18, 6)] lower end of its 90 % interval
  gap_high: [decimal(18, 6)] upper end of its 90 % interval
  shrunk_win_rate: [decimal(18, 6)] observed_win_rate drawn towards the team's by a beta prior; of a rep
  ratio: [decimal(18, 6)] win rate / stated
  verdict: [text] over_forecast (more was stated than won), under_forecast, uneven (right on the whole, off in single bands), accurate or too_few
  threshold: [decimal(5, 4)] probability from which a deal is called qualified
  deals_at_threshold: [bigint] closed deals that ever stood at the threshold or above, each once
  won_deals_at_threshold: [bigint] those that were won
  won_at_threshold: [decimal(18, 6)] won_deals_at_threshold / deals_at_threshold
  won_at_threshold_low: [decimal(18, 6)] lower end of its 90 % interval
  won_at_threshold_high: [decimal(18, 6)] upper end of its 90 % interval
  calibrated_threshold: [decimal(5, 4)] lowest stated probability, by 0.05, from which on deals are won as often as threshold says; null where there is none
  won_at_calibrated: [decimal(18, 6)] share won from calibrated_threshold on
  won_at_calibrated_low: [decimal(18, 6)] lower end of its 90 % interval
*/
select as_of_day, deal_id, day, probability, is_won, owner_id, owner, team, threshold
from core.stated_probability
