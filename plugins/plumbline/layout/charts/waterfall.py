"""A waterfall whose steps are rows: each bar begins where the one before it ended.

The bars are boxes placed by per cent of the track, so the same numbers serve both reading directions. Where steps are
small beside the totals, the totals are cut and marked as cut, so that the steps can be seen; all keep one scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from plumbline.layout.blocks import Bar, Step, Waterfall

CUT_BELOW = 0.3  # the steps' range as a share of the totals, below which the totals are cut
ROOM = 0.45  # the share of the track that the cut part of the totals keeps


def bars(opening: Decimal, steps: Sequence[Decimal], closing: Decimal) -> list[Bar]:
    """Bars for the opening, each step and the closing, in that order."""
    levels = [float(opening)]
    for step in steps:
        levels.append(levels[-1] + float(step))
    top, bottom = max(*levels, float(closing), 0.0), min(*levels, float(closing))
    floor = min(bottom, 0.0)
    cut = bottom > 0 and (top - bottom) < CUT_BELOW * top
    if cut:
        moved = (top - bottom) or top * 0.1
        floor = bottom - moved * ROOM / (1 - ROOM)
    span = (top - floor) or 1.0

    def place(level: float) -> float:
        return (level - floor) / span * 100

    def total(level: float) -> Bar:
        ends = sorted((0.0 if cut else place(0.0), place(level)))
        return Bar(ends[0], ends[1] - ends[0], place(level), "total", cut)

    drawn = [total(levels[0])]
    for before, after in pairwise(levels):
        ends = sorted((place(before), place(after)))
        kind = "up" if after > before else "down" if after < before else "flat"
        drawn.append(Bar(ends[0], ends[1] - ends[0], place(after), kind, False))
    return [*drawn, total(float(closing))]


def waterfall(rows: Sequence[tuple[str, Decimal, str, str]]) -> Waterfall:
    """A waterfall of rows (name, amount, its text, note): the first and the last are totals."""
    drawn = bars(rows[0][1], [amount for _, amount, _, _ in rows[1:-1]], rows[-1][1])
    last = len(rows) - 1
    return Waterfall(
        tuple(
            Step(name, text, note, n in (0, last), drawn[n], drawn[n - 1].end if n else None)
            for n, (name, _, text, note) in enumerate(rows)
        )
    )
