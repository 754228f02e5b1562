"""What is said about qualified pipeline: the headline, its reasons, the bridge and the deals behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from plumbline.reports.locale import Language, plural
from plumbline.reports.names import ELLIPSIS
from plumbline.reports.pulse import UNATTRIBUTED, Bridge, DealMove, Pulse, Step
from plumbline.reports.words import sources, trust
from plumbline.reports.words.time import period

LONGEST_IN_HEADLINE = 40  # a program with a longer name is left out of the headline
SECOND_REASON_SHARE = Decimal("0.3")  # a second reason is named when it weighs at least this much of the first


def headline(language: Language, pulse: Pulse) -> str:
    """The day in one sentence, led by the first figure that is known, with a warning when a source is late."""
    said = _headline(language, pulse)
    late = sources.late(language, pulse)
    return f"{said}; {late}" if late else said


def _headline(language: Language, pulse: Pulse) -> str:
    pipeline = pulse.figures["qualified_pipeline"].value
    if pipeline is None or pulse.bridge is None:
        return _headline_without_bridge(language, pulse)
    total = language.money(pipeline, pulse.currency)
    reasons = language.listed(
        [_reason(language, pulse, step, is_first=n == 0) for n, step in enumerate(main_steps(pulse.bridge))]
    )
    if not reasons:
        return language.say("Qualified pipeline held at {total}: no deal moved", total=total)
    change = pulse.bridge.change
    if total == language.money(pulse.bridge.opening, pulse.currency):
        return language.say("Qualified pipeline held at {total}: {reasons}", total=total, reasons=reasons)
    said = {"amount": language.money(abs(change), pulse.currency), "total": total, "reasons": reasons}
    if change > 0:
        return language.say("Qualified pipeline rose {amount} to {total}: {reasons}", **said)
    return language.say("Qualified pipeline fell {amount} to {total}: {reasons}", **said)


def _headline_without_bridge(language: Language, pulse: Pulse) -> str:
    pipeline, revenue, cost = (pulse.figures[key].value for key in ("qualified_pipeline", "revenue", "cost"))
    days = period(language, pulse)
    if pipeline is not None:
        return language.say("Qualified pipeline is {total}", total=language.money(pipeline, pulse.currency))
    if revenue is not None:
        total = language.money(revenue, pulse.currency)
        return language.say("The till rang {total} in {days}; qualified pipeline is not known", total=total, days=days)
    if cost is not None:
        total = language.money(cost, pulse.currency)
        return language.say("Marketing cost {total} in {days}; what came back is not known", total=total, days=days)
    if pulse.tracked_conversions is not None:
        seen = trust.seen_purchases(language, pulse)
        return language.say(
            "Analytics saw {purchases} in {days}; what the till rang is not known", purchases=seen, days=days
        )
    if not pulse.scope.is_whole:
        return language.say("None of this day's figures can be told apart by what this report may see")
    return language.say("Nothing is known of this day: no export carries its figures")


def main_steps(bridge: Bridge) -> list[Step]:
    """The one or two steps that explain the day: in the direction of the change, or the largest if nothing changed."""
    moved = [step for step in bridge.steps if step.amount]
    if bridge.change:
        moved = [step for step in moved if (step.amount > 0) == (bridge.change > 0)]
    moved.sort(key=lambda step: -abs(step.amount))
    enough = [step for step in moved[1:2] if abs(step.amount) >= SECOND_REASON_SHARE * abs(moved[0].amount)]
    return moved[:1] + enough


def _reason(language: Language, pulse: Pulse, step: Step, is_first: bool) -> str:
    if step.key == "restated":
        return language.say("past days were restated")
    if step.key == "currency_effect":
        return language.say("exchange rates moved")
    n = len(step.deals)
    threshold = _threshold(language, step.deals)
    program = _shared_program(pulse, step.deals)
    if program:
        texts = {
            "newly_qualified": plural(
                "{n} deal from {program} passed {threshold}", "{n} deals from {program} passed {threshold}"
            ),
            "raised": plural("{n} deal from {program} was raised", "{n} deals from {program} were raised"),
            "lowered": plural("{n} deal from {program} was lowered", "{n} deals from {program} were lowered"),
            "fell_below": plural(
                "{n} deal from {program} fell below {threshold}", "{n} deals from {program} fell below {threshold}"
            ),
            "won": plural("{n} deal from {program} was won", "{n} deals from {program} were won"),
            "lost": plural("{n} deal from {program} was lost", "{n} deals from {program} were lost"),
            "removed": plural("{n} deal from {program} was removed", "{n} deals from {program} were removed"),
        }
    else:
        texts = {
            "newly_qualified": plural("{n} deal passed {threshold}", "{n} deals passed {threshold}"),
            "raised": plural("{n} deal was raised", "{n} deals were raised"),
            "lowered": plural("{n} deal was lowered", "{n} deals were lowered"),
            "fell_below": plural("{n} deal fell below {threshold}", "{n} deals fell below {threshold}"),
            "won": plural("{n} deal was won", "{n} deals were won"),
            "lost": plural("{n} deal was lost", "{n} deals were lost"),
            "removed": plural("{n} deal was removed", "{n} deals were removed"),
        }
    one, many = texts[step.key]
    said = language.count(one, many, n, threshold=threshold, program=program)
    leader = step.deals[0].account or step.deals[0].name if step.deals else ""
    if not is_first or program or not leader or len(leader) > LONGEST_IN_HEADLINE or ELLIPSIS in leader:
        return said
    if n == 1:
        return language.say("{deals} ({name})", deals=said, name=leader)
    return language.say("{deals}, led by {name}", deals=said, name=leader)


def _threshold(language: Language, deals: Sequence[DealMove]) -> str:
    thresholds = {deal.threshold for deal in deals if deal.threshold is not None}
    if len(thresholds) == 1:
        return language.percent(thresholds.pop())
    return language.say("the threshold of their teams")


def _shared_program(pulse: Pulse, deals: Sequence[DealMove]) -> str:
    programs = {deal.program_id for deal in deals}
    if len(programs) != 1:
        return ""
    program = programs.pop()
    if program is None or program == UNATTRIBUTED:
        return ""
    name = pulse.program_names.get(program, program)
    return name if len(name) <= LONGEST_IN_HEADLINE and ELLIPSIS not in name else ""


def step_name(language: Language, key: str) -> str:
    """The name of a step of the bridge."""
    names = {
        "opening": language.say("Opening"),
        "restated": language.say("Restated"),
        "newly_qualified": language.say("Newly qualified"),
        "raised": language.say("Raised"),
        "lowered": language.say("Lowered"),
        "fell_below": language.say("Fell below"),
        "won": language.say("Won"),
        "lost": language.say("Lost"),
        "removed": language.say("Removed"),
        "currency_effect": language.say("Currency"),
        "closing": language.say("Closing"),
    }
    return names[key]


def step_note(language: Language, step: Step, names: int) -> str:
    """Who is behind a step: at most `names` deals by name, the rest by number."""
    if step.key == "restated":
        return language.say("learnt today about yesterday's deals and programs")
    if step.key == "currency_effect":
        return language.say("open deals at today's rates instead of yesterday's")
    if not step.deals or names < 1:
        return language.count("{n} deal", "{n} deals", len(step.deals)) if step.deals else ""
    said = [deal.account or deal.name for deal in step.deals[:names]]
    rest = len(step.deals) - len(said)
    if not rest:
        return ", ".join(said)
    return language.count("{named} and {n} more", "{named} and {n} more", rest, named=", ".join(said))


def bridge_title(language: Language, pulse: Pulse, bridge: Bridge) -> str:
    """The bridge's message: what the day did."""
    yesterday = language.weekday(pulse.day - timedelta(days=1))
    if not any(step.amount for step in bridge.steps):
        return language.say("Nothing moved since {weekday}", weekday=yesterday)
    change = language.change(bridge.change, pulse.currency)
    gains = sum((step.amount for step in bridge.steps if step.amount > 0), Decimal(0))
    losses = sum((step.amount for step in bridge.steps if step.amount < 0), Decimal(0))
    if not gains or not losses:
        return language.say("What moved it: {change} since {weekday}", change=change, weekday=yesterday)
    return language.say(
        "What moved it: {gains} came in, {losses} went out since {weekday}",
        gains=language.money(gains, pulse.currency),
        losses=language.money(-losses, pulse.currency),
        weekday=yesterday,
    )


def movement(language: Language, deal: DealMove) -> str:
    """What happened to a deal."""
    threshold = language.percent(deal.threshold) if deal.threshold is not None else language.say("its threshold")
    said = {
        "newly_qualified": language.say("passed {threshold}", threshold=threshold),
        "raised": language.say("raised"),
        "lowered": language.say("lowered"),
        "fell_below": language.say("fell below {threshold}", threshold=threshold),
        "won": language.say("won"),
        "lost": language.say("lost"),
        "removed": language.say("removed"),
    }
    return said.get(deal.movement, deal.movement)


def deals_title(language: Language, pulse: Pulse) -> str:
    """How many deals moved, and how many of them are shown."""
    if not pulse.pipeline_connected:
        return language.say("Deals that moved")
    if not pulse.deals:
        return language.say("No deal moved")
    if pulse.deals_moved == len(pulse.deals):
        return language.count("{n} deal moved", "{n} deals moved", pulse.deals_moved)
    return language.count(
        "The {shown} largest of {n} deal that moved",
        "The {shown} largest of {n} deals that moved",
        pulse.deals_moved,
        shown=language.number(Decimal(len(pulse.deals))),
    )
