"""Fatigue: the trend against a maximum likelihood by hand, planted decay, and false alarms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from plumbline.measures.fatigue import ALPHA, corrected, trend
from tests.measures.worlds import tiring

DAYS = np.arange(42)


def test_the_slope_is_the_likelihoods() -> None:
    _, shown, clicked = tiring(np.random.default_rng(2), 0.9)

    def deviance(p: np.ndarray) -> float:
        logit = p[0] + p[1] * DAYS / 7
        return float(np.sum(shown * np.log1p(np.exp(logit)) - clicked * logit))

    slope = minimize(deviance, np.array([-4.0, 0.0]), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-9}).x[1]
    fitted = trend(DAYS, shown, clicked)
    assert fitted.weekly_change_percent == pytest.approx((np.exp(slope) - 1) * 100, abs=1e-3)


def test_planted_decay_is_found_and_constancy_is_not() -> None:
    dice = np.random.default_rng(4)
    tired, fresh = trend(*tiring(dice, 0.85, 0.1)), trend(*tiring(dice, 1.0, 0.1))
    p = corrected({"tired": tired.p_value or 0.0, "fresh": fresh.p_value or 0.0})
    assert p["tired"] < ALPHA < p["fresh"]
    assert tired.low is not None and tired.high is not None
    assert -22 < tired.low < tired.high < -8


@pytest.mark.parametrize("scatter", [0.0, 0.25])
def test_it_covers_the_truth_over_200_worlds(scatter: float) -> None:
    held = false_alarms = 0
    for seed in range(200):
        dice = np.random.default_rng(seed)
        fitted = trend(*tiring(dice, 0.93, scatter))
        held += (fitted.low or 0) <= -7 <= (fitted.high or 0)
        false_alarms += (trend(*tiring(dice, 1.0, scatter)).p_value or 0) < ALPHA
    assert 0.85 <= held / 200 <= 0.95
    assert false_alarms / 200 <= 0.09


def test_holm_by_hand() -> None:
    adjusted = corrected({"a": 0.01, "b": 0.04, "c": 0.03})
    assert adjusted == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06})
    assert corrected({}) == {}


def test_too_little_is_said() -> None:
    assert trend(DAYS[:13], [1000] * 13, [20] * 13).reason == "too_few_days"
    assert trend(DAYS, [100] * 42, [1] * 42).reason == "too_few_clicks"
    assert trend(DAYS, [0] * 42, [0] * 42).reason == "too_few_days"
