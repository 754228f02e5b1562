"""What every kind of report keeps: stored order never shows, and no page confirms itself."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import ReportRefused
from plumbline.language.language import Language
from plumbline.marts.reading import content_hash
from plumbline.reports.kind import compose
from plumbline.reports.publish import publish
from plumbline.reports.verify import verify
from plumbline.settings import Settings
from tests.reports.conftest import Day, read_report
from tests.reports.filled import FRIDAY, MONTH_END, SUNDAY, filled
from tests.reports.marts import Rows, settings_for, write_marts

REPORTS = {"daily_pulse": FRIDAY, "weekly_review": SUNDAY, "board_report": MONTH_END, "platform_rating": MONTH_END}
SEEDS = (1, 2)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> list[Settings]:
    """The filled company in several warehouses, each of which stores the rows of every mart in another order."""
    installations = []
    for seed in SEEDS:
        settings = settings_for(tmp_path_factory.mktemp(f"order{seed}"))
        write_marts(settings.warehouse, filled(), random.Random(seed))
        installations.append(settings)
    return installations


@pytest.mark.parametrize("report", REPORTS)
def test_every_read_gives_the_same_rows_whatever_order_they_are_stored_in(stored: list[Settings], report: str) -> None:
    first, second = (read_report(settings, report, REPORTS[report]) for settings in stored)
    assert set(first.rows) == set(first.kind.reads)
    for name in first.kind.reads:
        assert first.rows[name] == second.rows[name], name
    assert first.files == second.files
    assert content_hash(first.request, "en", first.files) == content_hash(second.request, "en", second.files)


@pytest.mark.parametrize("report", REPORTS)
def test_stored_order_changes_no_byte_of_a_report(stored: list[Settings], report: str) -> None:
    (first,), (second,) = (publish(settings, report, REPORTS[report], ["en"]) for settings in stored)
    assert first.content_hash == second.content_hash
    assert first.path != second.path and first.path.read_bytes() == second.path.read_bytes()
    assert (first.subject, first.text, first.html) == (second.subject, second.text, second.html)


@dataclass(frozen=True)
class Slip:
    """A value that the page reads wrongly while the warehouse has it right, and what verification says of it."""

    report: str
    read: str
    where: dict[str, Any]
    column: str
    wrong: Any
    message: str


SLIPS = [
    Slip("daily_pulse", "figures", {"as_of_day": FRIDAY}, "qualified", Decimal(61000), "Qualified pipeline is 61000"),
    Slip("daily_pulse", "figures", {"as_of_day": FRIDAY}, "net_revenue", None, "Revenue at the till is None"),
    Slip("daily_pulse", "figures", {"as_of_day": FRIDAY}, "romi", Decimal("0.5"), "ROMI is 0.5"),
    Slip("weekly_review", "figures", {"as_of_day": SUNDAY}, "cost", Decimal(61000), "Cost of marketing is 61000"),
    Slip("weekly_review", "figures", {"as_of_day": SUNDAY}, "qualified", None, "Qualified pipeline is None"),
    Slip("board_report", "profit-and-loss", {"level": "company"}, "contribution", Decimal(9), "Contribution is 9"),
    Slip("board_report", "profit-and-loss", {"level": "company"}, "cost", None, "Cost of marketing is None"),
    Slip("board_report", "profit-and-loss", {"level": "company"}, "romi", Decimal("0.5"), "ROMI is 0.5"),
    Slip("platform_rating", "ratings", {"platform": "tiktok"}, "grade", "A", "no page says “TikTok BBB”"),
    Slip("platform_rating", "ratings", {}, "relevant_reach", 303000, "no page says “203,000” (relevant_reach:tiktok)"),
    Slip("platform_rating", "ratings", {}, "relevant_reach", None, "no page says “203,000” (relevant_reach:youtube)"),
]


@pytest.fixture(scope="module")
def days(stored: list[Settings]) -> Callable[[str], Day]:
    """Each report's day, read once."""
    read: dict[str, Day] = {}

    def day(report: str) -> Day:
        if report not in read:
            read[report] = read_report(stored[0], report, REPORTS[report])
        return read[report]

    return day


def test_the_hash_is_of_rows_and_not_of_their_order(days: Callable[[str], Day]) -> None:
    lines = [b"program,cost", *(b"p%d,%d" % (n, n * 7) for n in range(20))]
    mixed = random.Random(3).sample(lines, len(lines))

    def hashed(rows: list[bytes]) -> str:
        return content_hash(days("daily_pulse").request, "en", {"programs.csv": b"\r\n".join(rows)})

    assert mixed != lines and hashed(mixed) == hashed(lines)
    assert hashed([*lines[:-1], b"p19,134"]) != hashed(lines)


def check(day: Day, language: Language, **tampered: list[dict[str, Any]]) -> None:
    """Make a report's pages of tampered rows and hold them against the warehouse."""
    ctx = day.context(language, **tampered)
    verify(ctx, compose(day.kind, ctx), day.pages(language, **tampered), day.files, day.expected)


@pytest.mark.parametrize("report", REPORTS)
def test_what_is_expected_is_known_of_every_kind(days: Callable[[str], Day], english: Language, report: str) -> None:
    assert len([value for value in days(report).expected.values() if value is not None]) >= 4
    check(days(report), english)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.report}-{slip.column}-{slip.wrong}")
def test_a_slip_in_what_the_page_reads_is_found(days: Callable[[str], Day], english: Language, slip: Slip) -> None:
    day = days(slip.report)
    rows = [
        row | {slip.column: slip.wrong} if all(row[key] == value for key, value in slip.where.items()) else row
        for row in day.rows[slip.read]
    ]
    assert rows != day.rows[slip.read]
    with pytest.raises(ReportRefused) as refusal:
        check(day, english, **{slip.read.replace("-", "_"): rows})
    assert slip.message in str(refusal.value)


def _better_score(rows: Rows) -> None:
    for row in rows["platform_rating"]:
        row["score"] = row["score"] and Decimal("64.2")


def _less_reach(rows: Rows) -> None:
    for row in rows["platform_quarter"]:
        row["reach"] = 612000


def _other_target_group(rows: Rows) -> None:
    for row in rows["audience_segment"]:
        row["is_target"] = row["segment"] == "others"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_better_score, "no page says “TikTok A” (grade:tiktok)"),  # 64.2 is an A: from 60, and 2 for the margin
        (_less_reach, "no page says “153,000” (relevant_reach:tiktok)"),
        (_other_target_group, "no page says “609,000” (relevant_reach:tiktok)"),
    ],
)
def test_a_rating_is_held_against_its_borders_and_its_inputs(
    tmp_path: Path, change: Callable[[Rows], None], message: str
) -> None:
    rows = filled()
    change(rows)
    settings = settings_for(tmp_path)
    write_marts(settings.warehouse, rows)
    with pytest.raises(ReportRefused) as refusal:
        publish(settings, "platform_rating", date(2026, 9, 30), ["en"])
    assert message in str(refusal.value)
    assert not settings.archive.exists()
