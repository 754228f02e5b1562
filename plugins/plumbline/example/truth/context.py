"""What every answer needs: the world, its deals' histories and credits, and the days that the longer reports speak of.

On those days every system had delivered (its outages lie elsewhere), so that what had happened was known, but for what
a rep or a platform told later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from plumbline.example.clock import DAY, berlin_day, days_between
from plumbline.example.crm import Lead
from plumbline.example.customers import earlier_customers
from plumbline.example.link_content import orders_by_post
from plumbline.example.orders import Order
from plumbline.example.posts import PostDay, post_days
from plumbline.example.simulation import World
from plumbline.example.truth.credit import DealCredit, OrderTouches, Touch
from plumbline.example.truth.facts import Fact, Sums, known_versions, order_facts
from plumbline.example.truth.pipeline import History, State
from plumbline.example.truth.results import PERIOD_DAYS, Span
from plumbline.example.truth.rules import Rulebook, rulebook


@dataclass(frozen=True)
class Context:
    """A world and what is known of its deals."""

    world: World
    credits: dict[str, DealCredit]
    order_touches: OrderTouches
    histories: list[History]
    spans: dict[Span, dict[str, Sums]]  # sums by program of spans of days, as known on the day that stands first
    _states: dict[date, list[tuple[History, State]]] = field(default_factory=dict)
    _leads: dict[date, list[tuple[Lead, str]]] = field(default_factory=dict)

    @cached_property
    def report_days(self) -> list[date]:
        """Sundays, and the last days of months."""
        return report_days(self.world.first_day, self.world.last_day)

    @cached_property
    def month_ends(self) -> list[date]:
        """The last days of months."""
        return [day for day in self.report_days if (day + DAY).day == 1]

    @cached_property
    def facts(self) -> dict[date, list[tuple[Order, Fact]]]:
        """Every order's events by their day."""
        facts: dict[date, list[tuple[Order, Fact]]] = {}
        for order in self.world.all_orders():
            for fact in order_facts(self.world, order):
                facts.setdefault(fact.day, []).append((order, fact))
        return facts

    def touches(self, order: Order, known: date) -> Sequence[Touch]:
        """The touches of a web order by the rules known on a day."""
        return self.order_touches.of(order, known)

    @cached_property
    def known_orders(self) -> list[tuple[Order, date, date]]:
        """Every order: known since when, and known to be cancelled since when."""
        orders = []
        for order in self.world.all_orders():
            rows = known_versions(order)
            gone = [since for since, version in rows if version.cancelled_at]
            orders.append((order, rows[0][0], gone[0] if gone else date.max))
        return orders

    @cached_property
    def _buyers(self) -> dict[str, list[tuple[Order, date, date]]]:
        """The orders of each customer won since the first export, in the order of time."""
        earlier = {customer for customer, _ in earlier_customers(self.world.seed, self.world.first_day)}
        buyers: dict[str, list[tuple[Order, date, date]]] = {}
        for row in self.known_orders:
            if row[0].customer not in earlier:
                buyers.setdefault(row[0].customer, []).append(row)
        return buyers

    def first_orders(self, known: date) -> dict[str, Order]:
        """The order with which each customer was won, as known on a day."""
        firsts = ((customer, _first(orders, known)) for customer, orders in self._buyers.items())
        return {customer: order for customer, order in firsts if order is not None}

    def wins_customer(self, order: Order, known: date) -> bool:
        """Whether an order is the one with which its customer was won, as known on a day."""
        return _first(self._buyers.get(order.customer, ()), known) is order

    @cached_property
    def post_days(self) -> dict[date, list[PostDay]]:
        """What the platforms counted of the live posts, by day."""
        world = self.world
        return {
            day: list(post_days(world.seed, day, orders_by_post(world.orders[day])))
            for day in days_between(world.first_day, world.last_day)
        }

    def states(self, day: date) -> list[tuple[History, State]]:
        """Every deal that is not deleted, as it stood at the end of a day and was known that day."""
        if day not in self._states:
            states = ((history, history.at(day, day)) for history in self.histories)
            self._states[day] = [(history, state) for history, state in states if state is not None]
        return self._states[day]

    @cached_property
    def _lead_days(self) -> list[tuple[Lead, date, date]]:
        """Every lead, the day on which it was created and the one on which it was deleted."""
        return [
            (lead, berlin_day(lead.created_at), berlin_day(lead.deleted_at) if lead.deleted_at else date.max)
            for lead in self.world.crm.leads
        ]

    @cached_property
    def _by_rules(self) -> dict[Rulebook, dict[str, tuple[Lead, str]]]:
        """Every lead with the program of its link, by rules and by the lead's id."""
        books = {rulebook(day, self.world.first_day) for day in (self.world.first_day, self.world.last_day)}
        return {rules: {lead.id: (lead, rules.visit(lead.tag)) for lead in self.world.crm.leads} for rules in books}

    def leads(self, day: date) -> list[tuple[Lead, str]]:
        """Every lead known on a day and not deleted by then, with the program of its link."""
        if day not in self._leads:
            pairs = self._by_rules[rulebook(day, self.world.first_day)]
            self._leads[day] = [pairs[lead.id] for lead, since, until in self._lead_days if since <= day < until]
        return self._leads[day]

    def leads_of_period(self, day: date) -> list[tuple[Lead, str]]:
        """Those of the leads that came in the period that ends with the day."""
        begin = day - (PERIOD_DAYS - 1) * DAY
        pairs = self._by_rules[rulebook(day, self.world.first_day)]
        return [pairs[lead.id] for lead, since, until in self._lead_days if begin <= since <= day < until]

    def euros(self, state: State, history: History, day: date) -> int:
        """Cents of EUR of a deal's amount at a day's rate."""
        return self.world.rates.euros(state.change.amount or 0, history.deal.currency, day)


def _first(orders: Sequence[tuple[Order, date, date]], known: date) -> Order | None:
    return next((order for order, since, until in orders if since <= known < until), None)


def report_days(first_day: date, last_day: date) -> list[date]:
    """Sundays, and the last days of months."""
    return [day for day in days_between(first_day, last_day) if day.weekday() == 6 or (day + DAY).day == 1]


def within(day: date, as_of: date, length: int = PERIOD_DAYS) -> bool:
    """Whether a day lies in the period that ends with another."""
    return as_of - length * DAY < day <= as_of
