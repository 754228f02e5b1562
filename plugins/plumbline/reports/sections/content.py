"""Creatives, creators and posts by what they earned, and creatives whose click rate is falling."""

from __future__ import annotations

from decimal import Decimal

from plumbline.layout.blocks import Section
from plumbline.layout.charts.cells import track
from plumbline.marts.reading import Read, Reads, Row
from plumbline.reports.context import ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.tables import Column, Columns, more_attached, table, text

CREATIVES_SHOWN, CREATORS_SHOWN, POSTS_SHOWN = 8, 6, 5
TESTED_SHOWN = 4  # of the creatives tested for fatigue; more where the click rate of more is falling
CREATIVES: Reads = {"creatives": Read("creative_performance", ("creative_id",))}
FATIGUE: Reads = {"fatigue": Read("creative_fatigue", ("creative_id",))}


@section(CREATIVES, FATIGUE)
def creatives_compared(ctx: Context) -> Section:
    """The creatives with most spend: money, customers, pipeline, and what to do with them."""
    title = ctx.say("Creatives by what they earned")
    rows = [row for row in ctx.rows("creatives") if row["spend"] or row["net_revenue"]]
    if not rows:
        return ctx.unknown(title, "creatives", ctx.say("Not known: no ad names one of the company's creatives."))
    rows.sort(key=lambda row: (-(row["spend"] or ZERO), row["creative_id"]))
    fatigued = {row["creative_id"] for row in ctx.rows("fatigue", is_fatigued=True)}
    shown = rows[:CREATIVES_SHOWN]
    platforms = sorted({row["platform"] for row in shown if row["platform"]})
    scale = ctx.scale(shown, "spend", "net_revenue", "contribution", "qualified")
    c = Columns(ctx, scale)

    def advice(row: Row) -> str:
        """What to do; a creative whose click rate is falling needs a successor, however well it has earned."""
        if row["creative_id"] in fatigued and row["recommendation"] != "stop":
            return ctx.say("prepare a successor")
        return ctx.term("recommendation", row["recommendation"])

    columns = (
        c.name(ctx.say("Creative"), "ad_name"),
        *((text(ctx.say("Platform"), lambda row: ctx.platform(row["platform"]), 20),) if len(platforms) > 1 else ()),
        c.amount(ctx.say("Spend"), "spend", 13),
        c.written(ctx.say("CTR"), "ctr", ctx.rate, 13),
        c.number(ctx.say("Orders"), "orders", 13),
        c.amount(ctx.say("Contribution"), "contribution", 21),
        c.number(ctx.say("CAC, {currency}", currency=ctx.currency), "cac", 14),
        c.amount(ctx.say("Qualified pipeline"), "qualified", 17),
        c.written(ctx.say("ROMI %"), "romi", ctx.share_as_ratio, 14),
        text(ctx.say("Advice"), advice, 34),
    )
    words = {"n": ctx.number(len(shown)), "unit": scale.unit}
    subtitle = ctx.say("The {n} with most spend, {unit}; CTR = clicks / impressions", **words)
    if len(platforms) == 1:
        subtitle = ctx.say("{told}; all on {platform}", told=subtitle, platform=ctx.platform(platforms[0]))
    notes = more_attached(ctx, len(rows) - len(shown), "creatives")
    return Section(title, "creative_performance", subtitle, (table(shown, columns),), notes)


@section(FATIGUE)
def creative_fatigue(ctx: Context) -> Section:
    """Whose click rate is falling, with the interval that says so."""
    tested = [row for row in ctx.rows("fatigue") if row["weekly_change_percent"] is not None]
    if not tested:
        reason = ctx.say("Not known: no creative has run long enough.")
        return ctx.unknown(ctx.say("Click rates of creatives"), "fatigue", reason)
    fatigued = sum(bool(row["is_fatigued"]) for row in tested)
    title = ctx.say("No creative's click rate is falling")
    if fatigued:
        title = ctx.count(
            "The click rate of {n} creative is falling", "The click rates of {n} creatives are falling", fatigued
        )
    tested.sort(key=lambda row: (not row["is_fatigued"], row["weekly_change_percent"], row["creative_id"]))
    shown = tested[: min(max(fatigued, TESTED_SHOWN), CREATIVES_SHOWN)]
    interval = ("low", "weekly_change_percent", "high")
    ends = track(row[key] for row in shown for key in interval)
    c = Columns(ctx)
    columns = (
        c.name(ctx.say("Creative"), "ad_name"),
        c.number(ctx.say("Days"), "days", 12),
        c.written(ctx.say("CTR, first week"), "ctr_first_week", ctx.rate, 16),
        c.written(ctx.say("CTR, last week"), "ctr_last_week", ctx.rate, 16),
        c.interval(ctx.say("Change a week"), interval, ends, ctx.percentage, 36, ZERO),
        c.ends(ctx.say("90% interval"), "low", "high", ctx.percentage, 30),
        text(ctx.say("Finding"), lambda row: ctx.say("falling") if row["is_fatigued"] else ctx.say("unclear"), 28),
    )
    note = ctx.say(
        "The line marks no change. Corrected for the number of creatives tested; all are in the attached fatigue.csv."
    )
    return Section(title, "creative_fatigue", blocks=(table(shown, columns),), notes=(note,))


