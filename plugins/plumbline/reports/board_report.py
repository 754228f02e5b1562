"""The monthly board report: what the money bought, where the next of it should go, and what to expect."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa

from plumbline.errors import ReportRefused
from plumbline.reports.book import customers, honesty, money, outlook, portfolio, programs
from plumbline.reports.book.blocks import Beside, Book, Figure, Page
from plumbline.reports.book.context import Context, Slice, read_slices
from plumbline.reports.book.make import BookDraft
from plumbline.reports.draft import Order
from plumbline.reports.frames import WEEK, figures
from plumbline.reports.reading import Condition, Reader, Row
from plumbline.reports.words.names import measure_name
from plumbline.reports.words.scope import unseen

PAGES = range(2, 9)
HISTORY_DAYS = 182


def _monthly(reader: Reader) -> list[Condition]:
    return [reader.c("profit_bridge").period_kind == "month"]


def _weeks(reader: Reader) -> list[Condition]:
    c = reader.c("profit_bridge")
    return [c.period_kind == "week", c.level == "company", c.vintage == "as_reported"]


def _since_month(reader: Reader) -> list[Condition]:
    return [reader.c("restated_since").period_kind == "month"]


SLICES = {
    "profit-and-loss": Slice("profit_bridge", ("level", "item", "vintage"), where=_monthly),
    "weeks": Slice("profit_bridge", ("as_of_day",), "past", _weeks),
    "response-curve": Slice("response_curve", ("channel",)),
    "response-curve-points": Slice("response_curve_point", ("channel", "spend")),
    "budget-shift": Slice("budget_shift", ("from_channel", "to_channel")),
    "acquisition": Slice("customer_acquisition", ("program_id",)),
    "lifetime-value": Slice("lifetime_value", ("cohort_month",)),
    "calibration-bands": Slice("calibration_band", ("level", "item", "band_low"), "latest"),
    "calibration": Slice("calibration_score", ("level", "item"), "latest"),
    "forecast": Slice("forecast", ("measure", "weeks_ahead"), "latest"),
    "forecast-score": Slice("forecast_score", ("measure", "weeks_ahead"), "latest"),
    "pace": Slice("target_pace", ("measure",)),
    "goals": Slice("goal_attainment", ("program_id", "measure")),
    "indicators": Slice("leading_indicator", ("indicator",)),
    "restated-since": Slice("restated_since", ("source", "measure"), where=_since_month),
    "program-names": Slice("program", ("program_id",), "all"),
    "sources": Slice("source_freshness", ("source",)),
}
TRUTH = """
select net_revenue, contribution, cost from marts.profit_bridge
where period_kind = 'month' and vintage = 'as_reported' and as_of_day = :day and level = 'company'
"""
IN_SCOPE = """
select sum(net_revenue), sum(contribution), sum(cost) from marts.profit_bridge
where period_kind = 'month' and vintage = 'as_reported' and as_of_day = :day and level = 'program' and item in :programs
"""
KEYS = ("revenue", "contribution", "cost")


def draft(connection: sa.Connection, order: Order) -> BookDraft:
    """Read a month; ReportRefused when the marts hold nothing of its last day."""
    reader, day = Reader(connection, order.scope), order.day
    frames = read_slices(reader, SLICES, day)
    frames["figures"] = figures(reader, day, order.settings.company.default_model, HISTORY_DAYS)
    before = day.replace(day=1) - timedelta(days=1)
    frames["month-before"] = read_slices(reader, {"month": SLICES["profit-and-loss"]}, before)["month"]
    if frames["figures"].empty and frames["sources"].empty and frames["profit-and-loss"].empty:
        raise ReportRefused(
            f"The marts hold nothing of {day}.",
            "There is no board report of this month, and no mail.",
            "Run the build for this day, then make the report again.",
        )
    return BookDraft(order, SLICES, frames, compose, PAGES, _truth(connection, order))


def _truth(connection: sa.Connection, order: Order) -> dict[str, Decimal | None]:
    """The month's figures asked again: of the company's row, where the pages may have added up programs."""
    scope = order.scope
    there = sa.inspect(connection).has_table("profit_bridge", schema="marts")
    if not there or scope.teams is not None:
        return dict.fromkeys((*KEYS, "romi"))
    if scope.programs is None:
        row = connection.execute(sa.text(TRUTH), {"day": order.day}).first()
    else:
        query = sa.text(IN_SCOPE).bindparams(sa.bindparam("programs", expanding=True))
        row = connection.execute(query, {"day": order.day, "programs": scope.programs}).first()
    found: dict[str, Decimal | None] = dict(zip(KEYS, row or (None, None, None), strict=True))
    cost, contribution = found["cost"], found["contribution"]
    found["romi"] = (contribution - cost) / cost if cost and contribution is not None else None
    return found


def compose(ctx: Context) -> Book:
    """The report in one language."""
    language, day = ctx.language, ctx.day
    month = language.month(day)
    report = language.say("Board report")
    pages = (
        Page("portfolio", language.say("Portfolio"), (portfolio.curves(ctx), portfolio.shift(ctx))),
        Page("customers", language.say("Customers"), (customers.acquisition(ctx), customers.lifetime(ctx))),
        Page("honesty", language.say("Can the percentages be believed?"), (honesty.bands(ctx), honesty.scores(ctx))),
        Page("outlook", language.say("What to expect"), (outlook.forecast(ctx), outlook.pace(ctx))),
        Page(
            "goals",
            language.say("Goals and signs"),
            (programs.goals(ctx), Beside((outlook.indicators(ctx), outlook.restated(ctx)))),
            follows=True,
        ),
    )
    return Book(
        report=report,
        day=month,
        period=month,
        known=language.say("as known from the exports of {day}", day=language.short_day(day)),
        sentences=sentences(ctx, month),
        figures=month_figures(ctx),
        first=(money.profit_fall(ctx, month), money.profit_table(ctx, month)),
        pages=pages,
        subject=subject(ctx, report, month),
    )


def _pair(ctx: Context) -> tuple[Row | None, Row | None]:
    return money.whole(ctx), money.whole(ctx, "month-before")


def month_figures(ctx: Context) -> tuple[Figure, ...]:
    """Revenue, contribution, cost and ROMI of the month, each against the month before."""
    language = ctx.language
    now, last = _pair(ctx)
    month = language.month(ctx.day)
    before = language.month(ctx.day.replace(day=1) - timedelta(days=1))
    unknown = language.say("The month's profit and loss is not known.")
    why = unknown if ctx.order.scope.is_whole else unseen(language)
    found = []
    for key, column in (
        ("revenue", "net_revenue"),
        ("contribution", "contribution"),
        ("cost", "cost"),
        ("romi", "romi"),
    ):
        value = now[column] if now else None
        was = last[column] if last else None
        name = language.say("ROMI") if key == "romi" else measure_name(language, key)
        change = ""
        if value is not None and was is not None:
            moved = language.points(value - was) if key == "romi" else language.change(value - was, ctx.currency)
            change = language.say("{change} vs {month}", change=moved, month=before)
        said = language.say("Not known") if value is None else ctx.percent(value) if key == "romi" else ctx.money(value)
        found.append(Figure(key, name, value, said, month, change, why))
    return tuple(found)


def sentences(ctx: Context, month: str) -> tuple[str, ...]:
    """What the month earned, where budget should move or why not, and what to expect."""
    language = ctx.language
    now, last = _pair(ctx)
    if now is None or now["romi"] is None:
        first = language.say("What marketing earned in {month} is not known", month=month)
    else:
        said = {
            "month": month,
            "cost": ctx.money(now["cost"]),
            "contribution": ctx.money(now["contribution"]),
            "romi": ctx.percent(now["romi"]),
        }
        first = language.say(
            "In {month} marketing cost {cost} and earned {contribution} of contribution: ROMI {romi}", **said
        )
        if last is not None and last["romi"] is not None:
            moved = now["romi"] - last["romi"]
            points = language.points(abs(moved), signed=False)
            if moved > 0:
                first = language.say("{told}, {points} more than the month before", told=first, points=points)
            elif moved < 0:
                first = language.say("{told}, {points} less than the month before", told=first, points=points)
    second = portfolio.shift_sentence(ctx) or customers.payback_sentence(ctx)
    third = outlook.forecast_title(ctx) or honesty.meaning_sentence(ctx)
    return (
        first,
        second or language.say("Whether budget should move is not known: no response curve can be drawn."),
        f"{third}." if third else language.say("What to expect is not known: the history is too short for a forecast."),
    )


def subject(ctx: Context, report: str, month: str) -> str:
    """The figure first."""
    now, _ = _pair(ctx)
    parts = []
    if now is not None and now["romi"] is not None:
        parts.append(ctx.language.say("ROMI {romi}", romi=ctx.percent(now["romi"])))
    if now is not None and now["contribution"] is not None:
        parts.append(ctx.language.say("contribution {amount}", amount=ctx.money(now["contribution"])))
    return " · ".join([*parts, f"{report}, {month}"])


def weeks_of(day: date) -> list[date]:
    """The Sundays of the last thirteen weeks."""
    return [day - n * WEEK for n in range(13)]
