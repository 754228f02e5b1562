"""An interval inside a cell: a line from low to high, a dot at the estimate, a mark for what it is held against."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from plumbline.reports.book.blocks import Span

Value = Decimal | None


def track(values: Iterable[Value]) -> tuple[Decimal, Decimal]:
    """The values at a track's two ends: all that are known, zero among them."""
    known = [value for value in values if value is not None]
    low, high = min([Decimal(0), *known]), max([Decimal(0), *known])
    return low, high if high > low else low + 1


def span(low: Value, middle: Value, high: Value, ends: tuple[Decimal, Decimal], mark: Value = None) -> Span | None:
    """Where an interval lies on its track; None where the estimate is not known."""
    if middle is None:
        return None

    def place(value: Decimal) -> float:
        return round(min(100.0, max(0.0, float((value - ends[0]) / (ends[1] - ends[0])) * 100)), 2)

    return Span(
        place(middle if low is None else low),
        place(middle),
        place(middle if high is None else high),
        None if mark is None else place(mark),
    )
