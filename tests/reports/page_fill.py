"""How much of each page is used: from the top margin down to the lowest mark above the footer.

python -m tests.reports.page_fill docs/samples/*.pdf
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2

MILLIMETRE = 72 / 25.4
TOP, BOTTOM = 13 * MILLIMETRE, 15 * MILLIMETRE  # the margins of include/templates/styles/base.css


def page_fill(pdf: bytes | Path) -> list[float]:
    """The used share of each page's height between its margins, from 0 to 1."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_fill(page.get_height(), _floor(page)) for page in document]


def page_floors(pdf: bytes | Path) -> list[float]:
    """How far above each page's lower edge its lowest mark lies, the footer left out; in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_floor(page) for page in document]


def _fill(height: float, lowest: float) -> float:
    return round((height - TOP - lowest) / (height - TOP - BOTTOM), 3)


def _floor(page: pypdfium2.PdfPage) -> float:
    bottoms = (bottom for bottom in map(_bottom, page.get_objects(max_depth=2)) if bottom > BOTTOM - 1)
    return min(bottoms, default=float(page.get_height()))


def _bottom(mark: pypdfium2.PdfObject) -> float:
    _, bottom, _, _ = mark.get_bounds()
    return float(bottom)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{Path(name).name:<28}", *(f"{share:>5.0%}" for share in page_fill(Path(name))))
