"""Qualified pipeline from yesterday's close to today's: the bridge, the deals behind it, and the day's headline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from plumbline.language.language import plural
from plumbline.layout.blocks import Section
from plumbline.layout.charts.waterfall import bars, waterfall
from plumbline.marts.reading import Read, Reads, Row, as_reported
from plumbline.reports.context import ELLIPSIS, UNATTRIBUTED, ZERO, Context, clean
from plumbline.reports.kind import section
from plumbline.reports.sections import figures
from plumbline.reports.tables import Columns, table, text

DEALS_SHOWN = 5
DEALS_NAMED = 2  # of a step of the bridge
LONGEST_IN_HEADLINE = 40  # a program or an account with a longer name is left out of the headline
SECOND_REASON_SHARE = Decimal("0.3")  # a second reason is named when it weighs at least this much of the first
DEALS: Reads = {"deals-moved": Read("deal_move", ("deal_id", "movement", "program_id"), as_reported)}
READS: Reads = {"bridge": Read("pipeline_bridge", ("program_id",), as_reported), **DEALS}


@dataclass(frozen=True)
class Movement:
    """A step of the bridge: its signed amount and the deals behind it, largest first."""

    key: str
    amount: Decimal
    deals: tuple[Row, ...]


@dataclass(frozen=True)
class Bridge:
    """Qualified pipeline from yesterday's close to today's; the movements add up to the cent."""

    opening: Decimal
    movements: tuple[Movement, ...]
    closing: Decimal
    change: Decimal


def moved_deals(ctx: Context) -> list[Row]:
    """The deals that moved, largest first: what they `moved`, whatever number of `programs` share their credit."""
    shares: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in ctx.rows("deals-moved"):
        shares[row["deal_id"], row["movement"]].append(row)
    deals = [
        parts[0]
        | {"programs": [part["program_id"] for part in parts], "moved": sum(part["change"] or ZERO for part in parts)}
        for parts in shares.values()
    ]
    return sorted(deals, key=lambda deal: (-abs(deal["moved"]), deal["deal_name"] or "", deal["deal_id"]))


def _leader(deal: Row) -> str:
    """Whose deal it is: the account, else the deal's own name."""
    return clean(deal["account_name"] or deal["deal_name"] or deal["deal_id"])


def read_bridge(ctx: Context) -> Bridge | None:
    """The day's bridge of the whole scope; None where no pipeline is known."""
    rows = ctx.rows("bridge")
    if not rows:
        return None

    def total(column: str) -> Decimal:
        return sum((row[column] or ZERO for row in rows), ZERO)

    moved = moved_deals(ctx)
    movements = tuple(
        Movement(key, total(key), tuple(deal for deal in moved if deal["movement"] == key))
        for key in ("restated", *REASONS, "currency_effect")
    )
    return Bridge(total("opening"), movements, total("closing"), total("closing") - total("opening"))


@section(READS, figures.READS)
def pipeline_bridge(ctx: Context) -> Section:
    """The bridge as a waterfall, the deals behind each step beside it."""
    bridge, language = read_bridge(ctx), ctx.language
    if bridge is not None and _is_first_day(ctx, bridge):
        return Section(ctx.say("What moved it"), unknown=ctx.term("first_day", "bridge"))
    if bridge is None:
        reason = ctx.say("Not known: no CRM with probabilities is connected.")
        if ctx.known.pipeline:
            reason = ctx.say("Not known: no deals are known as of this day.")
        return Section(ctx.say("What moved it"), unknown=ctx.hidden if ctx.is_scoped else reason)
    amounts = [bridge.opening, bridge.closing, *(movement.amount for movement in bridge.movements)]
    scale = language.scale(amounts, figures.currency(ctx))
    least = Decimal(5).scaleb(scale.power - scale.places - 1)  # anything less is written as zero
    shown = [movement for movement in bridge.movements if abs(movement.amount) >= least or movement.deals]

    def step(key: str, amount: Decimal, note: str, signed: bool = False) -> tuple[str, Decimal, str, str]:
        return ctx.term("step", key), amount, language.scaled(amount, scale, signed=signed), note

    ends = [ctx.say("end of {day}", day=language.full_day(day)) for day in (ctx.day - timedelta(days=1), ctx.day)]
    rows = [
        step("opening", bridge.opening, ends[0]),
        *(step(one.key, one.amount, _note(ctx, one), signed=True) for one in shown),
        step("closing", bridge.closing, ends[1]),
    ]
    subtitle = [ctx.say("Qualified pipeline, {unit}", unit=scale.unit)]
    left_out = [language.inside(ctx.term("step", one.key)) for one in bridge.movements if one not in shown]
    if left_out and shown:
        subtitle.append(ctx.say("zero or nearly: {steps}", steps=", ".join(left_out)))
    if shown and bars(bridge.opening, [one.amount for one in shown], bridge.closing)[0].is_cut:
        subtitle.append(ctx.say("opening and closing bars are cut short"))
    return Section(_title(ctx, bridge), "bridge", "; ".join(subtitle), (waterfall(rows),))


