-- Scores and grades of all quarters, newest first, and what relevant reach is made of in the inputs.
select
  rating.as_of_day,
  rating.platform,
  rating.score,
  rating.grade,
  rating.previous_grade,
  rating.relevant_reach,
  actual.reach,
  (
    select sum(case when segment.is_target then segment.audience_share else 0 end)
    from staging.audience_segment as segment
    where segment.platform = rating.platform and segment.quarter = rating.quarter
      and segment.known_from <= rating.as_of_day and rating.as_of_day < segment.known_until
  ) as target_share
from marts.platform_rating as rating
left join staging.platform_quarter as actual
  on actual.platform = rating.platform and actual.quarter = rating.quarter
  and actual.known_from <= rating.as_of_day and rating.as_of_day < actual.known_until
where rating.as_of_day <= :day
order by rating.as_of_day desc, rating.platform