AMOUNTS = ("net_revenue", "contribution", "cost_per_order", "cost_per_engagement")


def _leading(ctx: Context, width: float, value_width: float) -> tuple[Column, Column]:
    """The measure that the goal chooses, and its value in its own unit."""

    def written(row: Row) -> str:
        value, measure = row["leading_value"], row["leading_measure"] or ""
        if "rate" in measure or "share" in measure:
            return ctx.rate(value)
        if measure.endswith("percent"):
            return ctx.percentage(value)
        return ctx.money(value) if measure in AMOUNTS else ctx.number(value)

    name = text(ctx.say("Leading measure"), lambda row: ctx.term("measure", row["leading_measure"]), width)
    return name, Columns(ctx).written("", written, str, value_width)


def _returns(ctx: Context, rows: list[Row]) -> tuple[Column, ...]:
    """The return on cost: on the contribution, or on revenue where the cost of goods is not known."""
    c = Columns(ctx)

    def romi(row: Row) -> Decimal | None:
        earned, cost = row["contribution"], row["cost"]
        return (earned - cost) / cost if earned is not None and cost else None

    if any(romi(row) is not None for row in rows):
        return (c.written(ctx.say("ROMI %"), romi, ctx.share_as_ratio, 14),)
    return (c.written(ctx.say("ROI %"), "roi_percent", ctx.ratio, 14),)


@section(creators=Read("creator_performance", ("creator_id",)))
def creators_compared(ctx: Context) -> Section:
    """Creators, the measure of their goal first; codes and links as evidence."""
    title = ctx.say("Creators, each measured by its goal")
    rows = [row for row in ctx.rows("creators") if row["posts"] or row["orders"] or row["cost"]]
    if not rows:
        return ctx.unknown(title, "creators", ctx.say("Not known: no creator is named by the company."))
    rows.sort(key=lambda row: (-(row["cost"] or ZERO), row["creator_id"]))
    shown = rows[:CREATORS_SHOWN]
    scale = ctx.scale(shown, "cost", "contribution")
    c = Columns(ctx, scale)

    def context_of(row: Row) -> str:
        return f"{ctx.platform(row['platform'])}, {ctx.term('goal', row['goal'])}"

    columns = (
        c.name(ctx.say("Creator"), "creator_name", note=context_of),
        *_leading(ctx, 26, 13),
        c.percent(ctx.say("Engagements / views"), "engagement_rate_views", 18, 1),
        c.percent(ctx.say("Orders / clicks"), "conversion_rate", 14, 1),
        c.number(ctx.say("Orders by code"), "orders_by_code", 15),
        c.number(ctx.say("Orders by link"), "orders_by_link", 15),
        c.amount(ctx.say("Cost"), "cost", 14),
        c.amount(ctx.say("Contribution"), "contribution", 21),
        *_returns(ctx, shown),
    )
    subtitle = ctx.say("{unit}; reach is that of the best day, since days can't be added up", unit=scale.unit)
    notes = more_attached(ctx, len(rows) - len(shown), "creators")
    return Section(title, "creator_performance", subtitle, (table(shown, columns),), notes)


@section(posts=Read("post_performance", ("post_id",)))
def posts_compared(ctx: Context) -> Section:
    """The posts that earned most."""
    title = ctx.say("Posts")
    rows = [row for row in ctx.rows("posts") if row["views"]]
    if not rows:
        return ctx.unknown(title, "posts", ctx.say("Not known: no post of these days is connected."))
    rows.sort(key=lambda row: (-(row["contribution"] or ZERO), -row["views"], row["post_id"]))
    shown = rows[:POSTS_SHOWN]
    c, language = Columns(ctx), ctx.language

    def context_of(row: Row) -> str:
        posted = language.short_day(row["posted_on"]) if row["posted_on"] else "–"
        kind, goal = ctx.term("post_kind", row["kind"]), ctx.term("goal", row["goal"])
        return f"{ctx.platform(row['platform'])}, {kind}, {goal}, {posted}"

    columns = (
        c.name(ctx.say("Post"), "title", note=context_of),
        *_leading(ctx, 28, 14),
        c.number(ctx.say("Reach, best day"), "reach", 16),
        c.percent(ctx.say("Engagements / views"), "engagement_rate_views", 19, 1),
        c.number(ctx.say("Clicks"), "clicks", 13),
        c.number(ctx.say("Orders"), "orders", 13),
        *_returns(ctx, shown),
    )
    subtitle = ctx.say("The {n} that earned most contribution", n=ctx.number(len(shown)))
    notes = more_attached(ctx, len(rows) - len(shown), "posts")
    return Section(title, "post_performance", subtitle, (table(shown, columns),), notes)
