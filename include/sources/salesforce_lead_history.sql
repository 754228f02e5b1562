-- A rep saves decision and reason together: two rows of one instant.
with reason as (
  select lead_id, changed_at, max(new_value) as reason
  from export
  where field = 'Reason__c'
  group by all
)

select
  export.history_id as decision_id,
  export.lead_id,
  lower(export.new_value) as decision,
  reason.reason,
  export.changed_at as decided_at,
  export.owner_id
from export
left join reason on reason.lead_id = export.lead_id and reason.changed_at = export.changed_at
where export.field = 'Decision__c' and lower(export.new_value) in ('accepted', 'rejected')
