"""A company of which every mart knows something: rows made from the marts' columns, each team's and program's marked.

A text that belongs to a team or a program carries its mark, so that a test can look for it wherever a reader might.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from plumbline.marts.mart import LEVELS
from tests.reports.marts import MARTS, Rows

SUNDAY, MONTH_END = date(2026, 10, 25), date(2026, 9, 30)
FRIDAY = date(2026, 10, 30)
TEAMS = ("Retail DACH", "Key Accounts", "UK & International")
PROGRAMS = ("challenge", "creators", "search", "unattributed")
MARKS = {
    "Retail DACH": "Quarzmarke",
    "Key Accounts": "Birkenmarke",
    "UK & International": "Wolkenmarke",
    "challenge": "Kupfermarke",
    "creators": "Distelmarke",
    "search": "Nebelmarke",
    "unattributed": "Lehmmarke",
}
COUNTS = {
    "orders", "platform_conversions", "qualified_deals", "open_deals", "days_moved", "days_late", "missing_days",
    "files", "rows_loaded", "rows_refused", "leads", "deals", "won_deals", "impressions", "clicks", "customers",
    "answers",
    "posts", "views", "best_reach", "reach", "relevant_reach", "engagements", "orders_by_code", "orders_by_link",
    "days", "days_live", "weeks", "backtests", "leads_tested", "won", "paths", "converting_paths", "target_accounts",
    "reached", "with_lead", "with_open_deal", "qualified_accounts", "won_accounts", "deals_touched", "orders_touched",
    "sum_of_members", "counted_twice", "answered", "unanswered", "accepted", "rejected", "undecided", "new_customers",
    "months_observed", "sample_size", "subjects", "closed", "members", "tracked_conversions",
}  # fmt: skip
CAUSES = {
    "view_through", "click_window", "duplicates", "returns_cancellations", "time_zone", "unexplained", "no_consent",
    "tracked_unexplained",
}  # fmt: skip
SMALL = {
    "cpm",
    "cpc",
    "cpa",
    "cost_per_order",
    "cost_per_engagement",
    "payback_months",
    "cycle_days",
    "needed_coverage",
}
SHARES = (
    "rate", "share", "probability", "stated", "win_rate", "ctr", "coverage", "romi", "brier", "ratio", "_low", "_high",
    "threshold", "statistic", "p_value", "theta", "spread",
)  # fmt: skip
CODES = {
    "vintage": "as_reported",
    "model": "last_non_direct",
    "currency": "EUR",
    "unit": "EUR",
    "platform": "tiktok",
    "arrives": "daily",
    "movement": "raised",
    "kind": "paid",
    "goal": "leads",
    "measure": "qualified_pipeline",
    "verdict": "over_forecast",
    "recommendation": "scale",
    "outlook": "stable",
    "grade": "BBB",
    "previous_grade": "BB",
    "next_grade_up": "A",
    "next_grade_down": "BB",
    "next_grade_up_needs": "target_share|0.35",
    "next_grade_down_at": "target_share|0.21",
    "leading_measure": "engagement_rate_views",
    "subject_type": "order",
    "lowest_model": "first",
    "highest_model": "last",
    "indicator": "brand_preference",
    "size": "11-50",
    "country": "DE",
    "method": "damped",
    "program_group": "Halloween",
    "source": "ads",
}
TEXTS = {
    "program_id", "program_name", "owner", "deal_id", "deal_name", "account_name", "team", "stage_before",
    "stage_after", "campaign_id", "campaign_name", "title", "level", "item", "item_name", "reason", "creative_id",
    "ad_name", "replaces_creative_id", "creator_id", "creator_name", "post_id", "lead_id", "company", "industry",
    "role", "dimension", "value", "tracked_program_id", "reported_program_id", "channel", "from_channel",
    "to_channel", "reason_1", "reason_2", "reason_3", "period_kind", "leading_measure",
}  # fmt: skip
DATES = {
    "as_of_day", "day", "known_on", "period_first_day", "first_day", "oldest_day", "last_day", "month", "starts_on",
    "ends_on", "cohort_month", "quarter", "posted_on", "week_end", "created_on", "trained_on",
}  # fmt: skip


def _value(mart: str, column: str, day: date, mark: str) -> Any:
    """A plausible value of a column, by its name."""
    if column in DATES:
        return day.replace(day=1) if column in ("month", "cohort_month", "quarter", "first_day") else day
    if column in ("is_known", "is_used", "is_supported", "is_rated", "is_fatigued", "beats_naive", "is_observed"):
        return True
    if column.startswith("is_") or column == "stated_before_start":
        return False
    if column == "value" and mart in ("leading_indicator", "forecast"):
        return Decimal("0.31") if mart == "leading_indicator" else Decimal(1234567)
    if column == "rank" and mart == "lead_score":
        return 1
    if column in ("trained_on", "version", "lowest", "highest", "models", "month_number"):
        return {"lowest": Decimal(41000), "highest": Decimal(88000), "models": 10}.get(column, 2)
    if column == "value" and mart != "prospect_profile":
        return Decimal("0.31")
    if column in CODES:
        return CODES[column]
    if column in TEXTS:
        return f"{column.replace('_', ' ')} {mark}".strip()
    if column in COUNTS:
        return 137
    if any(part in column for part in SHARES):
        return Decimal("0.42")
    if column.endswith("_percent") or column.startswith("roas"):
        return Decimal(42)
    if column == "leading_value":
        return Decimal("0.0421")
    if column in SMALL:
        return Decimal("4.31")
    if column in CAUSES:
        return 12
    return Decimal("12345.67")


def row(mart: str, day: date, mark: str = "", **known: Any) -> dict[str, Any]:
    """A row of a mart with something in every column."""
    return {column: _value(mart, column, day, mark) for column in MARTS[mart].columns} | known


def _owners(mart: str) -> list[tuple[str, dict[str, Any]]]:
    """(mark, columns) of each row a day: a row a team, a program, or both where a mart has both."""
    columns = MARTS[mart].columns
    if "level" in columns:
        found: list[tuple[str, dict[str, Any]]] = [("", {"level": "company", "item": "company"})]
        if "team" in columns:
            found[0][1]["team"] = None
            for team in TEAMS:
                found.append((MARKS[team], {"level": "team", "item": team, "item_name": team, "team": team}))
                name = f"Rep {MARKS[team]}"
                found.append((MARKS[team], {"level": "rep", "item": name, "item_name": name, "team": team}))
            return found
        levels = LEVELS[mart]
        found += [(MARKS[one], {"level": "team", "item": one}) for one in TEAMS if "team" in levels]
        found += [(MARKS[one], {"level": "program", "item": one}) for one in PROGRAMS if "program" in levels]
        return found
    if "team" in columns and "program_id" in columns:
        pairs = zip(TEAMS, PROGRAMS, strict=False)
        return [(f"{MARKS[team]} {MARKS[one]}", {"team": team, "program_id": one}) for team, one in pairs]
    if "team" in columns:
        return [(MARKS[one], {"team": one}) for one in TEAMS]
    if "program_id" in columns:
        return [(MARKS[one], {"program_id": one}) for one in PROGRAMS]
    return [("", {})]


def filled() -> Rows:
    """The company: every mart on every day that a report is about."""
    rows: Rows = {}
    for mart, known in MARTS.items():
        found = rows[mart] = []
        for day in (MONTH_END, SUNDAY - timedelta(days=7), SUNDAY, FRIDAY - timedelta(days=7), FRIDAY):
            for number, (mark, columns) in enumerate(_owners(mart)):
                one = row(mart, day, mark, **columns)
                if "rank" in one and mart == "lead_score":
                    one["rank"] = number + 1
                if "period_kind" in known.columns:
                    one["period_kind"] = "month" if day == MONTH_END else "week"
                found.append(one)
    _details(rows)
    return rows


def _details(rows: Rows) -> None:
    """What has to fit together: totals, bridges, curves, forecasts, the names of programs."""
    rows["program"] = [
        row("program", FRIDAY, MARKS[one], program_id=one, program_name=f"Program {MARKS[one]}") for one in PROGRAMS
    ]
    steps = ("restated", "newly_qualified", "raised", "lowered", "fell_below", "won", "lost", "removed")
    for one in rows["pipeline_bridge"]:
        one |= dict.fromkeys((*steps, "currency_effect"), Decimal(0))
        one |= {"opening": Decimal("12000.00"), "raised": Decimal("345.67"), "closing": Decimal("12345.67")}
    for one in rows["company_period"]:
        one |= {"qualified": Decimal("49382.68"), "romi": Decimal(0)}
        one |= {c: Decimal("49382.68") for c in ("net_revenue", "contribution", "cost")}
    for one in rows["program_period"]:
        one["romi"] = Decimal(0)
    for one in rows["profit_bridge"]:
        if one["level"] == "company":
            one |= {c: Decimal("49382.68") for c in ("net_revenue", "contribution", "cost")}
            one["romi"] = Decimal(0)
    rows["forecast"] = [
        row(
            "forecast", day, measure=measure, weeks_ahead=n, week_end=day + timedelta(days=7 * n),
            value=Decimal(1200000 + 9000 * n), low=Decimal(900000), high=Decimal(1500000), naive=Decimal(1190000),
        )
        for day in (MONTH_END, SUNDAY, FRIDAY)
        for measure in ("qualified_pipeline", "revenue")
        for n in range(1, 9)
    ]  # fmt: skip
    rows["forecast_score"] = [
        row("forecast_score", day, measure=measure, weeks_ahead=n)
        for day in (MONTH_END, SUNDAY)
        for measure in ("qualified_pipeline", "revenue")
        for n in (1, 4)
    ]
    rows["response_curve"] = [
        row("response_curve", MONTH_END, channel=one, spend_now=Decimal(6000), reason=None)
        for one in ("social_video", "radio")
    ]
    rows["response_curve"].append(
        row("response_curve", MONTH_END, channel="search", is_known=False, reason="collinear|radio", marginal_romi=None)
    )
    rows["response_curve_point"] = [
        row(
            "response_curve_point", MONTH_END, channel=one, spend=Decimal(1000 * n),
            contribution=Decimal(900 * n), low=Decimal(700 * n), high=Decimal(1100 * n),
        )
        for one in ("social_video", "radio")
        for n in range(1, 10)
    ]  # fmt: skip
    rows["budget_shift"] = [
        row("budget_shift", MONTH_END, from_channel="radio", to_channel="social_video", reason=None)
    ]
    _ratings(rows)
    rows["customer_acquisition"] += [row("customer_acquisition", MONTH_END, program_id="total")]
    rows["restatement"] = [row("restatement", FRIDAY, before=Decimal(201), after=Decimal(213), change=Decimal(12))]
    for one in rows["calibration_band"]:
        one |= {"band_low": Decimal("0.6"), "band_high": Decimal("0.7"), "deals": 137, "won": 70}
    for one in rows["deal_move"]:
        one |= {"opening": Decimal("12000.00"), "closing": Decimal("12345.67"), "change": Decimal("345.67")}
    for one in rows["creative_fatigue"]:
        one |= {"weekly_change_percent": Decimal(-12), "low": Decimal(-16), "high": Decimal(-8)}
        if one["program_id"] == "challenge":
            one |= {"creative_id": "creative id Kupfermarke", "ad_name": "Fright night"}
    for one in rows["prospect_profile"]:
        one |= {"dimension": "industry"}
    for one in rows["lead_score"]:
        one |= {f"reason_{n}": f"industry|Theatre {one['team']}|up|0.2" for n in (1, 2, 3)}
    for one in rows["source_freshness"]:
        one |= {"days_late": 0, "missing_days": 0, "rows_refused": 0, "title": "Till, orders"}
    rows["program_day"] = [
        row("program_day", day, program_id=one) for one in PROGRAMS for day in (FRIDAY, FRIDAY - timedelta(days=120))
    ]


def _ratings(rows: Rows) -> None:
    """Two rated platforms and one that is not, with the inputs of their relevant reach: 812,000 times a quarter."""
    quarters = {date(2026, 6, 30): date(2026, 4, 1), MONTH_END: date(2026, 7, 1)}
    known = {"score": Decimal("54.2"), "reach": 812000, "target_share": Decimal("0.25"), "relevant_reach": 203000}
    rows["platform_rating"] = [
        row("platform_rating", day, platform=one, quarter=quarter, reason=None, **known)
        for one in ("tiktok", "instagram")
        for day, quarter in quarters.items()
    ]
    unrated = {"is_rated": False, "reason": "too_few_clicks", "grade": None, "score": None, "previous_grade": None}
    rows["platform_rating"].append(
        row("platform_rating", MONTH_END, platform="youtube", quarter=quarters[MONTH_END], **known | unrated)
    )
    valid = {"known_from": date(2026, 1, 1), "known_until": date(9999, 12, 31)}
    rows["platform_quarter"] = [
        {"platform": one, "quarter": quarter, "reach": 812000, **valid}
        for one in ("tiktok", "instagram", "youtube")
        for quarter in quarters.values()
    ]
    shares = (("young", True, "0.15"), ("parents", True, "0.10"), ("others", False, "0.75"))
    rows["audience_segment"] = [
        {**of, "segment": segment, "is_target": is_target, "audience_share": Decimal(share)}
        for of in rows["platform_quarter"]
        for segment, is_target, share in shares
    ]
    for one in rows["audience_segment"]:
        del one["reach"]
