"""What a customer costs, what a customer brings, and after how many months the one has paid for the other."""

from __future__ import annotations

from plumbline.layout.blocks import Section
from plumbline.layout.charts.cells import full_bar, track
from plumbline.marts.reading import Read, Reads, up_to_day
from plumbline.reports.context import UNATTRIBUTED, Context
from plumbline.reports.kind import section
from plumbline.reports.sections.figures import PROGRAM_NAMES
from plumbline.reports.tables import Columns, table, text

ACQUISITION: Reads = {"acquisition": Read("customer_acquisition", ("program_id",))}


@section(ACQUISITION, PROGRAM_NAMES)
def customer_acquisition(ctx: Context) -> Section:
    """CAC by program, media only and fully loaded, and payback."""
    title = ctx.say("What a new customer costs")
    rows = [{**row} for row in ctx.rows("acquisition") if row["new_customers"] or row["cost"]]
    if not rows:
        return ctx.unknown(title, "acquisition", ctx.of_revenue("no_customers"))
    total = ctx.first("acquisition", program_id="total")
    if total is not None and total["cac_loaded"] is not None:
        words = {"loaded": ctx.money(total["cac_loaded"]), "media": ctx.money(total["cac_media"])}
        title = ctx.say("A new customer costs {loaded} in all, {media} of it media", **words)
    last = {UNATTRIBUTED: 1, "total": 2}
    rows.sort(key=lambda row: (last.get(row["program_id"], 0), -(row["new_customers"] or 0)))
    for row in rows:  # what cost nothing has no cost of a customer
        row.update({key: row[key] or None for key in ("cac_media", "cac_loaded", "payback_months")})
    c, full = Columns(ctx), full_bar(row["cac_loaded"] for row in rows)
    columns = (
        c.program(),
        c.number(ctx.say("New customers"), "new_customers", 20),
        c.money(ctx.say("CAC, media"), "cac_media", 20),
        c.bar(ctx.say("CAC, all costs"), "cac_loaded", ctx.money, full, 36),
        c.money(ctx.say("Gross margin of the month"), "monthly_margin_per_customer", 26),
        c.number(ctx.say("Payback, months"), "payback_months", 20, 1),
    )
    subtitle = ctx.say("New customers of the month; gross margin of the month, for each customer won in 365 days")
    block = table(rows, columns, lambda row: {"total": "total", UNATTRIBUTED: "aside"}.get(row["program_id"], ""))
    return Section(title, "customer_acquisition", subtitle, (block,))


@section(lifetime_value=Read("lifetime_value", ("as_of_day", "cohort_month"), up_to_day))
def lifetime_value(ctx: Context) -> Section:
    """Gross margin by cohort: in the first month, in a later one, so far, and after twelve months as extrapolated."""
    title = ctx.say("Gross margin of a customer, by month of the first order")
    rows = [{**row} for row in ctx.rows("lifetime-value", as_of_day=ctx.day) if row["customers"]]
    if not rows:
        return ctx.unknown(title, "lifetime-value", ctx.of_revenue("no_margin_of_customers"))
    interval = ("ltv_12_low", "ltv_12", "ltv_12_high")
    first_months = {row["cohort_month"]: row["ltv_observed"] for row in ctx.rows("lifetime-value", months_observed=1)}

    for row in rows:
        first, months = first_months.get(row["cohort_month"]), row["months_observed"] - 1
        row["first"] = first
        row["later"] = None if first is None or not months else (row["ltv_observed"] - first) / months
    if (newest := rows[-1])["ltv_12"] is not None:
        words = {"value": ctx.money(newest["ltv_12"]), "month": ctx.language.month(newest["cohort_month"])}
        title = ctx.say(
            "A customer won in {month} is expected to bring {value} of gross margin in twelve months", **words
        )
    ends = track(row[key] for row in rows for key in ("ltv_observed", *interval))
    c = Columns(ctx)
    columns = (
        text(ctx.say("First order in"), lambda row: ctx.language.month(row["cohort_month"])),
        c.number(ctx.say("Customers"), "customers", 17),
        c.number(ctx.say("Months observed"), "months_observed", 17),
        c.money(ctx.say("In the first month"), "first", 18),
        c.money(ctx.say("In a later month"), "later", 18),
        c.money(ctx.say("In all so far"), "ltv_observed", 16),
        c.interval(ctx.say("In twelve months"), interval, ends, ctx.money, 42, "ltv_observed"),
        c.ends(ctx.say("90% interval"), "ltv_12_low", "ltv_12_high", ctx.money, 26),
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
