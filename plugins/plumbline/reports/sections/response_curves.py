"""What the next unit of spend earns in each channel, and the shift of budget that the curves support, or not."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from plumbline.language.reasons import reason
from plumbline.layout.blocks import Block, Plot, Plots, Section, Table, Text
from plumbline.layout.charts.plot import Sketch
from plumbline.marts.reading import Read, Reads, Row
from plumbline.reports.context import ZERO, Context
from plumbline.reports.kind import section
from plumbline.reports.sections import profit_and_loss
from plumbline.reports.tables import Columns, table, text

CURVES = 6  # drawn; the table has them all
FEWEST_POINTS = 3  # of a curve that is drawn
ROOM = 1.45  # of the largest spend: the width in which a name still fits beside it
MARGINAL = ("marginal_romi_low", "marginal_romi", "marginal_romi_high")
LEAST_GAIN = Decimal("0.01")  # of a month's cost of marketing: a smaller gain is nothing that a board decides
WEEKS_A_MONTH = Decimal(365) / 84
MONTHS = {"quarter": 3}  # in the period of which the cost is known
SHIFT: Reads = {
    **profit_and_loss.READS,
    "response-curve": Read("response_curve", ("channel",)),
    "budget-shift": Read("budget_shift", ("from_channel", "to_channel")),
}


@section(SHIFT, response_curve_points=Read("response_curve_point", ("channel", "spend")))
def response_curves(ctx: Context) -> Section:
    """All curves on one scale, what the next unit of spend earns today, and why some channels have none."""
    rows, known = ctx.rows("response-curve"), ctx.rows("response-curve", is_known=True)
    if not rows:
        unknown = ctx.say("Not known: no weekly spend and outcome of media is connected.")
        return ctx.unknown(_title(ctx, known), "response-curve", unknown)
    known.sort(key=lambda row: -(row["spend_now"] or 0))
    curves, margins = _curves(ctx, known[:CURVES]), _margins(ctx, known[:CURVES])
    title = ctx.say("Contribution a week by spend a week, {currency}", currency=ctx.currency)
    plots = [_plot(ctx, curves, ctx.money, title)] if curves.curves else []
    if margins.dots:
        plots.append(_plot(ctx, margins, ctx.whole_percent, ctx.say("Marginal ROMI at today's spend a week")))
    blocks: list[Block] = [Plots(tuple(plots))] if plots else []
    notes = (ctx.sentence("curve", "note"),) if plots else ()
    return Section(_title(ctx, known), "response_curve", "", (*blocks, _marginal(ctx, rows)), notes)


def _title(ctx: Context, known: list[Row]) -> str:
    """In which channels the next unit of spend earns or loses for certain: what the intervals say, and no more."""
    rated = [row for row in known if None not in (row[key] for key in MARGINAL)]
    earning = [row for row in rated if row["marginal_romi_low"] > 0]
    losing = [row for row in rated if row["marginal_romi_high"] < 0]
    best = max(earning, key=lambda row: row["marginal_romi"], default=None)
    others = [row["marginal_romi_high"] for row in rated if row is not best]
    most = best is not None and bool(others) and max(others) < best["marginal_romi_low"]
    parts = [*([("most" if most else "earns")] if earning else []), *(["loses"] if losing else [])]
    names = {"earning": _names(ctx, [best] if best and most else earning), "losing": _names(ctx, losing)}
    return ctx.sentence("next_unit", "_and_".join(parts) or ("not_told" if rated else "unknown"), **names)


def _names(ctx: Context, rows: list[Row]) -> str:
    return ctx.language.listed([ctx.term("channel", row["channel"]) for row in rows])


def _curves(ctx: Context, known: list[Row]) -> Sketch:
    """Contribution by spend: every curve that has points, its name at its end."""
    sketch = Sketch()
    for row in known:
        points, words = ctx.rows("response-curve-points", channel=row["channel"]), {"channel": _names(ctx, [row])}
        if len(points) < FEWEST_POINTS:
            continue
        sketch.line([(point["spend"], point["contribution"]) for point in points], "model", words["channel"])
        if row["spend_now"] is not None:
            now = min(points, key=lambda point: abs(point["spend"] - row["spend_now"]))
            sketch.dots.append((float(now["spend"]), float(now["contribution"])))
        words |= {"low": ctx.money(points[0]["spend"]), "high": ctx.money(points[-1]["spend"])}
        words["contribution"] = ctx.money(points[-1]["contribution"])
        sketch.said.append(ctx.sentence("curve", "contribution", **words))
    return sketch


def _margins(ctx: Context, known: list[Row]) -> Sketch:
    """Marginal ROMI of each channel at today's spend, with its interval."""
    sketch = Sketch()
    for row in known:
        ends = (low, value, high) = tuple(row[key] for key in MARGINAL)
        if None in (row["spend_now"], *ends):
            continue
        words = {"channel": _names(ctx, [row]), "spend": ctx.money(row["spend_now"]), "romi": ctx.whole_percent(value)}
        sketch.interval(row["spend_now"], ends, ZERO, words["channel"])
        words |= {"low": ctx.whole_percent(low), "high": ctx.whole_percent(high)}
        sketch.said.append(ctx.sentence("curve", "margin", **words))
    sketch.name_above(ZERO, ZERO, ctx.say("break-even"))
    return sketch


