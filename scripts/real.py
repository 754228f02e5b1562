"""`make real DATA=<folder>`: the same pipeline over rows of real businesses, one company after the other.

Each folder of `include/real` is a company: its company.yaml (whose `exports_end` is the business day), its sources, its
report, and facts.sql with what is worth seeing of its rows. Each gets an installation of its own below `var/real`.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa
import yaml

from plumbline.days import Days
from plumbline.reports.summary import show
from plumbline.settings import PROJECT
from plumbline.warehouse.engines import warehouse
from scripts import pipeline
from scripts.installation import Installation, Stop, say
from scripts.processes import running

COMPANIES = PROJECT / "include" / "real"


def companies(data: str) -> None:
    """Every company in turn."""
    begun = time.monotonic()
    drop = Path(data).resolve()
    if not data or not drop.is_dir():
        raise Stop(f"DATA is {data!r}; name the folder that holds the real exports: make real DATA=../data/real")
    for folder in sorted(path.parent for path in COMPANIES.glob("*/company.yaml")):
        company(folder, drop)
    print(f"\nDone in {time.monotonic() - begun:.0f} s.")


def company(folder: Path, drop: Path) -> None:
    """Pull, build, publish and mail its last business day; print its figures and the rows of facts.sql."""
    day = last_day(folder)
    installation = Installation.from_env()
    var = installation.var / "real" / folder.name
    variables = {
        "PLUMBLINE_COMPANY": str(folder),
        "PLUMBLINE_DROP": str(drop),
        "PLUMBLINE_WAREHOUSE": f"duckdb:///{var / 'warehouse.duckdb'}",
        "PLUMBLINE_MAIL": f"maildir:{var / 'mail'}",
        "PLUMBLINE_FIRST_DAY": str(day),
        "PLUMBLINE_LAST_DAY": str(day),
    }
    installation = Installation(var, installation.port, variables)
    settings, since = installation.settings, datetime.now(UTC)
    print()
    say(f"{settings.company.name}, business day {day}")
    with running(installation) as api:
        pipeline.wait_for_dags(api, settings, since)
        pipeline.run(api, settings, Days(day, day, deliver=True))
    show(settings, day)
    if (facts := folder / "facts.sql").exists():
        with warehouse(settings).read() as connection:
            rows = connection.execute(sa.text(facts.read_text(encoding="utf-8"))).all()
        print("\nIn its rows")
        for what, value, unit in rows:
            print(f"  {what:<34}{Decimal(value).normalize():>16,f} {unit}".rstrip())


def last_day(folder: Path) -> date:
    """`exports_end` of its company.yaml."""
    day = yaml.safe_load((folder / "company.yaml").read_text(encoding="utf-8")).get("exports_end")
    if not isinstance(day, date):
        raise Stop(f"{folder / 'company.yaml'} has no exports_end, the last day of its exports.")
    return day
