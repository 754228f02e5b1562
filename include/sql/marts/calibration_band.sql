/*
description: the deals that stood in a band of closing probability, and how many of them were won, up to a report day
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.calibration:bands
grain: [as_of_day, level, item, band_low]
owner: sales
definition: what a stated closing probability meant: won deals among those that stood in the band before they closed
formula: win rate = won / deals; interval by Wilson's score, of all bands of an item together at 90 % (Šidák); from a band on: won_from / deals_from, interval at 90 %
unit: deals counted; probabilities and shares from 0 to 1
denominators: deals that closed in the 365 days up to the day and stood in the band at the end of any day before; a deal counts once in each band in which it stood, so bands don't add up; deals_from counts each deal once
caveats: as known on the day; a deal that opened and closed on one day stands in no band
columns:
  as_of_day: [date] the report day
  level: [text] company, team or rep
  item: [text] company, the team, or the rep's id
  item_name: [text] company, the team, or the rep's name
  team: [text] the team; null for the company
  band_low: [decimal(5, 4)] lower limit, inside the band
  band_high: [decimal(5, 4)] upper limit, outside the band but for 1
  deals: [bigint] deals that stood in the band; one that stood in several counts in each
  won: [bigint] those that were won
  stated: [decimal(18, 6)] mean of the last probability stated in the band
  win_rate: [decimal(18, 6)] won / deals
  win_rate_low: [decimal(18, 6)] lower end of its interval; those of all bands of the item hold together at 90 %
  win_rate_high: [decimal(18, 6)] upper end of its interval
  is_off: [boolean] the interval leaves out what was stated
  deals_from: [bigint] deals that ever stood at band_low or above, each once; at the threshold these are calibration_score's deals_at_threshold
  won_from: [bigint] those that were won
  win_rate_from: [decimal(18, 6)] won_from / deals_from
  win_rate_from_low: [decimal(18, 6)] lower end of its 90 % interval
  win_rate_from_high: [decimal(18, 6)] upper end of its 90 % interval
*/
select as_of_day, deal_id, day, probability, is_won, owner_id, owner, team, threshold
from core.stated_probability
