"""Wilson's interval against the figures that Newcombe published, and its coverage."""

from __future__ import annotations

import numpy as np
import pytest

from plumbline.measures.wilson import share


# Newcombe (1998), Statistics in Medicine 17:857, table I, method 3, 95 %
@pytest.mark.parametrize(
    ("won", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_published_intervals(won: int, of: int, low: float, high: float) -> None:
    interval = share(won, of, level=0.95)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)


def test_by_hand_at_ninety_per_cent() -> None:
    # 8 of 10, z = 1.644854: centre (0.8 + z²/20)/(1 + z²/10) = 0.735934/…; written out
    z2 = 1.6448536269514722**2
    centre, reach = (0.8 + z2 / 20) / (1 + z2 / 10), (z2 * (0.8 * 0.2 / 10 + z2 / 400)) ** 0.5 / (1 + z2 / 10)
    interval = share(8, 10)
    assert (interval.share, interval.low, interval.high) == pytest.approx((0.8, centre - reach, centre + reach))


def test_nothing_seen_is_not_known() -> None:
    assert share(0, 0).share is None
    assert share(0, 0).low is None


def test_more_won_than_there_were_is_refused() -> None:
    with pytest.raises(ValueError, match="no share"):
        share(3, 2)


@pytest.mark.parametrize("truth", [0.1, 0.3, 0.6, 0.85])
def test_it_covers_the_truth(truth: float) -> None:
    won = np.random.default_rng(5).binomial(40, truth, size=2000)
    intervals = {int(w): share(int(w), 40) for w in set(won)}
    held = [intervals[w].low <= truth <= intervals[w].high for w in won]  # type: ignore[operator]
    assert 0.85 <= np.mean(held) <= 0.95
