"""Profit and loss of marketing: from the price of an impression to what is left, as a waterfall and as a table."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from plumbline.language.language import plural, text
from plumbline.layout.blocks import Section
from plumbline.layout.charts.waterfall import waterfall
from plumbline.marts.reading import Condition, Read, Reader, Reads, Request, Row, on_day
from plumbline.reports.context import UNATTRIBUTED, ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.sections.figures import PROGRAM_NAMES
from plumbline.reports.sections.platform_ratings import quarter_text
from plumbline.reports.tables import Columns, table

ORDER = ("level", "item", "vintage")
SUMS = (
    "impressions", "clicks", "platform_conversions", "orders", "sales", "cancellations", "returns", "net_revenue",
    "cost_of_goods", "gross_margin", "payment_fees", "fulfilment", "contribution", "ad_spend", "other_cost", "cost",
    "result",
)  # fmt: skip
STEPS = ("cancellations", "returns", "cost_of_goods", "payment_fees", "fulfilment", "ad_spend", "other_cost")


def period_kind(request: Request) -> str:
    """The kind of period that the report's schedule closes; a daily report closes none that the mart knows."""
    return {"weekly": "week", "monthly": "month", "quarterly": "quarter"}.get(request.schedule, "day")


def closed_period(reader: Reader, mart: str, request: Request) -> list[Condition]:
    """The rows of the period that ends with the business day."""
    return [*on_day(reader, mart, request), reader.columns(mart).period_kind == period_kind(request)]


def period_text(ctx: Context) -> str:
    """The period that ends with the business day: 7 days, 19 Oct to 25 October 2026, October 2026 or Q3 2026."""
    if period_kind(ctx.request) == "quarter":
        return quarter_text(ctx, ctx.day)
    if period_kind(ctx.request) == "month":
        return ctx.language.month(ctx.day)
    first, last = ctx.language.short_day(ctx.day - timedelta(days=6)), ctx.language.day(ctx.day)
    days = {"days": ctx.count("{n} day", "{n} days", 7), "first": first, "last": last}
    return ctx.say("{days}, {first} to {last}", **days)


READS: Reads = {"profit-and-loss": Read("profit_bridge", ORDER, closed_period)}


def whole(ctx: Context, name: str = "profit-and-loss") -> Row | None:
    """The period of the company; in a scope the sum of its programs. None where nothing is known."""
    company = ctx.first(name, level="company", vintage="as_reported")
    if company:
        return company | _on_revenue(company)
    programs = ctx.rows(name, level="program", vintage="as_reported")
    if not programs:
        return None
    values = {column: [row[column] for row in programs] for column in SUMS}
    total: Row = {column: None if None in known else sum(known, ZERO) for column, known in values.items()}
    cost, contribution = total["cost"], total["contribution"]
    total["romi"] = (contribution - cost) / cost if cost and contribution is not None else None
    return total | _on_revenue(total)


def _on_revenue(row: Row) -> Row:
    """What is left of revenue, and the return on it, as a share of one: where the cost of goods is not known."""
    revenue, cost = row["net_revenue"], row["cost"]
    left = None if revenue is None or cost is None else revenue - cost
    return {"result_on_revenue": left, "roi": left / cost if cost and left is not None else None}


def return_key(row: Row | None) -> str:
    """ROMI, or ROI where nobody tells what the goods cost."""
    return "roi" if row is not None and row["contribution"] is None and row["roi"] is not None else "romi"


