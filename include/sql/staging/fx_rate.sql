/*
description: the exchange rate of a currency on a day
key: [currency, to_currency]
columns:
  currency: ISO 4217 code of the unit
  to_currency: ISO 4217 code in which the rate is expressed
  rate: what one unit is worth
*/
create table staging.fx_rate (
  currency text not null,
  to_currency text not null,
  rate decimal(18, 8) not null
)
