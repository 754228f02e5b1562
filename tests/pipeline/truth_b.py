"""The longer reports' measures, held against what the example world knows about itself."""

from __future__ import annotations

from decimal import Decimal

from tests.pipeline.truth import Question

CENT = Decimal("0.01")
SIXTH = Decimal("0.000002")  # a ratio of six places, computed once by whole numbers and once in floating point
FOURTH = Decimal("0.0002")


def question(
    file: str,
    mart: str,
    key: tuple[str, ...],
    measures: tuple[str, ...],
    tolerance: Decimal = Decimal(0),
    where: str = "",
) -> Question:
    """A question about every row of a mart."""
    condition = f" where {where}" if where else ""
    return Question(file, f"select * from marts.{mart}{condition}", key, measures, tolerance)


ITEM = ("as_of_day", "level", "item")
BRIDGE = ("period_kind", "as_of_day", "vintage", "level", "item")
BRIDGE_SUMS = ("impressions", "clicks", "platform_conversions", "orders", "sales", "cancellations", "returns",
               "net_revenue", "cost_of_goods", "gross_margin", "payment_fees", "fulfilment", "contribution", "ad_spend",
               "other_cost", "cost", "media_cost", "result")  # fmt: skip

QUESTIONS_B = {
    "profit bridge": question("profit_bridge", "profit_bridge", BRIDGE, BRIDGE_SUMS),
    "prices and returns of the bridge": question(
        "profit_bridge",
        "profit_bridge",
        BRIDGE,
        ("cpm", "ctr", "cpc", "cpa", "roi_percent", "romi", "roas_platform", "roas_booked"),
        FOURTH,
    ),
    "speed to lead": question(
        "speed_to_lead",
        "speed_to_lead",
        ITEM,
        ("leads", "answered", "unanswered", "median_minutes", "p90_minutes", "median_working_minutes",
         "p90_working_minutes"),
    ),
    "acceptance": question(
        "acceptance", "lead_acceptance", ITEM, ("leads", "accepted", "rejected", "undecided", "acceptance_rate"), SIXTH
    ),
    "reasons of rejection": question(
        "rejection", "rejection_reason", ("as_of_day", "program_id", "reason"), ("leads",)
    ),
    "sales velocity": question(
        "velocity",
        "sales_velocity",
        ITEM,
        ("open_deals", "closed", "won", "win_rate", "win_rate_value", "average_deal", "cycle_days", "velocity_per_day"),
        CENT,
    ),
    "stages of leads": question(
        "lead_stages",
        "lead_stage",
        ITEM,
        ("leads", "with_deal", "qualified", "won", "deal_rate", "qualified_rate", "won_rate"),
        SIXTH,
    ),
    "calibration": question(
        "calibration",
        "calibration_band",
        ("as_of_day", "level", "item", "band_low"),
        ("deals", "won", "stated", "win_rate", "win_rate_low", "win_rate_high", "deals_from", "won_from"),
        FOURTH,
    ),
    "removal effects": question(
        "markov",
        "markov_attribution",
        ("as_of_day", "program_id"),
        ("paths", "converting_paths", "removal_effect", "share"),
        SIXTH,
        "as_of_day in (select day from core.report_day where is_month_end)",
    ),
    "credit by removal effects": Question(
        "markov_credit",
        "select * from core.markov_credit",
        ("subject_type", "subject_id", "program_id"),
        ("credit",),
        SIXTH,
    ),
    "prospects": question(
        "prospects",
        "prospect_profile",
        ("as_of_day", "program_id", "dimension", "value"),
        ("leads", "won", "share_of_leads", "share_of_won"),
        SIXTH,
        "as_of_day in (select day from core.report_day where is_month_end)",
    ),
    "new customers": question(
        "acquisition",
        "customer_acquisition",
        ("as_of_day", "program_id"),
        ("new_customers", "ad_spend", "media_cost", "cost", "cac_media", "cac_loaded", "monthly_margin_per_customer",
         "payback_months"),
        FOURTH,
    ),
    "cohorts": question(
        "cohorts",
        "customer_cohort",
        ("cohort_month", "month_number"),
        ("customers", "margin", "cumulative_margin", "margin_per_customer"),
        SIXTH,
    ),
    "creators": question(
        "creators",
        "creator_performance",
        ("as_of_day", "creator_id"),
        ("posts", "views", "best_reach", "engagements", "clicks", "orders_by_code", "orders_by_link", "orders", "cost",
         "net_revenue", "contribution"),
    ),
    "creators' rates": question(
        "creators",
        "creator_performance",
        ("as_of_day", "creator_id"),
        ("roi_percent", "romi", "engagement_rate_views", "conversion_rate", "leading_value"),
        FOURTH,
    ),
    "posts": question(
        "posts",
        "post_performance",
        ("as_of_day", "post_id"),
        ("views", "reach", "engagements", "clicks", "orders", "cost", "net_revenue", "contribution", "leading_value"),
        SIXTH,
    ),
    "posts' returns": question(
        "posts", "post_performance", ("as_of_day", "post_id"), ("roi_percent",), FOURTH
    ),
    "creatives": question(
        "creatives",
        "creative_performance",
        ("as_of_day", "creative_id"),
        ("days_live", "impressions", "clicks", "spend", "orders", "net_revenue", "contribution", "new_customers",
         "qualified"),
    ),
    "creatives' shares": question(
        "creatives",
        "creative_performance",
        ("as_of_day", "creative_id"),
        ("roi_percent", "romi", "share_of_spend", "share_of_contribution"),
        FOURTH,
    ),
    "goals": question(
        "goals",
        "goal_attainment",
        ("as_of_day", "program_id", "measure"),
        ("target", "actual", "attainment_percent", "expected_by_now_percent", "pace_percent"),
        FOURTH,
    ),
    "target accounts": question(
        "account_coverage",
        "account_coverage",
        ("as_of_day", "program_id"),
        ("target_accounts", "reached", "with_lead", "with_open_deal", "qualified_accounts", "won_accounts",
         "coverage_percent", "qualified"),
        FOURTH,
    ),
    "programs combined": question(
        "combination",
        "program_combination",
        ("as_of_day", "program_group"),
        ("members", "deals_touched", "sum_of_members", "counted_twice", "qualified_touched", "orders_touched"),
    ),
    "leading indicators": question(
        "indicators",
        "leading_indicator",
        ("as_of_day", "indicator"),
        ("value", "value_before", "low", "high", "answers"),
        FOURTH,
    ),
}  # fmt: skip
# The least rows that a truth must have, so that none is compared with nothing.
LEAST_ROWS = {"cohorts": 21, "new customers": 45, "leading indicators": 35, "target accounts": 15,
              "programs combined": 60, "creators": 90, "removal effects": 30, "creators' rates": 90}  # fmt: skip
