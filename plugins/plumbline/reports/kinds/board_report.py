"""The monthly board report: what the money bought, where the next of it should go, and what to expect."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial

from plumbline.language.language import text
from plumbline.layout.blocks import Figure, Opening
from plumbline.marts.reading import Condition, Read, Reader, Reads, Request, Row
from plumbline.reports import expected
from plumbline.reports.context import UNATTRIBUTED, ZERO, Context, shorten
from plumbline.reports.kind import ChapterPlan, Kind, Pair
from plumbline.reports.sections import (
    calibration,
    customers,
    data_quality,
    figures,
    forecast,
    goals,
    profit_and_loss,
    response_curves,
)
from plumbline.reports.sections import headline as headlines

COLUMNS = {"revenue": "net_revenue", "contribution": "contribution", "cost": "cost", "romi": "romi"}
# where nobody tells what the goods cost
COLUMNS_ON_REVENUE = {"revenue": "net_revenue", "result_on_revenue": "result_on_revenue", "cost": "cost", "roi": "roi"}
CARRIES = Decimal("0.4")  # of the revenue: a program that brings so much of it is named first
FACTS = 3  # sentences on what weighs most
whole_before = partial(profit_and_loss.whole, name="month-before")


def _month_before(reader: Reader, mart: str, request: Request) -> list[Condition]:
    """The same kind of period, ending with the month before; of quarters none does, so they are not compared."""
    c, last_day = reader.columns(mart), request.day.replace(day=1) - timedelta(days=1)
    return [c.as_of_day == last_day, c.period_kind == profit_and_loss.period_kind(request)]


OPENING_READS: Reads = {
    **profit_and_loss.READS,
    "month-before": Read("profit_bridge", profit_and_loss.ORDER, _month_before),
    **response_curves.SHIFT,
    **customers.ACQUISITION,
    **forecast.FORECAST,
    **headlines.READS,
    **calibration.CALIBRATION,
    **data_quality.READS,
}


def opening(ctx: Context) -> Opening:
    """What the month earned, then what weighs most: one program that carries it, a plan missed, where budget goes."""
    period, now, last = profit_and_loss.period_text(ctx), profit_and_loss.whole(ctx), whole_before(ctx)
    rows = [
        row | {"program_id": row["item"]} for row in ctx.rows("profit-and-loss", level="program", vintage="as_reported")
    ]
    facts = headlines.ranked(ctx, ZERO, ZERO, ZERO, min([*headlines.results(rows), ZERO]))
    by_kind = headlines.pace_sentences(ctx, facts) | {
        "losing_program": headlines.losing_program(ctx, rows, "month"),
    }
    told = [_concentration(ctx, rows, now), *(by_kind.get(fact.kind, "") for fact in facts)]
    outlook = [response_curves.shift_sentence(ctx), forecast.forecast_title(ctx), customers.payback_sentence(ctx)]
    support = [*filter(None, told)][:FACTS] + [*filter(None, outlook)][:1]
    return Opening(
        period, _headline(ctx, period, now, last),
        tuple(sentence.removesuffix(".") + "." for sentence in support), _figures(ctx, period, now, last),
        subject=_subject(ctx, now),
    )  # fmt: skip


def _concentration(ctx: Context, rows: list[Row], now: Row | None) -> str:
    """The one program that carries the month, and the return without it; empty where none does."""
    known = [row for row in rows if row["net_revenue"] is not None and row["item"] != UNATTRIBUTED]
    first = max(known, key=lambda row: (row["net_revenue"], row["item"]), default=None)
    if now is None or first is None or not now["net_revenue"] or first["net_revenue"] < CARRIES * now["net_revenue"]:
        return ""
    words = {
        "program": shorten(ctx.program(first["item"]), headlines.LONGEST_NAME),
        "revenue": ctx.money(first["net_revenue"]), "total": ctx.money(now["net_revenue"]),
    }  # fmt: skip
    told = ctx.count(
        "{program} brought {revenue} of {total} in revenue with {n} order",
        "{program} brought {revenue} of {total} in revenue with {n} orders",
        round(first["orders"] or 0), **words,
    )  # fmt: skip
    if now["contribution"] is None or first["contribution"] is None or now["cost"] == first["cost"]:
        return told
    cost = now["cost"] - (first["cost"] or ZERO)
    romi = (now["contribution"] - first["contribution"] - cost) / cost
    return ctx.say("{told}; without it ROMI is {romi}", told=told, romi=ctx.percent(romi))


def _headline(ctx: Context, period: str, now: Row | None, last: Row | None) -> str:
    key = profit_and_loss.return_key(now)
    if now is None or now[key] is None:
        return ctx.say("What marketing earned in {month} is not known", month=period)
    if key == "roi":
        sentence = ctx.of_revenue(
            "cost_and_revenue_of_month",
            month=period,
            cost=ctx.money(now["cost"]),
            revenue=ctx.money(now["net_revenue"]),
            roi=ctx.percent(now["roi"]),
        )
    else:
        sentence = ctx.say(
            "In {month} marketing cost {cost} and earned {contribution} of contribution: ROMI {romi}",
            month=period,
            cost=ctx.money(now["cost"]),
            contribution=ctx.money(now["contribution"]),
            romi=ctx.percent(now["romi"]),
        )
    if last is None or last[key] is None or last[key] == now[key]:
        return sentence
    moved = now[key] - last[key]
    words = {"told": sentence, "points": ctx.language.points(abs(moved), signed=False)}
    if moved > 0:
        return ctx.say("{told}, {points} more than the month before", **words)
    return ctx.say("{told}, {points} less than the month before", **words)


def _figures(ctx: Context, period: str, now: Row | None, last: Row | None) -> tuple[Figure, ...]:
    """Pipeline, revenue, contribution, cost and ROMI (or revenue less cost, and ROI), each against the month before."""
    eve = ctx.day.replace(day=1) - timedelta(days=1)
    month_before = ctx.language.month(eve)

    def figure(key: str, value: Decimal | None, before: Decimal | None, covers: str, unknown: str) -> Figure:
        name = figures.name(ctx, key)
        if value is None:
            return Figure(key, name, None, ctx.say("Not known"), "", unknown=unknown)
        change = ""
        moved = figures.difference(key, value, before)
        if moved is not None:
            by = ctx.language.points(moved) if key in figures.RETURNS else ctx.language.change(moved, ctx.currency)
            change = ctx.say("{change} vs {month}", change=by, month=month_before)
        written = ctx.percent(value) if key in figures.RETURNS else ctx.money(value)
        return Figure(key, name, value, written, covers, change, bool(change))

    unknown = ctx.say("The month's profit and loss is not known.")
    unknown = ctx.say("not shown in this scope") if ctx.is_scoped else unknown
    columns = COLUMNS_ON_REVENUE if profit_and_loss.return_key(now) == "roi" else COLUMNS
    money = [
        figure(key, now[column] if now else None, last[column] if last else None, period, unknown)
        for key, column in columns.items()
    ]
    key = "qualified_pipeline"
    level, before = figures.value(ctx, key), figures.value(ctx, key, eve)
    return figure(key, level, before, figures.covers(ctx, key), figures.unknown(ctx, key)), *money


def _subject(ctx: Context, now: Row | None) -> tuple[str, ...]:
    parts = []
    if now is not None and now["romi"] is not None:
        parts.append(ctx.say("ROMI {romi}", romi=ctx.percent(now["romi"])))
    if now is not None and now["contribution"] is not None:
        parts.append(ctx.say("contribution {amount}", amount=ctx.money(now["contribution"])))
    if now is not None and profit_and_loss.return_key(now) == "roi":
        parts.append(ctx.say("ROI {roi}", roi=ctx.percent(now["roi"])))
        parts.append(ctx.say("revenue {amount}", amount=ctx.money(now["net_revenue"])))
    return tuple(parts)


KIND = Kind(
    name="board_report",
    title=text("Board report"),
    schedule="monthly",
    page_budget=6,
    opening=opening,
    opening_reads=OPENING_READS,
    plans=(
        ChapterPlan("profit-and-loss", "", (profit_and_loss.profit_bridge, profit_and_loss.profit_table)),
        ChapterPlan("portfolio", text("Portfolio"), (response_curves.response_curves, response_curves.budget_shift)),
        ChapterPlan("customers", text("Customers"), (customers.customer_acquisition, customers.lifetime_value)),
        ChapterPlan(
            "calibration",
            text("Can the percentages be believed?"),
            (calibration.calibration_bands, calibration.calibration_scores),
        ),
        ChapterPlan("forecast", text("What to expect"), (forecast.forecast, goals.month_targets)),
        ChapterPlan(
            "goals",
            text("Goals and leading indicators"),
            (goals.program_goals, Pair((goals.leading_indicators, data_quality.restated_since))),
        ),
    ),
    expected=expected.of_month,
    shows_day=("pipeline-history", "sources", "profit-and-loss"),
)
