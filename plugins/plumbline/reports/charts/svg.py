"""The few vector marks that the charts are made of, as SVG text: no fonts, no dates, the same bytes every time."""

from __future__ import annotations

from collections.abc import Sequence

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


def drawing(width: float, height: float, marks: Sequence[str], mirrored: bool = False) -> str:
    """A whole drawing; mirrored where reading runs from right to left."""
    body = "".join(marks)
    if mirrored:
        body = f'<g transform="translate({number(width)} 0) scale(-1 1)">{body}</g>'
    size = f'width="{number(width)}" height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'
