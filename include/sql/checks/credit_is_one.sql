/*
row: the shares of programs in an order or deal do not add up to 1
severity: fail
remedy: This is an error in the models; keep the warehouse as it is and report it.
*/
select subject_type, subject_id, model, known_from, sum(credit) as credit
from core.credit
group by subject_type, subject_id, model, known_from
having sum(credit) <> 1