def _is_first_day(ctx: Context, bridge: Bridge) -> bool:
    """Whether the day before is not known, so that nothing can have moved since."""
    return not bridge.opening and figures.value(ctx, "qualified_pipeline", ctx.day - timedelta(days=1)) is None


def _note(ctx: Context, movement: Movement) -> str:
    """Who is behind a step: a few deals by name, the rest by number."""
    if movement.key not in REASONS:
        return ctx.term("step_note", movement.key)
    names = ", ".join(ctx.name(_leader(deal)) for deal in movement.deals[:DEALS_NAMED])
    rest = len(movement.deals) - DEALS_NAMED
    return names if rest <= 0 else ctx.count("{named} and {n} more", "{named} and {n} more", rest, named=names)


def _title(ctx: Context, bridge: Bridge) -> str:
    amounts, currency = [movement.amount for movement in bridge.movements], figures.currency(ctx)
    gains, losses = (sum((amount for amount in amounts if amount * way > 0), ZERO) for way in (1, -1))
    words = {"gains": ctx.money(gains, currency), "losses": ctx.money(-losses, currency)}
    words["change"] = ctx.language.change(bridge.change, currency)
    words["weekday"] = ctx.language.weekday(ctx.day - timedelta(days=1))
    way = "both" if gains and losses else "one" if gains or losses else "none"
    return ctx.sentence("bridge_title", way, **words)


def headline(ctx: Context, beside: str = "") -> str:
    """Qualified pipeline against yesterday with the one or two reasons; empty where there is no bridge.

    `beside` is said of the level that was reached.
    """
    bridge, pipeline = read_bridge(ctx), figures.value(ctx, "qualified_pipeline")
    if bridge is None or pipeline is None:
        return ""
    opening, moved = (ctx.money(amount, figures.currency(ctx)) for amount in (bridge.opening, abs(bridge.change)))
    total = figures.write(ctx, "qualified_pipeline", pipeline)
    reasons = [_reason(ctx, step, n == 0) for n, step in enumerate(main_movements(bridge))]
    way = "held" if total == opening else "rose" if bridge.change > 0 else "fell"
    if _is_first_day(ctx, bridge):
        return ctx.sentence("pipeline_headline", "first_day", total=total)
    if not bridge.opening and bridge.change:  # a change from nothing is none
        way = "from_nothing"
    words = {"amount": moved, "total": ctx.bracketed(total, beside), "reasons": ctx.language.listed(reasons)}
    return ctx.sentence("pipeline_headline", way if reasons else "still", **words)


def main_movements(bridge: Bridge) -> list[Movement]:
    """The one or two that explain the day: in the direction of the change, or the largest if nothing changed."""
    moved = [movement for movement in bridge.movements if movement.amount]
    if bridge.change:
        moved = [movement for movement in moved if (movement.amount > 0) == (bridge.change > 0)]
    moved.sort(key=lambda movement: -abs(movement.amount))
    second = [one for one in moved[1:2] if abs(one.amount) >= SECOND_REASON_SHARE * abs(moved[0].amount)]
    return moved[:1] + second


REASONS = {
    "newly_qualified": plural("{n} deal passed {threshold}", "{n} deals passed {threshold}"),
    "raised": plural("{n} deal was raised", "{n} deals were raised"),
    "lowered": plural("{n} deal was lowered", "{n} deals were lowered"),
    "fell_below": plural("{n} deal fell below {threshold}", "{n} deals fell below {threshold}"),
    "won": plural("{n} deal worth {amount} was won", "{n} deals worth {amount} were won"),
    "lost": plural("{n} deal was lost", "{n} deals were lost"),
    "removed": plural("{n} deal was removed", "{n} deals were removed"),
}
REASONS_OF_A_PROGRAM = {
    "newly_qualified": plural(
        "{n} deal from {program} passed {threshold}", "{n} deals from {program} passed {threshold}"
    ),
    "raised": plural("{n} deal from {program} was raised", "{n} deals from {program} were raised"),
    "lowered": plural("{n} deal from {program} was lowered", "{n} deals from {program} were lowered"),
    "fell_below": plural(
        "{n} deal from {program} fell below {threshold}", "{n} deals from {program} fell below {threshold}"
    ),
    "won": plural("{n} deal from {program} worth {amount} was won", "{n} deals from {program} worth {amount} were won"),
    "lost": plural("{n} deal from {program} was lost", "{n} deals from {program} were lost"),
    "removed": plural("{n} deal from {program} was removed", "{n} deals from {program} were removed"),
}


