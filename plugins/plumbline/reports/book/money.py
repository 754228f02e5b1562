"""Profit and loss: from the price of an impression to what is left, as a waterfall and as a table."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.book.blocks import Cell, Column, Fall, Section, Step, Table
from plumbline.reports.book.context import Context
from plumbline.reports.charts.waterfall import waterfall
from plumbline.reports.locale import Scale
from plumbline.reports.reading import Row
from plumbline.reports.words.names import platform_name

ZERO = Decimal(0)
SUMS = (
    "impressions", "clicks", "platform_conversions", "orders", "sales", "cancellations", "returns", "net_revenue",
    "cost_of_goods", "gross_margin", "payment_fees", "fulfilment", "contribution", "ad_spend", "other_cost", "cost",
    "result",
)  # fmt: skip


def whole(ctx: Context, name: str = "profit-and-loss") -> Row | None:
    """The period of the company; in a scope the sum of its programs. None where nothing is known."""
    own = ctx.rows(name, level="company", vintage="as_reported")
    if own:
        return own[0]
    parts = ctx.rows(name, level="program", vintage="as_reported")
    if not parts:
        return None
    row: Row = {}
    for column in SUMS:
        values = [part[column] for part in parts]
        row[column] = None if any(value is None for value in values) else sum(values, ZERO)
    cost, contribution = row["cost"], row["contribution"]
    row["romi"] = (contribution - cost) / cost if cost and contribution is not None else None
    row["currency"] = parts[0]["currency"]
    return row


def profit_fall(ctx: Context, period: str, name: str = "profit-and-loss") -> Section:
    """Sales down to the result, each deduction a step."""
    language, row = ctx.language, whole(ctx, name)
    title = language.say("Profit and loss of marketing")
    if row is None or row["sales"] is None or row["result"] is None:
        why = ctx.why(name, language.say("Not known: no till, or no cost of goods, is connected for these days."))
        return Section(title, "profit_bridge", why=why)
    told = language.say(
        "{result} is left of {sales} sales", result=ctx.money(row["result"]), sales=ctx.money(row["sales"])
    )
    steps = [
        (language.say("Cancellations"), -abs(row["cancellations"] or ZERO), ""),
        (language.say("Returns"), -abs(row["returns"] or ZERO), ""),
        (language.say("Cost of goods"), -(row["cost_of_goods"] or ZERO), ""),
        (language.say("Payment fees"), -(row["payment_fees"] or ZERO), ""),
        (
            language.say("Fulfilment"),
            -(row["fulfilment"] or ZERO),
            language.say("contribution {amount}", amount=ctx.money(row["contribution"])),
        ),
        (language.say("Ad spend"), -(row["ad_spend"] or ZERO), ""),
        (
            language.say("Other costs"),
            -(row["other_cost"] or ZERO),
            language.say("creators, production, agency, tools"),
        ),
    ]
    moved = [step for step in steps if step[1]]
    scale = language.scale([row["sales"], row["result"], *(amount for _, amount, _ in moved)], ctx.currency)
    bars = waterfall(row["sales"], [amount for _, amount, _ in moved], row["result"])
    rows = [
        (language.say("Sales"), row["sales"], language.count("{n} order", "{n} orders", int(row["orders"] or 0)), True)
    ]
    rows += [(label, amount, note, False) for label, amount, note in moved]
    romi = language.say("ROMI {romi}", romi=ctx.percent(row["romi"])) if row["romi"] is not None else ""
    rows.append((language.say("Result"), row["result"], romi, True))
    fall = Fall(
        tuple(
            Step(
                label,
                language.scaled(amount, scale, signed=not is_end),
                note,
                is_end,
                bar,
                before.end if before else None,
            )
            for (label, amount, note, is_end), bar, before in zip(rows, bars, [None, *bars[:-1]], strict=True)
        )
    )
    subtitle = language.say("{unit}, {period}", unit=scale.said, period=period)
    return Section(told, "profit_bridge", subtitle, (fall,))


def profit_table(ctx: Context, period: str, name: str = "profit-and-loss") -> Section:
    """The same by platform and by program, from the price of an impression."""
    language = ctx.language
    title = language.say("From the price of an impression to the result")
    platforms = [row for row in ctx.rows(name, level="platform") if row["ad_spend"] or row["net_revenue"]]
    programs = [
        row for row in ctx.rows(name, level="program", vintage="as_reported") if row["cost"] or row["net_revenue"]
    ]
    groups = ctx.rows(name, level="program_group", vintage="as_reported")
    if not platforms and not programs:
        why = ctx.why(name, language.say("Not known: neither costs nor orders of these days are connected."))
        return Section(title, "profit_bridge", why=why)
    everything = [*platforms, *groups, *programs]
    amounts = [row[c] for row in everything for c in ("net_revenue", "contribution", "cost", "result")]
    scale = language.scale(amounts, ctx.currency)
    headings = (
        Column("", "text"),
        Column(language.say("CPM")), Column(language.say("CTR")), Column(language.say("CPC")),
        Column(language.say("Cost per claimed purchase")), Column(language.say("Cost per order")),
        Column(language.say("Revenue")), Column(language.say("Contribution")), Column(language.say("Cost")),
        Column(language.say("Result")), Column(language.say("ROI %")), Column(language.say("ROMI %")),
    )  # fmt: skip
    widths = (0, 11.5, 12.5, 11, 14.5, 13, 13.5, 17.5, 12, 13, 13.5, 13.5)
    columns = tuple(Column(c.title, c.kind, w) for c, w in zip(headings, widths, strict=True))
    total = whole(ctx, name)
    rows = [(platform_name(row["item"]), row, "") for row in platforms]
    rows += [(ctx.program(row["item"]), row, "aside" if row["item"] == "unattributed" else "") for row in programs]
    if total and "cpm" in total:
        rows.append((language.say("Total"), total, "total"))
    return Section(
        title,
        "profit_bridge",
        language.say("{unit}, {period}; rates in {currency}", unit=scale.said, period=period, currency=ctx.currency),
        (
            Table(
                columns,
                tuple((Cell(label), *_cells(ctx, row, scale)) for label, row, _ in rows),
                tuple(kind for _, _, kind in rows),
            ),
        ),
        (
            language.say(
                "Platforms come first: their rows hold the orders whose last visit named one of their campaigns."
                " Programs add up to the total; platforms are as known now."
            ),
        ),
    )


def _cells(ctx: Context, row: Row, scale: Scale) -> tuple[Cell, ...]:
    language = ctx.language

    def rate(column: str) -> Cell:
        return Cell(ctx.count(row[column], 2) if row[column] is not None else "–")

    def amount(column: str) -> Cell:
        return Cell(language.scaled(row[column], scale))

    return (
        rate("cpm"),
        Cell(ctx.rate(row["ctr"])),
        rate("cpc"),
        rate("cpa"),
        rate("cost_per_order"),
        amount("net_revenue"),
        amount("contribution"),
        amount("cost"),
        amount("result"),
        Cell(ctx.ratio(row["roi_percent"])),
        Cell(ctx.ratio(None if row["romi"] is None else row["romi"] * 100)),
    )
