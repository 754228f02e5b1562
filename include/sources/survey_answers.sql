select wave, respondent_id, lower(question) as question, lower(trim(answer)) as answer, amount, currency from export
