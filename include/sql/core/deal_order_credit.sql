/*
description: a program's share in an order that became of a deal, or in a won deal that counts as revenue, under one attribution model, as known over a span of business days
materialized: incremental
unique_key: deal_id
grain: [subject_id, model, program_id, known_from]
changed_by:
  core.touch_credit: subject_id
columns:
  deal_id: the deal
  subject_id: the order
  model: the attribution model
  program_id: the program; unattributed where no touch says one
  credit: the share of the deal's credit
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
-- A wholesale order is what became of its deal, and has its deal's credit; so has a won deal that counts as revenue.
select
  sold.deal_id,
  sold.order_id as subject_id,
  share.model,
  share.program_id,
  share.credit,
  greatest(share.known_from, sold.known_from) as known_from,
  least(share.known_until, sold.known_until) as known_until
from core.sale as sold
inner join core.touch_credit as share
  on share.subject_type = 'deal'
  and share.subject_id = sold.deal_id
  and known_together(share, sold)
