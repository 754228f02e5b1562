"""What to expect of qualified pipeline and revenue, with intervals, and how forecasts have done before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from plumbline.language.reasons import reason
from plumbline.reports.blocks import Block, Plot, Plots, Section, Table
from plumbline.reports.charts.plot import Band, Curve, labelled_plot
from plumbline.reports.context import Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Condition, Read, Reader, Reads, Request, Row, latest, up_to_day
from plumbline.reports.sections.figures import PACE
from plumbline.reports.sections.history import company_history
from plumbline.reports.tables import Columns, table, text

PIPELINE = "qualified_pipeline"
MEASURES = (PIPELINE, "revenue")
WEEKS_AHEAD = (1, 4)  # those that are scored
HALF_YEAR = 182  # days
SUNDAY = 7
SCORE_COLUMNS = ("backtests", "error", "naive_error", "coverage")
FORECAST: Reads = {"forecast": Read("forecast", ("measure", "weeks_ahead"), latest)}


def _weeks(reader: Reader, mart: str, request: Request) -> list[Condition]:
    """The company's past weeks, each as it was first reported."""
    c = reader.columns(mart)
    company_weeks = (c.period_kind == "week", c.level == "company", c.vintage == "as_reported")
    return [*up_to_day(reader, mart, request), *company_weeks]


@section(
    FORECAST,
    PACE,
    forecast_score=Read("forecast_score", ("measure", "weeks_ahead"), latest),
    weeks=Read("profit_bridge", ("as_of_day",), _weeks),
    pipeline_history=Read("company_period", make=partial(company_history, days=HALF_YEAR)),
)
def forecast(ctx: Context) -> Section:
    """Both forecasts as plots, and how they have done against the naive one."""
    rows = ctx.rows("forecast")
    if all(row["value"] is None for row in rows):
        reasons = sorted({f"{why}." for row in rows if (why := reason(ctx.language, row["reason"]))})
        unknown = ctx.say("Not known: the history is too short for a forecast.")
        return ctx.unknown(ctx.say("Forecast"), "forecast", " ".join([unknown, *reasons]))
    plots = tuple(plot for measure in MEASURES if (plot := _plot(ctx, measure)) is not None)
    blocks: list[Block] = [Plots(plots)] if plots else []
    notes = [
        ctx.say(
            "{measure}: the model did not beat the naive forecast, so the naive one is shown.",
            measure=ctx.term("measure", measure),
        )
        for measure in MEASURES
        if ctx.rows("forecast", measure=measure, is_naive=True)
    ]
    subtitle = ctx.say("Bands of 90%; dashed: the naive forecast, that all stays as it is; thin: the target")
    title = forecast_title(ctx) or ctx.say("Forecast")
    return Section(title, "forecast", subtitle, (*blocks, _table(ctx)), tuple(notes))


def _ahead(ctx: Context, measure: str, weeks: int) -> Row | None:
    """The forecast of a measure so many weeks ahead; None where there is none."""
    row = ctx.first("forecast", measure=measure, weeks_ahead=weeks)
    return row if row and row["value"] is not None else None


def _target(ctx: Context, measure: str) -> Decimal | None:
    """The month's target of a level; the month's flow has no weekly one."""
    row = ctx.first("pace", measure=measure) if measure == PIPELINE else None
    return row["target_month"] if row else None


def forecast_title(ctx: Context) -> str:
    """Pipeline in four weeks with its interval, compared with the target; empty where it is not known."""
    row = _ahead(ctx, PIPELINE, 4)
    if row is None or row["low"] is None:
        return ""
    sentence = ctx.say(
        "Qualified pipeline is forecast at {value} for {day} (90% interval {low} to {high})",
        value=ctx.money(row["value"]),
        low=ctx.money(row["low"]),
        high=ctx.money(row["high"]),
        day=ctx.language.short_day(row["week_end"]),
    )
    target = _target(ctx, PIPELINE)
    if target is None:
        return sentence
    words = {"forecast": sentence, "target": ctx.money(target)}
    if row["low"] > target:
        return ctx.say("{forecast}, above the target of {target}", **words)
    if row["high"] < target:
        return ctx.say("{forecast}, below the target of {target}", **words)
    return ctx.say("{forecast}; the target of {target} lies inside it", **words)


def next_week_sentences(ctx: Context) -> tuple[str, ...]:
    """Each measure's forecast one week ahead with its interval, and whether it is only the naive one."""
    rows = (_ahead(ctx, measure, 1) for measure in MEASURES)
    return tuple(_next_week(ctx, row) for row in rows if row is not None)


