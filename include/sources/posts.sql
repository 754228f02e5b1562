select
  post_id,
  lower(platform) as platform,
  creator_id,
  program_id,
  title,
  lower(kind) as kind,
  lower(goal) as goal,
  posted_on,
  folded(utm_content) as utm_content
from export
