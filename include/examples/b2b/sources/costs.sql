select cost_id, program_id, lower(kind) as kind, vendor, currency, amount, starts_on, ends_on
from export
