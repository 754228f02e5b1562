/*
row: the bridge does not end at the qualified pipeline
severity: fail
remedy: This is an error in the models; keep the warehouse as it is and report it.
*/
select
  coalesce(bridge.as_of_day, pipeline.as_of_day) as as_of_day,
  coalesce(bridge.known, pipeline.known) as known,
  bridge.closing,
  pipeline.qualified
from (
  select as_of_day, known, sum(closing) as closing from marts.pipeline_bridge group by as_of_day, known
) as bridge
full outer join (
  select as_of_day, known, sum(qualified) as qualified
  from marts.qualified_pipeline
  where model = :default_model
  group by as_of_day, known
) as pipeline on pipeline.as_of_day = bridge.as_of_day and pipeline.known = bridge.known
where coalesce(bridge.closing, 0) <> coalesce(pipeline.qualified, 0)
