"""What a customer costs, what a customer brings, and after how many months the one has paid for the other."""

from __future__ import annotations

from plumbline.layout.blocks import Section
from plumbline.layout.charts.cells import full_bar, track
from plumbline.reports.context import UNATTRIBUTED, Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Read, Reads
from plumbline.reports.sections.figures import PROGRAM_NAMES
from plumbline.reports.tables import Columns, table, text

ACQUISITION: Reads = {"acquisition": Read("customer_acquisition", ("program_id",))}


@section(ACQUISITION, PROGRAM_NAMES)
def customer_acquisition(ctx: Context) -> Section:
    """CAC by program, media only and fully loaded, and payback."""
    title = ctx.say("What a new customer costs")
    rows = [row for row in ctx.rows("acquisition") if row["new_customers"] or row["cost"]]
    if not rows:
        return ctx.unknown(title, "acquisition", ctx.of_revenue("no_customers"))
    total = ctx.first("acquisition", program_id="total")
    if total is not None and total["cac_loaded"] is not None:
        words = {"loaded": ctx.money(total["cac_loaded"]), "media": ctx.money(total["cac_media"])}
        title = ctx.say("A new customer costs {loaded} in all, {media} of it media", **words)
    last = {UNATTRIBUTED: 1, "total": 2}
    rows.sort(key=lambda row: (last.get(row["program_id"], 0), -(row["new_customers"] or 0)))
    c, full = Columns(ctx), full_bar(row["cac_loaded"] for row in rows)
    columns = (
        c.program(),
        c.number(ctx.say("New customers"), "new_customers", 20),
        c.money(ctx.say("CAC, media"), "cac_media", 20),
        c.bar(ctx.say("CAC, all costs"), "cac_loaded", ctx.money, full, 36),
        c.money(ctx.say("Margin a customer and month"), "monthly_margin_per_customer", 26),
        c.number(ctx.say("Payback, months"), "payback_months", 20, 1),
    )
    subtitle = ctx.say("New customers of the month; margin = gross margin")
    block = table(rows, columns, lambda row: {"total": "total", UNATTRIBUTED: "aside"}.get(row["program_id"], ""))
    return Section(title, "customer_acquisition", subtitle, (block,))


@section(lifetime_value=Read("lifetime_value", ("cohort_month",)))
def lifetime_value(ctx: Context) -> Section:
    """Lifetime value by cohort: what was observed, and twelve months with what is extrapolated marked as such."""
    title = ctx.say("What a customer brings, by the month of the first order")
    rows = [row for row in ctx.rows("lifetime-value") if row["customers"]]
    if not rows:
        return ctx.unknown(title, "lifetime-value", ctx.of_revenue("no_margin_of_customers"))
    interval = ("ltv_12_low", "ltv_12", "ltv_12_high")
    ends = track(row[key] for row in rows for key in ("ltv_observed", *interval))
    c = Columns(ctx)
    columns = (
        text(ctx.say("Cohort"), lambda row: ctx.language.month(row["cohort_month"])),
        c.number(ctx.say("Customers"), "customers", 18),
        c.number(ctx.say("Months seen"), "months_observed", 16),
        c.money(ctx.say("Margin so far"), "ltv_observed", 20),
        c.interval(ctx.say("After 12 months, 90% interval"), interval, ends, ctx.money, 48, "ltv_observed"),
        c.ends(ctx.say("Interval"), "ltv_12_low", "ltv_12_high", ctx.money, 28),
        text("", lambda row: ctx.say("extrapolated") if row["is_extrapolated"] else ctx.say("observed"), 24),
    )
    note = ctx.say("Gross margin a customer. The mark is what was observed; what lies beyond it is extrapolated.")
    return Section(title, "lifetime_value", blocks=(table(rows[-8:], columns),), notes=(note,))


def payback_sentence(ctx: Context) -> str:
    """CAC and payback in a sentence; empty where nothing is known."""
    total = ctx.first("acquisition", program_id="total")
    if total is None or total["cac_loaded"] is None:
        return ""
    words = {"cac": ctx.money(total["cac_loaded"]), "media": ctx.money(total["cac_media"])}
    words |= {"n": ctx.number(total["new_customers"]), "months": ctx.number(total["payback_months"], 1)}
    return ctx.sentence("payback", "unknown" if total["payback_months"] is None else "known", **words)
