/*
description: the threshold of a team over a span of days, as known over a span of business days
materialized: table
grain: [team, valid_from, known_from]
columns:
  team: the sales team
  threshold: closing probability from which its open deals are qualified
  valid_from: first day on which it holds
  valid_until: first day on which it no longer does
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
select
  team,
  threshold,
  valid_from,
  coalesce(
    lead(valid_from) over (partition by team, known_from order by valid_from), end_of_time()
  ) as valid_until,
  known_from,
  known_until
from staging.team_threshold
