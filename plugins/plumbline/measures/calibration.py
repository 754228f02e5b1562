"""Are the percentages calibrated? What was stated against what was won.

An observation is a closed deal and a band of ten points in which it stood at the end of a day before it closed, with
the last probability stated there. If the percentages were calibrated, won minus stated would be 0 on average in every
band (the moment of entering a band is no hindsight). A deal's observations go together, so they count as one cluster.

The intervals of the bands hold together: ten of them at 90 % each would call two of three calibrated reps wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from plumbline.measures.level import LEVEL
from plumbline.measures.wilson import Share, share

BANDS = tuple((low / 10, (low + 1) / 10) for low in range(10))
LEAST_DEALS = 20
STEP = 0.05
LEAST_ABOVE = 10  # deals that must have stood at a threshold before it is called calibrated


@dataclass(frozen=True)
class Stated:
    """One observation: the deal, the probability stated (0 to 1), and whether the deal was won."""

    deal_id: str
    probability: float
    won: bool


@dataclass(frozen=True)
class Band:
    """Deals that stood in [low, high) — 1 belongs to the last band —, the mean stated, and the share won.

    The interval of `won` holds for all bands of the same observations together at LEVEL. `won_from` are the deals that
    ever stood at `low` or above, each once, with an interval of its own.
    """

    low: float
    high: float
    stated: float
    won: Share
    won_from: Share

    @property
    def is_off(self) -> bool:
        """Whether the interval of the share won leaves out what was stated."""
        assert self.won.low is not None and self.won.high is not None
        return not self.won.low <= self.stated <= self.won.high


@dataclass(frozen=True)
class Score:
    """How far the stated lies from the won.

    `brier` is the mean of (stated − won)² over observations, `brier_of_base_rate` that of always saying the win rate
    (Brier 1950). `gap` = win rate − stated, with an interval over deals as clusters; both are over observations, while
    `won` counts each deal once. Verdict: `over_forecast` or `under_forecast` where the gap is off, `uneven` where only
    single bands are, else `accurate`; `too_few` deals.
    """

    deals: int
    won: int
    brier: float
    brier_of_base_rate: float
    stated: float
    win_rate: float
    gap: float
    gap_low: float | None
    gap_high: float | None
    verdict: str


@dataclass(frozen=True)
class Threshold:
    """Deals that stood at the threshold or above, and from which stated probability on it really holds.

    `calibrated` is the lowest stated probability, in steps of 0.05, from which on deals are won at least as often as
    `threshold` says (with at least LEAST_ABOVE deals); None where there is none. `won_at_calibrated` are those deals.
    """

    threshold: float
    won: Share
    calibrated: float | None
    won_at_calibrated: Share | None


def bands(observations: Sequence[Stated]) -> list[Band]:
    """The bands in which any deal stood, from low to high."""
    inside: dict[int, list[Stated]] = {}
    for s in observations:
        inside.setdefault(band_number(s.probability), []).append(s)
    highest, outcome = _highest(observations), {s.deal_id: s.won for s in observations}
    together = LEVEL ** (1 / max(1, len(inside)))  # Šidák (1967)
    return [
        Band(
            *BANDS[band],
            float(np.mean([s.probability for s in members])),
            share(sum(s.won for s in members), len(members), together),
            _at_or_above(highest, outcome, BANDS[band][0]),
        )
        for band, members in sorted(inside.items())
    ]


def band_number(probability: float) -> int:
    """0 to 9; a limit belongs to the band above it, 1 to the last."""
    return min(round(probability * 10_000) // 1_000, 9)


def score(observations: Sequence[Stated]) -> Score:
    """The score of at least one observation."""
    deals = sorted({s.deal_id for s in observations})
    number = {deal: at for at, deal in enumerate(deals)}
    stated = np.array([s.probability for s in observations])
    won = np.array([float(s.won) for s in observations])
    base, gap = float(won.mean()), float((won - stated).mean())
    low, high = _clustered(won - stated - gap, np.array([number[s.deal_id] for s in observations]), gap)
    brier, verdict = float(((stated - won) ** 2).mean()), _verdict(len(deals), low, high, bands(observations))
    won_deals = len({s.deal_id for s in observations if s.won})
    return Score(len(deals), won_deals, brier, base * (1 - base), float(stated.mean()), base, gap, low, high, verdict)


def _clustered(rest: np.ndarray, cluster: np.ndarray, mean: float) -> tuple[float | None, float | None]:
    """Interval of a mean whose residuals `rest` go together within clusters (Liang and Zeger 1986)."""
    clusters = int(cluster.max()) + 1
    if clusters < 2:
        return None, None
    sums = np.bincount(cluster, weights=rest)
    error = np.sqrt((sums**2).sum() * clusters / (clusters - 1)) / len(rest)
    reach = float(student.ppf(0.5 + LEVEL / 2, clusters - 1)) * error
    return mean - reach, mean + reach


def _verdict(deals: int, low: float | None, high: float | None, by_band: Sequence[Band]) -> str:
    """By the gap; where it holds 0, by the bands, since too high in one may hide too low in another."""
    if deals < LEAST_DEALS or low is None or high is None:
        return "too_few"
    if high < 0 or low > 0:
        return "over_forecast" if high < 0 else "under_forecast"
    return "uneven" if any(band.is_off for band in by_band) else "accurate"


def threshold(observations: Sequence[Stated], at: float) -> Threshold:
    """What the threshold `at` promises and what it holds."""
    highest, outcome = _highest(observations), {s.deal_id: s.won for s in observations}
    for step in range(1, round(1 / STEP)):
        held = _at_or_above(highest, outcome, step * STEP)
        if held.of >= LEAST_ABOVE and held.share is not None and held.share >= at - 1e-9:
            return Threshold(at, _at_or_above(highest, outcome, at), round(step * STEP, 2), held)
    return Threshold(at, _at_or_above(highest, outcome, at), None, None)


def _highest(observations: Sequence[Stated]) -> dict[str, float]:
    """The highest probability that was stated of each deal."""
    highest: dict[str, float] = {}
    for s in observations:
        highest[s.deal_id] = max(s.probability, highest.get(s.deal_id, 0.0))
    return highest


def _at_or_above(highest: dict[str, float], outcome: dict[str, bool], at: float) -> Share:
    above = [deal for deal, stated in highest.items() if stated >= at - 1e-9]
    return share(sum(outcome[deal] for deal in above), len(above))
