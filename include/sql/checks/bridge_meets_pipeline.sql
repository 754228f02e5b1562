/*
description: the bridge does not end at the qualified pipeline
severity: fail
remedy: This is an error in the models; keep the warehouse as it is and report it.
*/
select
  coalesce(bridge.as_of_day, pipeline.as_of_day) as as_of_day,
  coalesce(bridge.vintage, pipeline.vintage) as vintage,
  bridge.closing,
  pipeline.qualified
from (
  select as_of_day, vintage, sum(closing) as closing from marts.pipeline_bridge group by as_of_day, vintage
) as bridge
full outer join (
  select as_of_day, vintage, sum(qualified) as qualified
  from marts.qualified_pipeline
  where model = :default_model
  group by as_of_day, vintage
) as pipeline on pipeline.as_of_day = bridge.as_of_day and pipeline.vintage = bridge.vintage
where coalesce(bridge.closing, 0) <> coalesce(pipeline.qualified, 0)
