/*
description: a post in the period that ends on a report day, as its platform had counted it by then
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, post_id]
columns:
  as_of_day: last day of the period
  post_id: the post
  views: views in the period
  reach: the largest reach of a day
  engagements: likes, comments, shares and saves
  clicks: clicks on its link
*/
select
  report.day as as_of_day,
  figure.post_id,
  cast(sum(figure.views) as bigint) as views,
  max(figure.reach) as reach,
  cast(
    sum(
      coalesce(figure.likes, 0) + coalesce(figure.comments, 0) + coalesce(figure.shares, 0) + coalesce(figure.saves, 0)
    ) as bigint
  ) as engagements,
  cast(sum(figure.clicks) as bigint) as clicks
from core.report_day as report
inner join staging.post_day as figure
  on figure.day <= report.day
  and date_diff('day', figure.day, report.day) < :period_days
  and known_on(figure, report.day)
group by report.day, figure.post_id
