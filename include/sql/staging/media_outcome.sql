/*
description: the contribution of a week, as controlling books it
key: [week, currency]
columns:
  week: the Monday that begins the week
  currency: ISO 4217 code
  contribution: contribution of the web and of the shops whose tills export nothing, before marketing
*/
create table staging.media_outcome (
  week date not null,
  currency text not null,
  contribution decimal(18, 2) not null
)