def _reason(ctx: Context, movement: Movement, is_first: bool) -> str:
    if movement.key not in REASONS:
        return ctx.term("step_reason", movement.key)
    n, program = len(movement.deals), _shared_program(ctx, movement.deals)
    one, many = (REASONS_OF_A_PROGRAM if program else REASONS)[movement.key]
    words = {"threshold": _threshold(ctx, movement.deals), "program": program}
    # what was won leaves the pipeline: without its worth, a fall would read as a loss
    deals = ctx.count(one, many, n, amount=ctx.money(abs(movement.amount), figures.currency(ctx)), **words)
    leader = _leader(movement.deals[0]) if movement.deals else ""
    if not is_first or program or not leader or len(leader) > LONGEST_IN_HEADLINE:
        return deals
    if n == 1:
        return ctx.say("{deals} ({name})", deals=deals, name=leader)
    return ctx.say("{deals}, led by {name}", deals=deals, name=leader)


def _threshold(ctx: Context, deals: Sequence[Row]) -> str:
    thresholds = {deal["threshold"] for deal in deals if deal["threshold"] is not None}
    return ctx.percent(thresholds.pop()) if len(thresholds) == 1 else ctx.say("the threshold of their teams")


def _shared_program(ctx: Context, deals: Sequence[Row]) -> str:
    programs = {program for deal in deals for program in deal["programs"]}
    if len(programs) != 1 or UNATTRIBUTED in programs:
        return ""
    name = ctx.program(programs.pop())
    return name if len(name) <= LONGEST_IN_HEADLINE and ELLIPSIS not in name else ""


@section(READS, figures.READS)
def deals_moved(ctx: Context) -> Section:
    """The deals that moved, five at most."""
    deals, language = moved_deals(ctx), ctx.language
    shown, bridge = deals[:DEALS_SHOWN], read_bridge(ctx)
    if bridge is not None and _is_first_day(ctx, bridge):
        return Section(ctx.say("Deals that moved"), unknown=ctx.term("first_day", "deals"))
    if not shown:
        title = ctx.say("No deal moved")
        reason = ctx.say("No deal entered, left or changed qualified pipeline on this day.")
        if not ctx.known.pipeline:
            title, reason = ctx.say("Deals that moved"), ctx.say("Not known: no CRM with probabilities is connected.")
        return ctx.unknown(title, "deals-moved", reason)
    one, many = plural("{n} deal moved", "{n} deals moved")
    if len(shown) < len(deals):
        one, many = plural("The {shown} largest of {n} deal that moved", "The {shown} largest of {n} deals that moved")
    title = ctx.count(one, many, len(deals), shown=ctx.number(len(shown)))
    scale = language.scale([deal["moved"] for deal in shown], figures.currency(ctx))
    c = Columns(ctx, scale)

    def program(row: Row) -> str:
        return ctx.program(row["programs"][0]) if len(row["programs"]) == 1 else ctx.say("several")

    def probability(row: Row) -> str:
        before, after = ctx.percent(row["probability_before"]), ctx.percent(row["probability_after"])
        return before if before == after else language.arrow(before, after)

    def account(row: Row) -> str:
        said = (row["account_name"] or "").lower() in (row["deal_name"] or "").lower()  # by the deal's own name
        return "" if said else ctx.name(row["account_name"])

    def what_happened(row: Row) -> str:
        threshold = ctx.percent(row["threshold"]) if row["threshold"] is not None else ctx.say("its threshold")
        return ctx.term("movement", row["movement"]).format(threshold=language.isolate(threshold))

    columns = (
        c.name(ctx.say("Deal"), lambda row: row["deal_name"] or row["deal_id"], note=account),
        c.name(ctx.say("Program"), program, 40),
        c.name(ctx.say("Owner"), "owner", 24),
        text(ctx.say("What happened"), what_happened, 22),
        c.written(ctx.say("Probability"), probability, str, 25),
        c.written(ctx.say("Change"), "moved", lambda amount: language.scaled(amount, scale, signed=True), 13),
    )
    subtitle = ctx.say("Effect on qualified pipeline, {unit}; all in the attached deals-moved.csv", unit=scale.unit)
    return Section(title, "deals", subtitle, (table(shown, columns),))
