"""Does an ad's click rate fall the longer it runs?

Quasi-binomial regression of clicks among impressions on the week since the first impression (McCullagh and Nelder 1989,
ch. 4): daily click rates scatter more than a coin would, so the dispersion is estimated (never below 1) and the test is
Student's. The tests of one day's creatives are corrected together by Holm (1979).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t as student
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from plumbline.measures.level import LEVEL
from plumbline.measures.withheld import Withheld

LEAST_DAYS = 14
LEAST_CLICKS = 50
ALPHA = 0.05


@dataclass(frozen=True)
class Trend:
    """Change of the click rate's odds per week in percent with its interval, t statistic and one-sided p value.

    All figures are None where `reason` says why: `too_few_days` or `too_few_clicks`.
    """

    weekly_change_percent: float | None
    low: float | None
    high: float | None
    statistic: float | None
    p_value: float | None
    reason: str | None


def trend(day: ArrayLike, impressions: ArrayLike, clicks: ArrayLike, level: float = LEVEL) -> Trend:
    """The trend of one creative; the three of shape (days,), `day` counted from any day. Days unseen are left out."""
    shown = np.asarray(impressions, dtype=float)
    was_shown = shown > 0
    clicked = np.minimum(np.asarray(clicks, dtype=float), shown)[was_shown]
    shown = shown[was_shown]
    week = np.asarray(day, dtype=float)[was_shown] / 7.0
    if len(week) < LEAST_DAYS:
        return Trend(None, None, None, None, None, Withheld.TOO_FEW_DAYS.of())
    if clicked.sum() < LEAST_CLICKS:
        return Trend(None, None, None, None, None, Withheld.TOO_FEW_CLICKS.of())
    design = np.column_stack([np.ones_like(week), week - week.mean()])
    fit = GLM(np.column_stack([clicked, shown - clicked]), design, family=Binomial()).fit()
    freedom = len(week) - 2
    dispersion = max(1.0, float(fit.pearson_chi2) / freedom)
    slope, error = float(fit.params[1]), float(fit.bse[1]) * dispersion**0.5
    statistic = slope / error
    reach = float(student.ppf(0.5 + level / 2, freedom)) * error
    return Trend(
        _percent(slope), _percent(slope - reach), _percent(slope + reach), statistic,
        float(student.cdf(statistic, freedom)), None,
    )  # fmt: skip


def corrected(p_values: Mapping[str, float]) -> dict[str, float]:
    """Holm's corrected p values of tests that are read together: the smallest of n times n, the next times n − 1, …"""
    adjusted: dict[str, float] = {}
    least = 0.0
    for tests_left, name in zip(range(len(p_values), 0, -1), sorted(p_values, key=p_values.__getitem__), strict=True):
        least = min(max(least, p_values[name] * tests_left), 1.0)
        adjusted[name] = least
    return adjusted


def _percent(log_odds: float) -> float:
    return float(np.expm1(log_odds) * 100)
