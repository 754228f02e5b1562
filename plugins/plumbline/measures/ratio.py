"""Platform conversions against booked orders: the ratio, and what one platform conversion is worth.

A ratio of sums over days with an interval by the circular block bootstrap (Politis and Romano 1992): days that lie
beside each other are drawn together, for weekdays and campaigns make them alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from plumbline.measures.level import LEVEL

BLOCK_DAYS = 3
DRAWS = 2000
LEAST_DAYS = 14


@dataclass(frozen=True)
class Ratio:
    """upper/lower with its interval; None where the sums or the days do not carry it."""

    value: float | None
    low: float | None
    high: float | None


def ratio_of_sums(
    upper: ArrayLike, lower: ArrayLike, *, level: float = LEVEL, block: int = BLOCK_DAYS, seed: int = 0
) -> Ratio:
    """Sum(upper)/sum(lower) over days in their order; both of shape (days,).

    The interval is the bootstrap's spread of the ratio's logarithm, widened by √(n/(n−1)) and Student's factor: plain
    percentiles of some 28 days are too narrow. No interval below LEAST_DAYS days, or where a sum is not positive.
    """
    x, y = np.asarray(upper, dtype=float), np.asarray(lower, dtype=float)
    if y.sum() == 0:
        return Ratio(None, None, None)
    value = float(x.sum() / y.sum())
    if len(x) < LEAST_DAYS or value <= 0:
        return Ratio(value, None, None)
    rows = _circular_blocks(len(x), block, np.random.default_rng(seed))
    sums_x, sums_y = x[rows].sum(axis=1), y[rows].sum(axis=1)
    usable = (sums_x > 0) & (sums_y > 0)
    if usable.mean() < level:
        return Ratio(value, None, None)
    logs = np.log(sums_x[usable] / sums_y[usable])
    reach = _student(level, len(x) / block - 1) * logs.std(ddof=1) * np.sqrt(len(x) / (len(x) - block))
    return Ratio(value, float(value * np.exp(-reach)), float(value * np.exp(reach)))


def _student(level: float, freedom: float) -> float:
    return float(stdtrit(freedom, 0.5 + level / 2))


def _circular_blocks(days: int, block: int, dice: np.random.Generator) -> NDArray[np.int64]:
    """Row numbers of DRAWS resamples, shape (DRAWS, days)."""
    blocks = -(-days // block)
    starts = dice.integers(0, days, size=(DRAWS, blocks, 1))
    rows = (starts + np.arange(block)) % days
    return rows.reshape(DRAWS, -1)[:, :days]
