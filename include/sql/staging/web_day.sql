/*
description: one source, medium and campaign of sessions on one day, as web analytics reports it
key: [session_source, session_medium, session_campaign, channel_group]
columns:
  session_source: source of the session
  session_medium: medium of the session
  session_campaign: campaign of the session
  channel_group: default channel group
  sessions: sessions begun
  users: distinct users; never to be summed
  key_events: key events
  purchases: tracked conversions
  currency: ISO 4217 code of revenue
  revenue: their value, as tracked
*/
create table staging.web_day (
  session_source text,
  session_medium text,
  session_campaign text,
  channel_group text,
  sessions bigint,
  users bigint,
  key_events decimal(18, 4),
  purchases decimal(18, 4),
  currency text,
  revenue decimal(18, 4)
)
