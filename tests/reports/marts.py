"""A warehouse with hand-made marts: a real DuckDB file, rows whose words and figures are known beforehand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from plumbline.reports import frames
from plumbline.settings import Company, Settings

PROJECT = Path(__file__).resolve().parents[2]
DAY = date(2026, 10, 30)
Rows = dict[str, list[dict[str, Any]]]

DATES = {"as_of_day", "day", "period_first_day", "known_on", "oldest_day", "last_day", "month", "starts_on", "ends_on"}
COUNTS = {
    "qualified_deals",
    "open_deals",
    "orders",
    "claimed_purchases",
    "claimed",
    "seen",
    "rung",
    "view_through",
    "click_window",
    "duplicates",
    "returns_cancellations",
    "time_zone",
    "remainder",
    "no_consent",
    "seen_remainder",
    "days_moved",
    "days_late",
    "missing_days",
    "files",
    "rows_loaded",
    "rows_refused",
    "leads",
}
TEXTS = {
    "known",
    "model",
    "program_id",
    "currency",
    "program_name",
    "program_group",
    "goal",
    "owner",
    "deal_id",
    "deal_name",
    "account_name",
    "team",
    "movement",
    "stage_before",
    "stage_after",
    "platform",
    "campaign_id",
    "campaign_name",
    "source",
    "measure",
    "unit",
    "title",
    "arrives",
}
RATIOS = {"roi_percent", "romi", "roas_claimed", "roas_till", "probability_before", "probability_after", "threshold"}
TABLES = [value for value in vars(frames).values() if isinstance(value, sa.TableClause)]


def _type(column: str) -> sa.types.TypeEngine[Any]:
    if column in DATES:
        return sa.Date()
    if column in COUNTS:
        return sa.BigInteger()
    if column in TEXTS:
        return sa.Text()
    return sa.Numeric(18, 6) if column in RATIOS else sa.Numeric(18, 2)


def write_marts(address: str, rows: Rows) -> None:
    """A warehouse at an SQLAlchemy URL with every mart that the reports read, holding these rows."""
    metadata = sa.MetaData(schema="marts")
    columns = {table.name: [column.name for column in table.columns] for table in TABLES}
    columns["program_day"] = ["day", "program_id", "orders", "cost", "claimed_purchases"]
    tables = {name: sa.Table(name, metadata, *(sa.Column(c, _type(c)) for c in cs)) for name, cs in columns.items()}
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("create schema marts")
        metadata.create_all(connection)
        for name, found in rows.items():
            if found:
                empty = dict.fromkeys(columns[name])
                connection.execute(tables[name].insert(), [empty | row for row in found])
    engine.dispose()


def settings_for(folder: Path, address: str = "") -> Settings:
    """Settings of an installation of its own below a folder, with DuckDB there unless an address is given."""
    address = address or f"duckdb:///{folder / 'warehouse.duckdb'}"
    return Settings.from_env({"PLUMBLINE_VAR": str(folder), "PLUMBLINE_WAREHOUSE": address})


def company() -> Company:
    """The example's company."""
    return Company.load(PROJECT / "include" / "company.yaml")
