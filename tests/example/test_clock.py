"""Days belong to a place, also when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime

from plumbline.example.clock import account_day, add_months, at_berlin, berlin_day, heat, iso_berlin


def test_one_instant_is_two_days() -> None:
    at = datetime(2026, 10, 30, 23, 30, tzinfo=UTC)  # 00:30 in Berlin, 16:30 in Los Angeles
    assert (berlin_day(at), account_day(at)) == (date(2026, 10, 31), date(2026, 10, 30))


def test_berlin_changes_its_clocks_on_the_last_sunday_of_october() -> None:
    noons = [at_berlin(date(2026, 10, day), 43_200) for day in (24, 25)]
    assert [iso_berlin(noon) for noon in noons] == ["2026-10-24T12:00:00+02:00", "2026-10-25T12:00:00+01:00"]


def test_months_are_counted_over_new_year() -> None:
    assert add_months(date(2025, 11, 1), 3) == date(2026, 2, 1)
    assert add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)


def test_every_year_has_its_season() -> None:
    for year in (2021, 2024, 2026):
        assert heat(date(year, 10, 24)) == 1.0 and heat(date(year, 2, 1)) == heat(date(year, 11, 1)) == 0.0
        assert 0 < heat(date(year, 9, 15)) < heat(date(year, 10, 10)) < 1
