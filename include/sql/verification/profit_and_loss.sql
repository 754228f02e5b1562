-- The period's figures, program by program where the page reads the company's row; a sum is known when every part is.
select
  case when count(*) = count(net_revenue) then sum(net_revenue) end as revenue,
  case when count(*) = count(contribution) then sum(contribution) end as contribution,
  case when count(*) = count(cost) then sum(cost) end as cost
from marts.profit_bridge
where period_kind = :period_kind and as_of_day = :day and vintage = 'as_reported' and level = 'program'
  and (:all_programs = 1 or item in :programs)
