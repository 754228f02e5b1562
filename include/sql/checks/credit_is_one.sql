/*
description: the shares of programs in an order or deal do not add up to 1, or it has none
severity: fail
remedy: This is an error in the models; keep the warehouse as it is and report it.
unique_key: subject_id
*/
select subject_type, subject_id, model, known_from, sum(credit) as credit
from core.credit
group by subject_type, subject_id, model, known_from
having sum(credit) <> 1
union all
select span.subject_type, span.subject_id, :default_model as model, span.known_from, cast(0 as decimal(9, 6)) as credit
from core.credit_span as span
where not exists (
  select 1
  from core.credit as credit
  where credit.subject_type = span.subject_type
    and credit.subject_id = span.subject_id
    and credit.known_from = span.known_from
    and credit.model = :default_model
)