def _plot(ctx: Context, sketch: Sketch, write: Callable[[Decimal], str], title: str) -> Plot:
    """A plot over spend from zero, with room for the names at the right."""
    sketch.make_room(ROOM)
    right = sketch.frame.right
    across = {x: ctx.money(Decimal(str(x))) for x in (0.0, right / 2, right)}
    return sketch.plot(ctx.drawings, write, across, height=130, millimetres=41, title=title)


def _marginal(ctx: Context, rows: list[Row]) -> Table:
    """Marginal ROMI by channel with its interval; a channel without a curve has the reason why."""

    def comment(row: Row) -> str:
        if not row["is_known"]:
            return ctx.say("not told: {reason}", reason=reason(ctx.language, row["reason"]))
        return ctx.say("indicative") if row["is_indicative"] else ""

    c, comments = Columns(ctx), [text("", comment, 58)] if any(map(comment, rows)) else []
    columns = (
        text(ctx.say("Channel"), lambda row: ctx.term("channel", row["channel"])),
        c.money(ctx.say("Spend a week"), "spend_now", 20),
        c.ends(ctx.say("Range seen"), "spend_low", "spend_high", ctx.money, 30),
        c.written(ctx.say("Marginal ROMI"), "marginal_romi", ctx.whole_percent, 22),
        c.ends(ctx.say("90% interval"), MARGINAL[0], MARGINAL[-1], ctx.whole_percent, 28),
        *comments,
    )
    return table(sorted(rows, key=lambda row: (not row["is_known"], row["channel"])), columns)


@section(SHIFT)
def budget_shift(ctx: Context) -> Section:
    """The shift in words; one that gains too little to decide on is told as such."""
    title, sentence, best = ctx.say("Should budget move?"), shift_sentence(ctx), _best_shift(ctx)
    if not sentence and best is not None:
        low, least = ctx.money(best["gain_low"] * WEEKS_A_MONTH), ctx.money(_least_gain(ctx))
        sentence = ctx.sentence("budget_shift", "too_small", low=low, least=least, share=ctx.percent(LEAST_GAIN))
    if not sentence:
        return ctx.unknown(title, "budget-shift", ctx.say("Not known: no response curve can be drawn."))
    return Section(title, "budget_shift", blocks=(Text((sentence,)),))


def _best_shift(ctx: Context) -> Row | None:
    supported = [row for row in ctx.rows("budget-shift") if row["is_supported"] and row["gain"] is not None]
    return max(supported, key=lambda row: row["gain"], default=None)


def _least_gain(ctx: Context) -> Decimal:
    """What a shift has to gain in a month to be advice; nothing where the cost of marketing is not known."""
    whole = profit_and_loss.whole(ctx)
    if whole is None or whole["cost"] is None:
        return ZERO
    cost: Decimal = whole["cost"] / MONTHS.get(profit_and_loss.period_kind(ctx.request), 1)
    return cost * LEAST_GAIN


def shift_sentence(ctx: Context) -> str:
    """The shift that the curves support with its interval, or why they support none.

    Empty without curves, and where the low end of a month's gain is too small to decide on.
    """
    rows, best = ctx.rows("budget-shift"), _best_shift(ctx)
    if best is not None:
        if (best["gain_low"] or ZERO) * WEEKS_A_MONTH < _least_gain(ctx):
            return ""
        source, target = (ctx.term("channel", best[key]) for key in ("from_channel", "to_channel"))
        amount, gain, low, high = (ctx.money(best[key]) for key in ("amount", "gain", "gain_low", "gain_high"))
        words = {"amount": amount, "source": source, "target": target, "gain": gain, "low": low, "high": high}
        return ctx.sentence("advice", "budget_shift", **words)
    if reasons := sorted({why for row in rows if (why := reason(ctx.language, row["reason"]))}):
        return ctx.say("The data supports no shift of budget: {reason}.", reason="; ".join(reasons))
    if rows or ctx.rows("response-curve"):
        return ctx.say("The data supports no shift of budget.")
    return ""
