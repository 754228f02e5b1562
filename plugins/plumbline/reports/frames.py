"""What a daily pulse reads: slices of the marts, as they are, in exact decimals.

Nothing is computed here but the sums of a scope. The same frames are drawn on the pages and attached to the PDF as CSV,
so a reader can check one against the other. Reports read schema `marts` and nothing below it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from plumbline.reports.marts import MARTS
from plumbline.reports.reading import Condition, Frames, Reader, Row, as_csv, rows

__all__ = ["HISTORY_DAYS", "WEEK", "Frames", "Row", "as_csv", "read_frames", "rows"]

HISTORY_DAYS = 91  # the lines of page one show 13 weeks
WEEK = timedelta(days=7)
SIX = Decimal("0.000001")


def read_frames(reader: Reader, day: date, period_days: int, model: str) -> Frames:
    """Every frame of the report by name, inside the reader's scope; decimals stay Decimal, absent values None.

    The business day is known as it was known at its own end.
    """
    first_day = day - timedelta(days=period_days - 1)
    before = reader.greatest("forecast", "as_of_day", reader.c("forecast").as_of_day <= day)
    frames = {
        "figures": figures(reader, day, model),
        "qualified-pipeline": reader.frame(
            "qualified_pipeline",
            *_then(reader, "qualified_pipeline"),
            reader.c("qualified_pipeline").as_of_day.in_([day, day - WEEK]),
            reader.c("qualified_pipeline").model == model,
            order=("as_of_day", "program_id"),
        ),
        "bridge": _today(reader, "pipeline_bridge", day, "program_id"),
        "deals-moved": _today(reader, "deal_move", day, "deal_id", "movement", "program_id"),
        "programs": _named(reader, _today(reader, "program_period", day, "program_id")),
        "program-names": reader.frame("program", order=("program_id",)),
        "reconciliation": reader.frame(
            "reconciliation",
            reader.c("reconciliation").day.between(first_day, day),
            order=("day", "platform", "campaign_id"),
        ),
        "conversion-counts": reader.frame("conversion_counts", reader.c("conversion_counts").as_of_day == day),
        # where there are probabilities the bridge says more
        "lead-funnel": reader.frame("lead_funnel", order=("program_id",))
        if not reader.count("qualified_pipeline", reader.c("qualified_pipeline").as_of_day <= day)
        else _none("lead_funnel"),
        "restated": reader.frame(
            "restatement", reader.c("restatement").known_on == day, order=("source", "measure", "unit")
        ),
        "pace": reader.frame("target_pace", reader.c("target_pace").as_of_day == day, order=("measure",)),
        "sources": reader.frame("source_freshness", reader.c("source_freshness").as_of_day == day, order=("source",)),
        "coverage": _coverage(reader, day),
        # the latest of these: they are made on report days only
        "forecast": reader.frame("forecast", reader.c("forecast").as_of_day == before, order=("measure", "weeks_ahead"))
        if before
        else _none("forecast"),
    }
    for name, mart in (("attribution-agreement", "attribution_agreement"), ("account-coverage", "account_coverage")):
        last = reader.greatest(mart, "as_of_day", reader.c(mart).as_of_day <= day)
        frames[name] = (
            reader.frame(mart, reader.c(mart).as_of_day == last, order=("program_id",)) if last else _none(mart)
        )
    return frames


def _none(mart: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(MARTS[mart].columns), dtype=object)


def _then(reader: Reader, mart: str) -> tuple[Condition, ...]:
    return (reader.c(mart).vintage == "as_reported",)


def _today(reader: Reader, mart: str, day: date, *order: str) -> pd.DataFrame:
    return reader.frame(mart, *_then(reader, mart), reader.c(mart).as_of_day == day, order=order)


def _named(reader: Reader, periods: pd.DataFrame) -> pd.DataFrame:
    """Programs' periods with the programs' names in front."""
    kept = ("program_name", "program_group", "goal")
    names = {row["program_id"]: row for row in rows(reader.frame("program"))}
    named = [{key: names.get(row["program_id"], {}).get(key) for key in kept} | row for row in rows(periods)]
    return pd.DataFrame(named, columns=[*kept, *periods.columns], dtype=object)


def figures(reader: Reader, day: date, model: str, days: int = HISTORY_DAYS) -> pd.DataFrame:
    """Thirteen weeks of the company's figures; in a scope the sums of what it may see."""
    scope, since = reader.scope, day - timedelta(days=days)

    def history(mart: str, *where: Condition) -> pd.DataFrame:
        known = reader.c(mart)
        return reader.frame(
            mart, *_then(reader, mart), known.as_of_day <= day, known.as_of_day > since, *where, order=("as_of_day",)
        )

    if scope.is_whole:
        return history("company_period")
    if scope.teams is not None and scope.programs is not None:
        return _none("company_period")  # no level of pipeline is known by team and program at once
    by_day: dict[date, Row] = defaultdict(lambda: dict.fromkeys(MARTS["company_period"].columns))
    if scope.teams is not None:
        _add(by_day, rows(history("team_pipeline")), ("qualified", "weighted", "qualified_deals"))
    else:
        sums = ("ad_spend", "other_cost", "cost", "net_revenue", "contribution", "orders", "platform_conversion_value")
        _add(by_day, rows(history("program_period")), sums)
        pipeline = history("qualified_pipeline", reader.c("qualified_pipeline").model == model)
        _add(by_day, rows(pipeline), ("qualified", "weighted", "qualified_deals"))
    for row in by_day.values():
        row.update(_ratios(row))
    return pd.DataFrame(
        [by_day[one] for one in sorted(by_day)], columns=list(MARTS["company_period"].columns), dtype=object
    )


