"""Small samples drawn towards their group: a rep with five deals says little about the rep and much about luck.

Empirical Bayes with a beta prior (Robbins 1956; Efron and Morris 1975): reps' win rates scatter around the team's with
a strength of `prior` deals, found by maximum likelihood of the beta-binomial over the team's reps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import betabinom

WEAKEST, STRONGEST = 2.0, 1000.0


@dataclass(frozen=True)
class Shrunk:
    """The group's rate, how many observations the group's word is worth, and each member's rate drawn towards it."""

    rate: float
    prior: float
    members: Mapping[str, float]


def shrink(counts: Mapping[str, tuple[int, int]]) -> Shrunk:
    """counts: member → (won, of). The member's rate becomes (won + prior · rate) / (of + prior)."""
    won = np.array([w for w, _ in counts.values()], dtype=float)
    of = np.array([n for _, n in counts.values()], dtype=float)
    if of.sum() == 0:
        raise ValueError("nothing was observed in the whole group")
    rate = float(won.sum() / of.sum())
    prior = _strength(won, of, rate) if 0 < rate < 1 and (of > 0).sum() > 1 else STRONGEST
    return Shrunk(rate, prior, {name: (w + prior * rate) / (n + prior) for name, (w, n) in counts.items()})


def _strength(won: np.ndarray, of: np.ndarray, rate: float) -> float:
    def unlikely(log_prior: float) -> float:
        prior = np.exp(log_prior)
        return -float(betabinom.logpmf(won, of, prior * rate, prior * (1 - rate)).sum())

    optimum = minimize_scalar(unlikely, bounds=(np.log(WEAKEST), np.log(STRONGEST)), method="bounded")
    return float(np.exp(optimum.x))
