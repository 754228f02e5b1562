"""What a stated probability really means: the win rate of each band, and whose percentages are off."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from plumbline.language.language import plural, text
from plumbline.layout.blocks import Plot, Plots, Section
from plumbline.layout.charts.cells import track
from plumbline.layout.charts.plot import Curve, Frame, labelled_plot
from plumbline.reports import tables
from plumbline.reports.context import ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Read, Reads, Row, latest
from plumbline.reports.tables import Column, Columns, table

ABREAST = 4  # plots: the company's and those of its largest teams
NAMED = 3  # in a title
DEALS = plural("{n} closed deal", "{n} closed deals")
OFF = {"over_forecast": text("Over-forecast"), "under_forecast": text("Under-forecast")}
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
    subtitle = ctx.say(
        "Across: stated probability; upward: share won; bars: 90% intervals, dark where they exclude what was stated"
    )
    note = ctx.say(
        "A deal counts in each band in which it stood, so bands don't add up; the title counts each deal once."
    )
    return Section(meaning_sentence(ctx) or title, "calibration_band", subtitle, (plots,), (note,))


def _bands(ctx: Context, score: Row) -> list[Row]:
    rows = ctx.rows("calibration-bands", level=score["level"], item=score["item"])
    return [row for row in rows if row["deals"] and None not in (row["stated"], row["win_rate"], row["win_rate_low"])]


def _is_off(band: Row) -> bool:
    return not band["win_rate_low"] <= band["stated"] <= band["win_rate_high"]


def _plot(ctx: Context, score: Row, bands: list[Row]) -> Plot:
    """Win rates with their intervals beside the line on which they would lie if percentages came true."""
    curves = [Curve([(0.0, 0.0), (1.0, 1.0)], "target")]
    for band in bands:
        x, low, high = (float(band[key]) for key in ("stated", "win_rate_low", "win_rate_high"))
        curves.append(Curve([(x, low), (x, high)], "off" if _is_off(band) else "interval"))
    words = {"name": _name(ctx, score), "bands": ctx.number(len(bands))}
    words["off"] = ctx.number(sum(map(_is_off, bands)))
    return labelled_plot(
        ctx.drawings, curves, dots=[(float(band["stated"]), float(band["win_rate"])) for band in bands],
        alt=ctx.say("{name}: in {off} of {bands} bands the interval of the win rate misses what was stated.", **words),
        across=[(0.0, ctx.percent(ZERO)), (1.0, ctx.percent(Decimal(1)))], write=ctx.whole_percent, frame=WHOLE,
        height=130, width=130, millimetres=32, gutter=8.5, inside=[(0.36, 0.93, ctx.say("as stated"))],
        title=words["name"], note=ctx.count(*DEALS, score["deals"]) + " · " + ctx.term("verdict", score["verdict"]),
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
    """Verdict by team, and from which stated probability on the threshold's promise holds."""
    rows = [row for row in ctx.rows("calibration") if row["level"] in ("company", "team")]
    rows.sort(key=lambda row: (row["level"] == "company", row["item"]))
    ends, c = track(row[key] for row in rows for key in GAP), Columns(ctx)
    columns = (
        c.interval(ctx.say("Won less stated, points, 90% interval"), GAP, ends, partial(_points, ctx), 56, ZERO),
        tables.text(ctx.say("Percentages are"), lambda row: ctx.term("verdict", row["verdict"]), 26),
        c.percent(ctx.say("Calibrated threshold"), "calibrated_threshold", 24, 0),
    )
    note = ctx.say("From the calibrated threshold on, deals are won as often as the threshold promises.")
    return _scores(ctx, rows, ctx.say("Team"), columns, note)


@section(CALIBRATION)
def calibration_of_reps(ctx: Context) -> Section:
    """Whose percentages are off: reps by name for their own lead, teams for everybody else."""
    is_lead = ctx.request.scope.teams is not None
    rows = [row for row in ctx.rows("calibration", level="rep" if is_lead else "team") if row["stated"] is not None]
    rows.sort(key=lambda row: (row["verdict"] in ("accurate", "too_few"), -(row["deals"] or 0), row["item"]))
    columns = (
        Columns(ctx).written(ctx.say("Won less stated, points"), "gap", partial(_points, ctx), 19),
        tables.text("", lambda row: ctx.term("verdict", row["verdict"]), 21),
    )
    return _scores(ctx, rows[:8], ctx.say("Rep") if is_lead else ctx.say("Team"), columns)


def _points(ctx: Context, gap: Decimal | None) -> str:
    return "–" if gap is None else ctx.language.signed(gap * 100)


def _scores(ctx: Context, rows: list[Row], heading: str, columns: tuple[Column, ...], note: str = "") -> Section:
    """What was counted, then these columns; the title names who is off."""
    title = ctx.say("Whose percentages come true")
    if not rows:
        return ctx.unknown(title, "calibration", ctx.say("Not known: too few deals have been closed."))
    c = Columns(ctx)
    counted = (
        c.name(heading, lambda row: _name(ctx, row)),
        c.number(ctx.say("Closed deals"), "deals", 17),
        c.number(ctx.say("Won"), lambda row: row.get("won"), 11),
        c.percent(ctx.say("Win rate"), lambda row: row.get("observed_win_rate"), 12, 0),
    )
    off = {
        ctx.say(said): [_name(ctx, row) for row in rows if row["verdict"] == verdict and row["level"] != "company"]
        for verdict, said in OFF.items()
    }
    told = [f"{said}: {ctx.language.listed(names[:NAMED])}" for said, names in off.items() if names]
    notes = (ctx.say("Won less stated: over all bands in which the deals stood."), *((note,) if note else ()))
    block = table(rows, (*counted, *columns), lambda row: "total" if row["level"] == "company" else "")
    return Section(ctx.language.together(told) or title, "calibration_score", blocks=(block,), notes=(" ".join(notes),))
