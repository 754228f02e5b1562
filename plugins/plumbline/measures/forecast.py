"""The next eight weeks of a weekly figure, back-tested against the naive forecast before it is believed.

Candidates are Holt's exponential smoothing with a damped trend (Gardner 1985) on a grid of parameters, without and with
last year's pattern; from every past week the candidate is taken that had erred least until then. All weeks are
forecast from in one pass, so a year of weekly back-tests costs milliseconds. Intervals are conformal: the errors of
earlier back-tests at the same distance (Vovk, Gammerman and Shafer 2005), not the model's own opinion of itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plumbline.measures.level import LEVEL
from plumbline.measures.withheld import Withheld

HORIZON = 8
BACKTESTS = 26
FIRST_ORIGIN = 26  # weeks seen before the first back-test
LEAST_WEEKS = FIRST_ORIGIN + BACKTESTS + HORIZON
YEAR = 52
DAMPING = 0.9
LEVELS = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
TRENDS = (0.0, 0.05, 0.15)
SEASONS = (0.0, 0.5, 1.0)
LEAST_ERRORS = 12


Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Score:
    """Back-tests at one distance: mean absolute errors, and the share of 90 % intervals that held what came."""

    backtests: int
    error: float
    naive_error: float
    coverage: float


@dataclass(frozen=True)
class Forecast:
    """values, lows, highs, naive: each of HORIZON weeks, in the series' unit; empty where `reason` refuses.

    `method`: smoothing, smoothing_with_season, last_value or last_year; the last two are the naive ones, shown where
    `is_naive` because the forecast does not beat them. Reasons: `too_few_weeks|<weeks>`, `not_better_than_naive`.
    """

    values: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    naive: tuple[float, ...]
    method: str | None
    is_naive: bool
    reason: str | None
    scores: dict[int, Score]


def forecast(series: Matrix) -> Forecast:
    """Forecast HORIZON weeks after the last; series of shape (weeks,), in order, without a gap."""
    y = np.asarray(series, dtype=float)
    if len(y) < LEAST_WEEKS:
        return Forecast((), (), (), (), None, False, Withheld.TOO_FEW_WEEKS.of(len(y)), {})
    candidates, seasonal = _candidates(y)
    model = _best_until_then(y, candidates)
    naives = np.stack([_last_value(y), _last_year(y)], axis=1)
    tested = np.arange(len(y) - BACKTESTS - HORIZON, len(y))
    naive_at = int(np.nanargmin([_mean_error(y, naives[:, at], tested) for at in range(2)]))
    picked, naive = _pick(candidates, model), naives[:, naive_at]
    is_naive = not _mean_error(y, picked, tested) < _mean_error(y, naive, tested)
    used = naive if is_naive else picked
    lows, highs = _conformal(y, used)
    method = ("last_value", "last_year")[naive_at] if is_naive else seasonal[model[-1]]
    return Forecast(
        _told(used[-1]), _told(lows[-1]), _told(highs[-1]), _told(naive[-1]), method, is_naive,
        Withheld.NOT_BETTER_THAN_NAIVE.of() if is_naive else None,
        {ahead: _score(y, picked, naive, lows, highs, ahead) for ahead in range(1, HORIZON + 1)},
    )  # fmt: skip


def _told(values: Matrix) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _candidates(y: Matrix) -> tuple[Matrix, list[str]]:
    """Forecasts by origin, candidate and distance, shape (weeks, candidates, HORIZON), and the candidates' methods."""
    levels, trends = smoothed(y)
    reach = np.cumsum(DAMPING ** np.arange(1, HORIZON + 1))
    plain = levels[:, :, None] + trends[:, :, None] * reach
    pattern = _pattern(y)
    made = [plain * pattern[:, None, :] ** weight if weight else plain for weight in SEASONS]
    names = [("smoothing_with_season" if weight else "smoothing") for weight in SEASONS for _ in range(plain.shape[1])]
    return np.concatenate(made, axis=1), names


def smoothed(y: Matrix) -> tuple[Matrix, Matrix]:
    """Level and trend after every week for every pair of LEVELS and TRENDS, each of shape (weeks, pairs)."""
    alpha, beta = (grid.ravel() for grid in np.meshgrid(LEVELS, TRENDS, indexing="ij"))
    levels, trends = np.empty((len(y), len(alpha))), np.zeros((len(y), len(alpha)))
    levels[0] = y[:4].mean()
    for t in range(1, len(y)):
        damped = DAMPING * trends[t - 1]
        levels[t] = alpha * y[t] + (1 - alpha) * (levels[t - 1] + damped)
        trends[t] = beta * (levels[t] - levels[t - 1]) + (1 - beta) * damped
    return levels, trends


