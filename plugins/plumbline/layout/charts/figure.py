"""Drawings beside a figure: thirteen weeks as a line, and actual against target."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from plumbline.layout.charts.svg import GREY, INK, PALE, dot, drawing, line, rect

WIDTH, HEIGHT, MARGIN = 156.0, 34.0, 3.5
WEEK = timedelta(days=7)


def sparkline(series: Sequence[tuple[date, Decimal]], first_day: date, last_day: date) -> str:
    """The line of a figure from first_day at the left to last_day, as SVG; days without a value break the line.

    Time runs from left to right in every language, as Israel's financial press and its central bank draw it too.
    """
    low, high = min(value for _, value in series), max(value for _, value in series)
    span = float(high - low) or 1.0
    days = max(1, (last_day - first_day).days)

    def place(day: date, value: Decimal) -> tuple[float, float]:
        x = MARGIN + (day - first_day).days / days * (WIDTH - 2 * MARGIN)
        share = 0.5 if high == low else float(value - low) / span
        return x, HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)

    marks = [
        line([place(*point) for point in run], f'stroke="{GREY}" stroke-width="1.1" stroke-linejoin="round"')
        for run in _runs(series)
        if len(run) > 1
    ]
    for day, value in series:
        if day == last_day - WEEK:
            marks.append(dot(*place(day, value), 2.1, f'fill="#fff" stroke="{GREY}" stroke-width="1.1"'))
        if day == last_day:
            marks.append(dot(*place(day, value), 2.7, f'fill="{INK}"'))
    return drawing(WIDTH, HEIGHT, marks)


TREND_WIDTH, TREND_HEIGHT = 124.0, 17.6  # in a table's cell


def trend(values: Sequence[Decimal | None], low: Decimal, high: Decimal) -> str:
    """One value a week from left to right, between low and high for all of a column; the last one is marked.

    A week without a value breaks the line, and what lies beyond low or high runs along the edge; zero is a pale line.
    """
    span, inner = float(high - low) or 1.0, TREND_HEIGHT - 2 * MARGIN

    def place(week: int, value: Decimal) -> tuple[float, float]:
        x = MARGIN + week / max(1, len(values) - 1) * (TREND_WIDTH - 2 * MARGIN)
        return x, TREND_HEIGHT - MARGIN - float(min(max(value, low), high) - low) / span * inner

    marks = [line([place(0, Decimal(0)), place(len(values) - 1, Decimal(0))], f'stroke="{PALE}" stroke-width="0.6"')]
    run: list[tuple[float, float]] = []
    for week, value in enumerate([*values, None]):
        if value is not None:
            run.append(place(week, value))
            continue
        if len(run) > 1:
            marks.append(line(run, f'stroke="{INK}" stroke-width="1.1" stroke-linejoin="round"'))
        run = []
    if values and values[-1] is not None:
        marks.append(dot(*place(len(values) - 1, values[-1]), 2.2, f'fill="{INK}"'))
    return drawing(TREND_WIDTH, TREND_HEIGHT, marks)


def _runs(series: Sequence[tuple[date, Decimal]]) -> list[list[tuple[date, Decimal]]]:
    runs: list[list[tuple[date, Decimal]]] = []
    for point in series:
        if runs and point[0] - runs[-1][-1][0] == timedelta(days=1):
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


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
