"""Any range from one day to five years makes a world that is whole, seasonal and true to itself."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from plumbline.example.world import write_world

RANGES = [
    (date(2026, 10, 30), date(2026, 10, 30)),  # one day, the last in the week of the story
    (date(2026, 2, 1), date(2026, 2, 1)),  # one day on which hardly anything runs
    (date(2026, 10, 24), date(2026, 10, 30)),
    (date(2023, 3, 1), date(2023, 6, 30)),  # another year
    (date(2024, 2, 20), date(2024, 3, 10)),  # with a leap day
    (date(2025, 12, 20), date(2026, 1, 15)),  # over New Year
    (date(2031, 9, 20), date(2031, 10, 31)),  # years ahead
]


@dataclass(frozen=True)
class Written:
    """A world of a range, and where it lies."""

    folder: Path
    first: date
    last: date

    def rows(self, pattern: str) -> Iterator[dict[str, str]]:
        """The rows of every CSV file that fits the pattern, in the order of their paths."""
        for path in sorted(self.folder.glob(pattern)):
            with path.open(encoding="utf-8", newline="") as lines:
                yield from csv.DictReader(lines)


@pytest.fixture(scope="module", params=RANGES, ids=lambda days: f"{days[0]}..{days[1]}")
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    first, last = request.param
    folder = tmp_path_factory.mktemp("world")
    write_world(folder, first, last)
    return Written(folder, first, last)


@pytest.fixture(scope="module")
def two_autumns(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Thirteen months, in which October comes twice; its truth is not written, to be quick."""
    folder = tmp_path_factory.mktemp("autumns")
    first, last = date(2024, 10, 1), date(2025, 11, 1)
    write_world(folder, first, last, truth=False)
    return Written(folder, first, last)


def test_every_system_delivers(written: Written) -> None:
    """Orders, ads, deals, analytics and the company's own lists have rows, whatever the range."""
    for pattern in (
        "till/*/orders_*.csv", "tiktok_ads/*/*.csv", "salesforce/*/Opportunity_*.csv", "salesforce/*/Campaign_*.csv",
        "salesforce/*/Lead_*.csv", "posts/*/*.csv", "company/*/costs.csv", "company/*/programs.csv",
        "company/*/program_rules.csv", "company/*/sales_reps.csv", "company/*/team_thresholds.csv",
        "company/*/targets.csv", "company/*/fx_rates.csv", "company/*/platform_quarters.csv",
        "company/*/creatives.csv", "company/*/customers_before.csv", "company/*/media_book.csv",
    ):  # fmt: skip
        assert next(written.rows(pattern), None), f"{pattern} has no rows"
    assert any(path.stat().st_size for path in written.folder.glob("ga4/*/events_*.jsonl"))


def test_programs_and_costs_belong_to_the_years_of_the_range(written: Written) -> None:
    years = range(written.first.year, written.last.year + 1)
    programs = list(written.rows("company/*/programs.csv"))
    challenges = {row["starts_on"] for row in programs if row["program_id"] == "challenge"}
    assert challenges == {f"{year}-08-24" for year in years}
    for row in written.rows("company/*/costs.csv"):
        assert date.fromisoformat(row["ends_on"]) >= written.first
        assert date.fromisoformat(row["starts_on"]).year in years
    targets = {row["month"] for row in written.rows("company/*/targets.csv")}
    assert {f"{written.first:%Y-%m}-01", f"{written.last:%Y-%m}-01"} <= targets


def test_the_truth_of_any_range_is_consistent(written: Written) -> None:
    """The bridge closes from day to day, programs add up to the total, and credit is exactly one."""
    closing: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in written.rows("truth/bridge.csv"):
        key = (row["vintage"], row["program_id"])
        assert Decimal(row["opening"]) == closing[key]
        moved = sum(Decimal(value) for name, value in row.items() if name not in (*IDENTITY, "opening", "closing"))
        assert Decimal(row["opening"]) + moved == Decimal(row["closing"])
        closing[key] = Decimal(row["closing"])
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in written.rows("truth/program_period.csv"):
        sign = -1 if row["program_id"] == "total" else 1
        sums[row["as_of_day"], row["vintage"]] += sign * Decimal(row["net_revenue"])
    assert len(sums) == 2 * ((written.last - written.first).days + 1) and not any(sums.values())
    credit: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in written.rows("truth/credit.csv"):
        credit[row["subject_id"], row["model"]] += Decimal(row["credit"])
    assert credit and set(credit.values()) == {Decimal(1)}


IDENTITY = ("as_of_day", "vintage", "program_id")


