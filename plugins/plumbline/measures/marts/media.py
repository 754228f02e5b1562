"""marts.response_curve, response_curve_point and budget_shift, from controlling's book of spend and contribution."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from itertools import permutations

import numpy as np
import pandas as pd

from plumbline.measures.budget import Channel, Estimate, channels, estimate, shift
from plumbline.measures.marts.frames import made, numbers, seed

WEEK = timedelta(days=7)


def curves(rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each channel, with the reason where its curve can't be told."""
    result: list[dict[str, object]] = []
    for name, channel in _answers(rows).items():
        posterior = channel.posterior
        medians = [None] * 4 if posterior is None else [
            float(np.median(draws)) for draws in (posterior.theta, posterior.half, posterior.shape, posterior.effect)
        ]  # fmt: skip
        result.append(
            {
                "channel": name, "weeks": channel.weeks,
                **dict(zip(("theta", "half_saturation", "shape", "effect"), medians, strict=True)),
                "spend_now": channel.spend_now, "spend_low": channel.spend_low, "spend_high": channel.spend_high,
                **_named(
                    "contribution_now",
                    None if posterior is None else estimate(posterior.contribution(channel.spend_now)),
                ),
                **_named("marginal_romi", channel.marginal_romi), "is_known": posterior is not None,
                "is_indicative": channel.is_indicative, "reason": channel.reason, "currency": rows["currency"].iloc[0],
            }
        )  # fmt: skip
    return made(result)


def points(rows: pd.DataFrame) -> pd.DataFrame:
    """Points of the known curves, from the lowest spend observed to the highest."""
    return made(
        [
            {
                "channel": name, "spend": spend, "contribution": at.value, "low": at.low, "high": at.high,
                "is_now": spend == channel.spend_now, "currency": rows["currency"].iloc[0],
            }
            for name, channel in _answers(rows).items()
            for spend, at in channel.points
        ]
    )  # fmt: skip


def shifts(rows: pd.DataFrame) -> pd.DataFrame:
    """A tenth of each known channel's spend moved to each other one."""
    known = {name: found for name, found in _answers(rows).items() if found.posterior is not None}
    result: list[dict[str, object]] = []
    for giving, taking in permutations(sorted(known), 2):
        found = shift(known[giving], known[taking])
        result.append(
            {
                "from_channel": giving, "to_channel": taking, "amount": found.amount, **_named("gain", found.gain),
                "is_supported": found.reason is None, "reason": found.reason, "currency": rows["currency"].iloc[0],
            }
        )  # fmt: skip
    return made(result)


def _named(name: str, value: Estimate | None) -> dict[str, object]:
    if value is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high}


def _answers(rows: pd.DataFrame) -> dict[str, Channel]:
    spend = rows.assign(spend=numbers(rows["spend"])).pivot_table(
        index="week", columns="channel", values="spend", aggfunc="sum", fill_value=0.0
    )
    outcome = rows.assign(contribution=numbers(rows["contribution"])).groupby("week")["contribution"].first()
    weeks = sorted(outcome.index)
    start = len(weeks) - 1
    while start > 0 and weeks[start] - weeks[start - 1] == WEEK:
        start -= 1
    kept = weeks[start:]  # the latest stretch without a gap
    names = tuple(str(name) for name in spend.columns)
    return _fitted(
        names, spend.loc[kept].to_numpy(dtype=float).tobytes(), outcome.loc[kept].to_numpy(dtype=float).tobytes()
    )


@lru_cache(maxsize=32)
def _fitted(names: tuple[str, ...], spend: bytes, outcome: bytes) -> dict[str, Channel]:
    """Three marts read the same weeks: what was fitted for one serves the others."""
    weekly = np.frombuffer(spend).reshape(-1, len(names))
    return channels(
        np.frombuffer(outcome), {name: weekly[:, at] for at, name in enumerate(names)}, seed(spend, outcome)
    )
