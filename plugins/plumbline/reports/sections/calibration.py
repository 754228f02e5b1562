"""What a stated probability really means: the win rate of each band, the score of each team and each rep."""

from __future__ import annotations

from decimal import Decimal

from plumbline.layout.blocks import Section
from plumbline.reports.context import Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Read, Reads, Row, latest
from plumbline.reports.tables import Columns, table, text

ENDS = (Decimal(0), Decimal(1))
CALIBRATION: Reads = {"calibration": Read("calibration_score", ("level", "item"), latest)}


@section(CALIBRATION, calibration_bands=Read("calibration_band", ("level", "item", "band_low"), latest))
def calibration_bands(ctx: Context) -> Section:
    """Stated against won by band: the mark is what was stated, the dot what happened, with its interval."""
    title = ctx.say("What a stated probability means here")
    rows = [row for row in ctx.rows("calibration-bands", level="company") if row["deals"]]
    if not rows:
        return ctx.unknown(title, "calibration-bands", ctx.say("Not known: too few deals have been closed."))

    def band(row: Row) -> str:
        return ctx.interval(ctx.whole_percent(row["band_low"]), ctx.whole_percent(row["band_high"]))

    won = ("win_rate_low", "win_rate", "win_rate_high")
    c = Columns(ctx)
    columns = (
        text(ctx.say("Stated"), band, 30),
        c.number(ctx.say("Deals"), "deals", 16),
        c.number(ctx.say("Won"), "won", 16),
        c.interval(ctx.say("Win rate, 90% interval"), won, ENDS, ctx.whole_percent, mark="stated"),
        c.ends(ctx.say("Interval"), "win_rate_low", "win_rate_high", ctx.whole_percent, 28),
        c.percent(ctx.say("Said on average"), "stated", 22, 0),
    )
    note = ctx.say(
        "The mark is what was said on average. Wilson intervals; a deal counts once in each band that it stood in."
    )
    block = table(sorted(rows, key=lambda row: row["band_low"]), columns)
    return Section(meaning_sentence(ctx) or title, "calibration_band", blocks=(block,), notes=(note,))


def meaning_sentence(ctx: Context) -> str:
    """What the threshold really means, with its interval; of the company, in a scope of its only team."""
    teams = ctx.rows("calibration", level="team")
    row = ctx.first("calibration", level="company") or (teams[0] if len(teams) == 1 else None)
    if row is None or row["won_at_threshold"] is None or row["threshold"] is None:
        return ""
    won, low, high = (ctx.whole_percent(row["won_at_threshold" + end]) for end in ("", "_low", "_high"))
    words = {"threshold": ctx.whole_percent(row["threshold"]), "won": won, "low": low, "high": high}
    return ctx.say(
        "Of the deals said to close with {threshold} or more {won} were won (90% interval {low} to {high})", **words
    )


@section(CALIBRATION)
def calibration_scores(ctx: Context) -> Section:
    """Brier score, win rate and verdict by team."""
    title = ctx.say("Whose percentages are honest")
    rows = [row for row in ctx.rows("calibration") if row["level"] in ("company", "team")]
    if not rows:
        return ctx.unknown(title, "calibration", ctx.say("Not known: too few deals have been closed."))
    rows.sort(key=lambda row: (row["level"] == "company", row["item"]))

    def team(row: Row) -> str:
        return ctx.say("Company") if row["level"] == "company" else row["item_name"] or row["item"]

    c = Columns(ctx)
    columns = (
        c.name(ctx.say("Team"), team),
        c.number(ctx.say("Deals"), "deals", 14),
        c.percent(ctx.say("Said"), "stated", 14, 0),
        c.percent(ctx.say("Won"), "win_rate", 14, 0),
        c.percent(ctx.say("Won, less chance"), "shrunk_win_rate", 22, 0),
        c.number(ctx.say("Brier score"), "brier", 18, 3),
        c.number(ctx.say("of the base rate"), "brier_of_base_rate", 20, 3),
        text(ctx.say("Percentages are"), lambda row: ctx.term("verdict", row["verdict"]), 26),
        c.percent(ctx.say("Honest threshold"), "calibrated_threshold", 20, 0),
    )
    note = ctx.say(
        "Brier score: 0 is perfect; above that of the base rate the percentages say less than the average does."
        " Honest threshold: from there on deals are won as often as the threshold promises."
    )
    block = table(rows, columns, lambda row: "total" if row["level"] == "company" else "")
    return Section(title, "calibration_score", blocks=(block,), notes=(note,))


@section(CALIBRATION)
def calibration_of_reps(ctx: Context) -> Section:
    """Stated against won, by rep: few deals lean on the team's rate."""
    title = ctx.say("Whose percentages are honest")
    rows = [row for row in ctx.rows("calibration", level="rep") if row["stated"] is not None]
    if not rows:
        return ctx.unknown(title, "calibration", ctx.say("Not known: too few deals have been closed."))
    rows.sort(key=lambda row: (row["verdict"] in ("accurate", "too_few"), -(row["deals"] or 0), row["item"]))
    gap = ("shrunk_win_rate", "shrunk_win_rate", "stated")
    c = Columns(ctx)
    columns = (
        c.name(ctx.say("Rep"), lambda row: row["item_name"] or row["item"], note=lambda row: ctx.name(row["team"])),
        c.number(ctx.say("Deals"), "deals", 14),
        c.interval(ctx.say("Said, and won"), gap, ENDS, ctx.whole_percent, 30, "stated"),
        text("", lambda row: ctx.term("verdict", row["verdict"]), 18),
    )
    note = ctx.say("The mark is what was said, the dot what was won; few deals lean on their team's rate.")
    return Section(title, "calibration_score", blocks=(table(rows[:8], columns),), notes=(note,))
