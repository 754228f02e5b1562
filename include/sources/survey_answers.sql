-- The company's own brand is `ours` in the warehouse, whatever it is called.
select
  wave,
  respondent_id,
  lower(question) as question,
  case
    when lower(question) = 'preferred_brand' and lower(trim(answer)) = 'nightjar' then 'ours'
    else lower(trim(answer))
  end as answer,
  amount,
  currency
from export
