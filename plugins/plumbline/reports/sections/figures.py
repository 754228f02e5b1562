"""The four figures of page one: qualified pipeline, return, revenue and cost, each with its line and its target."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from plumbline.language.language import plural
from plumbline.layout.blocks import Drawing, Figure
from plumbline.layout.charts.figure import bullet, sparkline
from plumbline.marts.reading import Read, Reader, Reads, Request, Row, everything
from plumbline.reports.context import WEEK, ZERO, Context
from plumbline.reports.sections.history import HISTORY_DAYS, company_history, coverage, open_deals

COLUMNS = {"qualified_pipeline": "qualified", "romi": "romi", "revenue": "net_revenue", "cost": "cost"}
RETURNS = {"romi": "contribution", "roi": "revenue"}  # each with what it sets against the cost
PROGRAM_NAMES: Reads = {"program-names": Read("program", ("program_id",), everything, is_attached=False)}
PACE: Reads = {"pace": Read("target_pace", ("measure",))}
AGO = {"day": timedelta(days=1), "year": 52 * WEEK}  # a year before is the same weekday


def _year_before(reader: Reader, request: Request) -> list[Row]:
    return company_history(reader, replace(request, day=request.day - AGO["year"]), days=1)


YEAR_BEFORE: Reads = {"year-before": Read("company_period", make=_year_before)}
READS: Reads = {
    "figures": Read("company_period", make=company_history),
    "coverage": Read("program_day", is_attached=False, make=coverage),
    "open-deals": Read("qualified_pipeline", make=open_deals),
    **PROGRAM_NAMES,
    **PACE,
}


def history(ctx: Context) -> dict[date, Row]:
    """The company's figures by day; both returns are shares of one."""
    return {row["as_of_day"]: _with_roi(row) for row in ctx.rows("figures")}


def _with_roi(row: Row) -> Row:
    return row | {"roi": row["roi_percent"] and row["roi_percent"] / 100}


def value(ctx: Context, key: str, day: date | None = None) -> Decimal | None:
    """A figure of the business day, or of an earlier one; None where its systems have never told anything."""
    known = ctx.known
    is_known = {"qualified_pipeline": known.pipeline, "revenue": known.orders, "cost": known.cost}
    row = history(ctx).get(day or ctx.day)
    return row[COLUMNS.get(key, key)] if row and is_known.get(key, known.cost and known.orders) else None


def return_key(ctx: Context) -> str:
    """Which return page one shows: ROMI, or ROI where nobody tells what the goods cost."""
    return "roi" if value(ctx, "romi") is None and value(ctx, "roi") is not None else "romi"


def change(ctx: Context, key: str) -> Decimal | None:
    """A figure against the same weekday of last week; None where there is nothing to compare with."""
    return difference(key, value(ctx, key), value(ctx, key, ctx.day - WEEK))


