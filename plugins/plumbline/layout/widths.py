"""How wide a table's columns are: what their figures and headings need, so that names get the room that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plumbline.layout.blocks import Cell, Heading

# in millimetres
LETTER, GAP = 1.8, 1.6  # a digit of a table's type, and what parts a drawing from its figure
HEADING_LETTER, TEXT_LETTER = 1.6, 1.62  # of a heading and of words, on average
UNSEEN = dict.fromkeys("\u200e\u200f\u2066\u2067\u2068\u2069", 0.0)  # they direct a line, and take no room
SIGNS = {**dict.fromkeys(".,: \N{NO-BREAK SPACE}", 0.9), "%": 2.8, **UNSEEN}  # what is not as wide as a digit
PADDING, TEXT_PADDING = 2.0, 3.6  # of a cell with a figure, of one with words
DRAWING = 24.0  # of a bar or an interval that has no width of its own, where a name wants room
FEW_COLUMNS = 7  # up to which headings keep to one line, where their own width allows it; else they take two


def fitted(headings: Sequence[Heading], cells: Sequence[Sequence[Cell]]) -> tuple[Heading, ...]:
    """The headings with the widths that their columns need, at most their own; a figure is never cut."""
    lines = 1 if len(headings) <= FEW_COLUMNS else 2
    found = [_fitted(heading, [row[n] for row in cells], lines) for n, heading in enumerate(headings)]
    if any(not heading.width and heading.kind == "text" for heading in found):
        found = [
            replace(one, width=DRAWING + one.room) if not one.width and one.kind in ("bar", "interval") else one
            for one in found
        ]
    return tuple(found)


def _fitted(heading: Heading, cells: Sequence[Cell], lines: int) -> Heading:
    """The heading with the width and the room that its column needs."""
    longest = max((len(cell.text) for cell in cells), default=0)
    heading = replace(heading, room=round(longest * LETTER + GAP, 1))
    if heading.kind not in ("number", "text") or any(cell.is_name or cell.note for cell in cells):
        return heading
    words = [len(word) for word in heading.title.split()] or [0]
    titled = max(max(words), len(heading.title) / lines) + (2 if heading.definition else 0)
    letter, padding = (LETTER, PADDING) if heading.kind == "number" else (TEXT_LETTER, TEXT_PADDING)
    wide = max((len(cell.text) + cell.text.count("%") for cell in cells), default=0)
    needed = min(heading.width, padding + max(wide * letter, titled * HEADING_LETTER + 0.8))
    if heading.kind == "number" and heading.width:
        needed = max([needed, *(padding + sum(SIGNS.get(sign, LETTER) for sign in cell.text) for cell in cells)])
    return replace(heading, width=round(needed, 1))
