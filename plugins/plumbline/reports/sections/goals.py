"""Goals and targets: what programs set out to reach, how far the month has come, what moves before the money does."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from plumbline.language.language import plural
from plumbline.layout.blocks import Cell, Heading, Section, Text
from plumbline.layout.charts.cells import bar_width, full_bar, place_interval
from plumbline.marts.reading import Read, Row
from plumbline.reports.context import Context
from plumbline.reports.kind import section
from plumbline.reports.sections import figures
from plumbline.reports.sections import headline as headlines
from plumbline.reports.sections.forecast import FORECAST, next_week_sentences
from plumbline.reports.tables import Column, Columns, table, text

PACE_ORDER = {"qualified_pipeline": 1, "revenue": 2, "contribution": 3, "cost": 4}
ROOM = Decimal("1.01")  # so that a target's outline at the track's end can be seen
LANDS_FROM = 10  # the day of a month from which its close is told
ENDS = (Decimal(0), Decimal(1))


@section(figures.PROGRAM_NAMES, goals=Read("goal_attainment", ("program_id", "measure")))
def program_goals(ctx: Context) -> Section:
    """Each program against the goal that it stated before it began."""
    rows = ctx.rows("goals")
    if not rows:
        return ctx.unknown(ctx.say("Goals and pace"), "goals", ctx.say("No program has stated a goal."))

    def amount(key: str, row: Row) -> str:
        return ctx.money(row[key]) if row["currency"] else ctx.number(row[key])

    def stated(row: Row) -> str:
        return ctx.say("yes") if row["stated_before_start"] else ctx.say("no")

    full = max(Decimal(100), full_bar(row["attainment_percent"] for row in rows))
    c = Columns(ctx)
    columns = (
        c.program(),
        text(ctx.say("Goal"), lambda row: ctx.term("goal", row["goal"]), 22),
        text(ctx.say("Measure"), lambda row: ctx.term("measure", row["measure"]), 30),
        c.written(ctx.say("Target"), lambda row: amount("target", row), str, 18),
        c.written(ctx.say("Actual"), lambda row: amount("actual", row), str, 18),
        c.bar(ctx.say("Attained"), "attainment_percent", ctx.percentage, full, 26),
        c.written(ctx.say("Expected by now"), "expected_by_now_percent", ctx.percentage, 17),
        text(ctx.say("Stated before start"), stated, 17),
    )
    on = ctx.number(sum(max(row["pace_percent"] or 0, row["attainment_percent"] or 0) >= 100 for row in rows))
    one, many = plural("{on} of {n} goal is reached or on pace", "{on} of {n} goals are reached or on pace")
    message = ctx.count(one, many, len(rows), on=on)
    return Section(message, "goal_attainment", blocks=(table(rows[:14], columns),))


@section(figures.PACE)
def month_targets(ctx: Context) -> Section:
    """The month's targets and what was reached."""
    title = ctx.say("Targets of the month")
    rows = [row for row in ctx.rows("pace") if row["target_month"] is not None]
    if not rows:
        return ctx.unknown(title, "pace", ctx.say("No target is set for this month."))
    full = max(Decimal(1), full_bar(_reached(row, "target_month") for row in rows))

    def reached(row: Row) -> Cell:
        share = _reached(row, "target_month")
        said = ctx.whole_percent(share)
        spent = ctx.say("{share} of budget", share=said) if row["measure"] == "cost" and share is not None else said
        return Cell(spent, bar_width(share, full))

    c = Columns(ctx)
    columns = (
        text(ctx.say("Measure"), lambda row: ctx.term("measure", row["measure"])),
        c.money(ctx.say("Target"), "target_month", 18),
        c.money(ctx.say("Actual"), "actual_to_date", 18),
        Column(Heading(ctx.say("Reached"), "bar", 80), reached),
    )
    return Section(title, "pace", blocks=(table(rows, columns),))


@section(figures.PACE, FORECAST)
def pace_to_date(ctx: Context) -> Section:
    """The month so far against its targets, and what next week is expected to bring."""
    rows, forecasts = ctx.rows("pace"), next_week_sentences(ctx)
    title = _pace_title(ctx, rows)
    if not rows:
        reason = ctx.say("No target is set for this month.")
        if not forecasts:
            return ctx.unknown(title, "pace", reason)
        return Section(title, "pace", blocks=(Text((reason,)),), notes=forecasts)
    rows.sort(key=lambda row: (PACE_ORDER.get(row["measure"], 5), row["measure"]))
    scale = ctx.scale(rows, "actual_to_date", "target_to_date")
    full = max(Decimal(1), full_bar(map(_reached, rows))) * ROOM

    def standing(row: Row) -> Cell:
        share = _reached(row)
        if share is None:
            return Cell(ctx.say("not known"))
        way = "even" if round(share, 2) == 1 else "less" if share < 1 else "more"
        kind = "cost_standing" if row["measure"] == "cost" else "standing"
        said = ctx.sentence(kind, way, share=ctx.whole_percent(abs(share - 1)))
        return Cell(said, bar_width(share, full), bar_width(Decimal(1), full))

    c = Columns(ctx, scale)
    columns = (
        text(ctx.say("Measure"), lambda row: figures.name(ctx, row["measure"])),
        c.amount(ctx.say("Actual"), "actual_to_date", 11.5),
        c.amount(ctx.say("Target"), "target_to_date", 11.5),
        Column(Heading(ctx.say("Standing"), "bar", 37), standing),
    )
    subtitle = ctx.say("Month to date, {unit}; target for these days", unit=scale.unit)
    notes = (landing_sentence(ctx), *forecasts)
    return Section(title, "pace", subtitle, (table(rows, columns),), tuple(note for note in notes if note))


