"""Markov's removal effects: how many orders and won deals would be missing if whoever comes to a program were lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from plumbline.example.amounts import scaled
from plumbline.example.catalogue import WON
from plumbline.example.clock import DAY, berlin_day, days_between
from plumbline.example.crm import CLOSED
from plumbline.example.orders import Order
from plumbline.example.truth.context import Context
from plumbline.example.truth.credit import WHOLE, Touch
from plumbline.example.truth.models import share_out
from plumbline.example.truth.results import PERIOD_DAYS

Row = list[object]
Paths = Counter[tuple[tuple[str, ...], bool]]
MARKOV = ("as_of_day", "program_id", "paths", "converting_paths", "removal_effect", "share")
CREDIT = ("as_of_day", "subject_type", "subject_id", "program_id", "credit")


def paths(context: Context, day: date) -> Paths:
    """Every journey with a touch that had ended by a day, as reported: its programs, and whether it converted."""
    journeys: Paths = Counter()
    for order, since, until in context.known_orders:
        if not order.reference and since <= day < until:
            journeys[context.order_touches.programs(order, day), True] += 1
    for history, state in context.states(day):
        if state.change.stage in CLOSED:
            journeys[_programs(history.credit.touches(day)), state.change.stage == WON] += 1
    for lead, program in context.leads(day):
        statuses = [status for at, status in lead.steps if berlin_day(at) <= day]
        if statuses[-1].startswith("Closed") and not lead.deal_id:
            journeys[(program,), False] += 1
    return Counter({path: often for path, often in journeys.items() if path[0]})


def _programs(touches: Sequence[Touch]) -> tuple[str, ...]:
    return tuple(touch.program for touch in touches)


def effects(journeys: Paths) -> dict[str, float]:
    """1 − P(conversion without the program) / P(conversion), in a first-order chain from touch to touch."""
    programs = sorted({program for path, _ in journeys for program in path})
    moves: dict[str, Counter[str]] = {state: Counter() for state in ("start", *programs)}
    for (path, converts), often in journeys.items():
        states = ["start", *path, "conversion" if converts else "nothing"]
        for begin, end in pairwise(states):
            moves[begin][end] += often
    whole = _conversion(moves, "")
    return {program: 1 - _conversion(moves, program) / whole for program in programs}


def _conversion(moves: dict[str, Counter[str]], without: str) -> float:
    """The chance to end in a conversion, by sweeping through the states until nothing moves any more."""
    chance = dict.fromkeys(moves, 0.0) | {"conversion": 1.0, "nothing": 0.0}
    moved = 1.0
    while moved > 1e-13:
        moved = 0.0
        for state, ends in moves.items():
            if state != without:
                expected = sum(often * chance[end] for end, often in ends.items()) / ends.total()
                moved, chance[state] = max(moved, abs(expected - chance[state])), expected
    return chance["start"]


def markov(context: Context) -> Iterator[Row]:
    """Rows of markov.csv, at the ends of months."""
    for day in context.month_ends:
        journeys = paths(context, day)
        by_program = effects(journeys)
        converting = sum(often for (_, converts), often in journeys.items() if converts)
        for program, effect in by_program.items():
            share = effect / sum(by_program.values())
            yield [day, program, journeys.total(), converting, f"{effect:.6f}", f"{share:.6f}"]


def credit(context: Context) -> Iterator[Row]:
    """Rows of markov_credit.csv, at the ends of months: a touch weighs what its program's removal would cost.

    Whose orders and deals these are is of the latest data; touches and effects are those known on the day. What came to
    be known later has no touch that day, and belongs to no program.
    """
    last_day = context.world.last_day
    known_since = {order.id: since for order, since, _ in context.known_orders}
    for day in context.month_ends:
        by_program = effects(paths(context, day))
        weight = {program: int(f"{effect:.9f}".replace(".", "")) for program, effect in by_program.items()}
        shares: dict[tuple[str, str], dict[str, int]] = {}
        for order in _sold(context, day):
            known = context.touches(order, day) if known_since[order.id] <= day else ()
            touches = context.credits[order.reference].touches(day) if order.reference else known
            shares["order", order.id] = _shares(touches, weight)
        for history in context.histories:
            state = history.at(day, last_day)
            if state is not None and state.is_open:
                shares["deal", history.deal.id] = _shares(history.credit.touches(day), weight)
        for (kind, subject), parts in shares.items():
            for name, part in sorted(parts.items()):
                yield [day, kind, subject, name, scaled(part, 6)]


def _sold(context: Context, day: date) -> Iterator[Order]:
    """Every order with a sale, a cancellation or a return in the period that ends with a day, by the latest data."""
    last_day = context.world.last_day
    found = {
        order.id: order
        for at in days_between(day - (PERIOD_DAYS - 1) * DAY, day)
        for order, fact in context.facts.get(at, ())
        if fact.since <= last_day < fact.until
    }
    yield from found.values()


def _shares(touches: Sequence[Touch], weight: dict[str, int]) -> dict[str, int]:
    programs = [touch.program for touch in touches]
    return share_out(programs, [weight.get(program, 0) for program in programs], WHOLE)
