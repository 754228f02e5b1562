"""Creatives by what they did, those that wear out, creators and posts by the measure that their goal chooses."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.book.blocks import Cell, Column, Section, Table
from plumbline.reports.book.context import Context
from plumbline.reports.charts.span import span, track
from plumbline.reports.reading import Row
from plumbline.reports.words.names import goal_name, measure_name, platform_name, post_kind, recommendation_name

CREATIVES, PEOPLE, POSTS, WORN = 8, 8, 6, 4
RATES = ("rate", "share")


def creatives(ctx: Context) -> Section:
    """The creatives with most spend: money, customers, pipeline, and where they stand."""
    language = ctx.language
    found = [row for row in ctx.rows("creatives") if row["spend"] or row["net_revenue"]]
    title = language.say("Creatives by what they earned")
    if not found:
        why = ctx.why("creatives", language.say("Not known: no ad names one of the company's creatives."))
        return Section(title, "creative_performance", why=why)
    found.sort(key=lambda row: (-(row["spend"] or Decimal(0)), row["creative_id"]))
    worn = {row["creative_id"] for row in ctx.rows("fatigue") if row["is_fatigued"]}
    shown = found[:CREATIVES]
    scale = language.scale(
        [row[c] for row in shown for c in ("spend", "net_revenue", "contribution", "qualified")], ctx.currency
    )
    columns = (
        Column(language.say("Creative"), "text"),
        Column(language.say("Spend"), "num", 13),
        Column(language.say("CTR"), "num", 12),
        Column(language.say("Orders"), "num", 13),
        Column(language.say("Revenue"), "num", 14),
        Column(language.say("Contribution"), "num", 17),
        Column(language.say("CAC, {currency}", currency=ctx.currency), "num", 14),
        Column(language.say("Qualified pipeline"), "num", 17),
        Column(language.say("ROMI %"), "num", 12),
        Column(language.say("Place"), "text", 24),
    )
    rows = tuple(
        (
            Cell(
                ctx.name(row["ad_name"]),
                note=language.say(
                    "{platform}, version {version}", platform=platform_name(row["platform"]), version=row["version"]
                ),
            ),
            Cell(language.scaled(row["spend"], scale)),
            Cell(ctx.rate(row["ctr"])),
            Cell(ctx.count(row["orders"])),
            Cell(language.scaled(row["net_revenue"], scale)),
            Cell(language.scaled(row["contribution"], scale)),
            Cell(ctx.count(row["cac"])),
            Cell(language.scaled(row["qualified"], scale)),
            Cell(ctx.ratio(None if row["romi"] is None else row["romi"] * 100)),
            Cell(
                recommendation_name(language, row["recommendation"]),
                note=language.say("wears out") if row["creative_id"] in worn else "",
            ),
        )
        for row in shown
    )
    subtitle = language.say(
        "The {n} with most spend, {unit}; CTR = clicks / impressions", n=ctx.count(len(shown)), unit=scale.said
    )
    return Section(
        title,
        "creative_performance",
        subtitle,
        (Table(columns, rows),),
        _more(ctx, len(found) - len(shown), "creatives"),
    )


def _more(ctx: Context, hidden: int, name: str) -> tuple[str, ...]:
    if hidden <= 0:
        return ()
    return (
        ctx.language.count(
            "{n} more is in the attached {file}.", "{n} more are in the attached {file}.", hidden, file=f"{name}.csv"
        ),
    )


def fatigue(ctx: Context) -> Section:
    """Which creatives wear out, with the interval that says so."""
    language = ctx.language
    found = ctx.rows("fatigue")
    if not found:
        why = ctx.why("fatigue", language.say("Not known: no creative has run long enough."))
        return Section(language.say("Wear of creatives"), "creative_fatigue", why=why)
    tested = [row for row in found if row["weekly_change_percent"] is not None]
    worn = [row for row in tested if row["is_fatigued"]]
    title = (
        language.count("{n} creative wears out", "{n} creatives wear out", len(worn))
        if worn
        else language.say("No creative wears out")
    )
    tested.sort(key=lambda row: (not row["is_fatigued"], row["weekly_change_percent"], row["creative_id"]))
    shown = tested[: max(len(worn), WORN)][:CREATIVES]
    if not shown:
        return Section(title, "creative_fatigue", why=language.say("Not known: no creative has run long enough."))
    ends = track(row[c] for row in shown for c in ("low", "high", "weekly_change_percent"))
    columns = (
        Column(language.say("Creative"), "text"),
        Column(language.say("Days"), "num", 12),
        Column(language.say("CTR, first week"), "num", 18),
        Column(language.say("CTR, last week"), "num", 18),
        Column(language.say("Change a week, 90% interval"), "span", 48),
        Column(language.say("Interval"), "num", 30),
        Column("", "text", 22),
    )
    rows = tuple(
        (
            Cell(ctx.name(row["ad_name"])),
            Cell(ctx.count(row["days"])),
            Cell(ctx.rate(row["ctr_first_week"])),
            Cell(ctx.rate(row["ctr_last_week"])),
            Cell(
                ctx.per_cent(row["weekly_change_percent"]),
                span=span(row["low"], row["weekly_change_percent"], row["high"], ends, Decimal(0)),
            ),
            Cell(ctx.interval(ctx.per_cent(row["low"]), ctx.per_cent(row["high"]))),
            Cell(language.say("wears out") if row["is_fatigued"] else language.say("no sign")),
        )
        for row in shown
    )
    note = language.say("The line marks no change. Tested one by one against chance; all in the attached fatigue.csv.")
    return Section(title, "creative_fatigue", "", (Table(columns, rows),), (note,))


def leading(ctx: Context, row: Row) -> str:
    """The value of the measure that the goal chooses, in its own unit."""
    value, measure = row["leading_value"], row["leading_measure"] or ""
    if value is None:
        return "–"
    if any(part in measure for part in RATES):
        return ctx.rate(value)
    if measure.endswith("percent"):
        return ctx.per_cent(value)
    if measure in ("net_revenue", "contribution", "cost_per_order", "cost_per_engagement"):
        return ctx.money(value)
    return ctx.count(value)


def creators(ctx: Context) -> Section:
    """Creators, the measure of their goal first; codes and links as evidence."""
    language = ctx.language
    title = language.say("Creators: their goal chooses the leading measure")
    found = [row for row in ctx.rows("creators") if row["posts"] or row["orders"] or row["cost"]]
    if not found:
        why = ctx.why("creators", language.say("Not known: no creator is named by the company."))
        return Section(title, "creator_performance", why=why)
    found.sort(key=lambda row: (-(row["cost"] or Decimal(0)), row["creator_id"]))
    shown = found[:PEOPLE]
    columns = (
        Column(language.say("Creator"), "text"),
        Column(language.say("Leading measure"), "text", 26),
        Column("", "num", 13),
        Column(language.say("Engagements / views"), "num", 18),
        Column(language.say("Orders / clicks"), "num", 14),
        Column(language.say("Orders by code"), "num", 13),
        Column(language.say("Orders by link"), "num", 13),
        Column(language.say("Cost"), "num", 14),
        Column(language.say("Contribution"), "num", 18),
        Column(language.say("ROI %"), "num", 11),
    )
    scale = language.scale([row[c] for row in shown for c in ("cost", "contribution")], ctx.currency)
    rows = tuple(
        (
            Cell(
                ctx.name(row["creator_name"]),
                note=f"{platform_name(row['platform'])}, {goal_name(language, row['goal'])}",
            ),
            Cell(measure_name(language, row["leading_measure"])),
            Cell(leading(ctx, row)),
            Cell(ctx.percent(row["engagement_rate_views"], 1)),
            Cell(ctx.percent(row["conversion_rate"], 1)),
            Cell(ctx.count(row["orders_by_code"])),
            Cell(ctx.count(row["orders_by_link"])),
            Cell(language.scaled(row["cost"], scale)),
            Cell(language.scaled(row["contribution"], scale)),
            Cell(ctx.ratio(row["roi_percent"])),
        )
        for row in shown
    )
    subtitle = language.say("{unit}; reach is never added up: the best day stands for it", unit=scale.said)
    return Section(
        title, "creator_performance", subtitle, (Table(columns, rows),), _more(ctx, len(found) - len(shown), "creators")
    )


def posts(ctx: Context) -> Section:
    """Posts, the best of each goal first."""
    language = ctx.language
    title = language.say("Posts")
    found = [row for row in ctx.rows("posts") if row["views"]]
    if not found:
        why = ctx.why("posts", language.say("Not known: no post of these days is connected."))
        return Section(title, "post_performance", why=why)
    found.sort(key=lambda row: (-(row["contribution"] or Decimal(0)), -(row["views"] or 0), row["post_id"]))
    shown = found[:POSTS]
    columns = (
        Column(language.say("Post"), "text"),
        Column(language.say("Leading measure"), "text", 28),
        Column("", "num", 14),
        Column(language.say("Reach, best day"), "num", 16),
        Column(language.say("Engagements / views"), "num", 19),
        Column(language.say("Clicks"), "num", 13),
        Column(language.say("Orders"), "num", 13),
        Column(language.say("ROI %"), "num", 12),
    )
    rows = tuple(
        (
            Cell(
                ctx.name(row["title"]),
                note=f"{platform_name(row['platform'])}, {post_kind(language, row['kind'])}, "
                f"{goal_name(language, row['goal'])}, "
                + (language.short_day(row["posted_on"]) if row["posted_on"] else "–"),
            ),
            Cell(measure_name(language, row["leading_measure"])),
            Cell(leading(ctx, row)),
            Cell(ctx.count(row["reach"])),
            Cell(ctx.percent(row["engagement_rate_views"], 1)),
            Cell(ctx.count(row["clicks"])),
            Cell(ctx.count(row["orders"])),
            Cell(ctx.ratio(row["roi_percent"])),
        )
        for row in shown
    )
    subtitle = language.say("The {n} that earned most contribution", n=ctx.count(len(shown)))
    return Section(
        title, "post_performance", subtitle, (Table(columns, rows),), _more(ctx, len(found) - len(shown), "posts")
    )
