"""Finding exports: by delivery day and by the day in their name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from plumbline.days import Days
from plumbline.sources.definition import Field, Source
from plumbline.sources.drop import find_exports

FIRST, LAST = date(2026, 10, 29), date(2026, 10, 30)


def source(files: str, look_back_days: int = 0) -> Source:
    return Source(
        name="tills",
        folder=Path("."),
        files=files,
        table="till_order",
        fields=(Field("a"),),
        system="till",
        title="Tills",
        look_back_days=look_back_days,
    )


def exports_of(drop: Path, files: str, days: Days, look_back_days: int = 0) -> list[tuple[str, str, str]]:
    """(name, delivery day, file day) of each export, in order."""
    exports = find_exports(str(drop), source(files, look_back_days), days)
    return [(export.name, str(export.delivery_day), str(export.file_day)) for export in exports]


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    for name in (
        "till/2026-10-28/orders_2026-10-28.csv",
        "till/2026-10-29/returns_2026-10-29.csv",
        "till/2026-10-30/orders_2026-10-30.csv",
        "till/2026-10-30/orders_2026-10-29.csv",
        "till/2026-10-30/orders_20261027.csv",
        "till/2026-10-30/orders_2026-13-45.csv",
        "till/2026-10-30/orders_2026-10-30.csv.part",
        "till/2026-10-30/old orders_2026-10-30.csv",
        "till/2026-10-31/orders_2026-10-31.csv",
        "company/2026-10-30/costs.csv",
        "still/ad one.csv",
        "still/ad two.csv",
        "still/notes.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    (tmp_path / "till/2026-10-30/orders_2026-10-26.csv").mkdir()
    return tmp_path


def test_a_delivery_holds_its_own_day_and_late_ones(drop: Path) -> None:
    assert exports_of(drop, "till/{delivery_day}/orders_{day}.csv", Days(LAST, LAST)) == [
        ("till/2026-10-30/orders_20261027.csv", "2026-10-30", "2026-10-27"),
        ("till/2026-10-30/orders_2026-10-29.csv", "2026-10-30", "2026-10-29"),
        ("till/2026-10-30/orders_2026-10-30.csv", "2026-10-30", "2026-10-30"),
    ]


def test_a_range_is_found_in_the_order_of_delivery(drop: Path) -> None:
    names = [
        name for name, _, _ in exports_of(drop, "till/{delivery_day}/orders_{day}.csv", Days(date(2026, 10, 28), LAST))
    ]
    assert names == [
        "till/2026-10-28/orders_2026-10-28.csv",
        "till/2026-10-30/orders_20261027.csv",
        "till/2026-10-30/orders_2026-10-29.csv",
        "till/2026-10-30/orders_2026-10-30.csv",
    ]


def test_the_look_back_finds_what_came_after_yesterdays_run(drop: Path) -> None:
    day = date(2026, 10, 31)
    names = [exports_of(drop, "till/{delivery_day}/orders_{day}.csv", Days(day, day), back)[0][0] for back in (0, 1, 3)]
    assert names == [
        "till/2026-10-31/orders_2026-10-31.csv",
        "till/2026-10-30/orders_20261027.csv",
        "till/2026-10-28/orders_2026-10-28.csv",
    ]


def test_nothing_is_found_that_was_delivered_after_the_range(drop: Path) -> None:
    assert exports_of(drop, "till/{delivery_day}/orders_{day}.csv", Days(FIRST, FIRST)) == []


def test_a_name_without_a_day_is_about_the_day_of_its_delivery(drop: Path) -> None:
    assert exports_of(drop, "company/{delivery_day}/costs.csv", Days(FIRST, LAST)) == [
        ("company/2026-10-30/costs.csv", "2026-10-30", "2026-10-30")
    ]


@pytest.mark.parametrize("files", ["still/*.csv", "still/{*}.csv"])
def test_files_that_lie_still_are_of_the_ranges_last_day(drop: Path, files: str) -> None:
    assert exports_of(drop, files, Days(FIRST, LAST)) == [
        ("still/ad one.csv", "2026-10-30", "2026-10-30"),
        ("still/ad two.csv", "2026-10-30", "2026-10-30"),
    ]


def test_files_that_lie_still_and_name_their_day_are_of_that_day(drop: Path) -> None:
    assert exports_of(drop, "till/2026-10-30/orders_{day}.csv", Days(FIRST, LAST)) == [
        ("till/2026-10-30/orders_2026-10-29.csv", "2026-10-29", "2026-10-29"),
        ("till/2026-10-30/orders_2026-10-30.csv", "2026-10-30", "2026-10-30"),
    ]


def test_signs_in_a_name_stand_for_themselves(tmp_path: Path) -> None:
    for name in ("a+b (1).csv", "aab (1).csv", "a+b (1)xcsv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [name for name, _, _ in exports_of(tmp_path, "a+b (1).csv", Days(LAST, LAST))] == ["a+b (1).csv"]


def test_a_drop_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert exports_of(tmp_path / "nowhere", "till/{delivery_day}/orders_{day}.csv", Days(FIRST, LAST)) == []
