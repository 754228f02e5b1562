"""Web orders: who bought on a day, because of what, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from plumbline.example import journeys, offline
from plumbline.example.ads import budget
from plumbline.example.catalogue import Campaign, campaigns
from plumbline.example.clock import DAY, at_berlin, heat
from plumbline.example.journeys import Journey
from plumbline.example.random_streams import poisson, stream

HOURS = (2, 1, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 6, 6, 5, 5, 6, 7, 8, 9, 10, 9, 7, 4)


@dataclass(frozen=True, slots=True)
class Version:
    """The order's row from this instant on."""

    updated_at: datetime
    cost_of_goods: int
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Return:
    """Goods that came back; cents of the order's currency, positive."""

    id: str
    returned_at: datetime
    net: int
    cost_of_goods: int
    reason: str


@dataclass(slots=True)
class Order:
    """An order at the till; money in cents of its currency."""

    id: str
    ordered_at: datetime
    channel: str
    customer: str
    currency: str
    net: int
    tax: int
    shipping: int
    discount: int
    fee: int
    fulfilment: int
    journey: Journey
    versions: list[Version]
    returns: list[Return] = field(default_factory=list)
    reference: str = ""
    items: int = 1
    consent: bool = True
    reloaded_after: int = 0  # seconds until the page with the thanks was loaded again; 0 = never

    @property
    def cancelled_at(self) -> datetime | None:
        """When it was cancelled, as its last row says."""
        return self.versions[-1].cancelled_at


def web_orders(seed: int, day: date) -> list[Order]:
    """The web orders of a Berlin day in the order in which they came."""
    r = stream(seed, "orders", day)
    week = (0.95, 0.94, 0.97, 1.0, 0.99, 1.08, 1.14)[day.weekday()]
    plans: list[Campaign | None] = [None] * poisson(r, week * (33 + 34 * heat(day)))
    for campaign in campaigns(day.year):
        plans += [campaign] * poisson(r, budget(campaign, day) / campaign.order_cost_usd)
    instants = sorted(at_berlin(day, 3600 * r.choices(range(24), HOURS)[0] + r.randrange(3600)) for _ in plans)
    r.shuffle(plans)
    return [
        _order(r, seed, f"W{day:%y%m%d}{number:04d}", at, plan)
        for number, (at, plan) in enumerate(zip(instants, plans, strict=True), 1)
    ]


def _order(r: Random, seed: int, order_id: str, at: datetime, plan: Campaign | None) -> Order:
    journey = offline.tracked(seed, order_id, at, journeys.journey(r, at, plan))
    british = plan is not None and "| UK |" in plan.name
    currency = r.choices(("EUR", "CHF", "GBP"), (6, 1, 93) if british else (76, 15, 9))[0]
    items = r.choices((1, 2, 3, 4), (55, 28, 12, 5))[0]
    gross = round(100 * r.lognormvariate(3.72, 0.38) * (0.55 + 0.45 * items))
    discount = round(gross * 0.15) if journey.code else 0
    net = gross - discount
    cost_of_goods = round(net * r.uniform(0.34, 0.44))
    order = Order(
        order_id, at, "web", f"C{r.randrange(40_000 * 9):06d}", currency, net, round(net * 0.19),
        0 if net > 6000 else 490, discount, 25 + round(net * 0.014), r.randint(480, 690), journey,
        [Version(at, cost_of_goods, None)], items=items, consent=r.random() > 0.19,
    )  # fmt: skip
    if at.minute < 50 and r.random() < 0.065:
        order.reloaded_after = r.randint(4, 400)
    _aftermath(r, order)
    return order


def _aftermath(r: Random, order: Order) -> None:
    """Most orders are kept; some rows are touched again, some orders cancelled, some goods sent back."""
    luck, at = r.random(), order.ordered_at
    if luck < 0.045:
        later = at + timedelta(minutes=r.randint(6, 240)) if r.random() < 0.4 else at + DAY * r.uniform(0.4, 4)
        cancelled = later.replace(microsecond=0)
        order.versions.append(Version(cancelled, order.versions[0].cost_of_goods, cancelled))
    elif luck < 0.185:
        part = 1.0 if order.items == 1 or r.random() < 0.6 else 1 / order.items
        back = (at + DAY * r.uniform(3, 19)).replace(microsecond=0)
        reason = r.choice(("too small", "too large", "arrived late", "not as pictured", "changed mind", ""))
        order.returns.append(
            Return("R" + order.id, back, round(order.net * part), round(order.versions[0].cost_of_goods * part), reason)
        )
    elif luck < 0.215:
        # An address mended, or the cost of goods booked again after the supplier's invoice.
        mended = (at + DAY * r.uniform(0.3, 3)).replace(microsecond=0)
        factor = r.uniform(0.97, 1.06) if luck < 0.205 else 1.0
        order.versions.append(Version(mended, round(order.versions[0].cost_of_goods * factor), None))
