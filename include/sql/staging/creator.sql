/*
description: a creator who posts for the company
key: [creator_id]
columns:
  creator_id: the company's id of the creator
  creator_name: name, as readers see it
  platform: the platform of the creator's account, as tiktok
  handle: name of the account
  followers: followers of the account when the list was written
  discount_code: the code that belongs to the creator, folded
  utm_campaign: the utm_campaign of the creator's links, folded
  program_id: the program for which the creator works
*/
create table staging.creator (
  creator_id text not null,
  creator_name text not null,
  platform text not null,
  handle text,
  followers bigint,
  discount_code text,
  utm_campaign text,
  program_id text not null
)
