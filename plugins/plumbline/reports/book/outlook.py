"""Forecast against target, how it has done before, leading indicators, and what past days moved."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from plumbline.reports.book.blocks import Block, Cell, Column, Label, Plot, Plots, Section, Table
from plumbline.reports.book.context import Context
from plumbline.reports.charts.plot import Band, Curve, edges, plot, share, ticks
from plumbline.reports.charts.span import span
from plumbline.reports.reading import Row
from plumbline.reports.words import trust
from plumbline.reports.words.names import indicator_name, measure_name
from plumbline.reports.words.reasons import reason

MEASURES = ("qualified_pipeline", "revenue")
MOVED = 10
CLEAR = 35  # per cent of the width: nearer to an end a label would touch the end's own


def forecast(ctx: Context) -> Section:
    """Both forecasts as plots, and how they have done against the naive one."""
    language = ctx.language
    title = language.say("Forecast")
    if not any(row["value"] is not None for row in ctx.rows("forecast")):
        why = ctx.why("forecast", language.say("Not known: the history is too short for a forecast."))
        reasons = sorted({said for row in ctx.rows("forecast") if (said := reason(language, row["reason"]))})
        return Section(title, "forecast", why=why, notes=tuple(f"{said}." for said in reasons))
    plots = [one for measure in MEASURES if (one := _plot(ctx, measure)) is not None]
    blocks: list[Block] = [Plots(tuple(plots))] if plots else []
    blocks.append(_table(ctx))
    notes = [
        language.say(
            "{measure}: the model did not beat the naive forecast, so the naive one is shown.",
            measure=measure_name(language, m),
        )
        for m in MEASURES
        if any(row["measure"] == m and row["is_naive"] for row in ctx.rows("forecast"))
    ]
    return Section(
        forecast_title(ctx) or title,
        "forecast",
        language.say("Bands of 90%; dashed: the naive forecast, that all stays as it is; thin: the target"),
        tuple(blocks),
        tuple(notes),
    )


def at(ctx: Context, measure: str, weeks: int) -> Row | None:
    """The forecast of a measure so many weeks ahead."""
    found = [row for row in ctx.rows("forecast", measure=measure) if row["weeks_ahead"] == weeks]
    return found[0] if found and found[0]["value"] is not None else None


def target_of(ctx: Context, measure: str) -> Decimal | None:
    """The month's target, of a level; the month's flow has no weekly one."""
    row = next(iter(ctx.rows("pace", measure=measure)), None)
    return None if row is None or measure != "qualified_pipeline" else row["target_month"]


def forecast_title(ctx: Context) -> str:
    """Pipeline in four weeks with its interval, held against the target."""
    language = ctx.language
    row = at(ctx, "qualified_pipeline", 4)
    if row is None or row["low"] is None:
        return ""
    target = target_of(ctx, "qualified_pipeline")
    said = {
        "value": ctx.money(row["value"]),
        "low": ctx.money(row["low"]),
        "high": ctx.money(row["high"]),
        "day": language.short_day(row["week_end"]),
    }
    told = language.say("Qualified pipeline is forecast at {value} for {day} (90% interval {low} to {high})", **said)
    if target is None:
        return told
    if row["low"] > target:
        return language.say("{forecast}, above the target of {target}", forecast=told, target=ctx.money(target))
    if row["high"] < target:
        return language.say("{forecast}, below the target of {target}", forecast=told, target=ctx.money(target))
    return language.say("{forecast}; the target of {target} lies inside it", forecast=told, target=ctx.money(target))


def _plot(ctx: Context, measure: str) -> Plot | None:
    language = ctx.language
    found = [row for row in ctx.rows("forecast", measure=measure) if row["value"] is not None]
    if not found:
        return None
    past = _history(ctx, measure)
    curves = [Curve([(float(day.toordinal()), float(value)) for day, value in past])] if len(past) > 1 else []
    start = [(float(past[-1][0].toordinal()), float(past[-1][1]))] if past and measure == "qualified_pipeline" else []
    curves.append(
        Curve([*start, *((float(row["week_end"].toordinal()), float(row["value"])) for row in found)], "model")
    )
    naive = [(float(row["week_end"].toordinal()), float(row["naive"])) for row in found if row["naive"] is not None]
    if naive:
        curves.append(Curve(naive, "naive"))
    target = target_of(ctx, measure)
    last = found[-1]["week_end"]
    if target is not None:
        first = past[0][0] if past else found[0]["week_end"]
        curves.append(
            Curve([(float(first.toordinal()), float(target)), (float(last.toordinal()), float(target))], "target")
        )
    band = Band(
        [
            (float(row["week_end"].toordinal()), float(row["low"]), float(row["high"]))
            for row in found
            if row["low"] is not None and row["high"] is not None
        ]
    )
    frame = edges(curves, [band], from_zero=True)
    first = past[0][0] if past else found[0]["week_end"]
    places = [(share(float(day.toordinal()), frame.left, frame.right), day) for day in (first, ctx.day, last)]
    days = [day for at, day in places if at in (0.0, 100.0) or CLEAR < at < 100 - CLEAR]
    end = found[-1]
    alt = language.say(
        "{measure}: {value} forecast for {day}, between {low} and {high}.",
        measure=measure_name(language, measure),
        value=ctx.money(end["value"]),
        day=language.short_day(last),
        low=ctx.money(end["low"]),
        high=ctx.money(end["high"]),
    )
    return Plot(
        ctx.drawings.add(plot(frame, curves, [band], height=110, mirrored=language.direction == "rtl")),
        alt,
        tuple(Label(share(float(day.toordinal()), frame.left, frame.right), language.short_day(day)) for day in days),
        tuple(Label(share(y, frame.bottom, frame.top), ctx.money(Decimal(str(round(y))))) for y in ticks(frame)),
        34.0,
        language.say("{measure}, {currency}", measure=measure_name(language, measure), currency=ctx.currency)
        if measure == "qualified_pipeline"
        else language.say(
            "{measure} a week, {currency}", measure=measure_name(language, measure), currency=ctx.currency
        ),
    )


def _history(ctx: Context, measure: str) -> list[tuple[date, Decimal]]:
    """What happened: the level at each Sunday, the revenue of each week."""
    if measure != "qualified_pipeline":
        weeks = ctx.rows("weeks") if "weeks" in ctx.frames else []
        return [(row["as_of_day"], row["net_revenue"]) for row in weeks if row["net_revenue"] is not None]
    return [
        (row["as_of_day"], row["qualified"])
        for row in ctx.rows("figures")
        if row["qualified"] is not None and (row["as_of_day"].isoweekday() == 7 or row["as_of_day"] == ctx.day)
    ]


def _table(ctx: Context) -> Table:
    language = ctx.language
    columns = (
        Column(language.say("Measure"), "text"),
        Column(language.say("Weeks ahead"), "num", 13),
        Column(language.say("Forecast"), "num", 18),
        Column(language.say("90% interval"), "num", 36),
        Column(language.say("Naive"), "num", 18),
        Column(language.say("Weeks tested"), "num", 14),
        Column(language.say("Error"), "num", 18),
        Column(language.say("Naive error"), "num", 18),
        Column(language.say("Held by the interval"), "num", 16),
    )
    rows = []
    for measure in MEASURES:
        for weeks in (1, 4):
            row, score = (
                at(ctx, measure, weeks),
                next(iter(ctx.rows("forecast-score", measure=measure, weeks_ahead=weeks)), None),
            )
            if row is None:
                continue
            rows.append(
                (
                    Cell(measure_name(language, measure)),
                    Cell(ctx.count(weeks)),
                    Cell(ctx.money(row["value"])),
                    Cell(
                        ctx.interval(ctx.money(row["low"]), ctx.money(row["high"])) if row["low"] is not None else "–"
                    ),
                    Cell(ctx.money(row["naive"])),
                    Cell(ctx.count(score["backtests"]) if score else "–"),
                    Cell(ctx.money(score["error"]) if score else "–"),
                    Cell(ctx.money(score["naive_error"]) if score else "–"),
                    Cell(ctx.percent(score["coverage"], 0) if score else "–"),
                )
            )
    return Table(columns, tuple(rows))


def pace(ctx: Context) -> Section:
    """The month's targets and what was reached."""
    language = ctx.language
    title = language.say("Targets of the month")
    found = [row for row in ctx.rows("pace") if row["target_month"] is not None]
    if not found:
        return Section(title, "pace", why=ctx.why("pace", language.say("No target is set for this month.")))
    columns = (
        Column(language.say("Measure"), "text"),
        Column(language.say("Target"), "num", 18),
        Column(language.say("Actual"), "num", 18),
        Column(language.say("Reached"), "bar", 34),
    )
    shares = [
        Decimal(row["actual_to_date"] or 0) / row["target_month"] if row["target_month"] else None for row in found
    ]
    top = max([Decimal(1), *(one for one in shares if one is not None)])
    rows = tuple(
        (
            Cell(measure_name(language, row["measure"])),
            Cell(ctx.money(row["target_month"])),
            Cell(ctx.money(row["actual_to_date"])),
            Cell(ctx.percent(one, 0), None if one is None else float(max(Decimal(0), one / top * 100))),
        )
        for row, one in zip(found, shares, strict=True)
    )
    return Section(title, "pace", blocks=(Table(columns, rows),))


