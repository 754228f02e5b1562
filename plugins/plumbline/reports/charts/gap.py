"""From what the platform claims down to what the till rang: the causes as steps, in order of size."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.charts.waterfall import Bar, waterfall
from plumbline.reports.pulse import Gap


def gap_bars(gap: Gap) -> list[tuple[str, Decimal, Bar]]:
    """(key, signed number, bar) for the claim, each cause taken off it, and the till."""
    claimed, rung = gap.platform_conversions or Decimal(0), gap.orders or Decimal(0)
    steps = [-number for _, number in gap.causes]
    bars = waterfall(claimed, steps, rung)
    keys = ["platform_conversions", *(cause for cause, _ in gap.causes), "orders"]
    return list(zip(keys, [claimed, *steps, rung], bars, strict=True))
