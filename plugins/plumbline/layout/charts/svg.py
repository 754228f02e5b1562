"""The few vector marks that the charts are made of, as SVG text: no fonts, no dates, the same bytes every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

SCHEME = "plumbline"  # of the addresses that only our own documents know
INK, GREY, PALE = "#17212b", "#8a949d", "#d5dade"


def number(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def rect(x: float, y: float, width: float, height: float, style: str) -> str:
    """A filled or outlined box."""
    return f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" {style}/>'


def line(points: Sequence[tuple[float, float]], style: str) -> str:
    """A line through the points."""
    path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return f'<polyline points="{path}" fill="none" {style}/>'


def dot(x: float, y: float, radius: float, style: str) -> str:
    """A round mark."""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" {style}/>'


def hatched(path: str, name: int, width: float, height: float) -> str:
    """A polygon filled with slanting lines, as forecasts are; `name` tells it apart inside its drawing."""
    starts = range(-int(height), int(width) + 1, 5)
    lines = "".join(f'<path d="M{x} {number(height)} L{number(x + height)} 0"/>' for x in starts)
    clip = f'<clipPath id="hatch{name}"><polygon points="{path}"/></clipPath>'
    return f'{clip}<g clip-path="url(#hatch{name})" stroke="{GREY}" stroke-width="0.6" fill="none">{lines}</g>'


def drawing(width: float, height: float, marks: Sequence[str], mirrored: bool = False) -> str:
    """A whole drawing; mirrored where reading runs from right to left."""
    body = "".join(marks)
    if mirrored:
        body = f'<g transform="translate({number(width)} 0) scale(-1 1)">{body}</g>'
    size = f'width="{number(width)}" height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'


@dataclass
class Drawings:
    """The drawings of one document, by the address under which its pages show them."""

    svg: dict[str, str] = field(default_factory=dict)

    def add(self, svg: str) -> str:
        """Keep a drawing and give its address."""
        name = f"{len(self.svg) + 1}.svg"
        self.svg[name] = svg
        return f"{SCHEME}:drawing/{name}"


def plumb_line() -> str:
    """The mark of every report: a cord and its bob."""
    bob = f'<path d="M6 15 L9.4 19 L6 27 L2.6 19 Z" fill="{INK}"/>'
    return drawing(12, 28, [line([(6, 0), (6, 16)], f'stroke="{INK}" stroke-width="1.4"'), bob])
