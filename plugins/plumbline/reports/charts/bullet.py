"""Actual against target: the actual solid, the target outlined, both from zero."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.charts.svg import GREY, INK, drawing, rect

WIDTH, HEIGHT = 156.0, 10.0


def bullet(actual: Decimal, target: Decimal, mirrored: bool = False) -> str:
    """A bullet graph as SVG; a negative actual is drawn to the other side of zero."""
    low, high = min(float(actual), float(target), 0.0), max(float(actual), float(target), 0.0)
    span = (high - low) or 1.0
    scale = (WIDTH - 1) / span
    zero = 0.5 - low * scale

    def bar(value: Decimal, height: float, style: str) -> str:
        length = float(value) * scale
        return rect(zero + min(0.0, length), (HEIGHT - height) / 2, abs(length), height, style)

    marks = [
        bar(target, HEIGHT - 1, f'fill="#fff" stroke="{GREY}" stroke-width="0.9"'),
        bar(actual, 4.2, f'fill="{INK}"'),
    ]
    if low < 0:
        marks.append(rect(zero - 0.4, 0, 0.8, HEIGHT, f'fill="{INK}"'))
    return drawing(WIDTH, HEIGHT, marks, mirrored)
