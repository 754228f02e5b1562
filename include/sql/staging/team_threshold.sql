/*
description: the closing probability from which a team's deals count as qualified, from a day on
key: [team, valid_from]
columns:
  team: name of the team
  valid_from: first day on which it holds
  threshold: from 0 to 1
*/
create table staging.team_threshold (
  team text not null,
  valid_from date not null,
  threshold decimal(5, 4) not null
)
