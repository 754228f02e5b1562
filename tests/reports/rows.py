"""Rows that several companies share, as the marts have them; a section's context from rows made by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from plumbline.language.language import Language
from plumbline.layout.blocks import Block, Table
from plumbline.marts.reading import Request
from plumbline.marts.scope import WHOLE
from plumbline.reports.catalogue import find_plan
from plumbline.reports.context import Context
from plumbline.reports.publish import KINDS
from tests.reports.marts import DAY, MARTS, PROJECT, settings_for

D = Decimal


def _ratio(top: Decimal, bottom: Decimal) -> Decimal | None:
    return top / bottom if bottom else None


def period(program: tuple[str, ...]) -> dict[str, Any]:
    """Sums and ratios of one program, as program_period has them."""
    ad_spend, other, revenue, contribution, claimed = map(D, program)
    cost = ad_spend + other
    roi = _ratio(revenue - cost, cost)
    return {
        "ad_spend": ad_spend,
        "other_cost": other,
        "cost": cost,
        "net_revenue": revenue,
        "contribution": contribution,
        "orders": 10,
        "platform_conversions": 5,
        "platform_conversion_value": claimed,
        "roi_percent": None if roi is None else roi * 100,
        "romi": _ratio(contribution - cost, cost),
        "roas_platform": _ratio(claimed, ad_spend),
        "roas_booked": _ratio(revenue, ad_spend),
    }


def pace(measure: str, month: str, to_date: str, actual: str, target_period: str) -> dict[str, Any]:
    """A row of target_pace."""
    return {
        "as_of_day": DAY,
        "measure": measure,
        "month": date(2026, 10, 1),
        "target_month": D(month),
        "target_to_date": D(to_date),
        "actual_to_date": D(actual),
        "target_period": D(target_period),
        "actual_period": D(actual),
        "currency": "EUR",
    }


def source(name: str, title: str, **other: Any) -> dict[str, Any]:
    """A row of source_freshness, complete and on time unless told otherwise."""
    return {
        "as_of_day": DAY,
        "source": name,
        "title": title,
        "arrives": "daily",
        "last_day": DAY,
        "days_late": 0,
        "missing_days": 0,
        "files": 28,
        "rows_loaded": 1000,
        "rows_refused": 0,
    } | other


def context(language: Language, kind: str, day: date = DAY, **rows: list[dict[str, Any]]) -> Context:
    """What a section of a kind of report is given: these rows of its reads, every other read empty; `a_b` is `a-b`.

    Columns that a row does not name are None; everything that can be connected is.
    """
    reads = KINDS[kind].reads
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in reads}
    tables["coverage"] = [
        {"pipeline_rows": 1, "order_rows": 1, "cost_rows": 1, "platform_rows": 1, "first_day": date(2026, 1, 1)}
    ]
    for name, known in rows.items():
        read = name.replace("_", "-")
        tables[read] = [dict.fromkeys(MARTS[reads[read].mart].columns) | row for row in known]
    plan = find_plan(PROJECT / "include" / "reports", kind)
    return Context(
        language, Request(settings_for(Path("unused")), plan.name, plan.schedule, WHOLE, day), reads, tables, MARTS
    )


def cells(block: Block) -> list[list[str]]:
    """The texts of a table, row by row."""
    assert isinstance(block, Table)
    return [[cell.text for cell in row] for row in block.rows]
