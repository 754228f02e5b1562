"""How good an order is: the share of wins in its top tenth against the share among all."""

from __future__ import annotations

import math
import warnings

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logit
from scipy.stats import mannwhitneyu
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

TOP = 0.1


def lift(score: ArrayLike, won: ArrayLike, top: float = TOP) -> float:
    """Win rate among the best `top` of all (rounded up) by score / win rate of all; NaN where nobody won.

    Of equal scores at the limit as many are taken as there is room for, at their mean: no luck of the order.
    """
    s, w = np.asarray(score, dtype=float), np.asarray(won, dtype=float)
    if w.sum() == 0:
        return math.nan
    room = math.ceil(len(s) * top)
    limit = np.sort(s)[-room]
    above, level = s > limit, s == limit
    wins = w[above].sum() + (room - above.sum()) * w[level].mean()
    return float(wins / room / w.mean())


def beats_random(score: ArrayLike, won: ArrayLike) -> float:
    """One-sided p value that winners rank no higher than losers (Mann and Whitney 1947); 1 if all won, or nobody."""
    s, w = np.asarray(score, dtype=float), np.asarray(won, dtype=bool)
    if w.all() or not w.any():
        return 1.0
    return float(mannwhitneyu(s[w], s[~w], alternative="greater").pvalue)


def calibration_slope(probability: ArrayLike, won: ArrayLike) -> float:
    """Slope of won on the probability's log odds (Cox 1958): 1 is calibrated, below 1 is too sure of itself.

    NaN where there is none: all probabilities or all outcomes are alike, or a line parts the won from the lost.
    """
    p, w = np.clip(np.asarray(probability, dtype=float), 1e-6, 1 - 1e-6), np.asarray(won, dtype=float)
    if np.ptp(p) < 1e-9 or w.min() == w.max():
        return math.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error", PerfectSeparationWarning)
        try:
            return float(GLM(w, np.column_stack([np.ones_like(p), logit(p)]), family=Binomial()).fit().params[1])
        except PerfectSeparationWarning:
            return math.nan
