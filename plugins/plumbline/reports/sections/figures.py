"""The four figures of page one: qualified pipeline, ROMI, revenue and cost, each with its line and its target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from plumbline.reports.blocks import Figure
from plumbline.reports.charts.bullet import bullet
from plumbline.reports.charts.sparkline import sparkline
from plumbline.reports.context import WEEK, ZERO, Context
from plumbline.reports.reading import Condition, Read, Reader, Reads, Request, Row, everything

HISTORY_DAYS = 91  # the lines of page one show 13 weeks
SIX_PLACES = Decimal("0.000001")
COLUMNS = {"qualified_pipeline": "qualified", "romi": "romi", "revenue": "net_revenue", "cost": "cost"}


def company_history(reader: Reader, request: Request, days: int = HISTORY_DAYS) -> list[Row]:
    """So many days of the company's figures; in a scope the sums of what it may see."""
    scope, day = reader.scope, request.day

    def history(mart: str, *where: Condition) -> list[Row]:
        known = reader.columns(mart)
        window = (known.vintage == "as_reported", known.as_of_day <= day, known.as_of_day > day - timedelta(days=days))
        return reader.rows(mart, *window, *where, order=("as_of_day",))

    if scope.is_whole:
        return history("company_period")
    if scope.teams is not None and scope.programs is not None:
        return []  # no level of pipeline is known by team and program at once
    columns = [column.name for column in reader.columns("company_period")]
    by_day: dict[date, Row] = defaultdict(lambda: dict.fromkeys(columns))
    if scope.teams is not None:
        _add(by_day, history("team_pipeline"), ("qualified", "weighted", "qualified_deals"))
    else:
        sums = (
            "ad_spend", "other_cost", "cost", "net_revenue", "contribution", "orders", "platform_conversion_value"
        )  # fmt: skip
        _add(by_day, history("program_period"), sums)
        by_model = reader.columns("qualified_pipeline").model == request.company.default_model
        _add(by_day, history("qualified_pipeline", by_model), ("qualified", "weighted", "qualified_deals"))
    for row in by_day.values():
        row.update(_ratios(row))
    return [by_day[one] for one in sorted(by_day)]


def _add(by_day: dict[date, Row], parts: Iterable[Row], columns: Iterable[str]) -> None:
    """Sums of what is known; what a single part does not know the sum does not know either."""
    grouped: dict[date, list[Row]] = defaultdict(list)
    for part in parts:
        grouped[part["as_of_day"]].append(part)
    for day, rows in grouped.items():
        total = by_day[day]
        total.update(as_of_day=day, vintage="as_reported", currency=rows[0]["currency"])
        for column in columns:
            values = [row[column] for row in rows]
            total[column] = None if any(value is None for value in values) else sum(values, ZERO)


def _ratios(row: Row) -> dict[str, Any]:
    def ratio(top: Decimal | None, bottom: Decimal | None, less: Decimal | None = ZERO) -> Decimal | None:
        return None if top is None or not bottom or less is None else ((top - less) / bottom).quantize(SIX_PLACES)

    cost, spend = row["cost"], row["ad_spend"]
    roi = ratio(row["net_revenue"], cost, cost)
    return {
        "romi": ratio(row["contribution"], cost, cost),
        "roi_percent": None if roi is None else roi * 100,
        "roas_platform": ratio(row["platform_conversion_value"], spend),
        "roas_booked": ratio(row["net_revenue"], spend),
    }


def _coverage(reader: Reader, request: Request) -> list[Row]:
    """Whether anything of a kind was ever seen up to this day: what tells zero from not known."""
    c, day = reader.columns("program_day"), request.day
    pipeline = "qualified_pipeline" if reader.scope.teams is None else "team_pipeline"
    return [
        {
            "pipeline_rows": reader.count(pipeline, reader.columns(pipeline).as_of_day <= day),
            "order_rows": reader.count("program_day", c.day <= day, c.orders > 0),
            "cost_rows": reader.count("program_day", c.day <= day, c.cost > 0),
            "platform_rows": reader.count("program_day", c.day <= day, c.platform_conversions > 0),
            "first_day": reader.least("program_day", "day", c.day <= day),
        }
    ]


PROGRAM_NAMES: Reads = {"program-names": Read("program", ("program_id",), everything, is_attached=False)}
PACE: Reads = {"pace": Read("target_pace", ("measure",))}
READS: Reads = {
    "figures": Read("company_period", make=company_history),
    "coverage": Read("program_day", is_attached=False, make=_coverage),
    **PROGRAM_NAMES,
    **PACE,
}


