"""Small bars inside the cells of a table: one scale for a unit, from zero."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal


def scale(values: Iterable[Decimal | None]) -> Decimal:
    """The value that a full bar stands for: the largest of those that share the scale."""
    return max((abs(value) for value in values if value is not None), default=Decimal(0))


def width(value: Decimal | None, full: Decimal) -> float:
    """The bar's width in per cent of its track; nothing for a value that is absent, zero or negative."""
    if value is None or value <= 0 or full <= 0:
        return 0.0
    return round(float(value / full) * 100, 2)
