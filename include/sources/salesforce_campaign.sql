select campaign_id, campaign_name, campaign_type, starts_on, ends_on, is_active, modified_at
from export
where not is_deleted
