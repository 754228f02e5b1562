/*
description: a program's share in an order or a deal under one attribution model, as known over a span of business days
materialized: view
grain: [subject_type, subject_id, model, program_id, known_from]
columns:
  subject_type: order or deal
  subject_id: its id
  model: first, last, last_non_direct, linear, time_decay, self_reported, or a model of core.attribution_weight
  program_id: the program; unattributed where no touch says one
  credit: the share; the shares of a subject under a model add up to exactly 1
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
select subject_type, subject_id, model, program_id, credit, known_from, known_until
from core.touch_credit
union all
select cast('order' as text) as subject_type, subject_id, model, program_id, credit, known_from, known_until
from core.deal_order_credit
