"""What to expect of qualified pipeline and revenue, with intervals, and how forecasts have done before."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import product

from plumbline.language.reasons import reason
from plumbline.layout.blocks import Plot, Plots, Section, Table
from plumbline.layout.charts.plot import Sketch, on_one_scale
from plumbline.marts.reading import Condition, Read, Reader, Reads, Request, Row, latest, up_to_day
from plumbline.reports.context import Context
from plumbline.reports.kind import section
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
    """Both forecasts as plots on one scale, and how they have done against the naive one."""
    rows, plain_title = ctx.rows("forecast"), ctx.say("Forecast of qualified pipeline and revenue")
    if all(row["value"] is None for row in rows):
        reasons = sorted({why for row in rows if (why := reason(ctx.language, row["reason"]))})
        unknown = ctx.say("Not known: the history is too short for a forecast.")
        if reasons:
            unknown = ctx.say("Not known: {reason}.", reason="; ".join(reasons))
        return ctx.unknown(plain_title, "forecast", unknown)
    known = [row for row in rows if row["value"] is not None]
    ahead = {measure: [row for row in known if row["measure"] == measure] for measure in MEASURES}
    notes = []
    for row in (weeks[0] for weeks in ahead.values() if weeks and weeks[0]["is_naive"]):
        said = "naive_of_last_year" if row["method"] == "last_year" else "naive_of_last_value"
        notes.append(ctx.sentence("forecast_note", said, measure=ctx.term("measure", row["measure"])))
    if tested := [row["backtests"] for row in ctx.rows("forecast-score") if row["backtests"]]:
        notes.append(ctx.sentence("forecast_note", "errors", n=ctx.number(max(tested))))
    subtitle = ctx.say("{currency}, both on one scale; hatched: 90% interval; dashed: naive", currency=ctx.currency)
    blocks = (_plots(ctx, ahead), _table(ctx))
    return Section(forecast_title(ctx) or plain_title, "forecast", subtitle, blocks, tuple(notes))


def _amounts(ctx: Context, row: Row, currency: str | None = None) -> dict[str, str]:
    """A forecast and the ends of its interval."""
    return {key: ctx.money(row[key], currency) for key in ("value", "low", "high")}


def _ahead(ctx: Context, measure: str, weeks: int) -> Row | None:
    """The forecast of a measure so many weeks ahead; None where there is none."""
    row = ctx.first("forecast", measure=measure, weeks_ahead=weeks)
    return row if row and row["value"] is not None else None


def _target(ctx: Context, measure: str) -> Row | None:
    """The month's target of a level; the month's flow has no weekly one."""
    row = ctx.first("pace", measure=measure) if measure == PIPELINE else None
    return row if row and row["target_month"] is not None else None


def forecast_title(ctx: Context) -> str:
    """What to expect in four weeks, with its interval: of pipeline beside its target, else of revenue.

    Empty where no model has beaten the naive forecast, or where the only target known is another month's.
    """
    return next((said for measure in MEASURES if (said := _measure_title(ctx, measure))), "")


def _measure_title(ctx: Context, measure: str) -> str:
    row, target = _ahead(ctx, measure, 4), _target(ctx, measure)
    if row is None or row["low"] is None or row["is_naive"]:
        return ""
    words = _amounts(ctx, row) | {
        "day": ctx.language.short_day(row["week_end"]),
        "measure": ctx.term("measure", measure),
    }
    sentence = ctx.sentence("forecast_title", measure, **words)
    if target is None:
        return sentence
    if target["month"] != row["week_end"].replace(day=1):
        return ""
    amount = target["target_month"]
    where = "above" if row["low"] > amount else "below" if row["high"] < amount else "inside"
    return ctx.sentence("forecast_and_target", where, forecast=sentence, target=ctx.money(amount))


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


def _plots(ctx: Context, ahead: dict[str, list[Row]]) -> Plots:
    """A plot of each measure that is known: the same unit on the same scale."""
    sketches = {measure: _sketch(ctx, measure, rows) for measure, rows in ahead.items() if rows}
    on_one_scale(list(sketches.values()))
    return Plots(tuple(_plot(ctx, measure, ahead[measure], sketch) for measure, sketch in sketches.items()))


def _sketch(ctx: Context, measure: str, rows: list[Row]) -> Sketch:
    """What was, what is expected with its interval, the naive forecast, and the target over its own month."""
    past, target, sketch = _history(ctx, measure), _target(ctx, measure), Sketch()
    joint = past[-1:] if measure == PIPELINE else []  # a level goes on from where it stands
    sketch.line(past)
    if not rows[0]["is_naive"]:
        sketch.line([*joint, *((row["week_end"], row["value"]) for row in rows)], "model")
    sketch.line(((row["week_end"], row["naive"]) for row in rows), "naive")
    sketch.band(((row["week_end"], row["low"], row["high"]) for row in rows), is_hatched=True)
    if target is not None:
        month, amount = target["month"], target["target_month"]
        last_day = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        sketch.line([(month, amount), (last_day, amount)], "target")
        sketch.name_above(month, amount, ctx.say("target {month}", month=ctx.language.month(month)))
    return sketch


def _plot(ctx: Context, measure: str, rows: list[Row], sketch: Sketch) -> Plot:
    past, last = _history(ctx, measure), rows[-1]
    days = (past[0][0] if past else rows[0]["week_end"], ctx.day, last["week_end"])
    across = {day: ctx.language.short_day(day) for day in days}
    words = {"measure": ctx.term("measure", measure), "currency": ctx.currency, "day": across[days[-1]]}
    alt = ctx.say("{measure}: {value} forecast for {day}, between {low} and {high}.", **words, **_amounts(ctx, last))
    title = ctx.sentence("forecast_plot", measure, **words)
    return sketch.plot(ctx.drawings, ctx.money, across, height=95, millimetres=30, alt=alt, title=title)


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
        c.money(ctx.say("Mean error of the model"), "error", 26),
        c.money(ctx.say("of the naive forecast"), "naive_error", 26),
        c.percent(ctx.say("Within the interval"), "coverage", 26, 0),
    )
    return table(rows, columns)