def history(ctx: Context) -> dict[date, Row]:
    """The company's figures by day."""
    return {row["as_of_day"]: row for row in ctx.rows("figures")}


def value(ctx: Context, key: str, day: date | None = None) -> Decimal | None:
    """A figure of the business day, or of an earlier one; None where its systems have never told anything."""
    known = ctx.known
    is_known = {
        "qualified_pipeline": known.pipeline, "romi": known.cost and known.orders,
        "revenue": known.orders, "cost": known.cost,
    }  # fmt: skip
    row = history(ctx).get(day or ctx.day)
    return row[COLUMNS[key]] if row and is_known[key] else None


def change(ctx: Context, key: str) -> Decimal | None:
    """A figure against the same weekday of last week."""
    now, before = value(ctx, key), value(ctx, key, ctx.day - WEEK)
    return None if now is None or before is None else now - before


def contribution(ctx: Context) -> Decimal | None:
    """The contribution of the period."""
    row = history(ctx).get(ctx.day)
    return row["contribution"] if row and ctx.known.orders else None


def currency(ctx: Context) -> str:
    """The currency of the figures."""
    row = history(ctx).get(ctx.day)
    return (row and row["currency"]) or ctx.currency


def write(ctx: Context, key: str, amount: Decimal) -> str:
    """A figure as it is written."""
    return ctx.percent(amount) if key == "romi" else ctx.money(amount, currency(ctx))


def name(ctx: Context, key: str) -> str:
    """The name of a figure or of a measure with a target."""
    names = {
        "qualified_pipeline": ctx.say("Qualified pipeline"),
        "romi": ctx.say("ROMI"),
        "revenue": ctx.say("Revenue at the till"),
        "cost": ctx.say("Cost of marketing"),
        "contribution": ctx.say("Contribution"),
    }
    return names.get(key, key)


def figures(ctx: Context) -> tuple[Figure, ...]:
    """The four figures."""
    return tuple(_figure(ctx, key) for key in COLUMNS)


def _figure(ctx: Context, key: str) -> Figure:
    amount, target = value(ctx, key), _target(ctx, key)
    target_text = _target_text(ctx, key, amount, target)
    if amount is None:
        return Figure(
            key, name(ctx, key), None, ctx.say("Not known"), "", target=target_text, unknown=unknown(ctx, key)
        )
    text, moved = write(ctx, key, amount), change(ctx, key)
    since = ctx.language.weekday_day(ctx.day - WEEK)
    if moved is None:
        change_text = ctx.say("No value of {day} to compare with", day=since)
    else:
        by = ctx.language.points(moved) if key == "romi" else ctx.language.change(moved, currency(ctx))
        change_text = ctx.say("{change} vs {day}", change=by, day=since)
    series = tuple(
        (day, row[COLUMNS[key]]) for day, row in sorted(history(ctx).items()) if row[COLUMNS[key]] is not None
    )
    line, range_text = None, ""
    if len(series) > 1:
        low, high = (write(ctx, key, pick(amount for _, amount in series)) for pick in (min, max))
        words = {"low": low, "high": high, "name": name(ctx, key), "value": text}
        svg = sparkline(series, ctx.day - timedelta(days=HISTORY_DAYS - 1), ctx.day, ctx.is_mirrored)
        line = ctx.draw(svg, ctx.say("{name} over 13 weeks: between {low} and {high}, now {value}.", **words))
        range_text = ctx.say("13 weeks: {low} to {high}", **words)
    drawn = None
    if target is not None and (target or amount):
        drawn = ctx.draw(bullet(amount, target, ctx.is_mirrored), f"{name(ctx, key)}: {text}. {target_text}.")
    return Figure(
        key, name(ctx, key), amount, text, covers(ctx, key), change_text, moved is not None,
        target_text, range_text, line, drawn,
    )  # fmt: skip


def covers(ctx: Context, key: str) -> str:
    """What a figure covers: a level at a day's end, or a flow over the period."""
    if key == "qualified_pipeline":
        deals = (history(ctx).get(ctx.day) or {}).get("qualified_deals")
        if deals is None or deals != int(deals):
            return ctx.say("open deals, end of day")
        return ctx.count("{n} open deal, end of day", "{n} open deals, end of day", int(deals))
    return ctx.say("{days} to {day}", days=ctx.period, day=ctx.language.short_day(ctx.day))


def _target(ctx: Context, key: str) -> Decimal | None:
    targets: dict[str, Decimal | None] = {row["measure"]: row["target_period"] for row in ctx.rows("pace")}
    if key == "romi":
        margin, cost = targets.get("contribution"), targets.get("cost")
        return None if margin is None or not cost else (margin - cost) / cost
    return targets.get(key)


