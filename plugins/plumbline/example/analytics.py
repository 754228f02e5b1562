"""What analytics saw: purchase events of the orders whose buyers agreed, some of them twice, some of them late."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from plumbline.example.faults import GA4_BROKEN_LINE, LATE_EVENTS, is_among
from plumbline.example.orders import Order
from plumbline.example.simulation import World


def tracked_orders(world: World, day: date) -> list[Order]:
    """The web orders of a day that analytics was allowed to see."""
    return [order for order in world.orders.get(day, ()) if order.channel == "web" and order.consent]


def purchase_events(world: World, day: date) -> list[tuple[datetime, Order]]:
    """Every load of the page with the thanks, in time order; each fires a purchase event."""
    events = []
    for order in tracked_orders(world, day):
        events.append((order.ordered_at, order))
        if order.reloaded_after:
            events.append((order.ordered_at + timedelta(seconds=order.reloaded_after), order))
    return sorted(events, key=lambda event: (event[0], event[1].id))


def first_part(day: date, events: int) -> int:
    """How many of a day's events its first file holds; on late days the rest comes on the next day."""
    return events * 4 // 5 if is_among(day, LATE_EVENTS) else events


def readable_events(world: World, day: date, known_on: date) -> list[tuple[datetime, Order]]:
    """The day's events that had arrived, and could be read, by another day."""
    events = purchase_events(world, day)
    if not is_among(day, LATE_EVENTS) or known_on > day:
        return events
    return events[: first_part(day, len(events)) - is_among(day, GA4_BROKEN_LINE)]
