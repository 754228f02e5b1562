/*
description: a program's share in a deal under one model, for each business day whose knowledge is asked
materialized: view
columns:
  model: first, last, last_non_direct or linear
  deal_id: the deal
  program_id: the program
  credit: its share
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
select model, subject_id as deal_id, program_id, credit, known_from, known_until
from core.credit
where subject_type = 'deal'
