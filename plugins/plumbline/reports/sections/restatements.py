"""What past days moved: with today's exports, and since the last report of the same kind."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from plumbline.reports.blocks import Section, Table
from plumbline.reports.context import ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Condition, Read, Reader, Request, Row
from plumbline.reports.sections.profit_and_loss import period_kind
from plumbline.reports.tables import Columns, more_attached, table, text

SHOWN_OF_A_DAY, SHOWN_SINCE = 6, 10


def _known_today(reader: Reader, mart: str, request: Request) -> list[Condition]:
    return [reader.columns(mart).known_on == request.day]


def _since_last_report(reader: Reader, mart: str, request: Request) -> list[Condition]:
    c = reader.columns(mart)
    return [c.as_of_day == request.day, c.period_kind == period_kind(request)]


def _name(ctx: Context, row: Row) -> str:
    """`CRM: Qualified pipeline`."""
    names = [ctx.term("origin", row["source"]), ctx.term("restated_measure", row["measure"])]
    return ctx.language.together(names, ": ")


def _amount(ctx: Context, value: Decimal | None, unit: str, *, signed: bool = False) -> str:
    """A restated value in its own unit: a currency, or a count."""
    if value is None:
        return "–"
    if unit == "count":
        return ctx.language.signed(value) if signed else ctx.number(value)
    return ctx.language.change(value, unit) if signed else ctx.money(value, unit)


def _table(ctx: Context, rows: Sequence[Row]) -> Table:
    c = Columns(ctx)

    def change(row: Row) -> str:
        return _amount(ctx, row["change"], row["unit"], signed=True)

    return table(
        rows,
        (
            text(ctx.say("Source and measure"), lambda row: _name(ctx, row)),
            c.number(ctx.say("Days"), "days_moved", 11),
            c.written(ctx.say("Before"), lambda row: row, lambda row: _amount(ctx, row["before"], row["unit"]), 20),
            c.written(ctx.say("Change"), lambda row: row, change, 20),
        ),
    )


@section(restated=Read("restatement", ("source", "measure", "unit"), _known_today))
def restated_today(ctx: Context) -> Section:
    """Which figures of past days moved with today's exports."""
    learnt = sorted(ctx.rows("restated"), key=lambda row: -abs(row["change"] or ZERO))
    rows = [row for row in learnt if row["before"]]
    if ctx.is_scoped:
        return Section(ctx.say("Restatements of past days"), unknown=ctx.hidden)
    if not rows:
        first_known = dict.fromkeys(ctx.language.inside(ctx.term("restated_measure", row["measure"])) for row in learnt)
        if first_known:
            names = ctx.language.listed(list(first_known))
            note = ctx.say("Known of past days for the first time: {names}.", names=names)
        else:
            note = ctx.say("Today's exports say of past days what was known before.")
        return Section(ctx.say("No past day was restated"), "restated", notes=(note,))
    title = ctx.count("{n} figure of past days was restated", "{n} figures of past days were restated", len(rows))
    oldest = min((row["oldest_day"] for row in rows if row["oldest_day"]), default=None)
    subtitle = ctx.say("Days up to {day} as they were known until now", day=ctx.language.day(oldest)) if oldest else ""
    notes = more_attached(ctx, len(rows) - SHOWN_OF_A_DAY, "restated")
    return Section(title, "restated", subtitle, (_table(ctx, rows[:SHOWN_OF_A_DAY]),), notes)


@section(restated_since=Read("restated_since", ("source", "measure"), _since_last_report))
def restated_since(ctx: Context) -> Section:
    """What past days moved since the last report of this kind."""
    rows = [row for row in ctx.rows("restated-since") if row["change"]]
    if not rows:
        reason = ctx.say("No figure of the days before moved since the last report.")
        return ctx.unknown(ctx.say("Restated since the last report"), "restated-since", reason)
    title = ctx.count(
        "{n} figure of past days moved since the last report",
        "{n} figures of past days moved since the last report",
        len(rows),
    )
    rows.sort(key=lambda row: (-abs(row["change"]), row["measure"]))
    oldest = min((row["oldest_day"] for row in rows if row["oldest_day"]), default=None)
    subtitle = ctx.say("Days back to {day}", day=ctx.language.day(oldest)) if oldest else ""
    notes = more_attached(ctx, len(rows) - SHOWN_SINCE, "restated-since")
    return Section(title, "restated_since", subtitle, (_table(ctx, rows[:SHOWN_SINCE]),), notes)
