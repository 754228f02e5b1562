"""The company that sells to companies: its return by program is the one in a table made by hand."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from plumbline.days import Days
from plumbline.example.b2b import FIRST_DAY, LAST_DAY, write_b2b
from plumbline.settings import PROJECT, Settings
from plumbline.sources.definition import load_sources
from plumbline.sources.pull import pull
from plumbline.warehouse.build import build
from plumbline.warehouse.engines import open_warehouse

# Six months of 183 days, in EUR. Revenue: deals won by their amounts. Cost: ads by day, six months, and the fair.
BY_HAND = {
    # program: (won deals, revenue, cost, ROI)
    "webinars": (8, "96000.00", "24000.00", "3.000000"),  # 4 × 10,000 + 4 × 14,000; 6 × 4,000
    "trade_fair": (6, "120000.00", "60000.00", "1.000000"),  # 4 × 15,000 + 2 × 30,000; 60,000
    "linkedin": (7, "105000.00", "69750.00", "0.505376"),  # 5 × 12,000 + 2 × 22,500; 183 × 250 + 6 × 4,000
    "search": (12, "72000.00", "60000.00", "0.200000"),  # 6 × 4,000 + 6 × 8,000; 183 × 200 + 6 × 3,900
    "partners": (5, "90000.00", "15000.00", "5.000000"),  # 5 × 18,000; 6 × 2,500
    "abm": (2, "90000.00", "120000.00", "-0.250000"),  # 36,000 + 54,000; 6 × 20,000
    "total": (40, "573000.00", "348750.00", "0.643011"),
}
Rows = list[dict[str, str]]


def rows(folder: Path, pattern: str) -> Rows:
    found: Rows = []
    for path in sorted(folder.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as lines:
            found += csv.DictReader(lines)
    return found


@pytest.fixture(scope="module")
def drop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("b2b")
    write_b2b(folder)
    return folder


def test_the_return_by_program_is_the_one_by_hand(drop: Path) -> None:
    truth = {
        row["program_id"]: (int(row["won_deals"]), row["won_revenue"], row["cost"], row["roi"])
        for row in rows(drop, "truth/roi.csv")
    }
    assert truth == BY_HAND


def test_the_exports_tell_the_same(drop: Path) -> None:
    """Won amounts by the last change of each deal and its lead's link; costs and ads as they stand in the files."""
    programs = {"webinar": "webinars", "trade-fair": "trade_fair", "linkedin": "linkedin", "google": "search",
                "partner": "partners", "abm": "abm"}  # fmt: skip
    program_of = {row["Deal ID"]: programs[row["utm_source"]] for row in rows(drop, "crm/*/leads_*.csv")}
    last = {row["Deal ID"]: row for row in rows(drop, "crm/*/deal_changes_*.csv")}
    assert len(last) == 120
    won, cost = defaultdict(Decimal), defaultdict(Decimal)
    for deal, row in last.items():
        if row["Stage"] == "Won":
            won[program_of[deal]] += Decimal(row["Amount"])
    for row in rows(drop, "company/2026-09-01/costs.csv"):
        cost[row["program_id"]] += Decimal(row["amount"])
    for row in rows(drop, "ads/*/*.csv"):
        cost[programs[row["Platform"]]] += Decimal(row["Spend"])
    for program, (_, revenue, spent, _) in BY_HAND.items():
        if program != "total":
            assert (won[program], cost[program]) == (Decimal(revenue), Decimal(spent)), program


def test_deals_change_before_they_close(drop: Path) -> None:
    changes: dict[str, Rows] = defaultdict(list)
    for row in rows(drop, "crm/*/deal_changes_*.csv"):
        changes[row["Deal ID"]].append(row)
    assert all(len(history) > 1 for history in changes.values())
    assert any(len({row["Amount"] for row in history}) > 1 for history in changes.values())
    stages = Counter(history[-1]["Stage"] for history in changes.values())
    assert (stages["Won"], stages["Lost"], stages.total()) == (40, 52, 120)
    assert stages["Negotiation"] >= 5 and all(row["Changed at"] for row in changes["D0001"])
    teams = {row["owner_id"]: row["team"] for row in rows(drop, "company/*/sales_reps.csv")}
    assert {teams[row["Owner ID"]] for row in rows(drop, "crm/*/deals_*.csv")} == {"Mid-Market", "Enterprise"}


def test_an_earlier_end_leaves_the_days_before_it_as_they_are(drop: Path, tmp_path: Path) -> None:
    write_b2b(tmp_path, FIRST_DAY, date(2026, 6, 15))
    exports = [path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv") if "truth" not in path.parts]
    assert len(exports) == 76 * 4 + 7
    assert all((tmp_path / path).read_bytes() == (drop / path).read_bytes() for path in exports)


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 4, 2), LAST_DAY), (FIRST_DAY, date(2026, 10, 1)), (LAST_DAY, FIRST_DAY)]
)
def test_other_ranges_are_refused(tmp_path: Path, first: date, last: date) -> None:
    with pytest.raises(ValueError, match=r"Nothing was written\. Begin on"):
        write_b2b(tmp_path, first, last)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_it_loads_and_builds(drop: Path, tmp_path: Path) -> None:
    """By the company folder: all rows, every deal credited to its program, cost by program to the cent."""
    company = PROJECT / "include" / "examples" / "b2b"
    env = {"PLUMBLINE_VAR": str(tmp_path), "PLUMBLINE_COMPANY": str(company), "PLUMBLINE_DROP": str(drop)}
    settings = Settings.from_env(env)
    days = Days(FIRST_DAY, LAST_DAY)
    for source in load_sources(settings.sources_folder):
        pull(settings, source.name, days)
    build(settings, days)
    with open_warehouse(settings).read() as connection:
        refused = connection.execute(sa.text("select sum(rows_refused) from ops.manifest")).scalar_one()
        spent = connection.execute(
            sa.text(
                "select program_id, cost from marts.program_period where vintage = 'latest'"
                f" and as_of_day = '{LAST_DAY}' and cost <> 0"
            )
        ).all()
        won = connection.execute(
            sa.text(
                "select program_id, sum(won_deals) from marts.lead_funnel group by program_id having sum(won_deals) > 0"
            )
        ).all()
    assert refused == 0
    assert dict(spent) == {name: Decimal(cost) for name, (_, _, cost, _) in BY_HAND.items() if name != "total"}
    assert dict(won) == {name: count for name, (count, _, _, _) in BY_HAND.items() if name != "total"}
