"""The company's figures day by day, in a scope as the sums of what it may see; and what was ever known of any kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from plumbline.marts.reading import Condition, Reader, Request, Row
from plumbline.reports.context import ZERO

HISTORY_DAYS = 91  # the lines of page one show 13 weeks
SIX_PLACES = Decimal("0.000001")
LEVELS = ("qualified", "weighted", "qualified_deals")
FLOWS = ("ad_spend", "other_cost", "cost", "net_revenue", "contribution", "orders", "platform_conversion_value")


def company_history(reader: Reader, request: Request, days: int = HISTORY_DAYS) -> list[Row]:
    """So many days of the company's figures; in a scope the sums of what it may see."""
    scope, day = reader.scope, request.day

    def history(mart: str, *where: Condition) -> list[Row]:
        known = reader.columns(mart)
        window = (known.vintage == "as_reported", known.as_of_day <= day, known.as_of_day > day - timedelta(days=days))
        return reader.rows(mart, *window, *where, order=("as_of_day",))

    if scope.is_whole:
        return history("company_period")
    if scope.teams is not None and scope.programs is not None:
        return []  # no level of pipeline is known by team and program at once
    by_day: dict[date, Row] = defaultdict(lambda: dict.fromkeys(reader.columns("company_period").keys()))
    if scope.teams is not None:
        _add(by_day, history("team_pipeline"), LEVELS)
    else:
        _add(by_day, history("program_period"), FLOWS)
        by_model = reader.columns("qualified_pipeline").model == request.company.default_model
        _add(by_day, history("qualified_pipeline", by_model), LEVELS)
    return [by_day[one] | _ratios(by_day[one]) for one in sorted(by_day)]


def _add(by_day: dict[date, Row], parts: Iterable[Row], columns: Iterable[str]) -> None:
    """Sums of parts in order of their days; what a single part does not know the sum does not know either."""
    for day, group in groupby(parts, lambda part: part["as_of_day"]):
        rows, total = list(group), by_day[day]
        total.update(as_of_day=day, vintage="as_reported", currency=rows[0]["currency"])
        for column in columns:
            values = [row[column] for row in rows]
            total[column] = None if any(value is None for value in values) else sum(values, ZERO)


def _ratios(row: Row) -> dict[str, Any]:
    def ratio(top: Decimal | None, bottom: Decimal | None, less: Decimal | None = ZERO) -> Decimal | None:
        return None if top is None or not bottom or less is None else ((top - less) / bottom).quantize(SIX_PLACES)

    cost = row["cost"]
    roi = ratio(row["net_revenue"], cost, cost)
    return {
        "romi": ratio(row["contribution"], cost, cost),
        "roi_percent": None if roi is None else roi * 100,
    }


def open_deals(reader: Reader, request: Request) -> list[Row]:
    """How many deals are open at the day's end, qualified or not; no row where a scope can't tell."""
    scope, by_team = reader.scope, reader.scope.teams is not None
    if by_team and scope.programs is not None:
        return []
    mart = "team_pipeline" if by_team else "qualified_pipeline"
    c = reader.columns(mart)
    where = [c.as_of_day == request.day, c.vintage == "as_reported"]
    if not by_team:
        where.append(c.model == request.company.default_model)
    counts = [row["open_deals"] for row in reader.rows(mart, *where)]
    return [{"open_deals": sum(counts, ZERO)}] if counts and None not in counts else []


def coverage(reader: Reader, request: Request) -> list[Row]:
    """Whether anything of a kind was ever seen up to this day: what tells zero from not known."""
    c, day = reader.columns("program_day"), request.day
    pipeline = "qualified_pipeline" if reader.scope.teams is None else "team_pipeline"
    seen = {"order": c.orders, "cost": c.cost, "platform": c.platform_conversions}
    row: Row = {f"{kind}_rows": reader.count("program_day", c.day <= day, column > 0) for kind, column in seen.items()}
    row["pipeline_rows"] = reader.count(pipeline, reader.columns(pipeline).as_of_day <= day)
    row["first_day"] = reader.least("program_day", "day", c.day <= day)
    return [row]
