/*
description: what would be missing of all conversions if a program were taken away, as of the latest data
materialized: table
computed: plumbline.measures.marts.journeys:effects
grain: [program_id]
columns:
  program_id: [text] the program
  paths: [bigint] journeys with at least one touch, of all programs
  converting_paths: [bigint] those that ended with an order or a won deal
  effect: [decimal(18, 9)] removal effect, 0 to 1; null where withheld
  share: [decimal(18, 9)] its part of the sum of all removal effects; null where withheld
  is_withheld: [boolean] too few journeys stand behind it
  reason: [text] too_few_paths|converting|needed where it is withheld
*/
select path, converts, subjects from core.journey where vintage = 'latest'
