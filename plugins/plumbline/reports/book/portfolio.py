"""The portfolio: what the next euro earns in each channel, and the shift of budget that the curves support, or not."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.book.blocks import Cell, Column, Label, Plot, Plots, Section, Table, Words
from plumbline.reports.book.context import Context
from plumbline.reports.charts.plot import Band, Curve, edges, plot, share, ticks
from plumbline.reports.charts.span import span, track
from plumbline.reports.reading import Row
from plumbline.reports.words.names import channel_name
from plumbline.reports.words.reasons import reason

CURVES = 4


def known(ctx: Context) -> list[Row]:
    """Channels whose curve is known."""
    return [row for row in ctx.rows("response-curve") if row["is_known"]]


def curves(ctx: Context) -> Section:
    """The curves of the channels that have one, with bands, and today's spend as a dot."""
    language = ctx.language
    title = language.say("What the next unit of spend earns")
    found = ctx.rows("response-curve")
    if not found:
        why = ctx.why("response-curve", language.say("Not known: no weekly spend and outcome of media is connected."))
        return Section(title, "response_curve", why=why)
    plots = [one for row in known(ctx)[:CURVES] if (one := _curve(ctx, row)) is not None]
    blocks: list[Table | Plots] = [Plots(tuple(plots[n : n + 2])) for n in range(0, len(plots), 2)]
    return Section(
        _title(ctx, title),
        "response_curve",
        language.say(
            "Contribution a week by spend a week, {currency}; band of 90%, the dot is today's spend",
            currency=ctx.currency,
        )
        if plots
        else "",
        (*blocks, marginal(ctx, found)),
        (language.say("Curves are drawn over the range of spend seen and never beyond it."),),
    )


def _title(ctx: Context, otherwise: str) -> str:
    rated = [row for row in known(ctx) if row["marginal_romi"] is not None]
    if not rated:
        return otherwise
    best = max(rated, key=lambda row: row["marginal_romi"])
    others = [row for row in rated if row is not best]
    if (
        others
        and best["marginal_romi_low"] is not None
        and all(
            row["marginal_romi_high"] is not None and row["marginal_romi_high"] < best["marginal_romi_low"]
            for row in others
        )
    ):
        return ctx.language.say(
            "The next unit of spend earns most in {channel}", channel=channel_name(ctx.language, best["channel"])
        )
    return ctx.language.say("The intervals do not tell in which channel the next unit of spend earns most")


def _curve(ctx: Context, row: Row) -> Plot | None:
    language = ctx.language
    points = ctx.rows("response-curve-points", channel=row["channel"])
    if len(points) < 3:
        return None
    line = Curve([(float(one["spend"]), float(one["contribution"])) for one in points], "model")
    band = Band(
        [(float(one["spend"]), float(one["low"]), float(one["high"])) for one in points if one["low"] is not None]
    )
    frame = edges([line], [band], from_zero=True)
    spend = row["spend_now"]
    dots = []
    if spend is not None:
        near = min(points, key=lambda one: abs(one["spend"] - spend))
        dots = [(float(near["spend"]), float(near["contribution"]))]
    name = channel_name(language, row["channel"])
    said = {
        "channel": name,
        "low": ctx.money(points[0]["spend"]),
        "high": ctx.money(points[-1]["spend"]),
        "contribution": ctx.money(points[-1]["contribution"]),
    }
    return Plot(
        ctx.drawings.add(plot(frame, [line], [band], dots, height=105, mirrored=language.direction == "rtl")),
        language.say("{channel}: from {low} to {high} of weekly spend contribution rises to {contribution}.", **said),
        tuple(
            Label(share(x, frame.left, frame.right), ctx.money(Decimal(str(round(x)))))
            for x in (frame.left, (frame.left + frame.right) / 2, frame.right)
        ),
        tuple(Label(share(y, frame.bottom, frame.top), ctx.money(Decimal(str(round(y))))) for y in ticks(frame)),
        31.0,
        name + (language.say(" (indicative)") if row["is_indicative"] else ""),
    )


def marginal(ctx: Context, found: list[Row]) -> Table:
    """Marginal ROMI by channel with its interval; a refusal says why."""
    language = ctx.language
    ends = track(row[c] for row in found for c in ("marginal_romi", "marginal_romi_low", "marginal_romi_high"))
    columns = (
        Column(language.say("Channel"), "text", 32),
        Column(language.say("Spend a week"), "num", 18),
        Column(language.say("Range seen"), "num", 30),
        Column(language.say("Weeks"), "num", 12),
        Column(language.say("Marginal ROMI, 90% interval"), "span", 44),
        Column(language.say("Interval"), "num", 26),
        Column("", "text"),
    )
    rows = []
    for row in sorted(found, key=lambda one: (not one["is_known"], one["channel"])):
        low, high = ctx.percent(row["marginal_romi_low"], 0), ctx.percent(row["marginal_romi_high"], 0)
        middle = row["marginal_romi"]
        rows.append(
            (
                Cell(channel_name(language, row["channel"])),
                Cell(ctx.money(row["spend_now"])),
                Cell(ctx.interval(ctx.money(row["spend_low"]), ctx.money(row["spend_high"]))),
                Cell(ctx.count(row["weeks"])),
                Cell(
                    ctx.percent(middle, 0),
                    span=span(row["marginal_romi_low"], middle, row["marginal_romi_high"], ends, Decimal(0)),
                ),
                Cell(ctx.interval(low, high) if middle is not None else "–"),
                Cell(
                    language.say("not told: {reason}", reason=reason(language, row["reason"]))
                    if not row["is_known"]
                    else language.say("indicative")
                    if row["is_indicative"]
                    else ""
                ),
            )
        )
    return Table(columns, tuple(rows))


def shift_sentence(ctx: Context) -> str:
    """The shift that the curves support with its interval, or why they support none."""
    language = ctx.language
    found = ctx.rows("budget-shift")
    supported = [row for row in found if row["is_supported"] and row["gain"] is not None]
    if supported:
        row = max(supported, key=lambda one: one["gain"])
        return language.say(
            "Moving {amount} a week from {source} to {target} would earn {gain} more contribution a week"
            " (90% interval {low} to {high}), inside the range of spend seen.",
            amount=ctx.money(row["amount"]),
            source=channel_name(language, row["from_channel"]),
            target=channel_name(language, row["to_channel"]),
            gain=ctx.money(row["gain"]),
            low=ctx.money(row["gain_low"]),
            high=ctx.money(row["gain_high"]),
        )
    reasons = sorted({said for row in found if (said := reason(language, row["reason"]))})
    if reasons:
        return language.say("The data supports no shift of budget: {reason}.", reason="; ".join(reasons))
    if found or ctx.rows("response-curve"):
        return language.say("The data supports no shift of budget.")
    return ""


def shift(ctx: Context) -> Section:
    """The shift in words."""
    title = ctx.language.say("Should budget move?")
    said = shift_sentence(ctx)
    if not said:
        why = ctx.why("budget-shift", ctx.language.say("Not known: no response curve can be drawn."))
        return Section(title, "budget_shift", why=why)
    return Section(title, "budget_shift", blocks=(Words((said,)),))
