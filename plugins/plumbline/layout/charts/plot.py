"""A plot of curves with bands: values against money or time, from zero where lengths are compared.

Drawn as vectors without words; its labels are real text set beside it. Time and money run in the direction in which the
page is read: a Hebrew reader begins at the right, so the drawing is mirrored there as the labels' places are. Actual is
solid and dark, what the model says is grey with a pale band, the naive forecast is dashed, a target is a thin line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plumbline.layout.blocks import Label, Plot
from plumbline.layout.charts.svg import GREY, INK, PALE, Drawings, dot, drawing, line, number

WIDTH, WIDE = 240.0, 480.0  # beside another one, and across the page
CLEAR = 35  # per cent of the width: nearer to an end a label would touch the end's own
Point = tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """A line through points; `style` is actual, model, naive or target."""

    points: Sequence[Point]
    style: str = "actual"


@dataclass(frozen=True)
class Band:
    """The space between a low and a high line: (x, low, high)."""

    points: Sequence[tuple[float, float, float]]


@dataclass(frozen=True)
class Frame:
    """The values at the plot's edges."""

    left: float
    right: float
    bottom: float
    top: float


STYLES = {
    "actual": f'stroke="{INK}" stroke-width="1.4" stroke-linejoin="round"',
    "model": f'stroke="{GREY}" stroke-width="1.4" stroke-linejoin="round"',
    "naive": f'stroke="{INK}" stroke-width="0.9" stroke-dasharray="3 2.4"',
    "target": f'stroke="{INK}" stroke-width="0.5"',
}


def edges(curves: Sequence[Curve], bands: Sequence[Band], from_zero: bool) -> Frame:
    """The smallest frame that holds everything, its top at a round number."""
    xs = [x for curve in curves for x, _ in curve.points] + [x for band in bands for x, _, _ in band.points]
    ys = [y for curve in curves for _, y in curve.points] + [
        y for band in bands for _, *both in band.points for y in both
    ]
    low, high = min(ys, default=0.0), max(ys, default=1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    step = round_step(high - low)
    bottom = math.floor(low / step + 1e-9) * step
    top = math.ceil(high / step - 1e-9) * step
    return Frame(min(xs, default=0.0), max(xs, default=1.0), bottom, max(top, bottom + step))


def round_step(span: float, parts: int = 4) -> float:
    """A step of 1, 2 or 5 times a power of ten, so that about `parts` of them fill the span."""
    if span <= 0:
        return 1.0
    raw = span / parts
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= raw * 0.999)


def ticks(frame: Frame) -> list[float]:
    """The values at which the height is labelled."""
    step = round_step(frame.top - frame.bottom)
    count = round((frame.top - frame.bottom) / step)
    return [frame.bottom + n * step for n in range(count + 1)]


def share(value: float, low: float, high: float) -> float:
    """Where a value lies between two, in per cent."""
    return round((value - low) / ((high - low) or 1.0) * 100, 2)


def plot(
    frame: Frame,
    curves: Sequence[Curve],
    bands: Sequence[Band] = (),
    dots: Sequence[Point] = (),
    *,
    height: float = 100.0,
    width: float = WIDTH,
    mirrored: bool = False,
) -> str:
    """The drawing; `dots` are marked values, such as today's spend."""

    def place(x: float, y: float) -> Point:
        return (
            share(x, frame.left, frame.right) / 100 * width,
            height - share(y, frame.bottom, frame.top) / 100 * height,
        )

    marks = [
        line([place(frame.left, y), place(frame.right, y)], f'stroke="{PALE}" stroke-width="0.5"') for y in ticks(frame)
    ]
    for band in bands:
        outline = [place(x, low) for x, low, _ in band.points] + [
            place(x, high) for x, _, high in reversed(band.points)
        ]
        path = " ".join(f"{number(x)},{number(y)}" for x, y in outline)
        marks.append(f'<polygon points="{path}" fill="{PALE}"/>')
    if frame.bottom < 0 < frame.top or frame.bottom == 0:
        marks.append(line([place(frame.left, 0.0), place(frame.right, 0.0)], f'stroke="{INK}" stroke-width="0.6"'))
    marks += [line([place(*point) for point in curve.points], STYLES[curve.style]) for curve in curves if curve.points]
    marks += [dot(*place(*point), 2.8, f'fill="{INK}"') for point in dots]
    return drawing(width, height, marks, mirrored)


def labelled_plot(
    drawings: Drawings,
    curves: Sequence[Curve],
    bands: Sequence[Band] = (),
    dots: Sequence[Point] = (),
    *,
    alt: str,
    across: Sequence[tuple[float, str]],
    write: Callable[[Decimal], str],
    height: float,
    millimetres: float,
    width: float = WIDTH,
    mirrored: bool = False,
    title: str = "",
) -> Plot:
    """A plot from zero with its labels: `across` at these values of x, the height's steps as `write` writes them.

    `height` and `width` are the drawing's own units, `millimetres` is its height on the page.
    """
    frame = edges(curves, bands, from_zero=True)
    places = [(share(x, frame.left, frame.right), text) for x, text in across]
    return Plot(
        drawings.add(plot(frame, curves, bands, dots, height=height, width=width, mirrored=mirrored)),
        alt,
        tuple(Label(at, text) for at, text in places if at in (0.0, 100.0) or CLEAR < at < 100 - CLEAR),
        tuple(Label(share(y, frame.bottom, frame.top), write(Decimal(str(y)))) for y in ticks(frame)),
        millimetres,
        title,
    )
