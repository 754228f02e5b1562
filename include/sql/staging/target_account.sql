/*
description: an account that an account-based program is after
key: [program_id, account_name]
columns:
  program_id: the program
  account_name: the account's name as the CRM has it
  tier: its tier
  added_on: day on which it came onto the list
*/
create table staging.target_account (
  program_id text not null,
  account_name text not null,
  tier text,
  added_on date not null
)
