"""A plot of curves with bands: values against money, time or shares, from zero where lengths are compared.

Drawn as vectors without words; its labels are real text set beside it. It runs from left to right on every page and is
never mirrored: Israel's financial press and its central bank draw time so too. Actual is solid and dark, a model's
curve is grey with a pale band, a forecast's band is hatched, the naive forecast is dashed, a target is a thin line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from plumbline.layout.blocks import Label, Plot, Word
from plumbline.layout.charts.svg import GREY, INK, PALE, Drawings, dot, drawing, hatched, line, number

WIDTH, WIDE = 240.0, 480.0  # beside another one, and across the page
CLEAR = 35  # per cent of the width: nearer to an end a label would touch the end's own
WORD = 30  # per cent of the width that a word inside may take
LINE = 3.2  # millimetres from one word inside to the next below it
Point = tuple[float, float]
Value = Decimal | float | date


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
class Name:
    """A word beside a place, or above it."""

    x: float
    y: float
    text: str
    is_above: bool = False


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


def words_inside(frame: Frame, names: Sequence[Name], millimetres: float) -> tuple[Word, ...]:
    """Names beside their places, the rightmost first; moved down or up where two would stand together."""
    gap, placed = LINE / millimetres * 100, list[tuple[float, Word]]()
    for name in sorted(names, key=lambda one: (one.x, one.y, one.text), reverse=True):
        at, up = share(name.x, frame.left, frame.right), share(name.y, frame.bottom, frame.top)
        up += gap * 0.65 if name.is_above else 0
        is_left = at > 100 - WORD
        start = at - WORD if is_left else at
        near = [word.up for begins, word in placed if abs(begins - start) < WORD]
        places = [up + lines * gap for lines in (0, -1, 1, -2, 2, -3, 3)]
        free = (place for place in places if all(abs(place - other) > gap * 0.99 for other in near))
        placed.append((start, Word(at, round(next(free, up), 2), name.text, is_left)))
    return tuple(word for _, word in placed)


def number_of(value: Value) -> float:
    """A place on an axis: days are counted."""
    return float(value.toordinal() if isinstance(value, date) else value)


@dataclass
class Sketch:
    """A plot piece by piece: lines, bands, intervals and names as a section knows them, and a sentence for each.

    What is None is left out, and so is a line or a band of a single point. `frame` is the smallest one that holds
    everything and zero, unless it is set: `on_one_scale` does so for plots of one unit.
    """

    curves: list[Curve] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    dots: list[Point] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    fixed: Frame | None = None

    @property
    def frame(self) -> Frame:
        """The values at the plot's edges."""
        return self.fixed or edges(self.curves, self.bands, self.dots)

    def line(self, points: Iterable[tuple[Value, Value | None]], style: str = "actual", name: str = "") -> None:
        """A line through the points that are known; its name stands at its end."""
        known = [(number_of(x), number_of(y)) for x, y in points if y is not None]
        if len(known) > 1:
            self.curves.append(Curve(known, style))
            self.names += [Name(*known[-1], name)] if name else []

    def band(self, points: Iterable[tuple[Value, Value | None, Value | None]], is_hatched: bool = False) -> None:
        """The space between low and high."""
        known = [(number_of(x), number_of(a), number_of(b)) for x, a, b in points if a is not None and b is not None]
        if len(known) > 1:
            self.bands.append(Band(known, is_hatched))

    def interval(self, x: Value, ends: tuple[Value, Value, Value], mark: Value, name: str = "") -> None:
        """An estimate between its low and high end, at x; dark where the interval leaves out the mark."""
        at, (low, estimate, high) = number_of(x), map(number_of, ends)
        self.curves.append(Curve([(at, low), (at, high)], "interval" if low <= number_of(mark) <= high else "off"))
        self.dots.append((at, estimate))
        self.names += [Name(at, estimate, name)] if name else []

    def name_above(self, x: Value, y: Value, name: str) -> None:
        """A name that begins above a place."""
        self.names.append(Name(number_of(x), number_of(y), name, is_above=True))

    def make_room(self, factor: float) -> None:
        """Begin at zero, and end where names at the right have room: so many times the last value, at a round one."""
        frame = self.frame
        step = round_step(frame.right * factor)
        self.fixed = replace(frame, left=0.0, right=math.ceil(frame.right * factor / step) * step)

    def plot(
        self,
        drawings: Drawings,
        write: Callable[[Decimal], str],
        across: Mapping[date, str] | Mapping[float, str],
        *,
        height: float,
        millimetres: float,
        width: float = WIDTH,
        alt: str = "",
        title: str = "",
        note: str = "",
        gutter: float = 15,
    ) -> Plot:
        """The plot with its labels: `across` at these values of x, the height's steps as `write` writes them.

        `height` and `width` are the drawing's own units, `millimetres` is its height on the page.
        """
        frame = self.frame
        places = [(share(number_of(x), frame.left, frame.right), text) for x, text in across.items()]
        svg = plot(frame, self.curves, self.bands, self.dots, height=height, width=width)
        return Plot(
            drawings.add(svg),
            alt or " ".join(self.said),
            tuple(Label(at, text) for at, text in places if at in (0.0, 100.0) or CLEAR < at < 100 - CLEAR),
            tuple(Label(share(y, frame.bottom, frame.top), write(Decimal(str(round(y, 9))))) for y in ticks(frame)),
            millimetres,
            title,
            note,
            words_inside(frame, self.names, millimetres),
            gutter,
        )


def on_one_scale(sketches: Sequence[Sketch]) -> None:
    """Give plots one height, since they show the same unit."""
    frames = [sketch.frame for sketch in sketches]
    bottom, top = (
        min((frame.bottom for frame in frames), default=0.0),
        max((frame.top for frame in frames), default=1.0),
    )
    for sketch, frame in zip(sketches, frames, strict=True):
        sketch.fixed = Frame(frame.left, frame.right, bottom, top)
