/*
description: a segment of a platform's audience in a quarter
key: [platform, quarter, segment]
columns:
  platform: the platform
  quarter: first day of the quarter
  segment: name of the segment
  is_target: whether it belongs to the company's target group
  audience_share: its share of the people reached, 0 to 1; those of a platform and quarter add up to 1
  sample_size: people behind the platform's estimate
*/
create table staging.audience_segment (
  platform text not null,
  quarter date not null,
  segment text not null,
  is_target boolean not null,
  audience_share decimal(9, 6) not null,
  sample_size bigint
)
