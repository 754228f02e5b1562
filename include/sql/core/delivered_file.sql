/*
description: a file that a source landed
materialized: table
grain: [source, file_name, file_id]
columns:
  source: the source that read it
  file_name: as the vendor named it
  file_id: SHA-256 of its bytes
  file_day: the business day the export is about
  state: loaded, duplicate or refused
  rows_read: records found in it
  rows_skipped: records that are no data by contract
  rows_refused: records in quarantine
  known_from: first business day on which it was known
  known_until: the end of time
*/
select
  source,
  file_name,
  file_id,
  file_day,
  state,
  coalesce(rows_read, 0) as rows_read,
  coalesce(rows_skipped, 0) as rows_skipped,
  coalesce(rows_refused, 0) as rows_refused,
  known_from,
  end_of_time() as known_until
from ops.manifest
