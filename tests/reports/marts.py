"""A warehouse with hand-made marts: a real DuckDB file, rows whose words and figures are known beforehand."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from plumbline.marts.mart import load_marts
from plumbline.settings import Company, Settings
from plumbline.warehouse.sqlfile import read_header

PROJECT = Path(__file__).resolve().parents[2]
DAY = date(2026, 10, 30)
Rows = dict[str, list[dict[str, Any]]]

MARTS = load_marts(PROJECT / "include" / "sql" / "marts")
# inputs that a rating's verification asks beside its mart, with the days between which each of their rows is valid
STAGING = PROJECT / "include" / "sql" / "staging"
INPUTS = {
    name: (*read_header(STAGING / f"{name}.sql")[1]["columns"], "known_from", "known_until")
    for name in ("platform_quarter", "audience_segment")
}

DAYS = ("_day", "_on", "day", "month", "quarter", "week_end", "known_from", "known_until")
COUNTS = (
    "orders", "platform_conversions", "tracked_conversions", "leads", "paths", "weeks", "clicks", "impressions",
    "days_moved", "days_late", "missing_days", "files", "rows_loaded", "rows_refused", "qualified_deals", "open_deals",
    "view_through", "click_window", "duplicates", "returns_cancellations", "time_zone", "unexplained", "no_consent",
    "tracked_unexplained",
)  # fmt: skip
TEXTS = (
    "vintage", "model", "program_id", "currency", "program_name", "program_group", "goal", "owner", "deal_id",
    "deal_name", "account_name", "team", "movement", "stage_before", "stage_after", "platform", "campaign_id",
    "campaign_name", "source", "measure", "unit", "title", "arrives", "level", "item", "item_name", "reason",
    "period_kind", "channel", "from_channel", "to_channel", "indicator", "subject_type", "verdict", "system", "segment",
)  # fmt: skip


def _type(column: str, values: list[Any]) -> sa.types.TypeEngine[Any]:
    """As the values are; what has none by its name."""
    known = next((value for value in values if value is not None), None)
    if isinstance(known, bool):
        return sa.Boolean()
    if isinstance(known, date) or (known is None and (column.endswith(DAYS) and column not in TEXTS)):
        return sa.Date()
    if isinstance(known, str) or (known is None and column in TEXTS):
        return sa.Text()
    if isinstance(known, int) and all(value is None or isinstance(value, int) for value in values):
        return sa.BigInteger()
    if known is None and column in COUNTS:
        return sa.BigInteger()
    places = 6 if all(value is None or abs(value) < 100000 for value in values) else 2
    return sa.Numeric(18, places)


def write_marts(address: str, rows: Rows, shuffle: random.Random | None = None) -> None:
    """A warehouse at an SQLAlchemy URL with every mart, whole, that include/sql describes, holding these rows.

    `shuffle` puts them in by chance, so that they are stored in another order.
    """
    metadata = sa.MetaData()
    schemas = {name: ("marts", mart.columns) for name, mart in MARTS.items()}
    schemas |= {name: ("staging", columns) for name, columns in INPUTS.items()}
    tables = {
        name: sa.Table(
            name, metadata, *(sa.Column(c, _type(c, [row.get(c) for row in rows.get(name, [])])) for c in columns),
            schema=schema,
        )
        for name, (schema, columns) in schemas.items()
    }  # fmt: skip
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        for schema in ("marts", "staging"):
            connection.exec_driver_sql(f"create schema {schema}")
        metadata.create_all(connection)
        for name, known in rows.items():
            whole = [dict.fromkeys(schemas[name][1]) | row for row in known]
            if shuffle is not None:
                shuffle.shuffle(whole)
            if whole:
                connection.execute(tables[name].insert(), whole)
    engine.dispose()


def settings_for(folder: Path, address: str = "") -> Settings:
    """Settings of an installation of its own below a folder, with DuckDB there unless an address is given."""
    address = address or f"duckdb:///{folder / 'warehouse.duckdb'}"
    return Settings.from_env({"PLUMBLINE_VAR": str(folder), "PLUMBLINE_WAREHOUSE": address})


def company() -> Company:
    """The example's company."""
    return Company.load(PROJECT / "include" / "company.yaml")
