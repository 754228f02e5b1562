"""Lifetime: by hand where twelve months were lived, coverage where they were not, refusals in words."""

from __future__ import annotations

import numpy as np
import pytest

from plumbline.measures.lifetime import Cohort, worth
from tests.measures.worlds import cohorts


def test_twelve_months_lived_are_counted_and_not_guessed() -> None:
    value = worth([Cohort("a", 10, tuple([100.0] + [10.0] * 13))])["a"]
    assert (value.ltv_12, value.low, value.high, value.method) == (21.0, 21.0, 21.0, "observed")
    assert not value.is_extrapolated


def test_a_steady_month_goes_on() -> None:
    """Every cohort brings exactly 2 a month after the first: what is missing of twelve months is 2 each, surely."""
    value = worth([Cohort(f"{n}", 50, tuple([500.0] + [100.0] * n)) for n in range(5)])
    assert value["0"].ltv_12 == pytest.approx(10 + 11 * 2)
    assert value["4"].ltv_12 == pytest.approx(10 + 11 * 2)
    assert value["4"].observed == pytest.approx(10 + 4 * 2)
    assert value["4"].low == pytest.approx(32, abs=0.1)


def test_a_decay_goes_on() -> None:
    """margin per customer 6/age: the regression is exact, so the rest of twelve is 6 · (1/4 + … + 1/11)."""
    value = worth([Cohort(f"{n}", 40, tuple([400.0] + [240.0 / age for age in range(1, n + 1)])) for n in range(4)])
    assert value["3"].ltv_12 == pytest.approx(10 + sum(6 / age for age in range(1, 12)), rel=1e-4)


def test_a_rising_line_is_not_prolonged() -> None:
    """Months that happen to grow (a season): what is to come is taken as steady, not as growing for ever."""
    value = worth([Cohort(f"{n}", 100, tuple([500.0] + [100.0 * age for age in range(1, n + 1)])) for n in range(5)])
    level = np.average([1.0, 2.0, 3.0, 4.0], weights=[4, 3, 2, 1])
    assert value["4"].ltv_12 == pytest.approx(5 + 10 + 7 * level, rel=0.1)
    assert value["4"].high is not None and value["4"].high < 5 + 10 + 7 * 5


@pytest.mark.parametrize("months", [6, 9])
def test_it_covers_what_comes_over_200_worlds(months: int) -> None:
    held = []
    for seed in range(200):
        seen, truth = cohorts(seed, months)
        for name, value in worth(seen, seed).items():
            assert value.low is not None and value.high is not None
            held.append(value.low <= truth[name] <= value.high)
    assert 0.85 <= np.mean(held) <= 0.95


def test_too_little_is_said() -> None:
    assert worth(cohorts(1, 3)[0])["2026-01"].method == "too_few_months|3|6"
    few = [*cohorts(1, 6)[0], Cohort("few", 8, (300.0, 10.0))]
    assert worth(few)["few"].method == "too_few_customers|8|30"
    assert worth(few)["few"].ltv_12 is None
    once = [Cohort(f"{n}", 50, tuple([500.0] + [0.0] * n)) for n in range(5)]
    assert worth(once)["4"].method == "no_margin_after_first_month"


def test_a_cohort_without_a_complete_month_is_left_out() -> None:
    assert worth([Cohort("new", 90, ())]) == {}
