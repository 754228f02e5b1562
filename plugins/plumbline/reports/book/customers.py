"""What a customer costs, what a customer brings, and after how many months the one has paid for the other."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.book.blocks import Cell, Column, Section, Table
from plumbline.reports.book.context import Context
from plumbline.reports.charts import bars
from plumbline.reports.charts.span import span, track
from plumbline.reports.reading import Row

COHORTS = 8


def total(ctx: Context) -> Row | None:
    """The company's new customers of the month."""
    return next((row for row in ctx.rows("acquisition") if row["program_id"] == "total"), None)


def acquisition(ctx: Context) -> Section:
    """CAC by program, media only and fully loaded, and payback."""
    language = ctx.language
    title = language.say("What a new customer costs")
    found = [row for row in ctx.rows("acquisition") if row["new_customers"] or row["cost"]]
    if not found:
        why = ctx.why("acquisition", language.say("Not known: no till that names its customers is connected."))
        return Section(title, "customer_acquisition", why=why)
    row = total(ctx)
    if row is not None and row["cac_loaded"] is not None:
        title = language.say(
            "A new customer costs {loaded} in all, {media} of it media",
            loaded=ctx.money(row["cac_loaded"]),
            media=ctx.money(row["cac_media"]),
        )
    found.sort(
        key=lambda one: (
            one["program_id"] == "total",
            one["program_id"] == "unattributed",
            -(one["new_customers"] or 0),
        )
    )
    top = bars.scale(one["cac_loaded"] for one in found)
    columns = (
        Column(language.say("Program"), "text"),
        Column(language.say("New customers"), "num", 20),
        Column(language.say("CAC, media"), "num", 20),
        Column(language.say("CAC, all costs"), "bar", 36),
        Column(language.say("Margin a customer and month"), "num", 26),
        Column(language.say("Payback, months"), "num", 20),
    )
    rows = tuple(
        (
            Cell(ctx.program(one["program_id"])),
            Cell(ctx.count(one["new_customers"])),
            Cell(ctx.money(one["cac_media"])),
            Cell(
                ctx.money(one["cac_loaded"]),
                bars.width(one["cac_loaded"], top) if one["program_id"] != "total" else 0.0,
            ),
            Cell(ctx.money(one["monthly_margin_per_customer"])),
            Cell(ctx.count(one["payback_months"], 1)),
        )
        for one in found
    )
    kinds = tuple({"total": "total", "unattributed": "aside"}.get(one["program_id"], "") for one in found)
    subtitle = language.say("New customers of the month; margin = gross margin")
    return Section(title, "customer_acquisition", subtitle, (Table(columns, rows, kinds),))


def lifetime(ctx: Context) -> Section:
    """Lifetime value by cohort: what was observed, and twelve months with what is extrapolated marked as such."""
    language = ctx.language
    title = language.say("What a customer brings, by the month of the first order")
    found = [row for row in ctx.rows("lifetime-value") if row["customers"]]
    if not found:
        why = ctx.why("lifetime-value", language.say("Not known: no till that names its customers is connected."))
        return Section(title, "lifetime_value", why=why)
    ends = track(row[c] for row in found for c in ("ltv_observed", "ltv_12", "ltv_12_low", "ltv_12_high"))
    columns = (
        Column(language.say("Cohort"), "text"),
        Column(language.say("Customers"), "num", 18),
        Column(language.say("Months seen"), "num", 16),
        Column(language.say("Margin so far"), "num", 20),
        Column(language.say("After 12 months, 90% interval"), "span", 48),
        Column(language.say("Interval"), "num", 28),
        Column("", "text", 24),
    )
    rows = tuple(
        (
            Cell(language.month(row["cohort_month"])),
            Cell(ctx.count(row["customers"])),
            Cell(ctx.count(row["months_observed"])),
            Cell(ctx.money(row["ltv_observed"])),
            Cell(
                ctx.money(row["ltv_12"]),
                span=span(row["ltv_12_low"], row["ltv_12"], row["ltv_12_high"], ends, row["ltv_observed"]),
            ),
            Cell(
                ctx.interval(ctx.money(row["ltv_12_low"]), ctx.money(row["ltv_12_high"]))
                if row["ltv_12_low"] is not None
                else "–"
            ),
            Cell(language.say("extrapolated") if row["is_extrapolated"] else language.say("observed")),
        )
        for row in found[-COHORTS:]
    )
    note = language.say("Gross margin a customer. The mark is what was observed; what lies beyond it is extrapolated.")
    return Section(title, "lifetime_value", blocks=(Table(columns, rows),), notes=(note,))


def payback_sentence(ctx: Context) -> str:
    """CAC and payback in a sentence; empty where nothing is known."""
    row = total(ctx)
    if row is None or row["cac_loaded"] is None:
        return ""
    said = {
        "cac": ctx.money(row["cac_loaded"]),
        "media": ctx.money(row["cac_media"]),
        "n": ctx.count(row["new_customers"]),
    }
    if row["payback_months"] is None:
        return ctx.language.say("{n} new customers cost {cac} each, {media} of it media.", **said)
    months = Decimal(row["payback_months"])
    return ctx.language.say(
        "{n} new customers cost {cac} each, {media} of it media;"
        " at this month's margin that is paid back in {months} months.",
        months=ctx.count(months, 1),
        **said,
    )
