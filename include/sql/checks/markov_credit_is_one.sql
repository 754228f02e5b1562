/*
description: the shares of programs in an order or deal under Markov's removal effects do not add up to 1
severity: fail
remedy: This is an error in the models; keep the warehouse as it is and report it.
partition_by: as_of_day
*/
select as_of_day, subject_type, subject_id, sum(credit) as credit
from core.markov_credit
group by as_of_day, subject_type, subject_id
having sum(credit) <> 1
