"""Shrinkage: the posterior by hand, planted strength found again, and less error than the raw rates."""

from __future__ import annotations

import numpy as np
import pytest

from plumbline.measures.shrinkage import STRONGEST, WEAKEST, shrink


def test_a_member_is_the_posterior_mean() -> None:
    shrunk = shrink({"a": (9, 10), "b": (10, 60), "c": (0, 1)})
    assert shrunk.rate == pytest.approx(19 / 71)
    # Beta(prior · rate, prior · (1 − rate)) and 9 of 10: its mean by hand
    a, b = shrunk.prior * 19 / 71 + 9, shrunk.prior * 52 / 71 + 1
    assert shrunk.members["a"] == pytest.approx(a / (a + b))


def test_few_deals_move_more_than_many() -> None:
    shrunk = shrink({"few": (4, 4), "many": (80, 100), "rest": (30, 100)})
    assert shrunk.rate < shrunk.members["few"] < 1
    assert 1 - shrunk.members["few"] > 0.8 - shrunk.members["many"]


def test_one_member_is_the_group() -> None:
    shrunk = shrink({"alone": (3, 8)})
    assert shrunk.prior == STRONGEST
    assert shrunk.members["alone"] == pytest.approx(3 / 8)


def test_nothing_seen_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing was observed"):
        shrink({"a": (0, 0)})


def test_the_planted_strength_is_found_again() -> None:
    """800 reps whose rates are beta(12, 18): a strength of 30 deals."""
    dice = np.random.default_rng(8)
    of = dice.integers(10, 60, 800)
    won = dice.binomial(of, dice.beta(12, 18, 800))
    shrunk = shrink({str(at): (int(w), int(n)) for at, (w, n) in enumerate(zip(won, of, strict=True))})
    assert shrunk.prior == pytest.approx(30, rel=0.25)
    assert WEAKEST < shrunk.prior < STRONGEST


def test_it_errs_less_than_the_raw_rates() -> None:
    raw, drawn = 0.0, 0.0
    for seed in range(100):
        dice = np.random.default_rng(seed)
        truth, of = dice.beta(12, 18, 6), dice.integers(5, 40, 6)
        won = dice.binomial(of, truth)
        shrunk = shrink({str(at): (int(w), int(n)) for at, (w, n) in enumerate(zip(won, of, strict=True))})
        raw += float(((won / of - truth) ** 2).sum())
        drawn += float(((np.array(list(shrunk.members.values())) - truth) ** 2).sum())
    assert drawn < 0.75 * raw
