"""Calibration by hand, and reps planted too high, honest and too low."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from plumbline.measures.calibration import Stated, band_number, bands, score, threshold
from tests.measures.worlds import deals

HAND = [
    Stated("a", 0.6, True),
    Stated("a", 0.9, True),
    Stated("b", 0.6, False),
    Stated("c", 0.65, True),
    Stated("d", 0.2, False),
]


def seen(seed: int, number: int, lean: float = 0.0) -> list[Stated]:
    return [Stated(*row) for row in deals(np.random.default_rng(seed), number, lean)]


def test_bands_by_hand() -> None:
    result = bands(HAND)
    assert [(b.low, b.won.of, b.won.won) for b in result] == [(0.2, 1, 0), (0.6, 3, 2), (0.9, 1, 1)]
    assert result[1].stated == pytest.approx((0.6 + 0.6 + 0.65) / 3)
    # at 60 and above a, b and c, each once, though a stood in two bands; from 20 on d as well
    assert [(b.won_from.won, b.won_from.of) for b in result] == [(2, 4), (2, 3), (1, 1)]


def test_bands_hold_together_at_nine_in_ten() -> None:
    """Two bands, each at the root of 0.9: z = 1.9486, so 5 of 10 is (0.5 + 0.3797/2 ± …) by Wilson's formula."""
    world = [Stated(f"s{n}", 0.2, n < 5) for n in range(10)] + [Stated(f"e{n}", 0.8, n < 5) for n in range(10)]
    slack = 1.9486**2 / 10
    half = (slack * 0.25 + slack**2 / 4) ** 0.5
    for band in bands(world):
        assert band.won.low == pytest.approx((0.5 + slack / 2 - half) / (1 + slack), abs=1e-4)
        assert band.won.high == pytest.approx((0.5 + slack / 2 + half) / (1 + slack), abs=1e-4)


def test_too_high_in_one_band_and_too_low_in_another_is_not_accurate() -> None:
    """80 said of forty deals of which 20 are won, 20 said of forty of which 20 are won: no gap on the whole."""
    high = [Stated(f"h{n}", 0.8, n < 20) for n in range(40)]
    low = [Stated(f"l{n}", 0.2, n < 20) for n in range(40)]
    scored = score(high + low[:39])
    assert scored.gap_low is not None and scored.gap_high is not None and scored.gap_low < 0 < scored.gap_high
    assert scored.verdict == "uneven"  # 32 − 20 = 12 are missing, 20 − 7.8 = 12.2 too many
    assert score(high[1:] + low).verdict == "uneven"  # 31.2 − 19 = 12.2 are missing, 12 too many
    assert score([Stated(f"f{n}", 0.5, n < 20) for n in range(40)]).verdict == "accurate"


@pytest.mark.parametrize(("p", "band"), [(0.0, 0), (0.0999, 0), (0.1, 1), (0.6, 6), (0.5999, 5), (0.3, 3), (1.0, 9)])
def test_a_limit_belongs_to_the_band_above(p: float, band: int) -> None:
    assert band_number(p) == band


def test_the_score_by_hand() -> None:
    scored = score(HAND)
    assert (scored.deals, scored.won, scored.win_rate) == (4, 2, 0.6)
    assert scored.brier == pytest.approx((0.16 + 0.01 + 0.36 + 0.1225 + 0.04) / 5)
    assert scored.brier_of_base_rate == pytest.approx(0.24)
    assert scored.verdict == "too_few"


def test_brier_is_scikit_learns() -> None:
    world = seen(3, 80)
    assert score(world).brier == pytest.approx(brier_score_loss([s.won for s in world], [s.probability for s in world]))


@pytest.mark.parametrize(("lean", "verdict"), [(0.2, "over_forecast"), (-0.2, "under_forecast")])
def test_a_lean_is_found(lean: float, verdict: str) -> None:
    verdicts = [score(seen(seed, 120, lean)).verdict for seed in range(40)]
    assert verdicts.count(verdict) >= 36


def test_the_honest_are_called_so_in_nine_of_ten_worlds() -> None:
    """Neither the gap nor a band is off in 85–95 % of 200 worlds, though a deal stands in several bands."""
    held = [score(seen(seed, 80)).verdict == "accurate" for seed in range(200)]
    assert 0.85 <= np.mean(held) <= 0.95


def test_few_deals_get_no_verdict() -> None:
    assert score(seen(1, 19, 0.3)).verdict == "too_few"
    assert score([Stated("a", 0.5, True)]).gap_low is None


def test_the_threshold_by_hand() -> None:
    # stated 60: 10 deals, 4 won; stated 80: 10 deals, 9 won. At 60 and above 13 of 20, at 65 and above 9 of 10
    world = [Stated(f"s{n}", 0.6, n < 4) for n in range(10)] + [Stated(f"e{n}", 0.8, n < 9) for n in range(10)]
    at_60 = threshold(world, 0.6)
    assert (at_60.won.won, at_60.won.of, at_60.calibrated) == (13, 20, 0.05)
    assert threshold(world, 0.65).calibrated == 0.05  # 13 of 20 is exactly as often as it says
    at_70 = threshold(world, 0.7)
    assert at_70.calibrated == 0.65
    assert at_70.won_at_calibrated is not None
    assert (at_70.won_at_calibrated.won, at_70.won_at_calibrated.of) == (9, 10)


def test_too_high_a_rep_has_no_threshold_where_nothing_holds() -> None:
    world = [Stated(f"s{n}", 0.9, n < 3) for n in range(12)]
    assert threshold(world, 0.6).calibrated is None


def test_a_lean_moves_the_honest_threshold() -> None:
    honest, leaning = threshold(seen(5, 3000), 0.6), threshold(seen(5, 3000, 0.15), 0.6)
    assert (
        honest.calibrated is not None and 0.45 <= honest.calibrated <= 0.75
    )  # nobody stands between the stages 40, 60 and 75
    assert leaning.calibrated == pytest.approx(honest.calibrated + 0.15)