def _next_week(ctx: Context, row: Row) -> str:
    value, low, high = (ctx.money(row[key], row["currency"]) for key in ("value", "low", "high"))
    if row["low"] is None or row["high"] is None:
        interval = ctx.say("its interval is not known")
    else:
        interval = ctx.say("90% interval {low} to {high}", low=low, high=high)
    words = {"day": ctx.language.near_day(row["week_end"], ctx.day), "value": value, "interval": interval}
    if row["measure"] == PIPELINE:
        sentence = ctx.say("Forecast of qualified pipeline for {day}: {value}, {interval}", **words)
    else:
        sentence = ctx.say("Forecast of revenue for the week to {day}: {value}, {interval}", **words)
    if row["is_naive"]:
        return sentence + ctx.say("; this is the naive forecast, because the model did not beat it.")
    return sentence + "."


def _history(ctx: Context, measure: str) -> list[tuple[date, Decimal]]:
    """What happened: the level at each Sunday and today, or the revenue of each week."""
    if measure != PIPELINE:
        return [(row["as_of_day"], row["net_revenue"]) for row in ctx.rows("weeks") if row["net_revenue"] is not None]
    rows = [row for row in ctx.rows("pipeline-history") if row["qualified"] is not None]
    days = [(row["as_of_day"], row["qualified"]) for row in rows]
    return [(day, level) for day, level in days if day.isoweekday() == SUNDAY or day == ctx.day]


def _plot(ctx: Context, measure: str) -> Plot | None:
    rows = [row for row in ctx.rows("forecast", measure=measure) if row["value"] is not None]
    if not rows:
        return None

    def points(values: list[tuple[date, Decimal]]) -> list[tuple[float, float]]:
        return [(float(day.toordinal()), float(value)) for day, value in values]

    past, target, language = _history(ctx, measure), _target(ctx, measure), ctx.language
    first, last = past[0][0] if past else rows[0]["week_end"], rows[-1]
    curves = [Curve(points(past))] if len(past) > 1 else []
    joint = past[-1:] if measure == PIPELINE else []  # a level goes on from where it stands
    curves.append(Curve(points([*joint, *((row["week_end"], row["value"]) for row in rows)]), "model"))
    if naive := [(row["week_end"], row["naive"]) for row in rows if row["naive"] is not None]:
        curves.append(Curve(points(naive), "naive"))
    if target is not None:
        curves.append(Curve(points([(first, target), (last["week_end"], target)]), "target"))
    known = [row for row in rows if row["low"] is not None and row["high"] is not None]
    band = Band([(float(row["week_end"].toordinal()), float(row["low"]), float(row["high"])) for row in known])
    words = {"measure": ctx.term("measure", measure), "currency": ctx.currency}
    if measure == PIPELINE:
        title = ctx.say("{measure}, {currency}", **words)
    else:
        title = ctx.say("{measure} a week, {currency}", **words)
    alt = ctx.say(
        "{measure}: {value} forecast for {day}, between {low} and {high}.",
        measure=words["measure"],
        value=ctx.money(last["value"]),
        day=language.short_day(last["week_end"]),
        low=ctx.money(last["low"]),
        high=ctx.money(last["high"]),
    )
    days = (first, ctx.day, last["week_end"])
    return labelled_plot(
        ctx.drawings,
        curves,
        [band],
        alt=alt,
        across=[(float(day.toordinal()), language.short_day(day)) for day in days],
        write=ctx.money,
        height=110,
        millimetres=34,
        mirrored=ctx.is_mirrored,
        title=title,
    )


def _table(ctx: Context) -> Table:
    rows = []
    for measure in MEASURES:
        for weeks in WEEKS_AHEAD:
            score = ctx.first("forecast-score", measure=measure, weeks_ahead=weeks)
            if row := _ahead(ctx, measure, weeks):
                rows.append(row | (score or dict.fromkeys(SCORE_COLUMNS)))
    c = Columns(ctx)
    columns = (
        text(ctx.say("Measure"), lambda row: ctx.term("measure", row["measure"])),
        c.number(ctx.say("Weeks ahead"), "weeks_ahead", 13),
        c.money(ctx.say("Forecast"), "value", 18),
        c.ends(ctx.say("90% interval"), "low", "high", ctx.money, 36),
        c.money(ctx.say("Naive"), "naive", 18),
        c.number(ctx.say("Weeks tested"), "backtests", 14),
        c.money(ctx.say("Error"), "error", 18),
        c.money(ctx.say("Naive error"), "naive_error", 18),
        c.percent(ctx.say("Held by the interval"), "coverage", 16, 0),
    )
    return table(rows, columns)
