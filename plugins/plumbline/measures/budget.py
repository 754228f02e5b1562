"""What the curves carry: today's marginal return of a channel, a shift of budget, and when neither can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from plumbline.measures.level import LEVEL
from plumbline.measures.saturation import Posterior, Series, background, correlated, fit, interval
from plumbline.measures.withheld import Withheld

LEAST_WEEKS = 26
WEEKS_OF_CERTAINTY = 52  # below about a year everything is indicative
NOW_WEEKS = 4  # "today's spend" is the mean of these
LEAST_VARIATION = 0.10  # standard deviation of weekly spend / mean
MOST_CORRELATION = 0.95
MOST_SEASONAL = 0.98  # share of spend's variance that trend and season explain
POINTS = 11
SHIFT = 0.10  # of the giving channel's spend
LEAST_SHIFT = 0.01


@dataclass(frozen=True)
class Estimate:
    """A figure with its 90 % interval: the draws' median and central interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Channel:
    """What can be said of a channel; money per week in the outcome's currency.

    Spend now, lowest and highest always; the rest is None where `reason` refuses: `too_few_weeks`, `flat_spend`,
    `seasonal_spend`, `collinear|<other channel>`, `no_spend_now`. `marginal_romi` is outcome per unit − 1.
    """

    weeks: int
    spend_now: float
    spend_low: float
    spend_high: float
    reason: str | None
    posterior: Posterior | None = None
    marginal_romi: Estimate | None = None
    points: tuple[tuple[float, Estimate], ...] = ()

    @property
    def is_indicative(self) -> bool:
        """Less than a year stands behind it."""
        return self.weeks < WEEKS_OF_CERTAINTY


@dataclass(frozen=True)
class Shift:
    """`amount` a week moved between two channels and what that gains a week.

    Not supported: `outside_range` (no gain is told) or `gain_not_certain` (the interval holds 0).
    """

    amount: float
    gain: Estimate | None
    reason: str | None


def estimate(draws: Series) -> Estimate:
    """Median and 90 % interval."""
    return Estimate(float(np.median(draws)), *interval(draws, LEVEL))


def channels(outcome: Series, spend: Mapping[str, Series], seed: int = 0) -> dict[str, Channel]:
    """Curves and marginal returns of all channels; outcome and each spend of shape (weeks,), in order, no gap."""
    refused = refusals(spend)
    usable = {name: values for name, values in spend.items() if refused[name] in (None, Withheld.NO_SPEND_NOW)}
    # A collinear pair stays in the model, so that the others are not blamed for what the pair does.
    kept = {name: values for name, values in spend.items() if name in usable or _is_collinear(refused[name])}
    posteriors = fit(outcome, kept, seed) if usable else {}
    return {name: _channel(values, refused[name], posteriors.get(name)) for name, values in spend.items()}


def refusals(spend: Mapping[str, Series]) -> dict[str, str | None]:
    """Why nothing can be said of a channel, or None."""
    reasons = {name: _refusal(np.asarray(values, dtype=float)) for name, values in spend.items()}
    names = sorted(name for name, reason in reasons.items() if reason in (None, Withheld.NO_SPEND_NOW))
    if len(names) > 1:
        alike = correlated(spend, names)
        np.fill_diagonal(alike, 0.0)
        for at, name in enumerate(names):
            other = int(np.abs(alike[at]).argmax())
            if abs(alike[at, other]) > MOST_CORRELATION:
                reasons[name] = Withheld.COLLINEAR.of(names[other])
    return reasons


def _refusal(spend: Series) -> str | None:
    if len(spend) < LEAST_WEEKS:
        return Withheld.TOO_FEW_WEEKS.of()
    if spend.mean() <= 0 or spend.std() < LEAST_VARIATION * spend.mean():
        return Withheld.FLAT_SPEND.of()
    frame = background(len(spend))
    rest = spend - frame @ np.linalg.lstsq(frame, spend, rcond=None)[0]
    if rest.var() < (1 - MOST_SEASONAL) * spend.var():
        return Withheld.SEASONAL_SPEND.of()
    return Withheld.NO_SPEND_NOW.of() if spend[-NOW_WEEKS:].mean() <= 0 else None


def _is_collinear(reason: str | None) -> bool:
    return reason is not None and reason.startswith(Withheld.COLLINEAR.of(""))


def _channel(spend: Series, reason: str | None, posterior: Posterior | None) -> Channel:
    now, low, high = float(np.mean(spend[-NOW_WEEKS:])), float(np.min(spend)), float(np.max(spend))
    if reason is not None or posterior is None:
        return Channel(len(spend), now, low, high, reason)
    at = sorted({now, *np.linspace(low, high, POINTS)})
    return Channel(
        len(spend), now, low, high, None, posterior, estimate(posterior.marginal(now) - 1.0),
        tuple((float(s), estimate(posterior.contribution(s))) for s in at),
    )  # fmt: skip


def shift(giving: Channel, taking: Channel) -> Shift:
    """Moving a tenth of one channel's spend to another, or what the observed range of spend leaves of it."""
    if giving.posterior is None or taking.posterior is None:
        raise ValueError("a shift needs two channels whose curves are known")
    wanted = SHIFT * giving.spend_now
    amount = min(wanted, giving.spend_now - giving.spend_low, taking.spend_high - taking.spend_now)
    if amount < LEAST_SHIFT * giving.spend_now:
        return Shift(wanted, None, Withheld.OUTSIDE_RANGE.of())
    gain = estimate(
        taking.posterior.contribution(taking.spend_now + amount) - taking.posterior.contribution(taking.spend_now)
        + giving.posterior.contribution(giving.spend_now - amount) - giving.posterior.contribution(giving.spend_now)
    )  # fmt: skip
    return Shift(amount, gain, None if gain.low > 0 else Withheld.GAIN_NOT_CERTAIN.of())
