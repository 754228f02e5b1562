"""What a daily pulse reads: slices of the marts, as they are, in exact decimals.

Nothing is computed here. The same frames are drawn on the pages and attached to the PDF as CSV, so a reader can check
one against the other. Reports read schema `marts` and nothing below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import sqlalchemy as sa

HISTORY_DAYS = 91  # the lines of page one show 13 weeks
WEEK = timedelta(days=7)

Row = dict[str, Any]
Frames = Mapping[str, pd.DataFrame]


def _mart(name: str, columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns.split()), schema="marts")


PERIOD = (
    "as_of_day known period_first_day ad_spend other_cost cost net_revenue contribution orders claimed_purchases"
    " claimed_value roi_percent romi roas_claimed roas_till currency"
)
COMPANY_PERIOD = _mart("company_period", f"{PERIOD} qualified weighted qualified_deals")
PROGRAM_PERIOD = _mart("program_period", f"{PERIOD} program_id")
PROGRAM = _mart("program", "program_id program_name program_group goal starts_on ends_on owner")
PROGRAM_DAY = _mart("program_day", "day orders cost claimed_purchases")
PIPELINE = _mart(
    "qualified_pipeline",
    "as_of_day known model program_id qualified weighted open_amount qualified_deals open_deals currency",
)
BRIDGE = _mart(
    "pipeline_bridge",
    "as_of_day known program_id opening restated newly_qualified raised lowered fell_below won lost removed"
    " currency_effect closing currency",
)
DEAL_MOVE = _mart(
    "deal_move",
    "as_of_day known deal_id deal_name account_name team owner movement opening closing change probability_before"
    " probability_after stage_before stage_after threshold program_id currency",
)
RECONCILIATION = _mart(
    "reconciliation",
    "day platform campaign_id campaign_name program_id claimed seen rung view_through click_window duplicates"
    " returns_cancellations time_zone remainder no_consent seen_remainder claimed_value seen_value rung_value currency",
)
THREE_COUNTS = _mart("three_counts", "as_of_day claimed claimed_value seen seen_value rung rung_value currency")
LEAD_FUNNEL = _mart("lead_funnel", "program_id leads deals won_deals won_sales currency")
RESTATEMENT = _mart("restatement", "known_on source measure days_moved oldest_day before after change unit")
FRESHNESS = _mart(
    "source_freshness",
    "as_of_day source title arrives last_day days_late missing_days files rows_loaded rows_refused",
)
PACE = _mart(
    "target_pace",
    "as_of_day measure month target_month target_to_date actual_to_date target_period actual_period currency",
)


@dataclass(frozen=True)
class Slice:
    """A bounded query and the columns that put its rows in order, in Python: engines sort text differently."""

    query: sa.Select[Any]
    order: tuple[str, ...] = ()


def slices(day: date, period_days: int, model: str) -> dict[str, Slice]:
    """One slice for each attachment; the business day is known as it was known at its own end."""
    first_day = day - timedelta(days=period_days - 1)
    programs = sa.select(PROGRAM.c.program_name, PROGRAM.c.program_group, PROGRAM.c.goal, *PROGRAM_PERIOD.c.values())
    return {
        "figures": Slice(
            _then(COMPANY_PERIOD, day).where(COMPANY_PERIOD.c.as_of_day > day - timedelta(days=HISTORY_DAYS)),
            ("as_of_day",),
        ),
        "qualified-pipeline": Slice(
            _then(PIPELINE, day).where(PIPELINE.c.as_of_day.in_([day, day - WEEK]), PIPELINE.c.model == model),
            ("as_of_day", "program_id"),
        ),
        "bridge": Slice(_then(BRIDGE, day).where(BRIDGE.c.as_of_day == day), ("program_id",)),
        "deals-moved": Slice(
            _then(DEAL_MOVE, day).where(DEAL_MOVE.c.as_of_day == day), ("deal_id", "movement", "program_id")
        ),
        "programs": Slice(
            programs.select_from(
                PROGRAM_PERIOD.join(PROGRAM, PROGRAM.c.program_id == PROGRAM_PERIOD.c.program_id, isouter=True)
            ).where(PROGRAM_PERIOD.c.as_of_day == day, PROGRAM_PERIOD.c.known == "then"),
            ("program_id",),
        ),
        "program-names": Slice(sa.select(*PROGRAM.c), ("program_id",)),
        "claimed-seen-rung": Slice(
            sa.select(*RECONCILIATION.c).where(RECONCILIATION.c.day.between(first_day, day)),
            ("day", "platform", "campaign_id"),
        ),
        "three-counts": Slice(sa.select(*THREE_COUNTS.c).where(THREE_COUNTS.c.as_of_day == day)),
        # where there are probabilities the bridge says more
        "lead-funnel": Slice(
            sa.select(*LEAD_FUNNEL.c).where(
                ~sa.exists(sa.select(PIPELINE.c.as_of_day).where(PIPELINE.c.as_of_day <= day))
            ),
            ("program_id",),
        ),
        "restated": Slice(
            sa.select(*RESTATEMENT.c).where(RESTATEMENT.c.known_on == day), ("source", "measure", "unit")
        ),
        "pace": Slice(sa.select(*PACE.c).where(PACE.c.as_of_day == day), ("measure",)),
        "sources": Slice(sa.select(*FRESHNESS.c).where(FRESHNESS.c.as_of_day == day), ("source",)),
        "coverage": Slice(_coverage(day)),
    }


def _then(mart: sa.TableClause, day: date) -> sa.Select[Any]:
    return sa.select(*mart.c).where(mart.c.known == "then", mart.c.as_of_day <= day)


def _coverage(day: date) -> sa.Select[Any]:
    """Whether anything of a kind was ever seen up to this day: what tells zero from not known."""

    def ever(mart: sa.TableClause, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
        return sa.select(sa.func.count()).select_from(mart).where(*where).scalar_subquery()

    day_c, orders, cost, claimed = (PROGRAM_DAY.c[name] for name in ("day", "orders", "cost", "claimed_purchases"))
    return sa.select(
        ever(PIPELINE, PIPELINE.c.as_of_day <= day).label("pipeline_rows"),
        ever(PROGRAM_DAY, day_c <= day, orders > 0).label("order_rows"),
        ever(PROGRAM_DAY, day_c <= day, cost > 0).label("cost_rows"),
        ever(PROGRAM_DAY, day_c <= day, claimed > 0).label("claim_rows"),
        sa.select(sa.func.min(day_c)).where(day_c <= day).scalar_subquery().label("first_day"),
    )


def read_frames(connection: sa.Connection, day: date, period_days: int, model: str) -> Frames:
    """Every frame of the report by name; decimals stay Decimal, absent values None."""
    return {name: _frame(connection, part) for name, part in slices(day, period_days, model).items()}


def _frame(connection: sa.Connection, part: Slice) -> pd.DataFrame:
    result = connection.execute(part.query)
    found = sorted(result.mappings(), key=lambda row: tuple(str(row[column]) for column in part.order))
    return pd.DataFrame([tuple(row.values()) for row in found], columns=list(result.keys()), dtype=object)


def as_csv(frame: pd.DataFrame) -> bytes:
    """A frame as CSV: exact decimals without idle zeros, the same from every engine; absent values are empty."""
    return frame.map(_plain).to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return value


def rows(frame: pd.DataFrame) -> list[Row]:
    """The rows as dictionaries, None where the warehouse has null."""
    columns = [str(column) for column in frame.columns]
    return [
        {column: (None if _absent(value) else value) for column, value in zip(columns, values, strict=True)}
        for values in frame.itertuples(index=False, name=None)
    ]


def _absent(value: object) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and value != value)
