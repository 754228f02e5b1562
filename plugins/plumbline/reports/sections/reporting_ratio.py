"""How many conversions platforms report for each booked order, what one of them is worth, and the last 13 weeks."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from plumbline.layout.blocks import Section
from plumbline.layout.charts.cells import track
from plumbline.marts.reading import Read, Reads, Row, up_to_day
from plumbline.reports.context import ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.sections.trends import line, week_ends
from plumbline.reports.tables import Columns, table, text

RATIOS: Reads = {"platform-reporting-ratio": Read("platform_reporting_ratio", ("as_of_day", "platform"), up_to_day)}


def current_ratios(ctx: Context) -> list[Row]:
    """The newest ratio of each platform, most reported conversions first."""
    rows = ctx.rows("platform-reporting-ratio")
    last = max((row["as_of_day"] for row in rows), default=None)
    newest = [row for row in rows if row["as_of_day"] == last and row["ratio"] is not None]
    return sorted(newest, key=lambda row: (-(row["platform_conversions"] or 0), row["platform"]))


@section(RATIOS)
def reporting_ratios(ctx: Context) -> Section:
    """Reported conversions per order by platform, and what one of them is worth."""
    title, rows = ctx.say("Platform conversions for each booked order"), [{**row} for row in current_ratios(ctx)]
    if not rows:
        reason = ctx.say("Not known: no platform's conversions and no booked orders are both connected.")
        return ctx.unknown(title, "platform-reporting-ratio", reason)
    ends = track([Decimal(1), *(row[key] for row in rows for key in ("ratio_low", "ratio_high", "ratio"))])
    by_day = {(row["platform"], row["as_of_day"]): row["ratio"] for row in ctx.rows("platform-reporting-ratio")}
    for row in rows:
        row["name"] = ctx.platform(row["platform"])
        row["weekly"] = [by_day.get((row["platform"], day)) for day in week_ends(ctx.day)]
    highest = max(ratio for row in rows for ratio in (row["ratio"], *row["weekly"]) if ratio is not None)
    c, two_places = Columns(ctx), partial(ctx.number, places=2)
    columns = (
        text(ctx.say("Platform"), "name"),
        c.number(ctx.say("Reported"), "platform_conversions", 15),
        c.number(ctx.say("Booked"), "orders", 15),
        c.interval(
            ctx.say("Reported per booked order"), ("ratio_low", "ratio", "ratio_high"), ends, two_places, 32,
            mark=Decimal(1),
        ),
        c.ends(ctx.say("90% interval"), "ratio_low", "ratio_high", two_places, 21),
        line(ctx, ctx.say("Over 13 weeks"), "name", "weekly", two_places, (ZERO, highest), 28),
        c.money(ctx.say("Booked value of one reported"), "value_per_conversion", 22),
        c.ends(ctx.say("90% interval"), "value_low", "value_high", ctx.money, 24),
    )  # fmt: skip
    subtitle = ctx.say("28 days; the line marks one platform conversion for one booked order")
    return Section(title, "platform_reporting_ratio", subtitle, (table(rows, columns),))
