"""The till's plain exports: orders whose row changed on a day, and the goods that came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plumbline.example.amounts import cents
from plumbline.example.clock import berlin_day, days_between, iso_berlin
from plumbline.example.exports.copies import Copies, Mark, address, salesforce_id, suffixed
from plumbline.example.exports.drop import Drop, csv_text
from plumbline.example.faults import TILL_JUNK, delivered_on, is_among
from plumbline.example.orders import Order, Return, Version
from plumbline.example.simulation import World
from plumbline.example.visits import Visit

ORDERS = (
    "Order ID", "Ordered at", "Updated at", "Channel", "Status", "Cancelled at", "Customer ID", "Currency",
    "Net amount", "Tax", "Shipping", "Discount amount", "Discount code", "Cost of goods", "Payment fee",
    "Fulfilment cost", "First visit at", "First landing page", "Visit at", "Landing page",
    "How did you hear about us", "Reference",
)  # fmt: skip
MARKS = {"Order ID": suffixed, "Customer ID": suffixed, "First landing page": address, "Landing page": address,
         "Reference": salesforce_id}  # fmt: skip
RETURNS = ("Return ID", "Order ID", "Returned at", "Currency", "Net amount", "Cost of goods", "Reason")


Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Day:
    """What the till exports about one day."""

    orders: list[tuple[Order, Version]]
    returns: list[tuple[Order, Return]]


def _visit(visit: Visit | None) -> tuple[str, str]:
    return (iso_berlin(visit.at), visit.landing) if visit else ("", "")


def _order_row(order: Order, version: Version) -> Row:
    journey = order.journey
    cancelled = version.cancelled_at
    return (
        order.id, iso_berlin(order.ordered_at), iso_berlin(version.updated_at), order.channel,
        "cancelled" if cancelled else "paid", iso_berlin(cancelled) if cancelled else "", order.customer,
        order.currency, cents(order.net), cents(order.tax), cents(order.shipping), cents(order.discount), journey.code,
        cents(version.cost_of_goods), cents(order.fee), cents(order.fulfilment), *_visit(journey.first),
        *_visit(journey.last), journey.heard, order.reference,
    )  # fmt: skip


def _return_row(order: Order, returned: Return) -> Row:
    return (
        returned.id, order.id, iso_berlin(returned.returned_at), order.currency, cents(returned.net),
        cents(returned.cost_of_goods), returned.reason,
    )  # fmt: skip


def _copies(
    drop: Drop, headings: Sequence[str], rows: Sequence[tuple[Order, Row]], marks: Mapping[str, Mark]
) -> list[Copies]:
    """The invoices of won deals are copied as often as the deals, so that none is without its own."""
    scale = drop.scale
    return [
        drop.copies(times, headings, (row for order, row in rows if (order.channel == "web") is is_web), marks)
        for times, is_web in ((scale.orders, True), (scale.deals, False))
    ]


def by_day(world: World) -> dict[date, Day]:
    """The rows of each day's files; of several changes on one day only the last is exported."""
    days: dict[date, Day] = defaultdict(lambda: Day([], []))
    for order in world.all_orders():
        last_of_day = {berlin_day(version.updated_at): version for version in order.versions}
        for day, version in last_of_day.items():
            days[day].orders.append((order, version))
        for returned in order.returns:
            days[berlin_day(returned.returned_at)].returns.append((order, returned))
    return days


def write(world: World, drop: Drop) -> None:
    """Both files of every day."""
    days = by_day(world)
    for day in days_between(world.first_day, world.last_day):
        delivery, content = delivered_on("till", day), days.get(day, Day([], []))
        orders = sorted(content.orders, key=lambda pair: (pair[1].updated_at, pair[0].id))
        rows = [(order, _order_row(order, version)) for order, version in orders]
        name, tail = f"orders_{day}.csv", ""
        if is_among(day, TILL_JUNK):
            tail = csv_text([("*** drawer counted", "ok")])
            line = len(rows) + 2
            drop.note_fault("junk line", "till", delivery, name, line, field="Order ID", means="no order at all")
        text = csv_text([ORDERS, *(row for _, row in rows)])
        drop.put("till", delivery, name, text, _copies(drop, ORDERS, rows, MARKS), tail)
        if delivery != day:
            drop.note_fault("outage", "till", delivery, name, means=f"nothing was delivered on {day}")
        returns = sorted(content.returns, key=lambda pair: (pair[1].returned_at, pair[1].id))
        rows = [(order, _return_row(order, returned)) for order, returned in returns]
        text = csv_text([RETURNS, *(row for _, row in rows)])
        marks = {"Return ID": suffixed, "Order ID": suffixed}
        drop.put("till", delivery, f"returns_{day}.csv", text, _copies(drop, RETURNS, rows, marks))