def indicators(ctx: Context) -> Section:
    """What moves before the money does: preference, wallet, collateral, daily use; with intervals where asked."""
    language = ctx.language
    title = language.say("Leading indicators")
    found = [row for row in ctx.rows("indicators") if row["value"] is not None]
    if not found:
        why = ctx.why("indicators", language.say("Not known: no survey and no use of collateral is connected."))
        return Section(title, "leading_indicator", why=why)
    ends = (Decimal(0), Decimal(1))
    columns = (
        Column(language.say("Indicator"), "text"),
        Column(language.say("Value, 90% interval"), "span", 30),
        Column(language.say("Before"), "num", 14),
        Column(language.say("Answers"), "num", 16),
    )
    rows = []
    for row in sorted(found, key=lambda one: one["indicator"]):
        value, is_share = row["value"], row["high"] is None or row["high"] <= 1

        def said(number: Decimal | None, is_share: bool = is_share) -> str:
            return "–" if number is None else ctx.percent(number) if is_share and number <= 1 else ctx.count(number)

        rows.append(
            (
                Cell(indicator_name(language, row["indicator"])),
                Cell(said(value), span=span(row["low"], value, row["high"], ends) if value <= 1 else None),
                Cell(said(row["value_before"])),
                Cell(ctx.count(row["answers"])),
            )
        )
    return Section(title, "leading_indicator", blocks=(Table(columns, tuple(rows)),))


