"""Whole cents: rounding, spreading, and rates that do not depend on the range."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.example.amounts import Rates, accrue, divide, scaled


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"), [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (7, -2, -4), (0, 9, 0)]
)
def test_halves_are_rounded_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert divide(numerator, denominator) == rounded


def test_decimal_text_keeps_every_place() -> None:
    assert [scaled(1234, 2), scaled(-5, 2), scaled(7, 4), scaled(0, 2)] == ["12.34", "-0.05", "0.0007", "0.00"]


def test_a_cost_is_spread_evenly_and_its_rest_falls_on_the_last_day() -> None:
    spread = accrue(100_00, date(2024, 2, 27), date(2024, 3, 4))  # seven days over a leap day
    assert [amount for _, amount in spread] == [1428] * 6 + [1432]
    assert spread[2][0] == date(2024, 2, 29) and spread[-1][0] == date(2024, 3, 4)


def test_a_days_rates_are_the_same_in_every_range() -> None:
    wide, narrow = (Rates(7, first, date(2026, 2, 1)) for first in (date(2023, 1, 2), date(2025, 12, 1)))
    for day in (date(2025, 12, 1), date(2025, 12, 28), date(2026, 1, 14)):
        assert wide.euros(1_000_000, "USD", day) == narrow.euros(1_000_000, "USD", day)
    assert narrow.euros(1_000, "USD", date(2026, 1, 10)) == narrow.euros(1_000, "USD", date(2026, 1, 9))  # a Saturday
    assert narrow.euros(1_234, "EUR", date(2026, 1, 9)) == 1_234
