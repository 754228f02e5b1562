-- The figures of page one, program by program where the page reads the company's row.
-- :all_programs is 1 for a report that sees every program, else 0 and :programs names those it sees.
select
    (select sum(qualified) from marts.qualified_pipeline
      where as_of_day = :day and vintage = 'as_reported' and model = :model
        and (:all_programs = 1 or program_id in :programs))                     as qualified_pipeline,
    (select sum(closing) from marts.pipeline_bridge
      where as_of_day = :day and vintage = 'as_reported' and (:all_programs = 1 or program_id in :programs)) as closing,
    (select sum(net_revenue) from marts.program_period
      where as_of_day = :day and vintage = 'as_reported' and (:all_programs = 1 or program_id in :programs)) as revenue,
    (select case when count(*) = count(contribution) then sum(contribution) end from marts.program_period
      where as_of_day = :day and vintage = 'as_reported' and (:all_programs = 1 or program_id in :programs)) as contribution,
    (select sum(cost) from marts.program_period
      where as_of_day = :day and vintage = 'as_reported' and (:all_programs = 1 or program_id in :programs)) as cost
