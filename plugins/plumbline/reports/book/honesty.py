"""What a stated probability really means: the win rate of each band, the score of each team, the honest threshold."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.book.blocks import Cell, Column, Section, Table
from plumbline.reports.book.context import Context
from plumbline.reports.charts.span import span
from plumbline.reports.reading import Row
from plumbline.reports.words.names import verdict_name

ENDS = (Decimal(0), Decimal(1))


def bands(ctx: Context) -> Section:
    """Stated against won by band: the line is what was said, the dot what happened, with its interval."""
    language = ctx.language
    title = language.say("What a stated probability means here")
    found = [row for row in ctx.rows("calibration-bands") if row["level"] == "company" and row["deals"]]
    if not found:
        why = ctx.why("calibration-bands", language.say("Not known: too few deals have been closed."))
        return Section(title, "calibration_band", why=why)
    columns = (
        Column(language.say("Stated"), "text", 30),
        Column(language.say("Deals"), "num", 16),
        Column(language.say("Won"), "num", 16),
        Column(language.say("Win rate, 90% interval"), "span"),
        Column(language.say("Interval"), "num", 28),
        Column(language.say("Said on average"), "num", 22),
    )
    rows = tuple(
        (
            Cell(ctx.interval(ctx.percent(row["band_low"], 0), ctx.percent(row["band_high"], 0))),
            Cell(ctx.count(row["deals"])),
            Cell(ctx.count(row["won"])),
            Cell(
                ctx.percent(row["win_rate"], 0),
                span=span(row["win_rate_low"], row["win_rate"], row["win_rate_high"], ENDS, row["stated"]),
            ),
            Cell(ctx.interval(ctx.percent(row["win_rate_low"], 0), ctx.percent(row["win_rate_high"], 0))),
            Cell(ctx.percent(row["stated"], 0)),
        )
        for row in sorted(found, key=lambda one: one["band_low"])
    )
    note = language.say(
        "The mark is what was said on average. Wilson intervals; a deal counts once in each band that it stood in."
    )
    return Section(meaning_sentence(ctx) or title, "calibration_band", "", (Table(columns, rows),), (note,))


def company(ctx: Context) -> Row | None:
    """The company's score; in a scope that of its only team."""
    found = ctx.rows("calibration")
    own = [row for row in found if row["level"] == "company"] or [row for row in found if row["level"] == "team"]
    return own[0] if len(own) == 1 else next((row for row in own if row["level"] == "company"), None)


def meaning_sentence(ctx: Context) -> str:
    """What the threshold really means, with its interval; empty where it is not known."""
    row = company(ctx)
    if row is None or row["won_at_threshold"] is None or row["threshold"] is None:
        return ""
    language = ctx.language
    said = {
        "threshold": ctx.percent(row["threshold"], 0),
        "won": ctx.percent(row["won_at_threshold"], 0),
        "low": ctx.percent(row["won_at_threshold_low"], 0),
        "high": ctx.percent(row["won_at_threshold_high"], 0),
    }
    return language.say(
        "Of the deals said to close with {threshold} or more {won} were won (90% interval {low} to {high})", **said
    )


def scores(ctx: Context) -> Section:
    """Brier score, win rate and verdict by team."""
    language = ctx.language
    title = language.say("Whose percentages are honest")
    found = [row for row in ctx.rows("calibration") if row["level"] in ("company", "team")]
    if not found:
        why = ctx.why("calibration", language.say("Not known: too few deals have been closed."))
        return Section(title, "calibration_score", why=why)
    found.sort(key=lambda row: (row["level"] == "company", row["item"]))
    columns = (
        Column(language.say("Team"), "text"),
        Column(language.say("Deals"), "num", 14),
        Column(language.say("Said"), "num", 14),
        Column(language.say("Won"), "num", 14),
        Column(language.say("Won, less chance"), "num", 22),
        Column(language.say("Brier score"), "num", 18),
        Column(language.say("of the base rate"), "num", 20),
        Column(language.say("Percentages are"), "text", 26),
        Column(language.say("Honest threshold"), "num", 20),
    )
    rows = tuple(
        (
            Cell(language.say("Company") if row["level"] == "company" else ctx.name(row["item_name"] or row["item"])),
            Cell(ctx.count(row["deals"])),
            Cell(ctx.percent(row["stated"], 0)),
            Cell(ctx.percent(row["win_rate"], 0)),
            Cell(ctx.percent(row["shrunk_win_rate"], 0)),
            Cell(ctx.count(row["brier"], 3)),
            Cell(ctx.count(row["brier_of_base_rate"], 3)),
            Cell(verdict_name(language, row["verdict"])),
            Cell(ctx.percent(row["calibrated_threshold"], 0)),
        )
        for row in found
    )
    kinds = tuple("total" if row["level"] == "company" else "" for row in found)
    note = language.say(
        "Brier score: 0 is perfect; above that of the base rate the percentages say less than the average does."
        " Honest threshold: from there on deals are won as often as the threshold promises."
    )
    return Section(title, "calibration_score", "", (Table(columns, rows, kinds),), (note,))
