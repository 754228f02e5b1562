/*
description: a version of a creative, run as an ad of the same name
key: [creative_id]
columns:
  creative_id: the company's id of the creative
  ad_name: name of its ad
  platform: the platform on which it runs
  version: number of the version
  replaces_creative_id: the version that it replaces
  format: format, as video 9:16
  hook: what it opens with
  made_on: day on which it was finished
  production_cost: what its production cost; part of the program's costs, not in addition to them
  currency: ISO 4217 code of production_cost
*/
create table staging.creative (
  creative_id text not null,
  ad_name text not null,
  platform text not null,
  version bigint,
  replaces_creative_id text,
  format text,
  hook text,
  made_on date,
  production_cost decimal(18, 2),
  currency text
)
