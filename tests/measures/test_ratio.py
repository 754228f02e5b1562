"""The ratio of sums over days: by hand, what it refuses, and its interval's coverage."""

from __future__ import annotations

import numpy as np
import pytest

from plumbline.measures.ratio import LEAST_DAYS, ratio_of_sums
from tests.measures.worlds import claims


def test_the_ratio_is_of_sums_and_not_a_mean_of_ratios() -> None:
    assert ratio_of_sums([100, 10], [50, 1]).value == pytest.approx(110 / 51)


def test_nothing_rung_is_not_known() -> None:
    estimate = ratio_of_sums([5.0] * 28, [0.0] * 28)
    assert (estimate.value, estimate.low, estimate.high) == (None, None, None)


def test_a_fortnight_at_least() -> None:
    few = ratio_of_sums([2.0] * (LEAST_DAYS - 1), [1.0] * (LEAST_DAYS - 1))
    assert (few.value, few.low) == (2.0, None)


def test_a_constant_ratio_has_no_width() -> None:
    estimate = ratio_of_sums([4.0, 2.0] * 14, [2.0, 1.0] * 14)
    assert (estimate.low, estimate.high) == pytest.approx((2.0, 2.0))


def test_the_same_days_give_the_same_interval() -> None:
    dice = np.random.default_rng(1)
    x, y = dice.poisson(20, 28), dice.poisson(10, 28)
    assert ratio_of_sums(x, y) == ratio_of_sums(x, y)


@pytest.mark.parametrize("truth", [1.3, 2.2])
def test_it_covers_the_truth_over_200_worlds(truth: float) -> None:
    held = 0
    for seed in range(200):
        estimate = ratio_of_sums(*claims(seed, truth), seed=seed)
        assert estimate.low is not None and estimate.high is not None
        held += estimate.low <= truth <= estimate.high
    assert 0.85 <= held / 200 <= 0.95
