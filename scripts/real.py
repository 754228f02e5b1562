"""`make real DATA=<folder>`: the same street over rows of real businesses, one company after the other.

Each folder of `include/real` is a company: its company.yaml (whose `exports_end` is the business day), its sources, its
report, and facts.sql with what is worth seeing of its rows. Each gets an installation of its own below `var/real`.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import yaml

from plumbline.days import Days
from plumbline.settings import Settings
from scripts.api import Api
from scripts.house import PROJECT, House, Stop, say
from scripts.parts import running
from scripts.street import wait_for_dags, walk

COMPANIES = PROJECT / "include" / "real"


def main(data: str) -> None:
    """Every company in turn."""
    begun = time.monotonic()
    drop = Path(data).resolve()
    if not data or not drop.is_dir():
        raise Stop(f"DATA is {data!r}; name the folder that holds the real exports: make real DATA=../data/real")
    for folder in sorted(path.parent for path in COMPANIES.glob("*/company.yaml")):
        one_company(folder, drop)
    print(f"\nDone in {time.monotonic() - begun:.0f} s.")


def one_company(folder: Path, drop: Path) -> None:
    """Pull, build, publish and mail its last business day; print its figures."""
    day = last_day(folder)
    base = House.from_env()
    var = base.var / "real" / folder.name
    house = House(
        var,
        base.port,
        {
            "PLUMBLINE_COMPANY": str(folder),
            "PLUMBLINE_DROP": str(drop),
            "PLUMBLINE_WAREHOUSE": f"duckdb:///{var / 'warehouse.duckdb'}",
            "PLUMBLINE_MAIL": f"maildir:{var / 'mail'}",
            "PLUMBLINE_FIRST_DAY": str(day),
            "PLUMBLINE_LAST_DAY": str(day),
        },
    )
    settings = Settings.from_env(house.environment())
    print()
    say(f"{settings.company.name}, business day {day}")
    since = datetime.now(UTC)
    with running(house):
        api = Api(house)
        walk(api, wait_for_dags(api, settings, since), Days(day, day, deliver=True))
    show(settings, day, folder)


def last_day(folder: Path) -> date:
    """`exports_end` of its company.yaml."""
    found = yaml.safe_load((folder / "company.yaml").read_text(encoding="utf-8")).get("exports_end")
    if not isinstance(found, date):
        raise Stop(f"{folder / 'company.yaml'} has no exports_end, the last day of its exports.")
    return found


def show(settings: Settings, day: date, folder: Path) -> None:
    """Its figures, then the rows of facts.sql."""
    import sqlalchemy as sa

    from plumbline.warehouse.engines import warehouse
    from scripts.figures import show as show_figures

    show_figures(settings, day)
    facts = folder / "facts.sql"
    if facts.exists():
        with warehouse(settings).read() as connection:
            rows = connection.execute(sa.text(facts.read_text(encoding="utf-8"))).all()
        print("\nIn its rows")
        for what, value, unit in rows:
            print(f"  {what:<34}{Decimal(value).normalize():>16,f} {unit}".rstrip())


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "")
    except Stop as stop:
        sys.exit(f"\n{stop}")
