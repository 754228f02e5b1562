"""Faults come again each year and keep clear of the days of which the longer reports speak."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from plumbline.example.faults import delivered_on, memberships_deleted_on


@pytest.mark.parametrize("year", range(2021, 2033))
def test_no_outage_falls_on_a_sunday_or_a_months_end(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    late = [(system, day) for system in ("salesforce", "till") for day in days if delivered_on(system, day) != day]
    assert [system for system, _ in late] == ["salesforce", "salesforce", "till"]
    for system, day in late:
        tomorrow = day + timedelta(days=1)
        assert day.weekday() != 6 and tomorrow.day != 1
        assert delivered_on(system, day) == tomorrow == delivered_on(system, tomorrow)


def test_the_outages_of_2026() -> None:
    assert delivered_on("salesforce", date(2026, 8, 14)) == date(2026, 8, 15)
    assert delivered_on("till", date(2026, 10, 21)) == date(2026, 10, 22)
    assert memberships_deleted_on(2026) == date(2026, 10, 7)
