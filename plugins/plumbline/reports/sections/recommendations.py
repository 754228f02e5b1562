"""What to iterate on, and why: recommendations that an interval or a margin of these days carries."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.blocks import Section, Text
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
    return [
        *_fatigued_creatives(ctx),
        *_overreporting_platform(ctx),
        *_short_pipeline(ctx),
        *_creatives_to_scale_or_stop(ctx),
        *_inaccurate_forecasts(ctx),
        *_slow_team(ctx),
    ][:MOST]


def _fatigued_creatives(ctx: Context) -> list[str]:
    """Creatives whose click rate falls, the interval below zero; the two with most spend."""
    spend = {row["creative_id"]: row["spend"] or ZERO for row in ctx.rows("creatives")}
    rows = [row for row in ctx.rows("fatigue", is_fatigued=True) if row["weekly_change_percent"] is not None]
    rows.sort(key=lambda row: (-spend.get(row["creative_id"], ZERO), row["creative_id"]))
    return [
        ctx.say(
            "Replace {creative}: its click rate changes by {change} a week (90% interval {low} to {high}).",
            creative=ctx.name(row["ad_name"]),
            change=ctx.percentage(row["weekly_change_percent"]),
            low=ctx.percentage(row["low"]),
            high=ctx.percentage(row["high"]),
        )
        for row in rows[:2]
    ]


def _overreporting_platform(ctx: Context) -> list[str]:
    """The largest platform that reports more conversions than orders were booked, the interval above one."""
    return [
        ctx.say(
            "Judge {platform} by the till: it claims {ratio} purchases for each one (90% interval {low} to {high}).",
            platform=ctx.platform(row["platform"]),
            ratio=ctx.number(row["ratio"], 2),
            low=ctx.number(row["ratio_low"], 2),
            high=ctx.number(row["ratio_high"], 2),
        )
        for row in current_ratios(ctx)
        if row["ratio_low"] is not None and row["ratio_low"] > 1
    ][:1]


def _short_pipeline(ctx: Context) -> list[str]:
    """Whether what is likely to close falls short of what is left of the target, by the band's own win rate."""
    row = ctx.first("pipeline-coverage", level="company") or {}
    coverage, needed = row.get("coverage"), row.get("needed_coverage")
    if coverage is None or needed is None or coverage >= needed:
        return []
    return [
        ctx.say(
            "Fill the pipeline: it covers {has} times what is left of the quarter's target,"
            " {needed} are needed at this band's win rate.",
            has=ctx.number(coverage, 1),
            needed=ctx.number(needed, 1),
        )
    ]


def _creatives_to_scale_or_stop(ctx: Context) -> list[str]:
    """The creative with most spend to scale, and the one to stop."""
    sentences = []
    for recommendation in ("scale", "stop"):
        rows = [row for row in ctx.rows("creatives", recommendation=recommendation) if row["spend"]]
        row = min(rows, key=lambda row: (-row["spend"], row["creative_id"]), default=None)
        if row is not None:
            sentences.append(
                ctx.say(
                    "{creative} is one to {place}: {spend} spent, {contribution} of contribution.",
                    creative=ctx.name(row["ad_name"]),
                    place=ctx.term("recommendation", recommendation),
                    spend=ctx.money(row["spend"]),
                    contribution=ctx.money(row["contribution"]),
                )
            )
    return sentences


def _inaccurate_forecasts(ctx: Context) -> list[str]:
    """Reps whose percentages are too high or too low, each by name; two at most."""
    sentences = []
    for row in ctx.rows("calibration", level="rep"):
        if (row["deals"] or 0) < FEWEST_DEALS:
            continue
        words = {
            "name": ctx.name(row["item_name"] or row["item"]),
            "stated": ctx.percent(row["stated"], 0),
            "won": ctx.percent(row["win_rate"], 0),
            "n": ctx.number(row["deals"]),
        }
        if row["verdict"] == "over_forecast":
            sentences.append(
                ctx.say("Talk about percentages with {name}: {stated} said, {won} of {n} deals won; too high.", **words)
            )
        elif row["verdict"] == "under_forecast":
            sentences.append(
                ctx.say("Talk about percentages with {name}: {stated} said, {won} of {n} deals won; too low.", **words)
            )
    return sentences[:2]


def _slow_team(ctx: Context) -> list[str]:
    """The first team whose median lead waits longer than a working day."""
    return [
        ctx.say(
            "Answer sooner in {team}: half of its leads wait more than {hours} working hours.",
            team=ctx.name(row["item"]),
            hours=ctx.number(Decimal(row["median_working_minutes"]) / 60, 1),
        )
        for row in ctx.rows("speed", level="team")
        if (row["median_working_minutes"] or 0) > LONGEST_WAIT
    ][:1]
