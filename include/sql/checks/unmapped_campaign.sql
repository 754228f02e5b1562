/*
description: an advertising campaign belongs to no program, so its cost is unattributed
severity: warn
remedy: Add a rule of kind ad_campaign to program_rules.csv.
*/
select platform, utm_campaign
from core.campaign_program
where program_id = 'unattributed' and is_current()
