"""Creatives by what they earned, and those that wear out."""

from __future__ import annotations

from plumbline.reports.blocks import Section
from plumbline.reports.charts.cells import track
from plumbline.reports.context import ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Read, Reads, Row
from plumbline.reports.tables import Columns, more_attached, table, text

CREATIVES_SHOWN = 8
TESTED_SHOWN = 4  # of the creatives tested for fatigue; more where more wear out
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
    scale = ctx.scale(shown, "spend", "net_revenue", "contribution", "qualified")
    c = Columns(ctx, scale)

    def version(row: Row) -> str:
        platform = ctx.platform(row["platform"])
        return ctx.say("{platform}, version {version}", platform=platform, version=row["version"])

    def wear(row: Row) -> str:
        return ctx.say("wears out") if row["creative_id"] in fatigued else ""

    columns = (
        c.name(ctx.say("Creative"), "ad_name", note=version),
        c.amount(ctx.say("Spend"), "spend", 13),
        c.written(ctx.say("CTR"), "ctr", ctx.rate, 12),
        c.number(ctx.say("Orders"), "orders", 13),
        c.amount(ctx.say("Revenue"), "net_revenue", 14),
        c.amount(ctx.say("Contribution"), "contribution", 17),
        c.number(ctx.say("CAC, {currency}", currency=ctx.currency), "cac", 14),
        c.amount(ctx.say("Qualified pipeline"), "qualified", 17),
        c.written(ctx.say("ROMI %"), "romi", ctx.share_as_ratio, 12),
        text(ctx.say("Place"), lambda row: ctx.term("recommendation", row["recommendation"]), 24, wear),
    )
    subtitle = ctx.say(
        "The {n} with most spend, {unit}; CTR = clicks / impressions", n=ctx.number(len(shown)), unit=scale.unit
    )
    notes = more_attached(ctx, len(rows) - len(shown), "creatives")
    return Section(title, "creative_performance", subtitle, (table(shown, columns),), notes)


@section(FATIGUE)
def creative_fatigue(ctx: Context) -> Section:
    """Which creatives wear out, with the interval that says so."""
    tested = [row for row in ctx.rows("fatigue") if row["weekly_change_percent"] is not None]
    if not tested:
        reason = ctx.say("Not known: no creative has run long enough.")
        return ctx.unknown(ctx.say("Wear of creatives"), "fatigue", reason)
    fatigued = sum(bool(row["is_fatigued"]) for row in tested)
    if fatigued:
        title = ctx.count("{n} creative wears out", "{n} creatives wear out", fatigued)
    else:
        title = ctx.say("No creative wears out")
    tested.sort(key=lambda row: (not row["is_fatigued"], row["weekly_change_percent"], row["creative_id"]))
    shown = tested[: min(max(fatigued, TESTED_SHOWN), CREATIVES_SHOWN)]
    interval = ("low", "weekly_change_percent", "high")
    ends = track(row[key] for row in shown for key in interval)
    c = Columns(ctx)
    columns = (
        c.name(ctx.say("Creative"), "ad_name"),
        c.number(ctx.say("Days"), "days", 12),
        c.written(ctx.say("CTR, first week"), "ctr_first_week", ctx.rate, 18),
        c.written(ctx.say("CTR, last week"), "ctr_last_week", ctx.rate, 18),
        c.interval(ctx.say("Change a week, 90% interval"), interval, ends, ctx.percentage, 48, ZERO),
        c.ends(ctx.say("Interval"), "low", "high", ctx.percentage, 30),
        text("", lambda row: ctx.say("wears out") if row["is_fatigued"] else ctx.say("no sign"), 22),
    )
    note = ctx.say("The line marks no change. Tested one by one against chance; all in the attached fatigue.csv.")
    return Section(title, "creative_fatigue", blocks=(table(shown, columns),), notes=(note,))
