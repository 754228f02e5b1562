"""Curves: carry-over by hand, the sampler against least squares, planted curves found again, refusals."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import curve_fit

from plumbline.measures.budget import Channel, channels, estimate, refusals, shift
from plumbline.measures.gibbs import sample
from plumbline.measures.saturation import Posterior, adstock, background, fit
from tests.measures.coverage import curves
from tests.measures.worlds import media_world

WORLDS = 8


def test_carry_over_by_hand() -> None:
    spend = np.array([10.0] * 8 + [0.0, 20.0])
    # steady at 10/(1 − .5) = 20 before; then 0 + .5·20, then 20 + .5·10
    assert adstock(spend, 0.5) == pytest.approx([20.0] * 8 + [10.0, 25.0])


def test_contribution_and_slope_by_hand() -> None:
    ones = np.ones(1)
    curve = Posterior(0 * ones, 100 * ones, 2 * ones, 1000 * ones)
    assert curve.contribution(100)[0] == pytest.approx(500)
    assert curve.contribution(300)[0] == pytest.approx(900)
    # effect · a k² s / (s² + k²)² · … for a = 2: 1000 · 2 · 100² · 100 / (2 · 100²)² = 5
    assert curve.marginal(100)[0] == pytest.approx(5.0)
    assert curve.contribution(0)[0] == 0.0
    assert np.isnan(curve.marginal(0)[0])


def test_the_sampler_gives_what_least_squares_gives() -> None:
    """Two channels of one known shape each, far from zero: a linear regression, whose answer statsmodels knows."""
    dice = np.random.default_rng(4)
    x, frame = dice.normal(size=(120, 2)), background(120)
    y = 50 + 4 * x[:, 0] + 6 * x[:, 1] + dice.normal(0, 2, 120)
    known = sm.OLS(y, np.column_stack([x, frame])).fit()
    draws = sample(y, frame, [x[:, :1], x[:, 1:]], 1000.0, 0)
    for at in range(2):
        assert draws[at].effects.mean() == pytest.approx(known.params[at], abs=0.03)
        assert draws[at].effects.std() == pytest.approx(known.bse[at], rel=0.1)


def test_an_effect_is_never_negative() -> None:
    dice = np.random.default_rng(2)
    x = dice.normal(size=(80, 1))
    draws = sample(-3 * x[:, 0] + dice.normal(0, 1, 80), background(80), [x], 10.0, 0)
    assert draws[0].effects.min() >= 0
    assert np.median(draws[0].effects) < 0.1


def test_a_strong_channel_is_found_as_by_nonlinear_least_squares() -> None:
    dice = np.random.default_rng(6)
    spend = 1000 * np.exp(dice.normal(0, 0.8, 200))

    def curve(s: np.ndarray, base: float, effect: float, half: float, shape: float) -> np.ndarray:
        return base + effect / (1 + (half / s) ** shape)

    y = curve(spend, 5_000, 4_000, 900, 1.5) + dice.normal(0, 60, 200)
    _, effect, half, shape = curve_fit(curve, spend, y, p0=[5_000, 3_000, 1_000, 1.2])[0]
    posterior = fit(y, {"only": spend})["only"]
    assert np.median(posterior.marginal(1000)) == pytest.approx(
        (curve(np.array(1001.0), 0, effect, half, shape) - curve(np.array(999.0), 0, effect, half, shape)) / 2, rel=0.05
    )
    assert np.median(posterior.theta) < 0.1


def test_a_point_is_drawn_as_often_as_its_integral_says() -> None:
    """Two candidate columns of different length; the odds by numerical integration over effect and known noise."""
    dice = np.random.default_rng(5)
    x = np.column_stack([dice.normal(size=400), np.zeros(400)])
    x[:, 1] = 0.3 * x[:, 0] + 0.02 * dice.normal(size=400)
    y = 0.5 * x[:, 0] + dice.normal(0, 3, 400)
    frame = background(400)
    draws = sample(y, frame, [x], 0.5, 0)[0]
    rest, clear = (v - frame @ np.linalg.lstsq(frame, v, rcond=None)[0] for v in (y, x))
    effects = np.linspace(0, 4, 4001)
    noise = float(np.var(rest - 0.5 * clear[:, 0]))
    chance = [
        sum(
            np.exp(-((rest - e * c) ** 2).sum() / 2 / noise + (rest**2).sum() / 2 / noise - e**2 / 0.5) for e in effects
        )
        for c in clear.T
    ]
    assert np.mean(draws.points == 0) == pytest.approx(chance[0] / sum(chance), abs=0.06)


def test_carry_over_and_half_saturation_are_told_apart() -> None:
    """θ = 0.6: a steady spend of 1000 brings what the curve says at 1000, not at 1000 / (1 − θ)."""
    dice = np.random.default_rng(7)
    spend = 1000 * np.exp(dice.normal(0, 0.8, 200))
    y = 5_000 + 4_000 / (1 + (1_200 / (adstock(spend, 0.6) * 0.4)) ** 1.5) + dice.normal(0, 40, 200)
    posterior = fit(y, {"only": spend})["only"]
    assert np.median(posterior.theta) == pytest.approx(0.6, abs=0.07)
    assert np.median(posterior.half) == pytest.approx(1_200, rel=0.3)


def test_planted_curves_lie_within_their_intervals() -> None:
    """A few of the 200 worlds of coverage.py: value and slope at today's spend, and the gain of a shift."""
    held = [inside for seed in range(WORLDS) for _, inside in curves(media_world(seed), seed)]
    assert len(held) > WORLDS * 9
    assert np.mean(held) >= 0.8


