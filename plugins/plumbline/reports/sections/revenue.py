"""What pages say of revenue, by where the company's comes from: the till's orders, won deals, or both."""

from __future__ import annotations

from plumbline.language.language import text

REVENUE_OF_DAYS = {
    "orders": text("The till rang {amount} in {days}."),
    "won_deals": text("Won deals brought {amount} in {days}."),
    "both": text("Revenue was {amount} in {days}."),
}
REVENUE_WITHOUT_PIPELINE = {
    "orders": text("The till rang {total} in {days}; qualified pipeline is not known"),
    "won_deals": text("Won deals brought {total} in {days}; qualified pipeline is not known"),
    "both": text("Revenue was {total} in {days}; qualified pipeline is not known"),
}
COST_AND_REVENUE = {
    "orders": text("In {days} marketing cost {cost} and the till rang {revenue}: ROI {roi}"),
    "won_deals": text("In {days} marketing cost {cost} and won deals brought {revenue}: ROI {roi}"),
    "both": text("In {days} marketing cost {cost} and brought {revenue} of revenue: ROI {roi}"),
}
COST_AND_REVENUE_OF_MONTH = {
    "orders": text("In {month} marketing cost {cost} and the till rang {revenue}: ROI {roi}"),
    "won_deals": text("In {month} marketing cost {cost} and won deals brought {revenue}: ROI {roi}"),
    "both": text("In {month} marketing cost {cost} and brought {revenue} of revenue: ROI {roi}"),
}
NO_REVENUE = {
    "orders": text("No till is connected."),
    "won_deals": text("No deal has been won yet."),
    "both": text("No order and no won deal is known."),
}
NOTHING_OF_THESE_DAYS = {
    "orders": text("The till told nothing of these days."),
    "won_deals": text("The CRM told nothing of these days."),
    "both": text("Neither till nor CRM told anything of these days."),
}
NEITHER_REVENUE_NOR_COST = {
    "orders": text("Neither a till nor costs are connected."),
    "won_deals": text("No deal has been won yet, and no cost has been reported."),
    "both": text("No order, no won deal and no cost is known."),
}
NOTHING_AGAINST_THE_COST = {
    "orders": text("No till is connected, so nothing stands against the cost."),
    "won_deals": text("No deal has been won yet, so nothing stands against the cost."),
    "both": text("No order and no won deal is known, so nothing stands against the cost."),
}
NO_COST_OF_GOODS = {
    "orders": text("The till does not tell what the goods cost."),
    "won_deals": text("A won deal does not tell what it costs to deliver."),
    "both": text("A won deal does not tell what it costs to deliver."),
}
NO_CUSTOMER_NAMES = text("Not known: no till that names its customers is connected.")
