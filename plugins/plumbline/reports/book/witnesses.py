"""What tracking says beside what customers say: a matrix, neither overwriting the other."""

from __future__ import annotations

from collections import defaultdict

from plumbline.reports.book.blocks import Cell, Column, Section, Table
from plumbline.reports.book.context import Context

SHOWN = 7
NO_PROGRAM = ("no answer", "unclear")


def matrix(ctx: Context) -> Section:
    """Orders by the program that tracking names (rows) and the one that customers name (columns)."""
    language = ctx.language
    title = language.say("What tracking says, and what customers say")
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in ctx.rows("attribution-matrix", subject_type="order"):
        counts[row["tracked_program_id"]][row["reported_program_id"]] += int(row["subjects"] or 0)
    answered = {
        tracked: {said: n for said, n in found.items() if said not in NO_PROGRAM} for tracked, found in counts.items()
    }
    total = sum(n for found in answered.values() for n in found.values())
    if not total:
        why = ctx.why(
            "attribution-matrix", language.say("Not known: no customer has been asked, or none has answered.")
        )
        return Section(title, "attribution_matrix", why=why)
    same = sum(found.get(tracked, 0) for tracked, found in answered.items())
    named: dict[str, int] = defaultdict(int)
    for found in answered.values():
        for said, n in found.items():
            named[said] += n
    across = sorted(named, key=lambda said: (-named[said], said))[:SHOWN]
    down = sorted(counts, key=lambda one: (one == "unattributed", -sum(counts[one].values()), one))[: SHOWN + 1]
    columns = (
        Column(language.say("Tracked"), "text"),
        *(Column(ctx.program(said), "num", 16.5) for said in across),
        Column(language.say("others"), "num", 12),
        Column(language.say("unclear, no answer"), "num", 15),
    )
    rows = []
    for tracked in down:
        found = counts[tracked]
        rest = sum(n for said, n in answered[tracked].items() if said not in across)
        silent = sum(found.get(said, 0) for said in NO_PROGRAM)
        cells = (*(found.get(said, 0) for said in across), rest, silent)
        rows.append((Cell(ctx.program(tracked)), *(Cell(ctx.count(n)) for n in cells)))
    told = language.say(
        "Tracking and customers name the same program for {same} of {n} orders with an answer",
        same=ctx.count(same),
        n=ctx.count(total),
    )
    subtitle = language.say("Orders of 28 days; columns: the program that customers name")
    return Section(told, "attribution_matrix", subtitle, (Table(columns, tuple(rows)),))