def difference(key: str, now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """By how much a figure moved; None from a zero on, which is no level that anything could have risen from."""
    if now is None or before is None or (not before and key not in RETURNS):
        return None
    return now - before


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
    return ctx.percent(amount) if key in RETURNS else ctx.money(amount, currency(ctx))


def name(ctx: Context, key: str) -> str:
    """The name of a figure or of a measure with a target."""
    return ctx.term("figure", key)


def figures(ctx: Context) -> tuple[Figure, ...]:
    """The four figures."""
    return tuple(_figure(ctx, return_key(ctx) if key == "romi" else key) for key in COLUMNS)


def _figure(ctx: Context, key: str) -> Figure:
    amount, target = value(ctx, key), _target(ctx, key)
    said, target_text = name(ctx, key), _target_text(ctx, key, amount, target)
    if amount is None:
        return Figure(key, said, None, ctx.say("Not known"), "", target=target_text, unknown=unknown(ctx, key))
    text, moved = write(ctx, key, amount), change(ctx, key)
    since = ctx.language.weekday_day(ctx.day - WEEK)
    change_text = ctx.say("No value of {day} to compare with", day=since)
    if moved is not None:
        by = ctx.language.points(moved) if key in RETURNS else ctx.language.change(moved, currency(ctx))
        change_text = ctx.say("{change} vs {day}", change=by, day=since)
    past = [(day, row[COLUMNS.get(key, key)]) for day, row in sorted(history(ctx).items())]
    series = [(day, amount) for day, amount in past if amount is not None]
    line, range_text = None, ""
    if len(series) > 1:
        low, high = (write(ctx, key, pick(amount for _, amount in series)) for pick in (min, max))
        words = {"low": low, "high": high, "name": said, "value": text}
        svg = sparkline(series, ctx.day - timedelta(days=HISTORY_DAYS - 1), ctx.day)
        alt = ctx.say("{name} over 13 weeks: between {low} and {high}, now {value}.", **words)
        if low == high:
            alt = ctx.say("{name}: {value}, the same for 13 weeks.", **words)
        line = Drawing(ctx.drawings.add(svg), alt)
        range_text = "" if low == high else ctx.say("13 weeks: {low} to {high}", **words)
    drawn = None
    if target is not None and (target or amount):
        svg = bullet(amount, target, ctx.is_mirrored)
        drawn = Drawing(ctx.drawings.add(svg), f"{said}: {text}. {target_text}.")
    return Figure(
        key, said, amount, text, covers(ctx, key), change_text, moved is not None,
        target_text, range_text, line, drawn,
    )  # fmt: skip


def covers(ctx: Context, key: str) -> str:
    """What a figure covers: a level at a day's end, or a flow over the period."""
    if key == "qualified_pipeline":
        deals = (history(ctx).get(ctx.day) or {}).get("qualified_deals")
        if deals is None or deals != int(deals):
            return ctx.say("qualified deals, end of day")
        known = (ctx.first("open-deals") or {}).get("open_deals")
        if known is None or known < deals or known != int(known):
            return ctx.count("{n} qualified deal, end of day", "{n} qualified deals, end of day", int(deals))
        one, many = plural("{n} qualified deal of {all} open", "{n} qualified deals of {all} open")
        return ctx.count(one, many, int(deals), all=ctx.number(known))
    return ctx.say("{days} to {day}", days=ctx.period, day=ctx.language.short_day(ctx.day))


def earlier(ctx: Context, key: str) -> str:
    """A figure of the day before, and of the same weekday a year before; a zero of a year ago is taken as not known."""
    if value(ctx, key) is None:
        return ""
    found = {"day": value(ctx, key, ctx.day - AGO["day"])}
    year = ctx.first("year-before")
    if year and (key not in RETURNS or (year["net_revenue"] and year["cost"])):
        found["year"] = _with_roi(year)[COLUMNS.get(key, key)] or None
    back = timedelta(days=0 if key == "qualified_pipeline" else ctx.request.company.period_days - 1)
    first = ctx.known.first_day or date.min
    known = {when for when in found if ctx.day - AGO[when] - back >= first}  # a flow begins when something was known
    words = {when: write(ctx, key, amount) for when, amount in found.items() if when in known and amount is not None}
    return ctx.sentence("earlier", "_and_".join(words), **words) if words else ""


def _target(ctx: Context, key: str) -> Decimal | None:
    targets: dict[str, Decimal | None] = {row["measure"]: row["target_period"] for row in ctx.rows("pace")}
    if key not in RETURNS:
        return targets.get(key)
    earned, cost = targets.get(RETURNS[key]), targets.get("cost")
    return None if earned is None or not cost else (earned - cost) / cost


def _target_text(ctx: Context, key: str, amount: Decimal | None, target: Decimal | None) -> str:
    if target is None:
        return ctx.say("No target set")
    words = {"target": write(ctx, key, target)}
    if key in RETURNS and amount is not None:
        return ctx.say("Target {target}: {points}", points=ctx.language.points(amount - target), **words)
    if key in RETURNS or amount is None or target <= 0:
        return ctx.say("Target {target}", **words)
    words["share"] = ctx.whole_percent(amount / target)
    if key == "cost":
        return ctx.say("Budget {target}: {share} used", **words)
    return ctx.say("Target {target}: {share} reached", **words)


def to_date(ctx: Context, key: str) -> str:
    """The month so far beside its plan: headlines speak of it, while the figure covers the rolling period."""
    row = ctx.first("pace", measure=key)
    if key == "qualified_pipeline" or row is None or row["actual_to_date"] is None or not row["target_to_date"]:
        return ""
    share = ctx.whole_percent(row["actual_to_date"] / row["target_to_date"])
    if key == "cost":
        return ctx.say("Month to date: {share} of budget", share=share)
    return ctx.say("Month to date: {share} of plan", share=share)


def unknown(ctx: Context, key: str) -> str:
    """Why a figure is not known."""
    known = ctx.known
    if ctx.is_scoped:
        return ctx.say("not shown in this scope")
    if key == "qualified_pipeline":
        return ctx.term("no_pipeline", "no_deals" if known.pipeline else "no_crm")
    if key == "revenue":
        return ctx.of_revenue("nothing_of_these_days" if known.orders else "no_revenue")
    if key == "romi" and not known.orders:
        return ctx.of_revenue("nothing_against_the_cost" if known.cost else "neither_revenue_nor_cost")
    if key == "romi" and known.cost and contribution(ctx) is None:
        return ctx.of_revenue("no_cost_of_goods")
    return ctx.term("no_cost", "of_these_days" if known.cost else key)


def money_sentence(ctx: Context) -> str:
    """What was spent and what came back of it."""
    romi, cost, margin = value(ctx, "romi"), value(ctx, "cost"), contribution(ctx)
    if return_key(ctx) == "roi":
        return _roi_sentence(ctx)
    if romi is None and ctx.is_scoped:
        return ctx.hidden
    if romi is None or cost is None or margin is None:
        flows = [_flow_sentence(ctx, key) for key in ("revenue", "cost") if value(ctx, key) is not None]
        told = flows if ctx.known.pipeline else flows[1:]  # without a pipeline the headline has told the first
        return " ".join([*told, ctx.say("ROMI is not known."), unknown(ctx, "romi")])
    way, points = _moved(ctx, "romi")
    words = {"days": ctx.period, "cost": write(ctx, "cost", cost), "contribution": write(ctx, "cost", margin)}
    return ctx.sentence("contribution_and_romi", way, romi=ctx.percent(romi), points=points, **words)


def _roi_sentence(ctx: Context) -> str:
    """What was spent and what revenue it brought, where nobody tells what the goods cost."""
    words = {key: write(ctx, key, value(ctx, key) or ZERO) for key in ("cost", "revenue", "roi")}
    told, (way, points) = ctx.of_revenue("cost_and_revenue", days=ctx.period, **words), _moved(ctx, "roi")
    return f"{told}." if way == "unknown" else ctx.sentence("return_moved", way, told=told, points=points)


def _moved(ctx: Context, key: str) -> tuple[str, str]:
    """Which way a return went in a week, and by how many points."""
    moved = change(ctx, key)
    if moved is None:
        return "unknown", ""
    return "up" if moved > 0 else "down" if moved < 0 else "same", ctx.language.points(moved, signed=False)


def _flow_sentence(ctx: Context, key: str) -> str:
    words = {"amount": write(ctx, key, value(ctx, key) or ZERO), "days": ctx.period}
    if key == "revenue":
        return ctx.of_revenue("revenue_of_days", **words)
    return ctx.say("Marketing cost {amount} in {days}.", **words)


def subject(ctx: Context) -> tuple[str, ...]:
    """The figures of a mail's subject: two at most, those that are not known are left out."""
    parts = []
    pipeline, moved = value(ctx, "qualified_pipeline"), change(ctx, "qualified_pipeline")
    if pipeline is not None:
        total = write(ctx, "qualified_pipeline", pipeline)
        parts.append(ctx.say("Qualified pipeline {total}", total=total))
        if moved is not None:
            by = ctx.language.change(moved, currency(ctx))
            parts = [ctx.say("Qualified pipeline {total} ({change})", total=total, change=by)]
    returned = return_key(ctx)
    if (share := value(ctx, returned)) is not None:
        parts.append(ctx.sentence("subject", returned, **{returned: ctx.percent(share)}))
    for key in ("revenue", "cost"):
        if len(parts) < 2 and (amount := value(ctx, key)) is not None:
            parts.append(f"{name(ctx, key)} {write(ctx, key, amount)}")
    return tuple(parts)
