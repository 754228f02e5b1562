"""What pages say of revenue, by where the company's comes from: booked orders, won deals, or both."""

from __future__ import annotations

from plumbline.language.language import text

REVENUE_WITHOUT_PIPELINE = {
    "orders": text("Revenue was {total} in {days}; qualified pipeline is not known"),
    "won_deals": text("Won deals brought {total} in {days}; qualified pipeline is not known"),
    "both": text("Revenue was {total} in {days}; qualified pipeline is not known"),
}
COST_AND_REVENUE_OF_MONTH = {
    "orders": text("In {month} marketing cost {cost} and brought {revenue} of revenue: ROI {roi}"),
    "won_deals": text("In {month} marketing cost {cost} and won deals brought {revenue}: ROI {roi}"),
    "both": text("In {month} marketing cost {cost} and brought {revenue} of revenue: ROI {roi}"),
}
