"""What to iterate on and why: each line is a rule over the figures, left out where the interval does not carry it."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.book.blocks import Section, Words
from plumbline.reports.book.claims import now
from plumbline.reports.book.context import Context
from plumbline.reports.words.names import platform_name, recommendation_name

MOST = 6
SLOW = Decimal(8 * 60)  # minutes of work: a lead that waits longer than a working day waits overnight
FEWEST_DEALS = 10


def worn(ctx: Context) -> list[str]:
    """Creatives whose click rate falls, the interval below zero, largest spend first."""
    spend = {row["creative_id"]: row["spend"] or Decimal(0) for row in ctx.rows("creatives")}
    found = [row for row in ctx.rows("fatigue") if row["is_fatigued"] and row["weekly_change_percent"] is not None]
    found.sort(key=lambda row: (-spend.get(row["creative_id"], Decimal(0)), row["creative_id"]))
    return [
        ctx.language.say(
            "Replace {creative}: its click rate changes by {change} a week (90% interval {low} to {high}).",
            creative=ctx.name(row["ad_name"]),
            change=ctx.per_cent(row["weekly_change_percent"]),
            low=ctx.per_cent(row["low"]),
            high=ctx.per_cent(row["high"]),
        )
        for row in found[:2]
    ]


def overclaimed(ctx: Context) -> list[str]:
    """Platforms that claim more than the till rang, the interval above one."""
    return [
        ctx.language.say(
            "Judge {platform} by the till: it claims {ratio} purchases for each one (90% interval {low} to {high}).",
            platform=platform_name(row["platform"]),
            ratio=ctx.count(row["ratio"], 2),
            low=ctx.count(row["ratio_low"], 2),
            high=ctx.count(row["ratio_high"], 2),
        )
        for row in now(ctx)
        if row["ratio_low"] is not None and row["ratio_low"] > 1
    ][:1]


def dishonest(ctx: Context) -> list[str]:
    """Reps whose percentages are too high or too low, each by name."""
    said = []
    for row in ctx.rows("calibration"):
        if (
            row["level"] != "rep"
            or row["verdict"] not in ("over_forecast", "under_forecast")
            or (row["deals"] or 0) < FEWEST_DEALS
        ):
            continue
        told = {
            "name": ctx.name(row["item_name"] or row["item"]),
            "stated": ctx.percent(row["stated"], 0),
            "won": ctx.percent(row["win_rate"], 0),
            "n": ctx.count(row["deals"]),
        }
        if row["verdict"] == "over_forecast":
            said.append(
                ctx.language.say(
                    "Talk about percentages with {name}: {stated} said, {won} of {n} deals won; too high.", **told
                )
            )
        else:
            said.append(
                ctx.language.say(
                    "Talk about percentages with {name}: {stated} said, {won} of {n} deals won; too low.", **told
                )
            )
    return said[:2]


def slow(ctx: Context) -> list[str]:
    """Teams whose median lead waits longer than a working day."""
    found = [row for row in ctx.rows("speed") if row["level"] == "team" and (row["median_working_minutes"] or 0) > SLOW]
    return [
        ctx.language.say(
            "Answer sooner in {team}: half of its leads wait more than {hours} working hours.",
            team=ctx.name(row["item"]),
            hours=ctx.count(Decimal(row["median_working_minutes"]) / 60, 1),
        )
        for row in found[:1]
    ]


def placed(ctx: Context) -> list[str]:
    """The creatives to scale and to stop, each by its money."""
    said = []
    for recommendation in ("scale", "stop"):
        found = [row for row in ctx.rows("creatives") if row["recommendation"] == recommendation and row["spend"]]
        found.sort(key=lambda row: (-(row["spend"] or Decimal(0)), row["creative_id"]))
        for row in found[:1]:
            said.append(
                ctx.language.say(
                    "{creative} is one to {place}: {spend} spent, {contribution} of contribution.",
                    creative=ctx.name(row["ad_name"]),
                    place=recommendation_name(ctx.language, recommendation),
                    spend=ctx.money(row["spend"]),
                    contribution=ctx.money(row["contribution"]),
                )
            )
    return said


def coverage(ctx: Context) -> list[str]:
    """Whether what is likely to close covers what is left of the target, by the band's own win rate."""
    row = next((one for one in ctx.rows("coverage") if one["level"] == "company"), None)
    if (
        row is None
        or row["coverage"] is None
        or row["needed_coverage"] is None
        or row["coverage"] >= row["needed_coverage"]
    ):
        return []
    return [
        ctx.language.say(
            "Fill the pipeline: it covers {has} times what is left of the quarter's target,"
            " {needed} are needed at this band's win rate.",
            has=ctx.count(row["coverage"], 1),
            needed=ctx.count(row["needed_coverage"], 1),
        )
    ]


def actions(ctx: Context) -> list[str]:
    """All that the figures carry, the costliest first."""
    return [*worn(ctx), *overclaimed(ctx), *coverage(ctx), *placed(ctx), *dishonest(ctx), *slow(ctx)][:MOST]


def iterate(ctx: Context) -> Section:
    """The section of page one."""
    title = ctx.language.say("What to iterate on, and why")
    said = actions(ctx)
    if not said:
        return Section(title, why=ctx.language.say("Nothing: no interval of these days carries a change."))
    return Section(title, blocks=(Words(tuple(said), is_list=True),))
