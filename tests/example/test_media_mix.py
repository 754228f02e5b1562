"""The response curves of the weekly book, by hand."""

from __future__ import annotations

import pytest

from plumbline.example.media_mix import Curve, marginal

CURVE = Curve("radio", 0.5, 2_000.0, 1.0, 8_000.0, 1_000.0)


def test_half_saturation_is_half_of_the_effect() -> None:
    assert CURVE.response(2_000.0) == pytest.approx(4_000.0)
    assert CURVE.response(0.0) == 0.0
    assert CURVE.response(6_000.0) == pytest.approx(6_000.0)  # 8,000 × 6 / (6 + 2)


def test_one_more_euro_a_week() -> None:
    """Steady 1,000 a week is 2,000 of adstock; one more per cent, 20: 8,000 × (2,020/4,020 − 1/2) / 10 − 1."""
    assert marginal(CURVE, 1_000.0) == pytest.approx(8_000 * (2_020 / 4_020 - 0.5) / 10 - 1)
    assert marginal(CURVE, 0.0) == 0.0
