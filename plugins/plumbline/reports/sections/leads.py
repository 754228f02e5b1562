"""Leads: whom to call first, how far they have come, who they are, and the funnel where no CRM tells probabilities."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import partial

from plumbline.language.language import plural
from plumbline.language.reasons import factors, reason
from plumbline.layout.blocks import Cell, Heading, Section, Table, Tables
from plumbline.layout.charts.cells import bar_width, full_bar
from plumbline.marts.reading import Read, Reader, Reads, Request, Row
from plumbline.reports.context import UNATTRIBUTED, ZERO, Context, shorten
from plumbline.reports.kind import section
from plumbline.reports.sections import figures
from plumbline.reports.tables import QUARTER_PAGE, Column, Columns, table

LEADS_SHOWN, ROWS = 4, 9
LONGEST_PROGRAM = 36  # letters of a program's name below a lead's
VALUES_SHOWN = 3  # of a dimension
UNTOLD = (None, "", "not known")  # values of which no reader learns anything
DIMENSIONS = ("industry", "size", "role", "country")
STAGES = ("leads", "with_deal", "qualified", "won")
LIFTS = {"lift": "lift_top_tenth", "newest": "lift_newest_first", "perfect": "lift_perfect"}


def dimension_value(ctx: Context, dimension: str, value: str) -> str:
    """What a lead says of itself: countries and programs by their names, the rest as it was given."""
    if dimension == "country":
        return str(ctx.language.locale.territories.get(value.upper(), value))
    if dimension in ("program", "program_id"):
        return ctx.program(value)
    return ctx.say("not known") if value == "not known" else shorten(value)


@section(figures.PROGRAM_NAMES, leads=Read("lead_score", ("rank",)), ranking=Read("lead_ranking"))
def leads_to_call(ctx: Context) -> Section:
    """The leads worth most, each with the three reasons behind its score."""
    title, rows = ctx.say("Leads to call first"), ctx.rows("leads")
    if not rows:
        unknown = ctx.say("Not known: too few leads have been closed to learn from.")
        return ctx.unknown(title, "leads", " ".join(_ranking(ctx)) or unknown)

    c, said = Columns(ctx), partial(_said_of_itself, ctx)

    def program(row: Row) -> str:
        return shorten(ctx.program(row["program_id"]), LONGEST_PROGRAM)

    def why(row: Row) -> Cell:
        return Cell(note=factors(ctx.language, [row[f"reason_{n}"] for n in (1, 2, 3)], said))

    def owner(row: Row) -> Cell:
        name, team = row.get("owner_name") or row.get("owner"), row["team"]
        return Cell(ctx.name(name or team), note=ctx.name(team) if name and team else "", is_name=True)

    columns = (
        c.number("", "rank", 5),
        c.name(ctx.say("Lead, program"), "company", 52, program),
        Column(Heading(ctx.say("Owner"), "text", 32), owner, lambda row: owner(row).text.strip("–") or None),
        c.percent(ctx.say("Chance"), "probability", 14),
        c.written(ctx.say("Amount"), lambda row: ctx.money(row["amount"], row["currency"]), str, 15),
        c.written(ctx.say("Expected value"), lambda row: ctx.money(row["expected_value"], row["currency"]), str, 17),
        Column(Heading(ctx.say("What moves its chance most, in points"), "text"), why),
    )
    subtitle = ctx.say(
        "Expected value = chance of winning × amount of a deal of this size; all leads, with role and country, are in"
        " the attached leads.csv"
    )
    return Section(title, "lead_score", subtitle, (table(rows[:LEADS_SHOWN], columns),), _ranking(ctx))


def _said_of_itself(ctx: Context, dimension: str, value: str) -> str:
    """What a lead says of itself where no heading says what it is about."""
    said = dimension_value(ctx, dimension, value)
    return ctx.say("{band} employees", band=said) if dimension == "size" and value[:1].isdigit() else said


def _ranking(ctx: Context) -> tuple[str, ...]:
    """How good the ranking has been, or why it is not used."""
    row, sentences = ctx.first("ranking"), []
    if row and row["lift_top_tenth"] is not None:
        lifts = {name: "–" if row[key] is None else ctx.language.times(row[key]) for name, key in LIFTS.items()}
        sentences.append(ctx.sentence("note", "ranking", n=ctx.number(row["leads_tested"]), **lifts))
    if row and row["is_used"] is False:
        sentences.append(ctx.say("The ranking is not used: {reason}.", reason=reason(ctx.language, row["reason"])))
    return (" ".join(sentences),) if sentences else ()


@section(stages=Read("lead_stage", ("level", "item")))
def lead_stages(ctx: Context) -> Section:
    """The leads of 90 days on their way to a won deal: a bar a stage on one scale, each with its share of the last."""
    title, counts = ctx.say("How far the leads have come"), _stage_counts(ctx)
    if not counts.get("leads"):
        return ctx.unknown(title, "stages", ctx.say("Not known: no lead of 90 days is known with its deal."))
    said = "all" if "qualified" in counts else "no_probability"
    sentence = ctx.sentence("leads_came", said, **{stage: ctx.number(n) for stage, n in counts.items()})
    stages, full = list(counts), counts["leads"]

    def stage(n: int) -> Table:
        count, before = counts[stages[n]], stages[n - 1] if n else ""
        share = ctx.percent(count / counts[before], 0) if before and counts[before] else ""
        note = ctx.sentence("share_of_stage", before, share=share) if share else ""
        cell = Cell(ctx.number(count), bar_width(count, full), note=note)
        return table([counts], [Column(Heading(ctx.term("lead_stage", stages[n]), "bar"), lambda row: cell)])

    tables = [stage(n) for n in range(len(stages))]
    room = max(one.headings[0].room for one in tables)  # as much for every figure, or the bars' scales would differ
    shown = tuple(replace(one, headings=(replace(one.headings[0], room=room),)) for one in tables)
    return Section(sentence, "lead_stage", blocks=(Tables(shown),))


def _stage_counts(ctx: Context) -> dict[str, Decimal]:
    """How many leads have come to each stage that is known: the company's, or all those programs' that are shown."""
    rows = ctx.rows("stages", level="company") or ctx.rows("stages", level="program")
    known = [stage for stage in STAGES if all(row[stage] is not None for row in rows)]
    return {stage: Decimal(sum(row[stage] for row in rows)) for stage in known}


@section(figures.PROGRAM_NAMES, prospects=Read("prospect_profile", ("program_id", "dimension", "value")))
def prospects(ctx: Context) -> Section:
    """Who the leads are, and who was won: small tables side by side, one for each dimension that leads tell."""
    title = ctx.say("Who the prospects are")
    rows = [row for row in ctx.rows("prospects") if row["program_id"] != "total"]
    told = {row["dimension"] for row in rows if row["leads"] and row["value"] not in UNTOLD}
    if not told:
        return ctx.unknown(title, "prospects", ctx.say("Not known: no lead of these days is known."))
    blocks = (Tables(tuple(_profile(ctx, one, rows) for one in DIMENSIONS if one in told)),)
    return Section(title, "prospect_profile", ctx.say("Shares of all leads, and of the leads that were won"), blocks)


def _profile(ctx: Context, dimension: str, profiles: list[Row]) -> Table:
    """The commonest values of a dimension: their shares of all leads and of those that were won."""
    leads, won = Counter[str](), Counter[str]()
    for row in profiles:
        if row["dimension"] == dimension:
            leads[row["value"] or "–"] += int(row["leads"] or 0)
            won[row["value"] or "–"] += int(row["won"] or 0)

    def share(counts: Counter[str], value: str) -> Decimal | None:
        return Decimal(counts[value]) / counts.total() if counts.total() else None

    values = sorted(leads, key=lambda value: (-leads[value], value))[:VALUES_SHOWN]
    rows = [{"value": value, "of_leads": share(leads, value), "of_won": share(won, value)} for value in values]
    c, percent = Columns(ctx), partial(ctx.percent, places=0)
    columns = (
        c.name(ctx.term("dimension", dimension), lambda row: dimension_value(ctx, dimension, row["value"])),
        c.written(ctx.say("Leads"), "of_leads", percent, 11),
        c.written(ctx.say("Won"), "of_won", percent, 11),
    )
    return table(rows, columns, width=QUARTER_PAGE)


def _where_no_pipeline(reader: Reader, request: Request) -> list[Row]:
    """The funnel of all time; nothing where there are probabilities, since the bridge says more."""
    if reader.count("qualified_pipeline", reader.columns("qualified_pipeline").as_of_day <= request.day):
        return []
    return reader.rows("lead_funnel", order=("program_id",))


READS: Reads = {"lead-funnel": Read("lead_funnel", make=_where_no_pipeline)}
MORE = plural(
    "{n} more program is in the attached lead-funnel.csv.", "{n} more programs are in the attached lead-funnel.csv."
)


def _total(ctx: Context) -> Row:
    """All programs' leads, won deals and sales; sales None where no till tells them."""
    rows = ctx.rows("lead-funnel")
    sales = [row["won_sales"] for row in rows if row["won_sales"] is not None]
    total = {key: sum(row[key] for row in rows) for key in ("leads", "won_deals")}
    return total | {"program_id": "total", "won_sales": sum(sales, ZERO) if sales else None}


