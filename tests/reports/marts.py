"""A warehouse with hand-made marts: a real DuckDB file, rows whose words and figures are known beforehand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from plumbline.reports.marts import MARTS
from plumbline.settings import Company, Settings

PROJECT = Path(__file__).resolve().parents[2]
DAY = date(2026, 10, 30)
Rows = dict[str, list[dict[str, Any]]]

DAYS = ("_day", "_on", "_end", "day", "month", "quarter", "week")
COUNTS = (
    "orders", "platform_conversions", "tracked_conversions", "leads", "paths", "weeks", "clicks", "impressions",
    "days_moved", "days_late", "missing_days", "files", "rows_loaded", "rows_refused", "qualified_deals", "open_deals",
    "view_through", "click_window", "duplicates", "returns_cancellations", "time_zone", "unexplained", "no_consent",
    "tracked_unexplained",
)  # fmt: skip
TEXTS = (
    "known", "model", "program_id", "currency", "program_name", "program_group", "goal", "owner", "deal_id",
    "deal_name", "account_name", "team", "movement", "stage_before", "stage_after", "platform", "campaign_id",
    "campaign_name", "source", "measure", "unit", "title", "arrives", "level", "item", "reason",
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


def write_marts(address: str, rows: Rows) -> None:
    """A warehouse at an SQLAlchemy URL with every mart that the reports read, holding these rows."""
    metadata = sa.MetaData(schema="marts")
    tables = {
        name: sa.Table(
            name, metadata, *(sa.Column(c, _type(c, [row.get(c) for row in rows.get(name, [])])) for c in mart.columns)
        )
        for name, mart in MARTS.items()
    }
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("create schema marts")
        metadata.create_all(connection)
        for name, found in rows.items():
            if found:
                empty = dict.fromkeys(MARTS[name].columns)
                connection.execute(tables[name].insert(), [empty | row for row in found])
    engine.dispose()


def settings_for(folder: Path, address: str = "") -> Settings:
    """Settings of an installation of its own below a folder, with DuckDB there unless an address is given."""
    address = address or f"duckdb:///{folder / 'warehouse.duckdb'}"
    return Settings.from_env({"PLUMBLINE_VAR": str(folder), "PLUMBLINE_WAREHOUSE": address})


def company() -> Company:
    """The example's company."""
    return Company.load(PROJECT / "include" / "company.yaml")