def _add(by_day: dict[date, Row], parts: Iterable[Row], columns: Iterable[str]) -> None:
    """Sums of what is known; what a single part does not know the sum does not know either."""
    grouped: dict[date, list[Row]] = defaultdict(list)
    for part in parts:
        grouped[part["as_of_day"]].append(part)
    for day, found in grouped.items():
        row = by_day[day]
        row.update(as_of_day=day, vintage="as_reported", currency=found[0]["currency"])
        for column in columns:
            values = [one[column] for one in found]
            row[column] = None if any(value is None for value in values) else sum(values, Decimal(0))


def _ratios(row: Row) -> dict[str, Any]:
    def ratio(top: Decimal | None, bottom: Decimal | None, less: Decimal | None = Decimal(0)) -> Decimal | None:
        if top is None or not bottom or less is None:
            return None
        return ((top - less) / bottom).quantize(SIX)

    cost, spend = row["cost"], row["ad_spend"]
    roi = ratio(row["net_revenue"], cost, cost)
    return {
        "romi": ratio(row["contribution"], cost, cost),
        "roi_percent": None if roi is None else roi * 100,
        "roas_platform": ratio(row["platform_conversion_value"], spend),
        "roas_booked": ratio(row["net_revenue"], spend),
    }


def _coverage(reader: Reader, day: date) -> pd.DataFrame:
    """Whether anything of a kind was ever seen up to this day: what tells zero from not known."""
    c = reader.c("program_day")
    pipeline = "qualified_pipeline" if reader.scope.teams is None else "team_pipeline"
    found = {
        "pipeline_rows": reader.count(pipeline, reader.c(pipeline).as_of_day <= day),
        "order_rows": reader.count("program_day", c.day <= day, c.orders > 0),
        "cost_rows": reader.count("program_day", c.day <= day, c.cost > 0),
        "claim_rows": reader.count("program_day", c.day <= day, c.platform_conversions > 0),
        "first_day": reader.least("program_day", "day", c.day <= day),
    }
    return pd.DataFrame([tuple(found.values())], columns=list(found), dtype=object)
