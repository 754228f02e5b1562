"""How many conversions platforms report for each booked order, what one of them is worth, and how both have moved."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from plumbline.layout.blocks import Plot, Plots, Section
from plumbline.layout.charts.cells import track
from plumbline.layout.charts.plot import WIDE, WIDTH, Sketch, on_one_scale
from plumbline.reports.context import Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Read, Reads, Row, up_to_day
from plumbline.reports.tables import Columns, table, text

PLATFORMS_DRAWN, FEWEST_POINTS = 2, 3
PLOT_HEIGHT = 22  # millimetres
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
    title, rows = ctx.say("Platform conversions for each booked order"), current_ratios(ctx)
    if not rows:
        reason = ctx.say("Not known: no platform's conversions and no booked orders are both connected.")
        return ctx.unknown(title, "platform-reporting-ratio", reason)
    ends = track([Decimal(1), *(row[key] for row in rows for key in ("ratio_low", "ratio_high", "ratio"))])
    c, two_places = Columns(ctx), partial(ctx.number, places=2)
    columns = (
        text(ctx.say("Platform"), lambda row: ctx.platform(row["platform"])),
        c.number(ctx.say("Reported"), "platform_conversions", 18),
        c.number(ctx.say("Booked"), "orders", 18),
        c.interval(
            ctx.say("Reported per booked order"), ("ratio_low", "ratio", "ratio_high"), ends, two_places, 52,
            mark=Decimal(1),
        ),
        c.ends(ctx.say("90% interval"), "ratio_low", "ratio_high", two_places, 26),
        c.money(ctx.say("Booked value of one reported"), "value_per_conversion", 24),
        c.ends(ctx.say("90% interval"), "value_low", "value_high", ctx.money, 28),
    )  # fmt: skip
    subtitle = ctx.say("28 days; the line marks one platform conversion for one booked order")
    plots = _over_time(ctx, rows)
    blocks = (table(rows, columns), *((Plots(plots, len(plots)),) if plots else ()))
    return Section(title, "platform_reporting_ratio", subtitle, blocks)


def _over_time(ctx: Context, current: list[Row]) -> tuple[Plot, ...]:
    """The ratio week by week with its interval, of the platforms that report most, on one scale."""
    drawn: list[tuple[Sketch, list[Row]]] = []
    for platform in (row["platform"] for row in current[:PLATFORMS_DRAWN]):
        rows = [row for row in ctx.rows("platform-reporting-ratio", platform=platform) if row["ratio"] is not None]
        if len(rows) >= FEWEST_POINTS:
            sketch = Sketch()
            sketch.line((row["as_of_day"], row["ratio"]) for row in rows)
            sketch.band((row["as_of_day"], row["ratio_low"], row["ratio_high"]) for row in rows)
            drawn.append((sketch, rows))
    on_one_scale([sketch for sketch, _ in drawn])
    return tuple(_plot(ctx, *one, WIDTH if len(drawn) > 1 else WIDE) for one in drawn)


def _plot(ctx: Context, sketch: Sketch, rows: list[Row], width: float) -> Plot:
    first, middle, last = rows[0], rows[len(rows) // 2], rows[-1]
    across = {row["as_of_day"]: ctx.language.short_day(row["as_of_day"]) for row in (first, middle, last)}
    words = {"platform": ctx.platform(first["platform"]), "since": across[first["as_of_day"]]}
    words |= {"first": ctx.number(first["ratio"], 2), "last": ctx.number(last["ratio"], 2)}
    return sketch.plot(
        ctx.drawings, partial(ctx.number, places=1), across, height=70, millimetres=PLOT_HEIGHT, width=width,
        alt=ctx.say("{platform}: {first} reported for each booked order on {since}, {last} on {day}.",
                    **words, day=across[last["as_of_day"]]),
        title=ctx.say("{platform}, 28 days ending on each day", **words),
    )  # fmt: skip
