"""Holding the marts against what the example world knows about itself."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

CENT = Decimal("0.01")
RATIO = Decimal("0.000001")


@dataclass(frozen=True)
class Question:
    """A file of the truth, the SELECT that answers it, its key, its measures and how close they must be.

    A measure that neither side has a row for, or that is 0 on one side and no row on the other, agrees: a program
    without deals has a row of zeros in the truth and none in the marts.
    """

    file: str
    sql: str
    key: tuple[str, ...]
    measures: tuple[str, ...]
    tolerance: Decimal = Decimal(0)


def with_total(table: str, key: Sequence[str], measures: Sequence[str]) -> str:
    """The rows of a mart by program, and their sums as program `total`."""
    keys, sums = ", ".join(key), ", ".join(f"sum({m}) as {m}" for m in measures)
    return (
        f"select {keys}, program_id, {', '.join(measures)} from {table}"
        f" union all select {keys}, 'total' as program_id, {sums} from {table} group by {keys}"
    )


PIPELINE = ("qualified", "weighted", "open_amount", "qualified_deals")
MOVEMENTS = ("newly_qualified", "raised", "lowered", "fell_below", "won", "lost", "removed", "currency_effect")
BRIDGE = ("opening", "restated", *MOVEMENTS, "closing")
COSTS = ("ad_spend", "other_cost", "cost", "media_cost")
TILL = ("sales", "cancellations", "returns", "net_revenue", "orders")
MARGIN = ("cost_of_goods", "payment_fees", "fulfilment", "contribution")
DAY = (*COSTS, *TILL, *MARGIN, "platform_conversions", "platform_conversion_value")
PERIOD = ("ad_spend", "cost", "media_cost", "net_revenue", "contribution", "platform_conversion_value")
RATIOS = ("roi_percent", "romi", "roas_platform", "roas_booked")
EXPLAINED = ("view_through", "click_window", "duplicates", "returns_cancellations", "time_zone")
CAUSES = ("platform_conversions", "tracked_conversions", "orders", *EXPLAINED, "unexplained", "no_consent")
PERIODS = (
    "select as_of_day, vintage, program_id, {} from marts.program_period"
    " union all select as_of_day, vintage, 'total' as program_id, {} from marts.company_period"
)

QUESTIONS = {
    "qualified pipeline": Question(
        "qualified_pipeline",
        with_total(
            "(select * from marts.qualified_pipeline where model = 'last_non_direct') as pipeline",
            ("as_of_day", "vintage"),
            PIPELINE,
        ),
        ("as_of_day", "vintage", "program_id"),
        PIPELINE,
    ),
    "bridge": Question(
        "bridge",
        with_total("marts.pipeline_bridge", ("as_of_day", "vintage"), BRIDGE),
        ("as_of_day", "vintage", "program_id"),
        BRIDGE,
    ),
    "money by day": Question("program_day", "select * from marts.program_day", ("day", "program_id"), DAY),
    "money of the period": Question(
        "program_period",
        PERIODS.format(", ".join(PERIOD), ", ".join(PERIOD)),
        ("as_of_day", "vintage", "program_id"),
        PERIOD,
    ),
    "ROI, ROMI and ROAS": Question(
        "program_period",
        PERIODS.format(", ".join(RATIOS), ", ".join(RATIOS)),
        ("as_of_day", "vintage", "program_id"),
        RATIOS,
        tolerance=Decimal("0.0001"),
    ),
    "causes of the gap": Question(
        "reconciliation", "select * from marts.reconciliation", ("day", "campaign_id"), CAUSES
    ),
    "credit": Question(
        "credit",
        "select * from core.credit where known_until = date '9999-12-31'",
        ("subject_type", "subject_id", "model", "program_id"),
        ("credit",),
    ),
}


@dataclass(frozen=True)
class Answer:
    """How many rows of the truth were held against the marts, and where they differ."""

    rows: int
    figures: int
    differences: list[str]


def read_truth(world: Path, name: str) -> list[dict[str, str]]:
    """The rows of a file of the truth."""
    with (world / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hold(connection: sa.Connection, world: Path, question: Question, days: Sequence[str] | None = None) -> Answer:
    """Compare every figure of a truth file with the marts; `days` limits the days looked at."""
    truth = {tuple(row[k] for k in question.key): row for row in read_truth(world, question.file)}
    ours = {
        tuple(str(row[k]) for k in question.key): dict(row)
        for row in connection.execute(sa.text(question.sql)).mappings()
    }
    differences, figures = [], 0
    keys = sorted(truth.keys() | ours.keys())
    for key in keys:
        if days is not None and key[0] not in days:
            continue
        for measure in question.measures:
            expected = _number(truth.get(key, {}).get(measure))
            actual = _number(ours.get(key, {}).get(measure))
            figures += 1
            if not _agree(expected, actual, question.tolerance):
                differences.append(f"{' '.join(key)}: {measure} is {actual}, the truth is {expected}")
    return Answer(len(truth), figures, differences)


def _number(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _agree(expected: Decimal | None, actual: Decimal | None, tolerance: Decimal) -> bool:
    if expected is None or actual is None:
        return expected == actual or not (expected or actual)
    return abs(expected - actual) <= tolerance
