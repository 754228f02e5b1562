"""What to iterate on, and why: recommendations that an interval or a margin of these days carries."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from plumbline.layout.blocks import Section, Text
from plumbline.reports.context import ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Reads
from plumbline.reports.sections.calibration import CALIBRATION
from plumbline.reports.sections.content import CREATIVES, FATIGUE
from plumbline.reports.sections.reporting_ratio import RATIOS, current_ratios
from plumbline.reports.sections.sales import COVERAGE, SPEED

MOST = 6
LONGEST_WAIT = Decimal(8 * 60)  # working minutes: a lead that waits longer than a working day waits overnight
FEWEST_DEALS = 10
Advice = Iterator[tuple[str, dict[str, str]]]  # a sentence's code in the vocabulary, and its words
READS: Reads = {**CREATIVES, **FATIGUE, **RATIOS, **COVERAGE, **CALIBRATION, **SPEED}


@section(READS)
def recommendations(ctx: Context) -> Section:
    """All recommendations as a list, the costliest first."""
    title, sentences = ctx.say("What to iterate on, and why"), _recommendations(ctx)
    if not sentences:
        return Section(title, unknown=ctx.say("Nothing: no interval of these days carries a change."))
    return Section(title, blocks=(Text(tuple(sentences), is_list=True),))


def first_recommendation(ctx: Context) -> str:
    """The costliest recommendation; empty where there is none."""
    return next(iter(_recommendations(ctx)), "")


def _recommendations(ctx: Context) -> list[str]:
    advice = [
        *_fatigued_creatives(ctx),
        *_overreporting_platform(ctx),
        *_short_pipeline(ctx),
        *_creatives_to_scale_or_stop(ctx),
        *_inaccurate_forecasts(ctx),
        *_slow_team(ctx),
    ]
    sentences = ((ctx.language.vocabulary["advice"][code], words) for code, words in advice[:MOST])
    return [ctx.say(sentence, **words) for sentence, words in sentences]


def _fatigued_creatives(ctx: Context) -> Advice:
    """Creatives whose click rate falls, the interval below zero; the two with most spend."""
    spend = {row["creative_id"]: row["spend"] or ZERO for row in ctx.rows("creatives")}
    rows = [row for row in ctx.rows("fatigue", is_fatigued=True) if row["weekly_change_percent"] is not None]
    rows.sort(key=lambda row: (-spend.get(row["creative_id"], ZERO), row["creative_id"]))
    for row in rows[:2]:
        change, low, high = (ctx.percentage(row[key]) for key in ("weekly_change_percent", "low", "high"))
        words = {"creative": ctx.name(row["ad_name"]), "change": change, "low": low, "high": high}
        yield "fatigued", words


def _overreporting_platform(ctx: Context) -> Advice:
    """The largest platform that reports more conversions than orders were booked, the interval above one."""
    rows = [row for row in current_ratios(ctx) if row["ratio_low"] is not None and row["ratio_low"] > 1]
    for row in rows[:1]:
        ratio, low, high = (ctx.number(row[key], 2) for key in ("ratio", "ratio_low", "ratio_high"))
        yield "overreporting", {"platform": ctx.platform(row["platform"]), "ratio": ratio, "low": low, "high": high}


def _short_pipeline(ctx: Context) -> Advice:
    """Whether what is likely to close falls short of what is left of the target, by the band's own win rate."""
    row = ctx.first("pipeline-coverage", level="company") or {}
    coverage, needed = row.get("coverage"), row.get("needed_coverage")
    if coverage is not None and needed is not None and coverage < needed:
        yield "short_pipeline", {"has": ctx.number(coverage, 1), "needed": ctx.number(needed, 1)}


def _creatives_to_scale_or_stop(ctx: Context) -> Advice:
    """The creative with most spend to scale, and the one to stop."""
    for place in ("scale", "stop"):
        rows = [row for row in ctx.rows("creatives", recommendation=place) if row["spend"]]
        rows.sort(key=lambda row: (-row["spend"], row["creative_id"]))
        for row in rows[:1]:
            words = {"creative": ctx.name(row["ad_name"]), "place": ctx.term("recommendation", place)}
            words |= {key: ctx.money(row[key]) for key in ("spend", "contribution")}
            yield "creative", words


def _inaccurate_forecasts(ctx: Context) -> Advice:
    """Reps whose percentages are too high or too low, each by name; two at most."""
    rows = [row for row in ctx.rows("calibration", level="rep") if (row["deals"] or 0) >= FEWEST_DEALS]
    for row in [row for row in rows if row["verdict"] in ("over_forecast", "under_forecast")][:2]:
        words = {"name": ctx.name(row["item_name"] or row["item"]), "n": ctx.number(row["deals"])}
        words |= {"stated": ctx.percent(row["stated"], 0), "won": ctx.percent(row["win_rate"], 0)}
        yield row["verdict"], words


def _slow_team(ctx: Context) -> Advice:
    """The first team whose median lead waits longer than a working day."""
    rows = [row for row in ctx.rows("speed", level="team") if (row["median_working_minutes"] or 0) > LONGEST_WAIT]
    for row in rows[:1]:
        hours = ctx.number(Decimal(row["median_working_minutes"]) / 60, 1)
        yield "slow_team", {"team": ctx.name(row["item"]), "hours": hours}