def _pattern(y: Matrix) -> Matrix:
    """Last year's weeks over last year's level: (weeks, HORIZON), NaN where there is no year yet."""
    ratios = np.full((len(y), HORIZON), np.nan)
    smooth = np.convolve(y, np.ones(3) / 3, mode="same")
    for t in range(YEAR + 3, len(y)):
        before = y[t - YEAR - 3 : t - YEAR + 1].mean()
        if before > 0:
            ratios[t] = np.maximum(smooth[t - YEAR + 1 : t - YEAR + 1 + HORIZON] / before, 0.0)
    return ratios


def _last_value(y: Matrix) -> Matrix:
    return np.repeat(y[:, None], HORIZON, axis=1)


def _last_year(y: Matrix) -> Matrix:
    values = np.full((len(y), HORIZON), np.nan)
    for t in range(YEAR, len(y)):
        values[t] = y[t - YEAR + 1 : t - YEAR + 1 + HORIZON]
    return values


def _errors(y: Matrix, made: Matrix) -> Matrix:
    """What came minus forecast, by origin (…) and distance; NaN where it has not come yet."""
    came = np.full((len(y), HORIZON), np.nan)
    for ahead in range(1, HORIZON + 1):
        came[:-ahead, ahead - 1] = y[ahead:]
    return np.asarray(came.reshape(len(y), *[1] * (made.ndim - 2), HORIZON) - made)


def _best_until_then(y: Matrix, candidates: Matrix) -> NDArray[np.int64]:
    """For every origin the candidate with the least mean absolute error of what had come by then."""
    errors = np.abs(_errors(y, candidates))
    sums, counts = np.zeros(candidates.shape[:2]), np.zeros(candidates.shape[:2])
    for ahead in range(1, HORIZON + 1):
        known = errors[: len(y) - ahead, :, ahead - 1]
        sums[ahead:] += np.nan_to_num(known)
        counts[ahead:] += ~np.isnan(known)
    sums, counts = sums.cumsum(axis=0), counts.cumsum(axis=0)
    # A candidate with last year's pattern has fewer errors behind it: compared only once it has half a year of them.
    mean = np.where(counts >= LEAST_ERRORS * HORIZON / 2, sums / np.maximum(counts, 1), np.inf)
    mean[np.isnan(candidates).any(axis=2)] = np.inf
    return np.asarray(mean.argmin(axis=1))


def _pick(candidates: Matrix, chosen: NDArray[np.int64]) -> Matrix:
    return np.asarray(candidates[np.arange(len(candidates)), chosen])


def _mean_error(y: Matrix, made: Matrix, origins: NDArray[np.int64]) -> float:
    errors = np.abs(_errors(y, made))[origins]
    return float("inf") if np.isnan(made[origins]).any() else float(np.nanmean(errors))


def _conformal(y: Matrix, made: Matrix) -> tuple[Matrix, Matrix]:
    """Interval for every origin, from the latest errors that were known by then; NaN where they are too few."""
    errors = np.abs(_errors(y, made))
    reach = np.full(made.shape, np.nan)
    for ahead in range(1, HORIZON + 1):
        for origin in range(FIRST_ORIGIN, len(y)):
            known = errors[FIRST_ORIGIN : max(origin - ahead + 1, FIRST_ORIGIN), ahead - 1]
            known = known[~np.isnan(known)][-BACKTESTS:]  # half a year: a figure may grow rougher
            if len(known) >= LEAST_ERRORS:
                place = min(int(np.ceil((len(known) + 1) * LEVEL)), len(known))
                reach[origin, ahead - 1] = np.partition(known, place - 1)[place - 1]
    return np.maximum(made - reach, 0.0), made + reach


def _score(y: Matrix, made: Matrix, naive: Matrix, lows: Matrix, highs: Matrix, ahead: int) -> Score:
    origins = np.arange(len(y) - ahead - BACKTESTS, len(y) - ahead)
    came, at = y[origins + ahead], ahead - 1
    held = (lows[origins, at] <= came) & (came <= highs[origins, at])
    has_interval = ~np.isnan(highs[origins, at])
    return Score(
        len(origins), float(np.abs(came - made[origins, at]).mean()), float(np.abs(came - naive[origins, at]).mean()),
        float(held[has_interval].mean()) if has_interval.any() else float("nan"),
    )  # fmt: skip
