-- From lead to deal to till, by the program that the lead came from: (what, value, unit).
select 'leads', cast(sum(leads) as decimal(18, 2)), '' from marts.lead_funnel
union all select 'won deals', sum(won_deals), '' from marts.lead_funnel
union all select 'revenue of sellers won', sum(won_sales), 'BRL' from marts.lead_funnel
union all
select * from (
  select 'won deals by ' || program_id, cast(won_deals as decimal(18, 2)), '' from marts.lead_funnel
  where won_deals > 0 order by won_deals desc
)
union all
select * from (
  select 'revenue by ' || program_id, won_sales, 'BRL' from marts.lead_funnel
  where won_sales > 0 order by won_sales desc
)
