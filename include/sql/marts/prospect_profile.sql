/*
description: how many prospects of a program are of a kind, and how many of the won ones
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, program_id, dimension, value]
owner: sales
definition: leads known by the day, by industry, company size, role and country, against those whose deal was won
formula: share of leads = leads of the kind / leads of the program; share of won = won of the kind / won of the program
unit: leads counted; shares from 0 to 1
denominators: all leads of the program; all won leads of the program
caveats: no personal trait but the role at work; what a lead did not say is not known
columns:
  as_of_day: the report day
  program_id: the program that the lead itself names; total for all
  dimension: industry, size, role or country
  value: the kind, as the CRM has it; not known where it has none
  leads: leads of the kind
  won: those whose deal was won by the day
  share_of_leads: leads / leads of the program
  share_of_won: won / won of the program; null where none was won
*/
with lead as (
  select
    report.day as as_of_day,
    coalesce(program.program_id, 'unattributed') as program_id,
    lead.industry,
    case
      when lead.employees is null then null
      when lead.employees <= 10 then '1-10'
      when lead.employees <= 50 then '11-50'
      when lead.employees <= 250 then '51-250'
      when lead.employees <= 1000 then '251-1000'
      else '1001+'
    end as company_size,
    lead.title,
    lead.country,
    coalesce(closed.is_won, false) as is_won
  from core.report_day as report
  inner join core.lead_version as lead
    on known_on(lead, report.day)
    and not lead.is_deleted
  left join core.lead_program as program
    on program.lead_id = lead.lead_id
    and known_on(program, report.day)
  left join core.deal_closed as closed
    on closed.as_of_day = report.day
    and closed.deal_id = lead.deal_id
),

item as (
  select * from lead
  union all
  select as_of_day, 'total' as program_id, industry, company_size, title, country, is_won from lead
),

trait as (
  select as_of_day, program_id, 'industry' as dimension, industry as value, is_won from item
  union all
  select as_of_day, program_id, 'size' as dimension, company_size as value, is_won from item
  union all
  select as_of_day, program_id, 'role' as dimension, title as value, is_won from item
  union all
  select as_of_day, program_id, 'country' as dimension, country as value, is_won from item
),

counted as (
  select
    as_of_day,
    program_id,
    dimension,
    coalesce(value, 'not known') as kind,
    count(*) as leads,
    count(*) filter (where is_won) as won
  from trait
  group by as_of_day, program_id, dimension, coalesce(value, 'not known')
),

total as (
  select
    counted.*,
    sum(leads) over (partition by as_of_day, program_id, dimension) as all_leads,
    sum(won) over (partition by as_of_day, program_id, dimension) as all_won
  from counted
)

select
  as_of_day,
  program_id,
  dimension,
  kind as value,
  leads,
  won,
  ratio(leads, all_leads) as share_of_leads,
  ratio(won, all_won) as share_of_won
from total