def flat(weeks: int) -> dict[str, np.ndarray]:
    return {"flat": np.full(weeks, 500.0), "moving": 500 * np.exp(np.random.default_rng(1).normal(0, 0.5, weeks))}


def test_twelve_flat_weeks_are_refused() -> None:
    spend = flat(12)
    assert refusals(spend) == {"flat": "too_few_weeks", "moving": "too_few_weeks"}
    estimates = channels(np.full(12, 9_000.0), spend)
    assert all(channel.marginal_romi is None and channel.points == () for channel in estimates.values())


def test_flat_spend_is_refused_and_the_other_channel_is_not() -> None:
    estimates = channels(9_000 + np.random.default_rng(2).normal(0, 50, 40), flat(40))
    assert estimates["flat"].reason == "flat_spend"
    assert estimates["moving"].reason is None
    assert estimates["moving"].is_indicative


def test_a_channel_that_always_moves_with_another_is_refused_and_the_other_named() -> None:
    world = media_world(3, channels=3)
    twin = world.spend["radio"] * 0.4 * np.exp(np.random.default_rng(1).normal(0, 0.02, 130))
    reasons = refusals({**world.spend, "posters": twin})
    assert reasons == {"social_video": None, "search": None, "radio": "collinear|posters", "posters": "collinear|radio"}


def test_spend_that_only_follows_the_season_is_refused() -> None:
    at = np.arange(130)
    spend = 500 * (1.5 + np.sin(2 * np.pi * at / 52.18)) + np.random.default_rng(1).normal(0, 5, 130)
    assert refusals({"seasonal": spend}) == {"seasonal": "seasonal_spend"}


def test_a_channel_that_rests_is_said() -> None:
    spend = flat(60)["moving"]
    spend[-4:] = 0
    assert refusals({"moving": spend}) == {"moving": "no_spend_now"}


def channel(now: float, low: float, high: float, effect: float = 5_000.0, scatter: float = 50.0) -> Channel:
    dice = np.random.default_rng(0)
    draws = Posterior(np.zeros(400), np.full(400, 1000.0), np.ones(400), dice.normal(effect, scatter, 400))
    return Channel(130, now, low, high, None, draws, estimate(draws.marginal(now) - 1))


def test_a_shift_stays_within_the_range_seen() -> None:
    assert shift(channel(1000, 500, 1500), channel(800, 500, 1500)).amount == pytest.approx(100)
    assert shift(channel(1000, 960, 1500), channel(800, 500, 1500)).amount == pytest.approx(40)
    assert shift(channel(1000, 500, 1500), channel(800, 500, 830)).amount == pytest.approx(30)
    refused = shift(channel(1000, 500, 1500), channel(800, 500, 800))
    assert (refused.reason, refused.gain) == ("outside_range", None)


def test_a_shift_gains_what_the_curves_say() -> None:
    gain = shift(channel(2000, 500, 2500, scatter=0), channel(500, 400, 1500, effect=9_000, scatter=0))
    # 9000·(700/1700 − 500/1500) − 5000·(2000/3000 − 1800/2800)
    by_hand = 9_000 * (700 / 1700 - 500 / 1500) - 5_000 * (2000 / 3000 - 1800 / 2800)
    assert gain.gain is not None and gain.gain.value == pytest.approx(by_hand)
    assert gain.reason is None
    back = shift(channel(500, 300, 1500, effect=9_000), channel(2000, 500, 2500))
    assert back.reason == "gain_not_certain"


def test_the_same_weeks_give_the_same_figures() -> None:
    world = media_world(1, weeks=60, channels=2)
    first, again = fit(world.outcome, world.spend), fit(world.outcome, world.spend)
    assert (first["search"].effect == again["search"].effect).all()
