"""What a stated probability really means: the win rate of each band, and whose percentages are off."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial

from plumbline.language.language import plural
from plumbline.layout.blocks import Plot, Plots, Section
from plumbline.layout.charts.cells import track
from plumbline.layout.charts.plot import Frame, Name, Sketch
from plumbline.marts.reading import Read, Reads, Row, latest
from plumbline.reports.context import ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.tables import Column, Columns, table, text

ABREAST = 4  # plots: the company's and those of its largest teams
NAMED = 3  # in a title
DEALS = plural("{n} closed deal", "{n} closed deals")
GAP = ("gap_low", "gap", "gap_high")
WHOLE = Frame(0, 1, 0, 1)
CALIBRATION: Reads = {"calibration": Read("calibration_score", ("level", "item"), latest)}


@section(CALIBRATION, calibration_bands=Read("calibration_band", ("level", "item", "band_low"), latest))
def calibration_bands(ctx: Context) -> Section:
    """Stated against won, band by band: of the company and of its teams."""
    title = ctx.say("What a stated probability means here")
    scores = [row for row in ctx.rows("calibration") if row["level"] in ("company", "team")]
    scores.sort(key=lambda row: (row["level"] != "company", -(row["deals"] or 0), row["item"]))
    drawn = [(row, bands) for row in scores if (bands := _bands(ctx, row))]
    if not drawn:
        return ctx.unknown(title, "calibration-bands", ctx.say("Not known: too few deals have been closed."))
    plots = Plots(tuple(_plot(ctx, *one) for one in drawn[:ABREAST]), ABREAST)
    subtitle, note = ctx.sentence("calibration", "subtitle"), ctx.sentence("calibration", "note")
    return Section(meaning_sentence(ctx) or title, "calibration_band", subtitle, (plots,), (note,))


def _bands(ctx: Context, score: Row) -> list[Row]:
    rows = ctx.rows("calibration-bands", level=score["level"], item=score["item"])
    return [row for row in rows if row["deals"] and None not in (row["stated"], row["win_rate"], row["win_rate_low"])]


def _plot(ctx: Context, score: Row, bands: list[Row]) -> Plot:
    """Win rates with their intervals beside the line on which they would lie if percentages came true."""
    sketch = Sketch(fixed=WHOLE)
    sketch.line([(0.0, 0.0), (1.0, 1.0)], "target")
    for band in bands:
        ends = tuple(band["win_rate" + end] for end in ("_low", "", "_high"))
        sketch.interval(band["stated"], ends, band["stated"])
    sketch.names.append(Name(0.36, 0.93, ctx.say("as stated")))
    off = [band for band in bands if not band["win_rate_low"] <= band["stated"] <= band["win_rate_high"]]
    words = {"name": _name(ctx, score), "off": ctx.number(len(off)), "bands": ctx.number(len(bands))}
    return sketch.plot(
        ctx.drawings, ctx.whole_percent, {x: ctx.whole_percent(Decimal(x)) for x in (0.0, 1.0)}, height=130, width=130,
        millimetres=32, gutter=8.5, title=words["name"],
        alt=ctx.say("{name}: in {off} of {bands} bands the interval of the win rate misses what was stated.", **words),
        note=ctx.count(*DEALS, score["deals"]) + " · " + ctx.term("verdict", score["verdict"]),
    )  # fmt: skip


def _name(ctx: Context, row: Row) -> str:
    return ctx.say("Company") if row["level"] == "company" else ctx.name(row["item_name"] or row["item"])


def meaning_sentence(ctx: Context) -> str:
    """What the threshold really means, with its interval; of the company, in a scope of its only team."""
    teams = ctx.rows("calibration", level="team")
    row = ctx.first("calibration", level="company") or (teams[0] if len(teams) == 1 else None)
    if row is None or row["won_at_threshold"] is None or row["threshold"] is None:
        return ""
    won, low, high = (ctx.whole_percent(row["won_at_threshold" + end]) for end in ("", "_low", "_high"))
    words = {"threshold": ctx.whole_percent(row["threshold"]), "won": won, "low": low, "high": high}
    words["n"] = ctx.number(row["deals_at_threshold"])
    return ctx.say("Of {n} deals put at {threshold} or more, {won} were won (90% interval {low} to {high})", **words)


@section(CALIBRATION)
def calibration_scores(ctx: Context) -> Section:
    """Verdict by team, the company last, and from which stated probability on the threshold's promise holds."""
    rows = [row for row in ctx.rows("calibration") if row["level"] in ("company", "team")]
    rows.sort(key=lambda row: (row["level"] == "company", row["item"]))
    ends, c = track(row[key] for row in rows for key in GAP), Columns(ctx)
    gap = c.interval(ctx.say("Won less stated, points, 90% interval"), GAP, ends, partial(_points, ctx), 56, ZERO)
    threshold = c.percent(ctx.say("Calibrated threshold"), "calibrated_threshold", 24, 0)
    scores = _scores(ctx, ctx.say("Team"), rows, gap, threshold)
    apart = next((row["deals_without_team"] for row in rows if row["level"] == "company"), None)
    if not scores.blocks or not apart:
        return scores
    one, many = plural("{n} closed deal belongs to no team.", "{n} closed deals belong to no team.")
    return replace(scores, notes=(*scores.notes, ctx.count(one, many, apart)))


@section(CALIBRATION)
def calibration_of_reps(ctx: Context) -> Section:
    """Whose percentages are off: reps by name for their own lead, teams for everybody else."""
    is_lead = ctx.request.scope.teams is not None
    rows = [row for row in ctx.rows("calibration", level="rep" if is_lead else "team") if row["stated"] is not None]
    rows.sort(key=lambda row: (row["verdict"] in ("accurate", "too_few"), -(row["deals"] or 0), row["item"]))
    gap = Columns(ctx).written(ctx.say("Won less stated, points"), "gap", partial(_points, ctx), 20)
    return _scores(ctx, ctx.say("Rep") if is_lead else ctx.say("Team"), rows[:8], gap)


def _points(ctx: Context, gap: Decimal | None) -> str:
    return "–" if gap is None else ctx.language.signed(gap * 100)


def _scores(ctx: Context, heading: str, rows: list[Row], gap: Column, *more: Column) -> Section:
    """What was counted, the gap and its verdict; the title names who is off."""
    title, c = ctx.say("Whose percentages come true"), Columns(ctx)
    if not rows:
        return ctx.unknown(title, "calibration", ctx.say("Not known: too few deals have been closed."))
    columns = (
        c.name(heading, lambda row: _name(ctx, row)),
        c.number(ctx.say("Closed deals"), "deals", 17 if more else 13),
        c.number(ctx.say("Won"), lambda row: row.get("won"), 11),
        *([c.percent(ctx.say("Win rate"), lambda row: row.get("observed_win_rate"), 16, 0)] if more else []),
        gap,
        text("", lambda row: ctx.term("verdict", row["verdict"]), 36 if more else 24),
        *more,
    )
    told = []
    for verdict in ("over_forecast", "under_forecast"):
        names = [_name(ctx, row) for row in rows if row["verdict"] == verdict and row["level"] != "company"]
        told += [ctx.sentence("biased", verdict, names=ctx.language.listed(names[:NAMED]))] if names else []
    block = table(rows, columns, lambda row: "total" if row["level"] == "company" else "")
    notes = (ctx.sentence("calibration", "gap_and_threshold" if more else "gap"),)
    return Section(ctx.language.together(told) or title, "calibration_score", blocks=(block,), notes=notes)
