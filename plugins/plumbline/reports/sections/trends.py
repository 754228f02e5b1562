"""Programs over thirteen weeks, as small multiples: what each cost, the qualified pipeline it carries, its return."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from plumbline.layout.blocks import Cell, Drawing, Heading, Section
from plumbline.layout.charts.figure import trend
from plumbline.marts.reading import Condition, Read, Reader, Reads, Request, Row
from plumbline.reports.context import UNATTRIBUTED, WEEK, ZERO, Context, shorten
from plumbline.reports.kind import section
from plumbline.reports.sections.figures import PROGRAM_NAMES
from plumbline.reports.tables import Column, Columns, Get, Write, get, more_attached, table

PIPELINE, WEEKS, SHOWN = "qualified_pipeline", 13, 6
LONGEST_NAME = 28  # letters: a name takes one line
MEASURES = {"cost": "program-weeks", "qualified": "pipeline-weeks", "romi": "program-weeks"}
WORST, BEST = Decimal(-1), Decimal(4)  # the returns between which lines are drawn: one outlier would flatten all others


def week_ends(day: date) -> list[date]:
    """The same weekday of thirteen weeks, the report's day last."""
    return [day - WEEK * back for back in reversed(range(WEEKS))]


def _weekly(reader: Reader, mart: str, request: Request) -> list[Condition]:
    """Each of those days as it was first reported; of pipeline by the company's attribution model."""
    c = reader.columns(mart)
    found = [c.vintage == "as_reported", c.as_of_day.in_(week_ends(request.day))]
    return [*found, c.model == request.company.default_model] if "model" in c else found


READS: Reads = {
    "program-weeks": Read("program_period", ("program_id", "as_of_day"), _weekly),
    "pipeline-weeks": Read("qualified_pipeline", ("program_id", "as_of_day"), _weekly),
}


@section(PROGRAM_NAMES, READS)
def program_trends(ctx: Context) -> Section:
    """A row for each program: three lines over the same weeks, each measure on one scale, with today's figure."""
    title = ctx.say("Programs over 13 weeks")
    known = {(row["program_id"], row["as_of_day"], name): row for name in READS for row in ctx.rows(name)}
    rows: list[Row] = [
        {"program_id": program, "name": ctx.program(program)} | {
            measure: [known.get((program, day, name), {}).get(measure) for day in week_ends(ctx.day)]
            for measure, name in MEASURES.items()
        }
        for program in sorted({program for program, *_ in known})
    ]  # fmt: skip
    rows = [row for row in rows if row["cost"][-1] or row["qualified"][-1]]
    if not rows:
        return ctx.unknown(title, "program-weeks", ctx.say("Not known: no cost and no pipeline of programs is known."))
    rows.sort(key=lambda row: (row["program_id"] == UNATTRIBUTED, -(row["qualified"][-1] or ZERO)))
    shown, c = rows[:SHOWN], Columns(ctx)
    most = {one: max((v for row in shown for v in row[one] if v is not None), default=ZERO) for one in MEASURES}
    columns = (
        c.name(ctx.say("Program"), lambda row: shorten(row["name"], LONGEST_NAME)),
        line(ctx, ctx.say("Cost, {period}", period=ctx.period), "name", "cost", ctx.money, (ZERO, most["cost"])),
        line(ctx, ctx.term("figure", PIPELINE), "name", "qualified", ctx.money, (ZERO, most["qualified"])),
        line(ctx, ctx.say("ROMI, {period}", period=ctx.period), "name", "romi", ctx.percent, (WORST, BEST)),
    )
    words = {"n": ctx.number(WEEKS), "day": ctx.language.short_day(ctx.day)}
    words |= {"worst": ctx.percent(WORST), "best": ctx.percent(BEST)}
    subtitle = ctx.sentence("trends", "subtitle", **words)
    notes = more_attached(ctx, len(rows) - SHOWN, "program-weeks")
    return Section(_title(ctx, shown) or title, "program", subtitle, (table(shown, columns),), notes)


def _title(ctx: Context, rows: list[Row]) -> str:
    """Where qualified pipeline moved most since the first of these weeks; empty where none is known that long."""
    known = [row for row in rows if row["program_id"] != UNATTRIBUTED and None not in row["qualified"]]
    moved = {row["name"]: row["qualified"][-1] - row["qualified"][0] for row in known}
    most = max(moved, key=lambda name: (abs(moved[name]), name), default="")
    if not moved.get(most):
        return ""
    return ctx.sentence("trends", "title", program=most, change=ctx.language.change(moved[most], ctx.currency))


def line(
    ctx: Context, title: str, name: Get, values: Get, write: Write, ends: tuple[Decimal, Decimal], width: float = 43
) -> Column:
    """A row's values of the thirteen weeks as a line between two ends, with the figure of the report's day."""
    days = week_ends(ctx.day)

    def cell(row: Row) -> Cell:
        weekly = get(row, values)
        known = [(day, value) for day, value in zip(days, weekly, strict=True) if value is not None]
        if not known:
            return Cell("–")
        words = {"name": get(row, name), "measure": title, "last": write(known[-1][1]), "first": write(known[0][1])}
        words |= {"since": ctx.language.short_day(known[0][0]), "day": ctx.language.short_day(known[-1][0])}
        alt = ctx.sentence("trends", "line", **words, most=write(max(value for _, value in known)))
        return Cell(write(weekly[-1]), line=Drawing(ctx.drawings.add(trend(weekly, *ends)), alt))

    return Column(
        Heading(title, "line", width), cell, lambda row: max(get(row, values), key=lambda one: one is not None)
    )
