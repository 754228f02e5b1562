"""What to expect of qualified pipeline and revenue, with intervals, and how forecasts have done before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from itertools import product

from plumbline.language.reasons import reason
from plumbline.layout.blocks import Plot, Plots, Section, Table
from plumbline.layout.charts.plot import Band, Curve, labelled_plot
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
    known = [row for row in rows if row["value"] is not None]
    ahead = {measure: [row for row in known if row["measure"] == measure] for measure in MEASURES}
    plots = Plots(tuple(_plot(ctx, measure, weeks) for measure, weeks in ahead.items() if weeks))
    naive = [ctx.term("measure", one) for one in dict.fromkeys(row["measure"] for row in rows if row["is_naive"])]
    notes = tuple(
        ctx.say("{measure}: the model did not beat the naive forecast, so the naive one is shown.", measure=measure)
        for measure in naive
    )
    subtitle = ctx.say("Bands of 90%; dashed: the naive forecast, that all stays as it is; thin: the target")
    title = forecast_title(ctx) or ctx.say("Forecast")
    return Section(title, "forecast", subtitle, (plots, _table(ctx)), notes)


def _amounts(ctx: Context, row: Row, currency: str | None = None) -> dict[str, str]:
    """A forecast and the ends of its interval."""
    return {key: ctx.money(row[key], currency) for key in ("value", "low", "high")}


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
    words = _amounts(ctx, row) | {"day": ctx.language.short_day(row["week_end"])}
    sentence = ctx.say("Qualified pipeline is forecast at {value} for {day} (90% interval {low} to {high})", **words)
    target = _target(ctx, PIPELINE)
    if target is None:
        return sentence
    where = "above" if row["low"] > target else "below" if row["high"] < target else "inside"
    return ctx.sentence("forecast_and_target", where, forecast=sentence, target=ctx.money(target))


def next_week_sentences(ctx: Context) -> tuple[str, ...]:
    """Each measure's forecast one week ahead with its interval, and whether it is only the naive one."""
    rows = (_ahead(ctx, measure, 1) for measure in MEASURES)
    return tuple(_next_week(ctx, row) for row in rows if row is not None)


def _next_week(ctx: Context, row: Row) -> str:
    words = _amounts(ctx, row, row["currency"])
    interval = ctx.say("90% interval {low} to {high}", **words)
    if row["low"] is None or row["high"] is None:
        interval = ctx.say("its interval is not known")
    words |= {"day": ctx.language.near_day(row["week_end"], ctx.day), "interval": interval}
    sentence = ctx.sentence("forecast_of_week", row["measure"], **words)
    naive = ctx.say("; this is the naive forecast, because the model did not beat it.")
    return sentence + (naive if row["is_naive"] else ".")


def _history(ctx: Context, measure: str) -> list[tuple[date, Decimal]]:
    """What happened: the level at each Sunday and today, or the revenue of each week."""
    read, column = ("pipeline-history", "qualified") if measure == PIPELINE else ("weeks", "net_revenue")
    past = [(row["as_of_day"], row[column]) for row in ctx.rows(read) if row[column] is not None]
    return [one for one in past if measure != PIPELINE or one[0].isoweekday() == SUNDAY or one[0] == ctx.day]


def _plot(ctx: Context, measure: str, rows: list[Row]) -> Plot:
    def curve(points: list[tuple[date, Decimal]], style: str = "actual") -> Curve:
        return Curve([(float(day.toordinal()), float(value)) for day, value in points], style)

    past, target = _history(ctx, measure), _target(ctx, measure)
    first, last = past[0][0] if past else rows[0]["week_end"], rows[-1]
    curves = [curve(past)] if len(past) > 1 else []
    joint = past[-1:] if measure == PIPELINE else []  # a level goes on from where it stands
    curves.append(curve([*joint, *((row["week_end"], row["value"]) for row in rows)], "model"))
    if naive := [(row["week_end"], row["naive"]) for row in rows if row["naive"] is not None]:
        curves.append(curve(naive, "naive"))
    if target is not None:
        curves.append(curve([(first, target), (last["week_end"], target)], "target"))
    known = [row for row in rows if row["low"] is not None and row["high"] is not None]
    band = Band([(float(row["week_end"].toordinal()), float(row["low"]), float(row["high"])) for row in known])
    days = {day: ctx.language.short_day(day) for day in (first, ctx.day, last["week_end"])}
    words = {"measure": ctx.term("measure", measure), "currency": ctx.currency, "day": days[last["week_end"]]}
    draw = partial(labelled_plot, ctx.drawings, write=ctx.money, height=110, millimetres=34, mirrored=ctx.is_mirrored)
    alt = ctx.say("{measure}: {value} forecast for {day}, between {low} and {high}.", **words, **_amounts(ctx, last))
    across = [(float(day.toordinal()), said) for day, said in days.items()]
    return draw(curves, [band], alt=alt, across=across, title=ctx.sentence("forecast_plot", measure, **words))


def _table(ctx: Context) -> Table:
    rows = []
    for measure, weeks in product(MEASURES, WEEKS_AHEAD):
        if row := _ahead(ctx, measure, weeks):
            score = ctx.first("forecast-score", measure=measure, weeks_ahead=weeks)
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
