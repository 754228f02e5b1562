/*
description: an answer of a customer in a wave of the survey
key: [wave, respondent_id, question, answer]
columns:
  wave: first day of the month in which was asked
  respondent_id: the customer who answered, pseudonymous
  question: daily_use (a row for each platform used daily, or none), preferred_brand, category_spend or own_spend
  answer: platform, none or brand (the company's own is `ours`), folded; null for amounts
  amount: money spent in the last twelve months, for category_spend and own_spend
  currency: ISO 4217 code of amount
*/
create table staging.survey_answer (
  wave date not null,
  respondent_id text not null,
  question text not null,
  answer text,
  amount decimal(18, 2),
  currency text
)
