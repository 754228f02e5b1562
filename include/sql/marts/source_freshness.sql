/*
description: how fresh and complete a source was on a business day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, source]
owner: data
definition: the last day a source has spoken about, the days of the period it left out, and what was refused
unit: days, files and rows counted
caveats: a list that arrives on change and of which no file has come is not kept by the company, and has no row
columns:
  as_of_day: the business day
  source: the source
  title: its name, as readers see it
  system: the system it belongs to
  arrives: daily or on_change
  last_day: the last day it has spoken about; null where nothing came yet
  days_late: days between as_of_day and last_day
  missing_days: days of the period, after its first, about which no file was loaded; 0 where it arrives on change
  files: files that became known on as_of_day
  rows_loaded: records of those files that count
  rows_refused: records of those files in quarantine
*/
with expected as (
  select business.day as as_of_day, contract.source, contract.title, contract.system, contract.arrives
  from core.business_day as business
  cross join core.source as contract
),

delivered as (
  select
    expected.as_of_day,
    expected.source,
    min(file.file_day) as first_day,
    max(file.file_day) as last_day,
    count(distinct file.file_day) filter (
      where date_diff('day', file.file_day, expected.as_of_day) < :period_days
    ) as days_there,
    count(*) filter (where file.known_from = expected.as_of_day) as files,
    sum(
      case
        when file.known_from = expected.as_of_day then file.rows_read - file.rows_skipped - file.rows_refused
        else 0
      end
    ) as rows_loaded,
    sum(case when file.known_from = expected.as_of_day then file.rows_refused else 0 end) as rows_refused
  from expected
  inner join core.delivered_file as file
    on file.source = expected.source
    and file.known_from <= expected.as_of_day
    and file.file_day <= expected.as_of_day
    and file.state = 'loaded'
  group by expected.as_of_day, expected.source
)

select
  expected.as_of_day,
  expected.source,
  expected.title,
  expected.system,
  expected.arrives,
  delivered.last_day,
  cast(date_diff('day', delivered.last_day, expected.as_of_day) as bigint) as days_late,
  cast(
    case
      when expected.arrives = 'daily'
        then least(date_diff('day', delivered.first_day, expected.as_of_day) + 1, :period_days) - delivered.days_there
      else 0
    end as bigint
  ) as missing_days,
  cast(coalesce(delivered.files, 0) as bigint) as files,
  cast(coalesce(delivered.rows_loaded, 0) as bigint) as rows_loaded,
  cast(coalesce(delivered.rows_refused, 0) as bigint) as rows_refused
from expected
left join delivered on delivered.as_of_day = expected.as_of_day and delivered.source = expected.source
where expected.arrives = 'daily'
  or exists (select 1 from core.delivered_file as file where file.source = expected.source and file.known_from <= expected.as_of_day)
