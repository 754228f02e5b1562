"""How often 90 % intervals hold the planted truth: `python -m tests.measures.coverage [worlds]`, 200 by default.

The tests run a part of it; this prints the whole table. With 200 worlds a true 90 % shows as 85 to 95.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from time import perf_counter

import numpy as np

from plumbline.measures.budget import Channel, channels, shift
from plumbline.measures.calibration import Stated, score
from plumbline.measures.fatigue import trend
from plumbline.measures.forecast import forecast
from plumbline.measures.lifetime import worth
from plumbline.measures.ratio import ratio_of_sums
from plumbline.measures.saturation import interval
from tests.measures.worlds import WEEKLY, MediaWorld, claims, cohorts, deals, media_world, tiring, weekly

Held = Iterator[tuple[str, bool]]
PAST = 104


def saturation(seed: int, **world: float) -> Held:
    """Value and slope of every curve at today's spend, and the gain of the best shift."""
    yield from curves(media_world(seed, **world), seed)  # type: ignore[arg-type]


def curves(world: MediaWorld, seed: int) -> Held:
    """Whether each interval of a media world's curves holds the planted figure."""
    estimates = channels(world.outcome, world.spend, seed)
    for name, channel in estimates.items():
        truth, now = world.planted[name], channel.spend_now
        assert channel.posterior is not None and channel.marginal_romi is not None
        low, high = interval(channel.posterior.contribution(now), 0.9)
        yield "curve's value", low <= truth.contribution(now) <= high
        romi = channel.marginal_romi
        yield "marginal ROMI", romi.low <= truth.marginal(now) - 1 <= romi.high
    for giving, taking in zip(sorted(estimates), sorted(estimates)[1:], strict=False):
        held = _gain(world, estimates, giving, taking)
        if held is not None:
            yield "gain of a shift", held


def _gain(world: MediaWorld, estimates: dict[str, Channel], giving: str, taking: str) -> bool | None:
    made = shift(estimates[giving], estimates[taking])
    if made.gain is None:
        return None
    out, to = estimates[giving].spend_now, estimates[taking].spend_now
    gain = (
        world.planted[taking].contribution(to + made.amount) - world.planted[taking].contribution(to)
        + world.planted[giving].contribution(out - made.amount) - world.planted[giving].contribution(out)
    )  # fmt: skip
    return made.gain.low <= gain <= made.gain.high


def forecasts(seed: int, kind: str) -> Held:
    """The week one, four and eight weeks after the last."""
    y = weekly(kind, seed)
    predicted = forecast(y[:PAST])
    for ahead in (1, 4, 8):
        yield f"{ahead} weeks ahead", predicted.lows[ahead - 1] <= y[PAST + ahead - 1] <= predicted.highs[ahead - 1]


def lifetimes(seed: int, months: int) -> Held:
    """Twelve months of every cohort."""
    seen, truth = cohorts(seed, months)
    for name, estimate in worth(seen, seed).items():
        assert estimate.low is not None and estimate.high is not None
        yield "twelve months", estimate.low <= truth[name] <= estimate.high


def ratios(seed: int, truth: float) -> Held:
    """Claimed : rung of 28 days."""
    estimate = ratio_of_sums(*claims(seed, truth), seed=seed)
    assert estimate.low is not None and estimate.high is not None
    yield "platform-reported : booked", estimate.low <= truth <= estimate.high


def fatigues(seed: int, scatter: float) -> Held:
    """The weekly change of a creative that loses seven per cent a week."""
    fitted = trend(*tiring(np.random.default_rng(seed), 0.93, scatter))
    yield "weekly change", (fitted.low or 0) <= -7 <= (fitted.high or 0)


def verdicts(seed: int) -> Held:
    """An honest rep is called honest."""
    yield "accurate", score([Stated(*row) for row in deals(np.random.default_rng(seed), 80)]).verdict == "accurate"


TABLE: list[tuple[str, Callable[[int], Held]]] = [
    ("saturation, 130 weeks", saturation),
    ("saturation, correlated noise", lambda seed: saturation(seed, carry=0.5)),
    ("saturation, 60 weeks, 2 channels", lambda seed: saturation(seed, weeks=60, channels=2)),
    *((f"forecast, {kind}", lambda seed, kind=kind: forecasts(seed, kind)) for kind in WEEKLY),
    *((f"lifetime, {months} months", lambda seed, months=months: lifetimes(seed, months)) for months in (6, 9)),
    *((f"claim ratio {truth}", lambda seed, truth=truth: ratios(seed, truth)) for truth in (1.3, 2.2)),
    *((f"fatigue, scatter {s}", lambda seed, s=s: fatigues(seed, s)) for s in (0.0, 0.25)),
    ("calibration", verdicts),
]


def main(worlds: int) -> None:
    """Print a row for each measure."""
    for title, run in TABLE:
        began, held = perf_counter(), {}
        for seed in range(worlds):
            for what, inside in run(seed):
                held.setdefault(what, []).append(inside)
        for what, hits in held.items():
            print(f"{title:34} {what:16} {np.mean(hits):6.1%} of {len(hits):5}", flush=True)
        print(f"{'':34} {(perf_counter() - began) / worlds:.3f} s a world")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