def landing(to_date: Decimal, of_period: Decimal, period_days: int, days_left: int) -> Decimal:
    """Where a month closes: what it brought to date, and each day left what a day of the period brought on average."""
    return to_date + of_period * days_left / period_days


def landing_sentence(ctx: Context) -> str:
    """Where revenue and cost close at the pace of a known period; not told in a month's first days and on its last."""
    days, first, left = ctx.request.company.period_days, ctx.known.first_day, headlines.days_left(ctx)
    if not left or ctx.day.day < LANDS_FROM or first is None or first > ctx.day - timedelta(days=days - 1):
        return ""
    words: dict[str, str] = {}
    for measure, share in (("revenue", "reached"), ("cost", "used")):
        row = ctx.first("pace", measure=measure)
        if row and row["target_month"] and None not in (row["actual_to_date"], row["actual_period"]):
            closes = landing(row["actual_to_date"], row["actual_period"], days, left)
            words |= {measure: ctx.money(closes), share: ctx.whole_percent(closes / row["target_month"])}
    if not words:
        return ""
    one, many = plural(
        "If the day that is left brings the daily average of the last {days},",
        "If each of the {n} days left brings the daily average of the last {days},",
    )
    words |= {"when": ctx.count(one, many, left, days=ctx.period), "month": ctx.language.month(ctx.day)}
    said = "both" if {"revenue", "cost"} <= set(words) else "revenue" if "revenue" in words else "cost"
    return ctx.sentence("landing", said, **words)


def _reached(row: Row, target: str = "target_to_date") -> Decimal | None:
    """Actual to date as a share of a target."""
    return None if row["actual_to_date"] is None or not row[target] else row["actual_to_date"] / row[target]


def _pace_title(ctx: Context, rows: list[Row]) -> str:
    """How many of the month's targets are on pace; a cost is while it keeps to its budget."""
    shares = [(row["measure"], share) for row in rows if (share := _reached(row)) is not None]
    if not shares:
        return ctx.say("Pace against target")
    on = ctx.number(sum(share <= 1 if measure == "cost" else share >= 1 for measure, share in shares))
    one, many = plural("{month}: {on} of {n} target on pace", "{month}: {on} of {n} targets on pace")
    return ctx.count(one, many, len(shares), on=on, month=ctx.language.month(rows[0]["month"]))


@section(indicators=Read("leading_indicator", ("indicator",)))
def leading_indicators(ctx: Context) -> Section:
    """What moves before the money does: preference, wallet, collateral, daily use; with intervals where asked."""
    title = ctx.say("Leading indicators")
    rows = [row for row in ctx.rows("indicators") if row["value"] is not None]
    if not rows:
        reason = ctx.say("Not known: no survey and no use of collateral is connected.")
        return ctx.unknown(title, "indicators", reason)

    def write(row: Row, key: str) -> str:
        value, is_share = row[key], row["high"] is None or row["high"] <= 1
        return ctx.percent(value) if value is None or (is_share and value <= 1) else ctx.number(value)

    def interval(row: Row) -> Cell:
        drawn = place_interval(row["low"], row["value"], row["high"], ENDS) if row["value"] <= 1 else None
        return Cell(write(row, "value"), interval=drawn)

    def indicator(row: Row) -> str:
        kind, _, of = row["indicator"].partition(":")
        daily = ctx.say("Daily on {platform}", platform=ctx.platform(of))
        return daily if kind == "daily_use" else ctx.term("indicator", kind)

    c = Columns(ctx)
    columns = (
        text(ctx.say("Indicator"), indicator),
        Column(Heading(ctx.say("Value, 90% interval"), "interval", 26), interval),
        c.written(ctx.say("Before"), lambda row: write(row, "value_before"), str, 14),
        c.number(ctx.say("Answers"), "answers", 16),
    )
    return Section(title, "leading_indicator", blocks=(table(rows, columns),))
