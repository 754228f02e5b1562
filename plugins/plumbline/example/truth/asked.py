"""What every answer needs: the scene, its deals' histories and credits, and the days that the longer reports speak of.

On those days every system had delivered (its outages lie elsewhere), so that what had happened was known, but for what
a rep or a platform told later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from plumbline.example.clock import DAY, berlin_day, days_between
from plumbline.example.crm import Lead
from plumbline.example.customers import earlier_customers
from plumbline.example.ledger import rules_changed_on
from plumbline.example.scene import Scene
from plumbline.example.shop import Order
from plumbline.example.truth.credit import DealCredit, Touch, order_touches
from plumbline.example.truth.money import Fact, Sums, known_versions, order_facts
from plumbline.example.truth.pipeline import History, State
from plumbline.example.truth.results import PERIOD_DAYS, Span
from plumbline.example.truth.rules import rulebook


@dataclass(frozen=True)
class Asked:
    """A scene and what is known of its deals."""

    scene: Scene
    credits: dict[str, DealCredit]
    histories: list[History]
    then: dict[Span, dict[str, Sums]]  # sums by program of spans of days, as known on the day that stands first
    _touches: dict[tuple[str, bool], Sequence[Touch]] = field(default_factory=dict)

    @cached_property
    def report_days(self) -> list[date]:
        """Sundays, and the last days of months."""
        return report_days(self.scene.first_day, self.scene.last_day)

    @cached_property
    def month_ends(self) -> list[date]:
        """The last days of months."""
        return [day for day in self.report_days if (day + DAY).day == 1]

    @cached_property
    def facts(self) -> dict[date, list[tuple[Order, Fact]]]:
        """Every order's events by their day."""
        found: dict[date, list[tuple[Order, Fact]]] = {}
        for order in self.scene.all_orders():
            for fact in order_facts(self.scene, order):
                found.setdefault(fact.day, []).append((order, fact))
        return found

    def touches(self, order: Order, known: date) -> Sequence[Touch]:
        """The touches of a web order by the rules known on a day."""
        key = (order.id, known >= rules_changed_on(self.scene.first_day))
        if key not in self._touches:
            self._touches[key] = order_touches(order, rulebook(known, self.scene.first_day))
        return self._touches[key]

    @cached_property
    def known_orders(self) -> list[tuple[Order, date, date]]:
        """Every order: known since when, and known to be cancelled since when."""
        found = []
        for order in self.scene.all_orders():
            rows = known_versions(order)
            gone = [since for since, version in rows if version.cancelled_at]
            found.append((order, rows[0][0], gone[0] if gone else date.max))
        return found

    @cached_property
    def _buyers(self) -> list[tuple[Order, date, date]]:
        """The orders of customers won since the first export."""
        earlier = {customer for customer, _ in earlier_customers(self.scene.seed, self.scene.first_day)}
        return [row for row in self.known_orders if row[0].customer not in earlier]

    def first_orders(self, known: date) -> dict[str, Order]:
        """The order with which each customer was won, as known on a day."""
        found: dict[str, Order] = {}
        for order, since, until in self._buyers:
            if since <= known < until:
                found.setdefault(order.customer, order)
        return found

    def states(self, day: date) -> Iterator[tuple[History, State]]:
        """Every deal that is not deleted, as it stood at the end of a day and was known then."""
        for history in self.histories:
            state = history.at(day, day)
            if state is not None:
                yield history, state

    def leads(self, day: date) -> Iterator[tuple[Lead, str]]:
        """Every lead known on a day and not deleted by then, with the program of its link."""
        rules = rulebook(day, self.scene.first_day)
        for lead in self.scene.crm.leads:
            if berlin_day(lead.created_at) <= day and not (lead.deleted_at and berlin_day(lead.deleted_at) <= day):
                yield lead, rules.visit(lead.tag)

    def euros(self, state: State, history: History, day: date) -> int:
        """Cents of EUR of a deal's amount at a day's rate."""
        return self.scene.rates.euros(state.change.amount or 0, history.deal.currency, day)


def report_days(first_day: date, last_day: date) -> list[date]:
    """Sundays, and the last days of months."""
    return [day for day in days_between(first_day, last_day) if day.weekday() == 6 or (day + DAY).day == 1]


def within(day: date, as_of: date, length: int = PERIOD_DAYS) -> bool:
    """Whether a day lies in the period that ends with another."""
    return as_of - length * DAY < day <= as_of
