"""Small bars and intervals inside the cells of a table: one scale for a unit, from zero."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from plumbline.layout.blocks import Interval

Value = Decimal | None


def full_bar(values: Iterable[Value]) -> Decimal:
    """The value that a full bar stands for: the largest of those that share the scale."""
    return max((abs(value) for value in values if value is not None), default=Decimal(0))


def bar_width(value: Value, full: Decimal) -> float:
    """The bar's width in per cent of its track; nothing for a value that is absent, zero or negative."""
    if value is None or value <= 0 or full <= 0:
        return 0.0
    return round(float(value / full) * 100, 2)


def track(values: Iterable[Value]) -> tuple[Decimal, Decimal]:
    """The values at a track's two ends: all that are known, zero among them."""
    known = [value for value in values if value is not None]
    low, high = min([Decimal(0), *known]), max([Decimal(0), *known])
    return low, high if high > low else low + 1


def place_interval(
    low: Value, estimate: Value, high: Value, ends: tuple[Decimal, Decimal], mark: Value = None
) -> Interval | None:
    """Where an interval lies on its track; None where the estimate is not known."""
    if estimate is None:
        return None

    def place(value: Decimal) -> float:
        return round(min(100.0, max(0.0, float((value - ends[0]) / (ends[1] - ends[0])) * 100)), 2)

    return Interval(
        place(estimate if low is None else low),
        place(estimate),
        place(estimate if high is None else high),
        None if mark is None else place(mark),
    )
