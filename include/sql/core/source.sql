/*
description: a source and what its definition promises
materialized: table
grain: [source]
columns:
  source: the source
  system: the system it belongs to
  title: its name, as readers see it
  arrives: daily or on_change
*/
select source, system, title, arrives
from ops.source_contract
