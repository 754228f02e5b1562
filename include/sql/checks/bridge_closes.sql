/*
description: the bridge of qualified pipeline does not add up
severity: fail
remedy: This is an error in the models; keep the warehouse as it is and report it.
*/
select as_of_day, vintage, program_id, closing
from marts.pipeline_bridge
where closing <> opening + restated + newly_qualified + raised + lowered + fell_below + won + lost + removed
  + currency_effect
