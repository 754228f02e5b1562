/*
description: what was spent on a channel in a week, as controlling books it
key: [week, channel, currency]
columns:
  week: the Monday that begins the week
  channel: the channel, as search
  currency: ISO 4217 code
  spend: money spent
*/
create table staging.media_book (
  week date not null,
  channel text not null,
  currency text not null,
  spend decimal(18, 2) not null
)
