"""What the next unit of spend earns in each channel, and the shift of budget that the curves support, or not."""

from __future__ import annotations

from functools import partial

from plumbline.language.reasons import reason
from plumbline.layout.blocks import Block, Plot, Plots, Section, Table, Text
from plumbline.layout.charts.cells import track
from plumbline.layout.charts.plot import Band, Curve, labelled_plot
from plumbline.reports.context import ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Read, Reads, Row
from plumbline.reports.tables import Columns, table, text

CURVES, CURVES_ABREAST = 4, 2
FEWEST_POINTS = 3  # of a curve that is drawn
MARGINAL = ("marginal_romi_low", "marginal_romi", "marginal_romi_high")
SHIFT: Reads = {
    "response-curve": Read("response_curve", ("channel",)),
    "budget-shift": Read("budget_shift", ("from_channel", "to_channel")),
}


@section(SHIFT, response_curve_points=Read("response_curve_point", ("channel", "spend")))
def response_curves(ctx: Context) -> Section:
    """The curves of the channels that have one, with bands, and today's spend as a dot."""
    rows, known = ctx.rows("response-curve"), ctx.rows("response-curve", is_known=True)
    if not rows:
        unknown = ctx.say("Not known: no weekly spend and outcome of media is connected.")
        return ctx.unknown(_title(ctx, known), "response-curve", unknown)
    plots = [plot for row in known[:CURVES] if (plot := _plot(ctx, row)) is not None]
    blocks: list[Block] = [Plots(tuple(plots[n : n + CURVES_ABREAST])) for n in range(0, len(plots), CURVES_ABREAST)]
    subtitle = ctx.say(
        "Contribution a week by spend a week, {currency}; band of 90%, the dot is today's spend", currency=ctx.currency
    )
    note = ctx.say("Curves are drawn over the range of spend seen and never beyond it.")
    blocks.append(_marginal(ctx, rows))
    return Section(_title(ctx, known), "response_curve", subtitle if plots else "", tuple(blocks), (note,))


def _title(ctx: Context, known: list[Row]) -> str:
    rated = [row for row in known if row["marginal_romi"] is not None]
    if not rated:
        return ctx.say("What the next unit of spend earns")
    best = max(rated, key=lambda row: row["marginal_romi"])
    low, others = best["marginal_romi_low"], [row["marginal_romi_high"] for row in rated if row is not best]
    if low is not None and others and all(high is not None and high < low for high in others):
        return ctx.say("The next unit of spend earns most in {channel}", channel=ctx.term("channel", best["channel"]))
    return ctx.say("The intervals do not tell in which channel the next unit of spend earns most")


def _plot(ctx: Context, row: Row) -> Plot | None:
    points = ctx.rows("response-curve-points", channel=row["channel"])
    if len(points) < FEWEST_POINTS:
        return None
    known, spend = [point for point in points if point["low"] is not None], row["spend_now"]
    nearest = [] if spend is None else [min(points, key=lambda point: abs(point["spend"] - spend))]
    curve, dots = ([(float(one["spend"]), float(one["contribution"])) for one in some] for some in (points, nearest))
    least, most, name = points[0]["spend"], points[-1]["spend"], ctx.term("channel", row["channel"])
    words = {"channel": name, "low": ctx.money(least), "high": ctx.money(most)}
    words["contribution"] = ctx.money(points[-1]["contribution"])
    return labelled_plot(
        ctx.drawings,
        [Curve(curve, "model")],
        [Band([(float(point["spend"]), float(point["low"]), float(point["high"])) for point in known])],
        dots,
        alt=ctx.say("{channel}: from {low} to {high} of weekly spend contribution rises to {contribution}.", **words),
        across=[(float(amount), ctx.money(amount)) for amount in (least, (least + most) / 2, most)],
        write=ctx.money,
        height=105,
        millimetres=31,
        mirrored=ctx.is_mirrored,
        title=name + (ctx.say(" (indicative)") if row["is_indicative"] else ""),
    )


def _marginal(ctx: Context, rows: list[Row]) -> Table:
    """Marginal ROMI by channel with its interval; a channel without a curve has the reason why."""
    ends, percent = track(row[key] for row in rows for key in MARGINAL), partial(ctx.percent, places=0)

    def comment(row: Row) -> str:
        if not row["is_known"]:
            return ctx.say("not told: {reason}", reason=reason(ctx.language, row["reason"]))
        return ctx.say("indicative") if row["is_indicative"] else ""

    c = Columns(ctx)
    columns = (
        text(ctx.say("Channel"), lambda row: ctx.term("channel", row["channel"]), 32),
        c.money(ctx.say("Spend a week"), "spend_now", 18),
        c.ends(ctx.say("Range seen"), "spend_low", "spend_high", ctx.money, 30),
        c.number(ctx.say("Weeks"), "weeks", 12),
        c.interval(ctx.say("Marginal ROMI, 90% interval"), MARGINAL, ends, percent, 44, ZERO),
        c.ends(ctx.say("Interval"), MARGINAL[0], MARGINAL[-1], percent, 26),
        text("", comment),
    )
    return table(sorted(rows, key=lambda row: (not row["is_known"], row["channel"])), columns)


@section(SHIFT)
def budget_shift(ctx: Context) -> Section:
    """The shift in words."""
    title, sentence = ctx.say("Should budget move?"), shift_sentence(ctx)
    if not sentence:
        return ctx.unknown(title, "budget-shift", ctx.say("Not known: no response curve can be drawn."))
    return Section(title, "budget_shift", blocks=(Text((sentence,)),))


def shift_sentence(ctx: Context) -> str:
    """The shift that the curves support with its interval, or why they support none; empty without curves."""
    rows = ctx.rows("budget-shift")
    supported = [row for row in rows if row["is_supported"] and row["gain"] is not None]
    if supported:
        best = max(supported, key=lambda row: row["gain"])
        source, target = (ctx.term("channel", best[key]) for key in ("from_channel", "to_channel"))
        amount, gain, low, high = (ctx.money(best[key]) for key in ("amount", "gain", "gain_low", "gain_high"))
        words = {"amount": amount, "source": source, "target": target, "gain": gain, "low": low, "high": high}
        moving = ctx.language.vocabulary["advice"]["budget_shift"]
        return ctx.say(moving, **words)
    if reasons := sorted({why for row in rows if (why := reason(ctx.language, row["reason"]))}):
        return ctx.say("The data supports no shift of budget: {reason}.", reason="; ".join(reasons))
    if rows or ctx.rows("response-curve"):
        return ctx.say("The data supports no shift of budget.")
    return ""