def restated(ctx: Context) -> Section:
    """What past days moved since the last report of this kind."""
    language = ctx.language
    found = [row for row in ctx.rows("restated-since") if row["change"]]
    if not found:
        why = ctx.why("restated-since", language.say("No figure of the days before moved since the last report."))
        return Section(language.say("Restated since the last report"), "restated_since", why=why)
    title = language.count(
        "{n} figure of past days moved since the last report",
        "{n} figures of past days moved since the last report",
        len(found),
    )
    found.sort(key=lambda row: (-abs(row["change"]), row["measure"]))
    columns = (
        Column(language.say("Source and measure"), "text"),
        Column(language.say("Days"), "num", 10),
        Column(language.say("Before"), "num", 19),
        Column(language.say("Change"), "num", 19),
    )
    rows = tuple(
        (
            Cell(trust.moved_name(language, row)),
            Cell(ctx.count(row["days_moved"])),
            Cell(trust.amount(language, row["before"], row["unit"])),
            Cell(trust.amount(language, row["change"], row["unit"], signed=True)),
        )
        for row in found[:MOVED]
    )
    oldest = min((row["oldest_day"] for row in found if row["oldest_day"]), default=None)
    subtitle = language.say("Days back to {day}", day=language.day(oldest)) if oldest else ""
    return Section(title, "restated_since", subtitle, (Table(columns, rows),))


def week_before(day: date) -> date:
    """The Sunday before."""
    return day - timedelta(days=7)
