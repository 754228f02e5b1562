"""Profit and loss of marketing: from the price of an impression to what is left, as a waterfall and as a table."""

from __future__ import annotations

from datetime import timedelta

from plumbline.reports.blocks import Section
from plumbline.reports.charts.waterfall import waterfall
from plumbline.reports.context import UNATTRIBUTED, ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Condition, Read, Reader, Reads, Request, Row, on_day
from plumbline.reports.sections.figures import PROGRAM_NAMES
from plumbline.reports.sections.platform_ratings import quarter_text
from plumbline.reports.tables import Columns, table

PERIOD_KINDS = {"weekly": "week", "monthly": "month", "quarterly": "quarter"}
ORDER = ("level", "item", "vintage")
SUMS = (
    "impressions", "clicks", "platform_conversions", "orders", "sales", "cancellations", "returns", "net_revenue",
    "cost_of_goods", "gross_margin", "payment_fees", "fulfilment", "contribution", "ad_spend", "other_cost", "cost",
    "result",
)  # fmt: skip


def period_kind(request: Request) -> str:
    """The kind of period that the report's schedule closes; a daily report closes none that the mart knows."""
    return PERIOD_KINDS.get(request.plan.schedule, "day")


def closed_period(reader: Reader, mart: str, request: Request) -> list[Condition]:
    """The rows of the period that ends with the business day."""
    return [*on_day(reader, mart, request), reader.columns(mart).period_kind == period_kind(request)]


def period_text(ctx: Context) -> str:
    """The period that ends with the business day: 19 Oct to 25 October 2026, October 2026 or Q3 2026."""
    kind, language = period_kind(ctx.request), ctx.language
    if kind == "quarter":
        return quarter_text(ctx, ctx.day)
    if kind == "month":
        return language.month(ctx.day)
    first_day = ctx.day - timedelta(days=6)
    return ctx.say("{first} to {last}", first=language.short_day(first_day), last=language.day(ctx.day))


READS: Reads = {"profit-and-loss": Read("profit_bridge", ORDER, closed_period)}


def whole(ctx: Context, name: str = "profit-and-loss") -> Row | None:
    """The period of the company; in a scope the sum of its programs. None where nothing is known."""
    company = ctx.first(name, level="company", vintage="as_reported")
    if company:
        return company | _on_revenue(company)
    programs = ctx.rows(name, level="program", vintage="as_reported")
    if not programs:
        return None
    total: Row = {"currency": programs[0]["currency"]}
    for column in SUMS:
        values = [row[column] for row in programs]
        total[column] = None if any(value is None for value in values) else sum(values, ZERO)
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
    language, row = ctx.language, whole(ctx)
    if row is None or row["sales"] is None or row["result_on_revenue"] is None:
        reason = ctx.say("Not known: no revenue, or no cost, of these days is connected.")
        return ctx.unknown(ctx.say("Profit and loss of marketing"), "profit-and-loss", reason)
    is_whole = row["result"] is not None
    if not is_whole:  # what the goods cost is not known, so their margin is left in
        row |= dict.fromkeys(("cost_of_goods", "payment_fees", "fulfilment"), ZERO)
        row["result"] = row["result_on_revenue"]
    contribution = ctx.say("contribution {amount}", amount=ctx.money(row["contribution"])) if is_whole else ""
    steps = (
        (ctx.say("Cancellations"), -abs(row["cancellations"] or ZERO), ""),
        (ctx.say("Returns"), -abs(row["returns"] or ZERO), ""),
        (ctx.say("Cost of goods"), -(row["cost_of_goods"] or ZERO), ""),
        (ctx.say("Payment fees"), -(row["payment_fees"] or ZERO), ""),
        (ctx.say("Fulfilment"), -(row["fulfilment"] or ZERO), contribution),
        (ctx.say("Ad spend"), -(row["ad_spend"] or ZERO), ""),
        (ctx.say("Other costs"), -(row["other_cost"] or ZERO), ctx.say("creators, production, agency, tools")),
    )
    moves = [step for step in steps if step[1]]
    scale = language.scale([row["sales"], row["result"], *(amount for _, amount, _ in moves)], ctx.currency)
    count = int(row["orders"] or 0)
    if ctx.request.company.revenue_from == "won_deals":
        orders = ctx.count("{n} won deal", "{n} won deals", count)
    else:
        orders = ctx.count("{n} order", "{n} orders", count)
    returned = "" if row["romi"] is None else ctx.say("ROMI {romi}", romi=ctx.percent(row["romi"]))
    if return_key(row) == "roi":
        returned = ctx.say("ROI {roi}", roi=ctx.percent(row["roi"]))
    rows = [
        (ctx.say("Sales"), row["sales"], ctx.amount(row["sales"], scale), orders),
        *((name, amount, language.scaled(amount, scale, signed=True), note) for name, amount, note in moves),
        (ctx.say("Result"), row["result"], ctx.amount(row["result"], scale), returned),
    ]
    words = {"result": ctx.money(row["result"]), "sales": ctx.money(row["sales"])}
    if is_whole:
        message = ctx.say("{result} is left of {sales} sales", **words)
    else:
        message = ctx.say("{result} is left of {sales} sales, before what the goods cost", **words)
    subtitle = ctx.say("{unit}, {period}", unit=scale.unit, period=period_text(ctx))
    return Section(message, "profit_bridge", subtitle, (waterfall(rows),))


