"""A plot of curves with bands: values against money, time or shares, from zero where lengths are compared.

Drawn as vectors without words; its labels are real text set beside it. It runs from left to right on every page and is
never mirrored: Israel's financial press and its central bank draw time so too. Actual is solid and dark, a model's
curve is grey with a pale band, a forecast's band is hatched, the naive forecast is dashed, a target is a thin line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plumbline.layout.blocks import Label, Plot, Word
from plumbline.layout.charts.svg import GREY, INK, PALE, Drawings, dot, drawing, hatched, line, number

WIDTH, WIDE = 240.0, 480.0  # beside another one, and across the page
CLEAR = 35  # per cent of the width: nearer to an end a label would touch the end's own
WORD = 30  # per cent of the width that a word inside may take
LINE = 3.2  # millimetres from one word inside to the next below it
Point = tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """A line through points; `style` is a key of STYLES."""

    points: Sequence[Point]
    style: str = "actual"


@dataclass(frozen=True)
class Band:
    """The space between a low and a high line: (x, low, high)."""

    points: Sequence[tuple[float, float, float]]
    is_hatched: bool = False


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
    "interval": f'stroke="{GREY}" stroke-width="2.6"',
    "off": f'stroke="{INK}" stroke-width="2.6"',
}


def edges(curves: Sequence[Curve], bands: Sequence[Band] = (), dots: Sequence[Point] = ()) -> Frame:
    """The smallest frame that holds everything and zero, its top and bottom at round numbers."""
    points = [point for curve in curves for point in curve.points] + list(dots)
    points += [(x, y) for band in bands for x, *both in band.points for y in both]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    low, high = min([*ys, 0.0]), max([*ys, 0.0])
    step = round_step(high - low)
    bottom = math.floor(low / step + 1e-9) * step
    top = math.ceil(high / step - 1e-9) * step
    return Frame(min(xs, default=0.0), max(xs, default=1.0), bottom, max(top, bottom + step))


def on_one_scale(frames: Iterable[Frame]) -> list[Frame]:
    """The frames with one height for all, since they show the same unit."""
    known = list(frames)
    bottom, top = min((f.bottom for f in known), default=0.0), max((f.top for f in known), default=1.0)
    return [Frame(frame.left, frame.right, bottom, top) for frame in known]


def round_step(span: float, parts: int = 4) -> float:
    """A step of 1, 2 or 5 times a power of ten, so that about `parts` of them fill the span."""
    if span <= 0:
        return 1.0
    raw = span / parts
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= raw * 0.999)


def ticks(frame: Frame) -> list[float]:
    """The values at which the height is labelled: round ones, zero among them."""
    step = round_step(frame.top - frame.bottom)
    first, last = math.ceil(frame.bottom / step - 1e-9), math.floor(frame.top / step + 1e-9)
    return [n * step for n in range(first, last + 1)]


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
    for n, band in enumerate(bands):
        outline = [place(x, low) for x, low, _ in band.points]
        outline += [place(x, high) for x, _, high in reversed(band.points)]
        path = " ".join(f"{number(x)},{number(y)}" for x, y in outline)
        marks.append(
            hatched(path, n, width, height) if band.is_hatched else f'<polygon points="{path}" fill="{PALE}"/>'
        )
    if frame.bottom <= 0 < frame.top:
        marks.append(line([place(frame.left, 0.0), place(frame.right, 0.0)], f'stroke="{INK}" stroke-width="0.6"'))
    marks += [line([place(*point) for point in curve.points], STYLES[curve.style]) for curve in curves if curve.points]
    marks += [dot(*place(*point), 2.8, f'fill="{INK}"') for point in dots]
    return drawing(width, height, marks)


def words_inside(frame: Frame, said: Sequence[tuple[float, float, str]], millimetres: float) -> tuple[Word, ...]:
    """Words beside their values (x, y, text), the rightmost first; moved down or up where two would stand together."""
    gap, placed = LINE / millimetres * 100, list[tuple[float, Word]]()
    for x, y, text in sorted(said, reverse=True):
        at, up = share(x, frame.left, frame.right), share(y, frame.bottom, frame.top)
        is_left = at > 100 - WORD
        start = at - WORD if is_left else at
        near = [word.up for begins, word in placed if abs(begins - start) < WORD]
        places = [up + lines * gap for lines in (0, -1, 1, -2, 2, -3, 3)]
        free = (place for place in places if all(abs(place - other) > gap * 0.99 for other in near))
        placed.append((start, Word(at, round(next(free, up), 2), text, is_left)))
    return tuple(word for _, word in placed)


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
    title: str = "",
    note: str = "",
    frame: Frame | None = None,
    inside: Sequence[tuple[float, float, str]] = (),
    gutter: float = 15,
) -> Plot:
    """A plot with its labels: `across` at these values of x, the height's steps as `write` writes them.

    `height` and `width` are the drawing's own units, `millimetres` is its height on the page; `inside` are words beside
    values (x, y, text). Without a `frame` it is the smallest one that holds everything and zero.
    """
    frame = frame or edges(curves, bands, dots)
    places = [(share(x, frame.left, frame.right), text) for x, text in across]
    return Plot(
        drawings.add(plot(frame, curves, bands, dots, height=height, width=width)),
        alt,
        tuple(Label(at, text) for at, text in places if at in (0.0, 100.0) or CLEAR < at < 100 - CLEAR),
        tuple(Label(share(y, frame.bottom, frame.top), write(Decimal(str(round(y, 9))))) for y in ticks(frame)),
        millimetres,
        title,
        note,
        words_inside(frame, inside, millimetres),
        gutter,
    )
