"""Leads and what became of them: where no CRM tells probabilities, and so no bridge can be drawn."""

from __future__ import annotations

from plumbline.reports.blocks import Section
from plumbline.reports.charts.cells import full_bar
from plumbline.reports.context import UNATTRIBUTED, ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Read, Reader, Reads, Request, Row
from plumbline.reports.sections import figures
from plumbline.reports.tables import Columns, table

ROWS = 9


def _where_no_pipeline(reader: Reader, request: Request) -> list[Row]:
    """The funnel of all time; nothing where there are probabilities, since the bridge says more."""
    if reader.count("qualified_pipeline", reader.columns("qualified_pipeline").as_of_day <= request.day):
        return []
    return reader.rows("lead_funnel", order=("program_id",))


READS: Reads = {"lead-funnel": Read("lead_funnel", make=_where_no_pipeline)}


def _total(ctx: Context) -> Row:
    """All programs' leads, won deals and sales; sales None where no till tells them."""
    rows = ctx.rows("lead-funnel")
    sales = [row["won_sales"] for row in rows if row["won_sales"] is not None]
    return {
        "program_id": "total",
        "leads": sum(row["leads"] for row in rows),
        "won_deals": sum(row["won_deals"] for row in rows),
        "won_sales": sum(sales, ZERO) if sales else None,
    }


def sentence(ctx: Context) -> str:
    """From lead to deal to till; empty where no leads are known."""
    if not ctx.rows("lead-funnel"):
        return ""
    total = _total(ctx)
    words = {"leads": ctx.number(total["leads"]), "deals": ctx.number(total["won_deals"])}
    if total["won_sales"] is None or not ctx.known.orders:
        return ctx.say("Of {leads} leads {deals} became won deals.", **words)
    sales = ctx.money(total["won_sales"], figures.currency(ctx))
    if ctx.request.company.revenue_from == "orders":
        return ctx.say(
            "Of {leads} leads {deals} became won deals; they rang {sales} at the till.", sales=sales, **words
        )
    return ctx.say("Of {leads} leads {deals} became won deals; they brought {sales}.", sales=sales, **words)


@section(READS, figures.READS)
def lead_funnel(ctx: Context) -> Section:
    """Leads, won deals and their sales by program."""
    rows = sorted(
        ctx.rows("lead-funnel"),
        key=lambda row: (row["program_id"] == UNATTRIBUTED, -row["won_deals"], row["program_id"]),
    )
    if not rows:
        return Section("")
    scale = ctx.language.scale([row["won_sales"] for row in rows], figures.currency(ctx))
    shown, c = rows[:ROWS], Columns(ctx, scale)

    def won_share(row: Row) -> str:
        return ctx.percent(row["won_deals"] / row["leads"]) if row["leads"] else "–"

    def sales(row: Row) -> object:
        return row["won_sales"] if ctx.known.orders else None

    columns = (
        c.program(),
        c.bar(ctx.say("Leads"), "leads", ctx.number, full_bar(row["leads"] for row in shown), 36),
        c.bar(ctx.say("Won deals"), "won_deals", ctx.number, full_bar(row["won_deals"] for row in shown), 36),
        c.written(ctx.say("Won of leads"), lambda row: row, won_share, 16),
        c.bar(ctx.say("Sales"), sales, c.write_amount, full_bar(row["won_sales"] for row in shown), 36),
    )
    notes: tuple[str, ...] = ()
    if len(rows) > ROWS:
        more = ctx.count(
            "{n} more program is in the attached lead-funnel.csv.",
            "{n} more programs are in the attached lead-funnel.csv.",
            len(rows) - ROWS,
        )
        notes = (more,)
    classes = {"total": "total", UNATTRIBUTED: "aside"}
    block = table([*shown, _total(ctx)], columns, lambda row: classes.get(row["program_id"], ""))
    subtitle = ctx.say("Leads, won deals and their sales over all time, {unit}", unit=scale.unit)
    return Section(sentence(ctx).rstrip("."), "funnel", subtitle, (block,), notes)