@section(READS)
def profit_bridge(ctx: Context) -> Section:
    """Sales down to the result, each deduction a step."""
    language, row, message = ctx.language, whole(ctx), text("{result} is left of {sales} sales")
    if row is None or row["sales"] is None or row["result_on_revenue"] is None:
        reason = ctx.say("Not known: no revenue, or no cost, of these days is connected.")
        return ctx.unknown(ctx.say("Profit and loss of marketing"), "profit-and-loss", reason)
    notes = {"other_cost": ctx.say("creators, production, agency, tools")}
    if row["result"] is not None:
        notes["fulfilment"] = ctx.say("contribution {amount}", amount=ctx.money(row["contribution"]))
    else:  # what the goods cost is not known, so their margin is left in
        message = text("{result} is left of {sales} sales, before what the goods cost")
        row |= dict.fromkeys(("cost_of_goods", "payment_fees", "fulfilment"), ZERO)
        row["result"] = row["result_on_revenue"]
    moves = {key: -abs(row[key]) if key in ("cancellations", "returns") else -row[key] for key in STEPS if row[key]}
    scale = language.scale([row["sales"], row["result"], *moves.values()], ctx.currency)
    one, many = plural("{n} order", "{n} orders")
    if ctx.request.company.revenue_from == "won_deals":
        one, many = plural("{n} won deal", "{n} won deals")
    orders = ctx.count(one, many, int(row["orders"] or 0))
    returned = "" if row["romi"] is None else ctx.say("ROMI {romi}", romi=ctx.percent(row["romi"]))
    if return_key(row) == "roi":
        returned = ctx.say("ROI {roi}", roi=ctx.percent(row["roi"]))
    if returned and period_kind(ctx.request) == "week":  # page one's is of a longer period
        returned = ctx.say("{returned} in {days}", returned=returned, days=ctx.count("{n} day", "{n} days", 7))
    signed = partial(language.scaled, scale=scale, signed=True)
    rows = [
        (ctx.say("Sales"), row["sales"], ctx.amount(row["sales"], scale), orders),
        *((ctx.term("profit_step", key), n, signed(n), notes.get(key, "")) for key, n in moves.items()),
        (ctx.say("Result"), row["result"], ctx.amount(row["result"], scale), returned),
    ]
    title = ctx.say(message, result=ctx.money(row["result"]), sales=ctx.money(row["sales"]))
    subtitle = ctx.say("{unit}, {period}", unit=scale.unit, period=period_text(ctx))
    return Section(title, "profit_bridge", subtitle, (waterfall(rows),))


@section(READS, PROGRAM_NAMES)
def profit_table(ctx: Context) -> Section:
    """The same by platform and by program, from the price of an impression."""
    title, name = ctx.say("From the price of an impression to the result"), "profit-and-loss"
    told = [row | _on_revenue(row) for row in ctx.rows(name)]
    platforms = [row for row in told if row["level"] == "platform" and (row["ad_spend"] or row["net_revenue"])]
    told = [row for row in told if row["vintage"] == "as_reported"]
    programs = [row for row in told if row["level"] == "program" and (row["cost"] or row["net_revenue"])]
    groups = [row for row in told if row["level"] == "program_group"]
    if not platforms and not programs:
        return ctx.unknown(title, name, ctx.say("Not known: neither costs nor orders of these days are connected."))
    total = whole(ctx)
    is_whole = total is None or return_key(total) == "romi"
    result = "result" if is_whole else "result_on_revenue"
    scale = ctx.scale([*platforms, *groups, *programs], "net_revenue", "contribution", "cost", result)
    by_platform = [row | {"name": ctx.platform(row["item"])} for row in platforms]
    rows = [row | {"name": ctx.program(row["item"])} for row in programs]
    if total and "cpm" in total:  # the sum of a scope's programs has no rates
        rows.append(total | {"name": ctx.say("Total"), "item": "total"})
    c, deals_only = Columns(ctx, scale), ctx.request.company.revenue_from == "won_deals"
    per_sale = ctx.say("Cost per won deal") if deals_only else ctx.say("Cost per order")
    columns = (
        c.number(ctx.say("CPM"), "cpm", 11.5, 2),
        c.written(ctx.say("CTR"), "ctr", ctx.rate, 12.5),
        c.number(ctx.say("CPC"), "cpc", 11, 2),
        c.number(ctx.say("Cost per reported purchase"), "cpa", 14.5, 2),
        c.number(per_sale, "cost_per_order", 13, 0 if deals_only else 2),
        c.amount(ctx.say("Revenue"), "net_revenue", 13.5),
        c.amount(ctx.say("Contribution"), "contribution", 17.5),
        c.amount(ctx.say("Cost"), "cost", 12),
        c.amount(ctx.say("Result") if is_whole else ctx.say("Revenue less cost"), result, 13 if is_whole else 15),
        c.written(ctx.say("ROMI %"), "romi", ctx.share_as_ratio, 13.5)
        if is_whole
        else c.written(ctx.say("ROI %"), "roi_percent", ctx.ratio, 13.5),
    )
    words = {"unit": scale.unit, "period": period_text(ctx), "currency": ctx.currency}
    subtitle = ctx.say("{unit}, {period}; rates in {currency}", **words)
    classes = {"total": "total", UNATTRIBUTED: "aside"}
    parts = ((ctx.say("Platform"), by_platform), (ctx.say("Program"), rows))
    blocks = tuple(
        table(part, (c.name(heading, "name"), *columns), lambda row: classes.get(row["item"], ""))
        for heading, part in parts
        if part
    )
    note = ctx.term("profit_note", ctx.request.company.revenue_from)
    return Section(title, "profit_bridge", subtitle, blocks, (note,) if platforms else ())