@section(READS, PROGRAM_NAMES)
def profit_table(ctx: Context) -> Section:
    """The same by platform and by program, from the price of an impression."""
    title, name = ctx.say("From the price of an impression to the result"), "profit-and-loss"
    platforms = [row for row in ctx.rows(name, level="platform") if row["ad_spend"] or row["net_revenue"]]
    programs = ctx.rows(name, level="program", vintage="as_reported")
    programs = [row for row in programs if row["cost"] or row["net_revenue"]]
    groups = ctx.rows(name, level="program_group", vintage="as_reported")
    if not platforms and not programs:
        reason = ctx.say("Not known: neither costs nor orders of these days are connected.")
        return ctx.unknown(title, name, reason)
    programs = [row | _on_revenue(row) for row in programs]
    platforms = [row | _on_revenue(row) for row in platforms]
    groups = [row | _on_revenue(row) for row in groups]
    total = whole(ctx)
    is_whole = total is None or return_key(total) == "romi"
    result = "result" if is_whole else "result_on_revenue"
    scale = ctx.scale([*platforms, *groups, *programs], "net_revenue", "contribution", "cost", result)
    rows = [row | {"name": ctx.platform(row["item"])} for row in platforms]
    for row in programs:
        row_class = "aside" if row["item"] == UNATTRIBUTED else ""
        rows.append(row | {"name": ctx.program(row["item"]), "row_class": row_class})
    if total and "cpm" in total:  # the sum of a scope's programs has no rates
        rows.append(total | {"name": ctx.say("Total"), "row_class": "total"})
    c, deals_only = Columns(ctx, scale), ctx.request.company.revenue_from == "won_deals"
    per_sale = ctx.say("Cost per won deal") if deals_only else ctx.say("Cost per order")
    columns = (
        c.name("", "name"),
        c.number(ctx.say("CPM"), "cpm", 11.5, 2),
        c.written(ctx.say("CTR"), "ctr", ctx.rate, 12.5),
        c.number(ctx.say("CPC"), "cpc", 11, 2),
        c.number(ctx.say("Cost per claimed purchase"), "cpa", 14.5, 2),
        c.number(per_sale, "cost_per_order", 13, 0 if deals_only else 2),
        c.amount(ctx.say("Revenue"), "net_revenue", 13.5),
        c.amount(ctx.say("Contribution"), "contribution", 17.5),
        c.amount(ctx.say("Cost"), "cost", 12),
        c.amount(ctx.say("Result") if is_whole else ctx.say("Revenue less cost"), result, 13 if is_whole else 15),
        c.written(ctx.say("ROI %"), "roi_percent", ctx.ratio, 13.5),
        c.written(ctx.say("ROMI %"), "romi", ctx.share_as_ratio, 13.5),
    )
    subtitle = ctx.say(
        "{unit}, {period}; rates in {currency}", unit=scale.unit, period=period_text(ctx), currency=ctx.currency
    )
    note = ctx.say(
        "Platforms come first: their rows hold the orders whose last visit named one of their campaigns."
        " Programs add up to the total; platforms are as known now."
    )
    if deals_only:
        note = ctx.say(
            "Platforms come first: their rows hold media cost alone."
            " Programs add up to the total; platforms are as known now."
        )
    block = table(rows, columns, lambda row: row.get("row_class", ""))
    return Section(title, "profit_bridge", subtitle, (block,), (note,))
