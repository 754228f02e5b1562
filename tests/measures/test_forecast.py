"""Forecast: the smoothing against statsmodels, no hindsight, the naive one where it is better, and coverage."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.tsa.holtwinters import Holt

from plumbline.measures.forecast import (
    BACKTESTS,
    DAMPING,
    HORIZON,
    LEAST_WEEKS,
    LEVELS,
    TRENDS,
    _best_until_then,
    _candidates,
    _conformal,
    _pick,
    forecast,
    smoothed,
)
from tests.measures.worlds import WEEKLY, weekly

PAST = 104


def test_the_smoothing_is_statsmodels() -> None:
    y = weekly("trend", 1)
    levels, trends = smoothed(y)
    for pair, (alpha, beta) in enumerate((a, b) for a in LEVELS for b in TRENDS):
        known = Holt(
            y[1:], damped_trend=True, initialization_method="known", initial_level=y[:4].mean(), initial_trend=0.0
        ).fit(smoothing_level=alpha, smoothing_trend=beta, damping_trend=DAMPING, optimized=False)
        reach = np.cumsum(DAMPING ** np.arange(1, HORIZON + 1))
        assert levels[-1, pair] + trends[-1, pair] * reach == pytest.approx(known.forecast(HORIZON), rel=1e-6)


def test_no_forecast_knows_what_came_after_it() -> None:
    y = weekly("season", 2)
    changed = y.copy()
    changed[90:] *= 7

    def made(series: np.ndarray) -> list[np.ndarray]:
        candidates, _ = _candidates(series)
        picked = _pick(candidates, _best_until_then(series, candidates))
        return [picked[:90], *(limit[:90] for limit in _conformal(series, picked))]

    for before, after in zip(made(y), made(changed), strict=True):
        np.testing.assert_array_equal(before, after)


def test_a_random_walk_is_forecast_by_its_last_value_and_said_to_be() -> None:
    forecasts = [forecast(weekly("walk", seed)[:PAST]) for seed in range(40)]
    naive = [f for f in forecasts if f.is_naive]
    assert len(naive) >= 30
    assert {f.reason for f in naive} == {"not_better_than_naive"}
    assert {f.method for f in naive} <= {"last_value", "last_year"}
    assert all(f.values == f.naive for f in naive)


@pytest.mark.parametrize("kind", ["level", "trend", "season"])
def test_where_there_is_something_to_know_it_beats_the_naive_one(kind: str) -> None:
    forecasts = [forecast(weekly(kind, seed)[:PAST]) for seed in range(40)]
    assert sum(f.is_naive for f in forecasts) <= 6
    assert np.mean([f.scores[4].error / f.scores[4].naive_error for f in forecasts]) < 0.9


@pytest.mark.parametrize("kind", WEEKLY)
def test_intervals_hold_what_comes_over_200_worlds(kind: str) -> None:
    held = []
    for seed in range(200):
        y = weekly(kind, seed)
        predicted = forecast(y[:PAST])
        held.append([predicted.lows[at] <= y[PAST + at] <= predicted.highs[at] for at in (0, 3)])
    for share in np.mean(held, axis=0):
        assert 0.85 <= share <= 0.95


def test_intervals_follow_a_figure_that_grows_rougher() -> None:
    held = []
    for seed in range(100):
        dice = np.random.default_rng(seed)
        y = 100_000 * np.exp(dice.normal(0, 1, PAST + 1) * np.where(np.arange(PAST + 1) < 72, 0.05, 0.35))
        predicted = forecast(y[:PAST])
        held.append(predicted.lows[0] <= y[PAST] <= predicted.highs[0])
    assert np.mean(held) >= 0.85


def test_the_score_by_hand() -> None:
    y = weekly("walk", 1)[:PAST]
    predicted = forecast(y)
    # of 26 origins, at four weeks' distance: |y[t+4] − y[t]| for the last value
    errors = [abs(y[t + 4] - y[t]) for t in range(PAST - 4 - BACKTESTS, PAST - 4)]
    assert predicted.method == "last_value"
    assert predicted.scores[4].naive_error == pytest.approx(np.mean(errors))
    assert predicted.scores[4].backtests == BACKTESTS


def test_an_interval_by_hand() -> None:
    """The last value of a walk: the 90 % place among the 26 latest errors at that distance, 25th of 26."""
    y = weekly("walk", 1)[:PAST]
    errors = sorted(abs(y[t + 1] - y[t]) for t in range(PAST - 27, PAST - 1))
    predicted = forecast(y)
    assert predicted.highs[0] - predicted.values[0] == pytest.approx(errors[24])


def test_too_few_weeks_are_said() -> None:
    predicted = forecast(weekly("level", 1)[: LEAST_WEEKS - 1])
    assert (predicted.reason, predicted.values) == (f"too_few_weeks|{LEAST_WEEKS - 1}", ())


def test_nothing_below_zero() -> None:
    y = np.random.default_rng(1).exponential(100, PAST)
    assert min(forecast(y).lows) >= 0
