"""How many conversions platforms report for each booked order, what one of them is worth, and how both have moved."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from plumbline.layout.blocks import Plot, Section
from plumbline.layout.charts.cells import track
from plumbline.layout.charts.plot import WIDE, Band, Curve, labelled_plot
from plumbline.reports.context import Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Read, Reads, Row, up_to_day
from plumbline.reports.tables import Columns, table, text

PLATFORMS_DRAWN, FEWEST_POINTS = 2, 3
PLOT_HEIGHT = 23.8  # millimetres
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
    title, rows = ctx.say("Claims per purchase at the till"), current_ratios(ctx)
    if not rows:
        reason = ctx.say("Not known: no platform's claims and no till are both connected.")
        return ctx.unknown(title, "platform-reporting-ratio", reason)
    ends = track([Decimal(1), *(row[key] for row in rows for key in ("ratio_low", "ratio_high", "ratio"))])
    c, two_places = Columns(ctx), partial(ctx.number, places=2)
    columns = (
        text(ctx.say("Platform"), lambda row: ctx.platform(row["platform"])),
        c.number(ctx.say("Claimed"), "platform_conversions", 18),
        c.number(ctx.say("Rung"), "orders", 18),
        c.interval(
            ctx.say("Claims per purchase, 90% interval"), ("ratio_low", "ratio", "ratio_high"), ends, two_places, 52,
            mark=Decimal(1),
        ),
        c.ends(ctx.say("Interval"), "ratio_low", "ratio_high", two_places, 26),
        c.money(ctx.say("Worth of a claim"), "value_per_conversion", 22),
        c.ends(ctx.say("Interval"), "value_low", "value_high", ctx.money, 30),
    )  # fmt: skip
    subtitle = ctx.say("28 days; the line marks one claim for one purchase; a claim is worth what the till rang for it")
    return Section(title, "platform_reporting_ratio", subtitle, (table(rows, columns), *_over_time(ctx, rows)))


def _over_time(ctx: Context, current: list[Row]) -> Iterator[Plot]:
    """The ratio week by week with its interval, of the platforms that report most."""
    for platform in (row["platform"] for row in current[:PLATFORMS_DRAWN]):
        rows = [row for row in ctx.rows("platform-reporting-ratio", platform=platform) if row["ratio"] is not None]
        if len(rows) < FEWEST_POINTS:
            continue
        ratios = [(row["as_of_day"].toordinal(), row["ratio"], row["ratio_low"], row["ratio_high"]) for row in rows]
        known = [(float(x), float(low), float(high)) for x, _, low, high in ratios if None not in (low, high)]
        marked = [(row, ctx.language.short_day(row["as_of_day"])) for row in (rows[0], rows[len(rows) // 2], rows[-1])]
        words = {"platform": ctx.platform(platform), "since": marked[0][1], "day": marked[-1][1]}
        words |= {"first": ctx.number(rows[0]["ratio"], 2), "last": ctx.number(rows[-1]["ratio"], 2)}
        yield labelled_plot(
            ctx.drawings,
            [Curve([(float(x), float(ratio)) for x, ratio, _, _ in ratios])],
            [Band(known)],
            across=[(float(row["as_of_day"].toordinal()), day) for row, day in marked],
            write=partial(ctx.number, places=1),
            alt=ctx.say("{platform}: {first} claims per purchase on {since}, {last} on {day}.", **words),
            title=ctx.say("{platform}: claims per purchase, 28 days ending on each day, band of 90%", **words),
            height=70.0,
            width=WIDE,
            millimetres=PLOT_HEIGHT,
        )