def sentence(ctx: Context) -> str:
    """From lead to deal to till; empty where no leads are known."""
    if not ctx.rows("lead-funnel"):
        return ""
    total = _total(ctx)
    words = {"leads": ctx.number(total["leads"]), "deals": ctx.number(total["won_deals"])}
    if total["won_sales"] is None or not ctx.known.orders:
        return ctx.say("Of {leads} leads {deals} became won deals.", **words)
    words["sales"] = ctx.money(total["won_sales"], figures.currency(ctx))
    became = ctx.language.vocabulary["leads_became"][ctx.request.company.revenue_from]
    return ctx.say(became, **words)


@section(READS, figures.READS)
def lead_funnel(ctx: Context) -> Section:
    """Leads, won deals and their sales by program."""
    rows = ctx.rows("lead-funnel")
    if not rows:
        return Section("")
    rows.sort(key=lambda row: (row["program_id"] == UNATTRIBUTED, -row["won_deals"], row["program_id"]))
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
        c.written(ctx.say("Won of leads"), won_share, str, 16),
        c.bar(ctx.say("Sales"), sales, c.write_amount, full_bar(row["won_sales"] for row in shown), 36),
    )
    notes = (ctx.count(*MORE, len(rows) - ROWS),) if len(rows) > ROWS else ()
    classes = {"total": "total", UNATTRIBUTED: "aside"}
    block = table([*shown, _total(ctx)], columns, lambda row: classes.get(row["program_id"], ""))
    subtitle = ctx.say("Leads, won deals and their sales over all time, {unit}", unit=scale.unit)
    return Section(sentence(ctx).rstrip("."), "funnel", subtitle, (block,), notes)
