-- Qualified pipeline of the teams that a report sees.
select sum(qualified) as qualified_pipeline
from marts.team_pipeline
where as_of_day = :day and vintage = 'as_reported' and team in :teams
