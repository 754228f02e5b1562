"""Finds text that runs out of the box it was set in: what a reader would see as clipped, or printed over another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

TOLERANCE = 0.75  # CSS pixels, a fifth of a millimetre: rounding of glyph widths


def overflowing(document: Document) -> Iterator[str]:
    """One sentence for each text that leaves its block or its page."""
    for number, page in enumerate(document.pages, start=1):
        sheet = page._page_box
        area = (sheet.content_box_x(), sheet.content_box_y(), sheet.width, sheet.height)
        for child in sheet.children:
            if not isinstance(child, boxes.MarginBox):
                yield from (f"page {number}: {text}" for text in _walk(child, area, area))


Area = tuple[float, float, float, float]


def _walk(box: Any, block: Area, page: Area) -> Iterator[str]:
    box = getattr(box, "_box", box)
    if isinstance(box, boxes.TextBox):
        yield from _check(box, block, page)
        return
    if isinstance(box, boxes.BlockContainerBox):
        block = (box.content_box_x(), box.content_box_y(), box.width, box.height)
    for child in getattr(box, "children", ()):
        yield from _walk(child, block, page)


def _check(text: Any, block: Area, page: Area) -> Iterator[str]:
    shown = text.text.strip()
    if not shown:
        return
    start, end, bottom = text.position_x, text.position_x + text.width, text.position_y + text.height
    if start < block[0] - TOLERANCE or end > block[0] + block[2] + TOLERANCE:
        yield f"“{shown}” is wider than its box"
    elif end > page[0] + page[2] + TOLERANCE or bottom > page[1] + page[3] + TOLERANCE:
        yield f"“{shown}” runs off the page"
