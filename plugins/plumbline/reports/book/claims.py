"""What a platform's claimed purchase is worth at the till, over time and with its interval; the causes of the gap."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from plumbline.reports.book.blocks import Block, Cell, Column, Fall, Label, Plot, Section, Step, Table
from plumbline.reports.book.context import Context
from plumbline.reports.charts.plot import WIDE, Band, Curve, edges, plot, share, ticks
from plumbline.reports.charts.span import span, track
from plumbline.reports.pulse import Pulse
from plumbline.reports.reading import Row
from plumbline.reports.views import trust as view
from plumbline.reports.words.names import platform_name

HEIGHT = 34.0


def now(ctx: Context) -> list[Row]:
    """The newest ratio of each platform, largest claim first."""
    found = [
        row
        for row in ctx.rows("platform-reporting-ratio")
        if row["as_of_day"] == _last(ctx) and row["ratio"] is not None
    ]
    return sorted(found, key=lambda row: (-(row["platform_conversions"] or 0), row["platform"]))


def _last(ctx: Context) -> date | None:
    return max((row["as_of_day"] for row in ctx.rows("platform-reporting-ratio")), default=None)


def ratios(ctx: Context) -> Section:
    """Claims per purchase by platform, and what one of them is worth."""
    language = ctx.language
    title = language.say("Claims per purchase at the till")
    found = now(ctx)
    if not found:
        why = ctx.why(
            "platform-reporting-ratio", language.say("Not known: no platform's claims and no till are both connected.")
        )
        return Section(title, "platform_reporting_ratio", why=why)
    ends = track([Decimal(1), *(row[c] for row in found for c in ("ratio_low", "ratio_high", "ratio"))])
    columns = (
        Column(language.say("Platform"), "text"),
        Column(language.say("Claimed"), "num", 18),
        Column(language.say("Rung"), "num", 18),
        Column(language.say("Claims per purchase, 90% interval"), "span", 52),
        Column(language.say("Interval"), "num", 26),
        Column(language.say("Worth of a claim"), "num", 22),
        Column(language.say("Interval"), "num", 30),
    )
    rows = tuple(
        (
            Cell(platform_name(row["platform"])),
            Cell(ctx.count(row["platform_conversions"])),
            Cell(ctx.count(row["orders"])),
            Cell(
                ctx.count(row["ratio"], 2),
                span=span(row["ratio_low"], row["ratio"], row["ratio_high"], ends, Decimal(1)),
            ),
            Cell(ctx.interval(ctx.count(row["ratio_low"], 2), ctx.count(row["ratio_high"], 2))),
            Cell(ctx.money(row["value_per_conversion"])),
            Cell(ctx.interval(ctx.money(row["value_low"]), ctx.money(row["value_high"]))),
        )
        for row in found
    )
    subtitle = language.say(
        "28 days; the line marks one claim for one purchase; a claim is worth what the till rang for it"
    )
    blocks: list[Block] = [Table(columns, rows), *_over_time(ctx, found)]
    return Section(title, "platform_reporting_ratio", subtitle, tuple(blocks))


def _over_time(ctx: Context, found: list[Row]) -> list[Plot]:
    """The ratio week by week with its interval; one plot a platform, two at most."""
    language = ctx.language
    by_platform: dict[str, list[Row]] = defaultdict(list)
    for row in ctx.rows("platform-reporting-ratio"):
        if row["ratio"] is not None:
            by_platform[row["platform"]].append(row)
    plots = []
    for row in found[:2]:
        history = by_platform[row["platform"]]
        if len(history) < 3:
            continue
        line = Curve([(float(one["as_of_day"].toordinal()), float(one["ratio"])) for one in history])
        band = Band(
            [
                (float(one["as_of_day"].toordinal()), float(one["ratio_low"]), float(one["ratio_high"]))
                for one in history
                if one["ratio_low"] is not None and one["ratio_high"] is not None
            ]
        )
        frame = edges([line], [band], from_zero=True)
        first, last = history[0], history[-1]
        said = {
            "platform": platform_name(row["platform"]),
            "first": ctx.count(first["ratio"], 2),
            "last": ctx.count(last["ratio"], 2),
            "since": language.short_day(first["as_of_day"]),
            "day": language.short_day(last["as_of_day"]),
        }
        plots.append(
            Plot(
                ctx.drawings.add(
                    plot(frame, [line], [band], height=70, width=WIDE, mirrored=language.direction == "rtl")
                ),
                language.say("{platform}: {first} claims per purchase on {since}, {last} on {day}.", **said),
                tuple(
                    Label(
                        share(float(one["as_of_day"].toordinal()), frame.left, frame.right),
                        language.short_day(one["as_of_day"]),
                    )
                    for one in (first, history[len(history) // 2], last)
                ),
                tuple(Label(share(y, frame.bottom, frame.top), ctx.count(Decimal(str(y)), 1)) for y in ticks(frame)),
                HEIGHT * 0.7,
                language.say(
                    "{platform}: claims per purchase, 28 days ending on each day, band of 90%",
                    platform=said["platform"],
                ),
            )
        )
    return plots


def causes(ctx: Context, pulse: Pulse) -> Section:
    """The gap between claim and till, its causes in order of size: as the daily pulse draws it."""
    found = view.gap(ctx.language, pulse)
    if not found["known"] or not found["steps"]:
        return Section(
            found["title"], "gap", why=found.get("why", "") or ctx.language.say("Not known: no till is connected.")
        )
    steps = tuple(
        Step(step["name"], step["amount"], step["note"], step["is_end"], step["bar"], step["from"])
        for step in found["steps"]
    )
    return Section(
        found["title"], "gap", found["subtitle"], (Fall(steps),), tuple(note for note in (found["note"],) if note)
    )