def _target_text(ctx: Context, key: str, amount: Decimal | None, target: Decimal | None) -> str:
    if target is None:
        return ctx.say("No target set")
    text = write(ctx, key, target)
    if key == "romi" and amount is not None:
        return ctx.say("Target {target}: {points}", target=text, points=ctx.language.points(amount - target))
    if key == "romi" or amount is None or target <= 0:
        return ctx.say("Target {target}", target=text)
    share = ctx.percent(amount / target, 0)
    if key == "cost":
        return ctx.say("Budget {target}: {share} used", target=text, share=share)
    return ctx.say("Target {target}: {share} reached", target=text, share=share)


def unknown(ctx: Context, key: str) -> str:
    """Why a figure is not known."""
    known = ctx.known
    if ctx.is_scoped:
        return ctx.say("not shown in this scope")
    if key == "qualified_pipeline":
        if not known.pipeline:
            return ctx.say("No CRM with probabilities is connected.")
        return ctx.say("No deals are known as of this day.")
    if key == "revenue":
        return ctx.say("The till told nothing of these days.") if known.orders else ctx.say("No till is connected.")
    if key == "cost" and not known.cost:
        return ctx.say("No cost has been reported.")
    if key == "romi":
        if not known.orders and not known.cost:
            return ctx.say("Neither a till nor costs are connected.")
        if not known.orders:
            return ctx.say("No till is connected, so nothing stands against the cost.")
        if not known.cost:
            return ctx.say("No cost has been reported, so nothing stands against the revenue.")
        if contribution(ctx) is None:
            return ctx.say("The till does not tell what the goods cost.")
    return ctx.say("No cost was reported in these days.")


def money_sentence(ctx: Context) -> str:
    """What was spent and what came back of it."""
    romi, cost, margin = value(ctx, "romi"), value(ctx, "cost"), contribution(ctx)
    if romi is None and ctx.is_scoped:
        return ctx.hidden
    if romi is None or cost is None or margin is None:
        flows = [key for key in ("revenue", "cost") if value(ctx, key) is not None]
        told = flows if ctx.known.pipeline else flows[1:]  # without a pipeline the headline has told the first
        return " ".join(
            [*(_flow_sentence(ctx, key) for key in told), ctx.say("ROMI is not known."), unknown(ctx, "romi")]
        )
    words = {
        "days": ctx.period, "cost": write(ctx, "cost", cost), "contribution": write(ctx, "cost", margin),
        "romi": ctx.percent(romi),
    }  # fmt: skip
    moved = change(ctx, "romi")
    if moved is None:
        return ctx.say(
            "In {days} marketing cost {cost} and earned {contribution} of contribution: ROMI {romi}.", **words
        )
    words["points"] = ctx.language.points(moved, signed=False)
    if moved > 0:
        return ctx.say(
            "In {days} marketing cost {cost} and earned {contribution} of contribution:"
            " ROMI {romi}, up {points} in a week.",
            **words,
        )
    if moved < 0:
        return ctx.say(
            "In {days} marketing cost {cost} and earned {contribution} of contribution:"
            " ROMI {romi}, down {points} in a week.",
            **words,
        )
    return ctx.say(
        "In {days} marketing cost {cost} and earned {contribution} of contribution:"
        " ROMI {romi}, the same as a week ago.",
        **words,
    )


def _flow_sentence(ctx: Context, key: str) -> str:
    amount = write(ctx, key, value(ctx, key) or ZERO)
    if key == "revenue":
        return ctx.say("The till rang {amount} in {days}.", amount=amount, days=ctx.period)
    return ctx.say("Marketing cost {amount} in {days}.", amount=amount, days=ctx.period)


def subject(ctx: Context) -> tuple[str, ...]:
    """The figures of a mail's subject: two at most, those that are not known are left out."""
    parts = []
    pipeline, moved = value(ctx, "qualified_pipeline"), change(ctx, "qualified_pipeline")
    if pipeline is not None:
        total = write(ctx, "qualified_pipeline", pipeline)
        if moved is None:
            parts.append(ctx.say("Qualified pipeline {total}", total=total))
        else:
            by = ctx.language.change(moved, currency(ctx))
            parts.append(ctx.say("Qualified pipeline {total} ({change})", total=total, change=by))
    if (romi := value(ctx, "romi")) is not None:
        parts.append(ctx.say("ROMI {romi}", romi=ctx.percent(romi)))
    for key in ("revenue", "cost"):
        if len(parts) < 2 and (amount := value(ctx, key)) is not None:
            parts.append(f"{name(ctx, key)} {write(ctx, key, amount)}")
    return tuple(parts)
