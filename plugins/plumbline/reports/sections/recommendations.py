"""What to iterate on, and why: recommendations that an interval or a margin of these days carries."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from plumbline.layout.blocks import Section, Text
from plumbline.marts.reading import Reads
from plumbline.reports.context import WEEK, ZERO, Context
from plumbline.reports.kind import section
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
    """All recommendations as a list, the costliest first, each with who can act on it until the next report."""
    title, advice = ctx.say("What to iterate on, and why"), _recommendations(ctx)
    if not advice:
        return Section(title, unknown=ctx.say("Nothing: no difference in these days is certain enough to act on."))
    sentences = (f"{said} {_who_and_when(ctx, code)}" for code, said in advice)
    return Section(title, blocks=(Text(tuple(sentences), is_list=True),))


def _who_and_when(ctx: Context, code: str) -> str:
    """Who can act on an advice, and the day of the next report: on one line."""
    day = ctx.language.short_day(ctx.day + WEEK)
    said = ctx.say("({owner}, by {day})", owner=ctx.term("advice_owner", code), day=day)
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def first_recommendation(ctx: Context) -> str:
    """The costliest recommendation; empty where there is none."""
    return next((said for _, said in _recommendations(ctx)), "")


def _recommendations(ctx: Context) -> list[tuple[str, str]]:
    """Each advice by its code, in its sentence."""
    advice = [
        *_fatigued_creatives(ctx),
        *_overreporting_platform(ctx),
        *_short_pipeline(ctx),
        *_creatives_to_scale_or_stop(ctx),
        *_inaccurate_forecasts(ctx),
        *_slow_team(ctx),
    ]
    return [(code, ctx.sentence("advice", code, **words)) for code, words in advice[:MOST]]


def _fatigued_creatives(ctx: Context) -> Advice:
    """Creatives whose click rate falls, the interval below zero, but those to stop anyway; the two with most spend."""
    spend = {row["creative_id"]: row["spend"] or ZERO for row in ctx.rows("creatives")}
    stopped = {row["creative_id"] for row in ctx.rows("creatives", recommendation="stop")}
    rows = [row for row in ctx.rows("fatigue", is_fatigued=True) if row["high"] is not None and row["high"] < 0]
    rows = [row for row in rows if row["creative_id"] not in stopped]
    rows.sort(key=lambda row: (-spend.get(row["creative_id"], ZERO), row["creative_id"]))
    for row in rows[:2]:  # a fall is told without its sign, so that its ends change places
        fall, low, high = (ctx.percentage(-row[key]) for key in ("weekly_change_percent", "high", "low"))
        yield "fatigued", {"creative": ctx.name(row["ad_name"]), "fall": fall, "low": low, "high": high}


def _overreporting_platform(ctx: Context) -> Advice:
    """The largest platform that reports more conversions than orders were booked, the interval above one."""
    rows = [row for row in current_ratios(ctx) if row["ratio_low"] is not None and row["ratio_low"] > 1]
    for row in rows[:1]:
        ratio, low, high = (ctx.number(row[key], 2) for key in ("ratio", "ratio_low", "ratio_high"))
        words = {"ratio": ratio, "low": low, "high": high, "days": ctx.period}
        yield "overreporting", {"platform": ctx.platform(row["platform"]), **words}


def _short_pipeline(ctx: Context) -> Advice:
    """Whether what is likely to close falls short of what is left of the target, by the band's own win rate."""
    row = ctx.first("pipeline-coverage", level="company") or {}
    coverage, needed = row.get("coverage"), row.get("needed_coverage")
    if coverage is not None and needed is not None and coverage < needed:
        yield "short_pipeline", {"has": ctx.number(coverage, 1), "needed": ctx.number(needed, 1)}


def _creatives_to_scale_or_stop(ctx: Context) -> Advice:
    """The creative with most spend to scale, and the one to stop."""
    tired = {row["creative_id"] for row in ctx.rows("fatigue", is_fatigued=True)}
    for place in ("scale", "stop"):
        rows = [row for row in ctx.rows("creatives", recommendation=place) if row["spend"]]
        rows = [row for row in rows if place == "stop" or row["creative_id"] not in tired]
        rows.sort(key=lambda row: (-row["spend"], row["creative_id"]))
        for row in rows[:1]:
            words = {key: ctx.money(row[key]) for key in ("spend", "contribution")}
            yield f"{place}_creative", {"creative": ctx.name(row["ad_name"]), "days": ctx.period, **words}


def _inaccurate_forecasts(ctx: Context) -> Advice:
    """Teams whose forecasts are too high or too low, two at most; reps by name only where a team reads its own."""
    level = "team" if ctx.request.scope.teams is None else "rep"
    rows = [row for row in ctx.rows("calibration", level=level) if (row["deals"] or 0) >= FEWEST_DEALS]
    for row in [row for row in rows if row["verdict"] in ("over_forecast", "under_forecast")][:2]:
        words = {"name": ctx.name(row["item_name"] or row["item"]), "n": ctx.number(row["deals"])}
        words |= {"stated": ctx.percent(row["stated"], 0), "won": ctx.percent(row["win_rate"], 0)}
        if words["stated"] != words["won"]:
            yield row["verdict"], words


def _slow_team(ctx: Context) -> Advice:
    """The first team whose median lead waits longer than a working day."""
    rows = [row for row in ctx.rows("speed", level="team") if (row["median_working_minutes"] or 0) > LONGEST_WAIT]
    for row in rows[:1]:
        hours = ctx.number(Decimal(row["median_working_minutes"]) / 60, 1)
        yield "slow_team", {"team": ctx.name(row["item"]), "hours": hours}
