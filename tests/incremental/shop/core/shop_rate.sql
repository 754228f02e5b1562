/*
description: a shop's rate as known over a span of business days; the rates are read again as a whole when one changes
materialized: table
grain: [shop, known_from]
columns:
  shop: the shop
  rate: its worth
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
select shop, rate, known_from, known_until
from staging.rate
