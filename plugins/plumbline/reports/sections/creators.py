"""Creators and posts by the measure that their goal chooses."""

from __future__ import annotations

from plumbline.reports.blocks import Section
from plumbline.reports.context import ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Read, Row
from plumbline.reports.tables import Columns, more_attached, table, text

CREATORS_SHOWN, POSTS_SHOWN = 8, 6
RATES = ("rate", "share")
AMOUNTS = ("net_revenue", "contribution", "cost_per_order", "cost_per_engagement")


def leading(ctx: Context, row: Row) -> str:
    """The value of the measure that the goal chooses, in its own unit."""
    value, measure = row["leading_value"], row["leading_measure"] or ""
    if any(part in measure for part in RATES):
        return ctx.rate(value)
    if measure.endswith("percent"):
        return ctx.percentage(value)
    return ctx.money(value) if measure in AMOUNTS else ctx.number(value)


@section(creators=Read("creator_performance", ("creator_id",)))
def creators_compared(ctx: Context) -> Section:
    """Creators, the measure of their goal first; codes and links as evidence."""
    title = ctx.say("Creators: their goal chooses the leading measure")
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
        text(ctx.say("Leading measure"), lambda row: ctx.term("measure", row["leading_measure"]), 26),
        c.written("", lambda row: leading(ctx, row), str, 13),
        c.percent(ctx.say("Engagements / views"), "engagement_rate_views", 18, 1),
        c.percent(ctx.say("Orders / clicks"), "conversion_rate", 14, 1),
        c.number(ctx.say("Orders by code"), "orders_by_code", 13),
        c.number(ctx.say("Orders by link"), "orders_by_link", 13),
        c.amount(ctx.say("Cost"), "cost", 14),
        c.amount(ctx.say("Contribution"), "contribution", 18),
        c.written(ctx.say("ROI %"), "roi_percent", ctx.ratio, 11),
    )
    subtitle = ctx.say("{unit}; reach is never added up: the best day stands for it", unit=scale.unit)
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
        text(ctx.say("Leading measure"), lambda row: ctx.term("measure", row["leading_measure"]), 28),
        c.written("", lambda row: leading(ctx, row), str, 14),
        c.number(ctx.say("Reach, best day"), "reach", 16),
        c.percent(ctx.say("Engagements / views"), "engagement_rate_views", 19, 1),
        c.number(ctx.say("Clicks"), "clicks", 13),
        c.number(ctx.say("Orders"), "orders", 13),
        c.written(ctx.say("ROI %"), "roi_percent", ctx.ratio, 12),
    )
    subtitle = ctx.say("The {n} that earned most contribution", n=ctx.number(len(shown)))
    notes = more_attached(ctx, len(rows) - len(shown), "posts")
    return Section(title, "post_performance", subtitle, (table(shown, columns),), notes)