def test_the_truth_of_a_leap_years_december_knows_its_month_is_whole(tmp_path: Path) -> None:
    write_world(tmp_path, date(2024, 12, 1), date(2024, 12, 31))
    rows = list(Written(tmp_path, date(2024, 12, 1), date(2024, 12, 31)).rows("truth/cohorts.csv"))
    assert [(row["cohort_month"], row["is_observed"]) for row in rows] == [("2024-12-01", "true")]


def test_every_autumn_has_its_halloween(two_autumns: Written) -> None:
    orders: Counter[str] = Counter(row["Ordered at"][:7] for row in two_autumns.rows("till/*/orders_*.csv"))
    spent: dict[str, set[str]] = defaultdict(set)
    for row in two_autumns.rows("tiktok_ads/*/*.csv"):
        spent[(row.get("By Day") or row["Date"])[:7]].add(row["Campaign name"])
    for year in (2024, 2025):
        october = f"{year}-10"
        challenge = f"Halloween Costume Challenge {year} | DACH | Prospecting | Broad 18-34 | #MonsterMakeover"
        assert challenge in spent[october] and "ABM | Tier 1 Department Stores | DE-AT-CH" in spent[october]
        others = {name for month, names in spent.items() if month[:4] != str(year) for name in names}
        assert not any(f"Challenge {year}" in name for name in others)
        if year == 2024:
            quiet = f"{year + 1}-02"
            assert orders[october] > 2 * orders[quiet] > 0
            assert spent[quiet] == {name for name in spent[october] if name.startswith("Evergreen")}


def test_each_year_has_its_own_crm_campaigns_and_goals(two_autumns: Written) -> None:
    names = {row["Id"]: row["Name"] for row in two_autumns.rows("salesforce/*/Campaign_*.csv")}
    assert len(set(names.values())) == len(names)
    webinars = [name for name in names.values() if name.startswith("Webinar: ")]
    assert len(webinars) == 2
    stated = Counter(
        row["stated_on"][:4]
        for path in sorted(two_autumns.folder.glob("company/*/program_goals.csv"))
        for row in csv.DictReader(path.read_text("utf-8").splitlines())
        if row["program_id"] == "challenge" and row["measure"] == "orders"
    )
    assert set(stated) == {"2024", "2025"}
    for path in two_autumns.folder.glob("company/*/program_goals.csv"):
        keys = [(row["program_id"], row["measure"]) for row in csv.DictReader(path.read_text("utf-8").splitlines())]
        assert len(set(keys)) == len(keys), f"{path} states a goal twice"


def test_nothing_is_listed_twice(two_autumns: Written) -> None:
    keys = {"costs": ("cost_id",), "creatives": ("creative_id",), "programs": ("program_id",),
            "targets": ("measure", "month"), "team_thresholds": ("team", "valid_from"),
            "platform_quarters": ("platform", "quarter"), "posts": ("post_id",)}  # fmt: skip
    for name, columns in keys.items():
        paths = sorted(two_autumns.folder.glob(f"company/*/{name}.csv"))
        assert paths, name
        for path in paths:
            rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
            assert len({tuple(row[column] for column in columns) for row in rows}) == len(rows), path


def test_a_days_rates_do_not_depend_on_the_range(two_autumns: Written, tmp_path: Path) -> None:
    write_world(tmp_path, date(2025, 3, 12), date(2025, 3, 13))
    for day in ("2025-03-12", "2025-03-13"):
        rates = Path("company") / day / "fx_rates.csv"
        assert (tmp_path / rates).read_bytes() == (two_autumns.folder / rates).read_bytes()


@pytest.mark.slow
def test_three_years_are_delivered_day_by_day(tmp_path: Path) -> None:
    """1,096 days, a leap day among them; its truth is not written, to be quick."""
    first, last = date(2023, 10, 31), date(2026, 10, 30)
    write_world(tmp_path, first, last, truth=False)
    days = {str(first + timedelta(days=n)) for n in range(1_096)}
    assert str(last) == max(days) and "2024-02-29" in days
    for system in ("ga4", "tiktok_ads", "posts"):
        assert {folder.name for folder in (tmp_path / system).iterdir()} == days
    told: set[str] = set()
    for path in tmp_path.glob("till/*/orders_*.csv"):
        told.add(path.stem[-10:])
        assert path.read_text("utf-8").count("\n") > 20, path
    assert told == days


def test_five_years_are_the_longest_range(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"more than 5 years.*Nothing was written\. Begin on 2021-10-31 or later"):
        write_world(tmp_path, date(2021, 10, 30), date(2026, 10, 30))
    assert not list(tmp_path.iterdir())
