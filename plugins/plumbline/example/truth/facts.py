"""Revenue and cost by day and program: every fact with the days on which it was known, so that any day can be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from plumbline.example.ads import WINDOW
from plumbline.example.amounts import accrue
from plumbline.example.catalogue import ALL_PROGRAMS, UNATTRIBUTED, campaigns, campaigns_by_name
from plumbline.example.clock import DAY, berlin_day, days_between
from plumbline.example.company_records import cost_snapshots, costs_known_on, rule_snapshots
from plumbline.example.faults import delivered_on
from plumbline.example.orders import Order, Version
from plumbline.example.simulation import World
from plumbline.example.truth.credit import DealCredit, OrderTouches
from plumbline.example.truth.rules import rulebook

# What a fact adds, in cents of EUR or a count. The advertised ones are of a period only: the value that
# platforms report of the campaigns with spend in it, and the revenue of the orders that name them. The media's cost is
# part of the two before it: the ads', and other costs of that kind.
MEASURES = ("ad_spend", "other_cost", "sales", "cancellations", "returns", "cost_of_goods", "payment_fees",
            "fulfilment", "orders", "platform_conversions", "platform_conversion_value", "advertised_conversion_value",
            "advertised_revenue", "media_cost")  # fmt: skip
(
    AD, OTHER, SALES, CANCELLED, RETURNED, GOODS, FEES, FULFILMENT, ORDERS, CONVERSIONS, CONVERSION_VALUE,
    ADVERTISED_VALUE, ADVERTISED_REVENUE, MEDIA,
) = range(len(MEASURES))  # fmt: skip
Sums = list[int]
Steps = Sequence[tuple[date, str]]  # from this day on known to belong to this program


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that counts on `day`, known from `since` until (not on) `until`."""

    day: date
    since: date
    until: date
    sums: Sums


def sums(**values: int) -> Sums:
    """A row of MEASURES."""
    return [values.get(measure, 0) for measure in MEASURES]


def known_versions(order: Order) -> list[tuple[date, Version]]:
    """The order's rows with the days on which they were delivered; the later of two that came together."""
    rows: dict[date, Version] = {}
    for version in order.versions:
        rows[delivered_on("till", berlin_day(version.updated_at))] = version
    return sorted(rows.items(), key=lambda pair: pair[0])


def order_steps(order: Order, credits: dict[str, DealCredit], touches: OrderTouches) -> Steps:
    """The default model's program of an order, by the day of knowing."""
    if order.reference:
        return [(date.min, UNATTRIBUTED), *credits[order.reference].steps]
    return touches.steps(order)


def order_facts(world: World, order: Order) -> Iterator[Fact]:
    """Sale, cancellation and returns of an order, each at its own day's rate."""

    def euros(amount: int, on: date) -> int:
        return world.rates.euros(amount, order.currency, on)

    day, rows = berlin_day(order.ordered_at), known_versions(order)
    for index, (since, version) in enumerate(rows):
        until = rows[index + 1][0] if index + 1 < len(rows) else date.max
        yield Fact(day, since, until, sums(
            sales=euros(order.net, day), cost_of_goods=euros(version.cost_of_goods, day),
            payment_fees=euros(order.fee, day), fulfilment=euros(order.fulfilment, day), orders=1,
        ))  # fmt: skip
        if version.cancelled_at:
            on = berlin_day(version.cancelled_at)
            yield Fact(on, since, until, sums(
                cancellations=-euros(order.net, on), cost_of_goods=-euros(version.cost_of_goods, on),
                fulfilment=-euros(order.fulfilment, on),
            ))  # fmt: skip
    for returned in order.returns:
        on = berlin_day(returned.returned_at)
        back = sums(returns=-euros(returned.net, on), cost_of_goods=-euros(returned.cost_of_goods, on))
        yield Fact(on, delivered_on("till", on), date.max, back)


def ad_facts(world: World) -> Iterator[tuple[Fact, str, Steps]]:
    """Each campaign's account day as each export showed it, with the campaign's name in lower case."""
    changes = rule_snapshots(world.first_day, world.last_day)
    for day, ads in world.ad_days.items():
        for campaign in campaigns(day.year):
            rows = [ad for ad in ads if ad.campaign is campaign]
            evidence = ("ad_campaign", campaign.name.strip().lower())
            steps = [(known, rulebook(known, world.first_day).first(evidence) or UNATTRIBUTED) for known in changes]
            for lag in range(WINDOW if rows else 0):
                since, conversion_value = day + lag * DAY, sum(ad.conversion_value[lag] for ad in rows)
                spent = world.rates.euros(sum(ad.spend[lag] for ad in rows), "USD", day)
                yield Fact(day, since, since + DAY if lag < WINDOW - 1 else date.max, sums(
                    ad_spend=spent, media_cost=spent,
                    platform_conversions=sum(ad.conversions[lag] for ad in rows),
                    platform_conversion_value=world.rates.euros(conversion_value, "USD", day),
                )), evidence[1], steps  # fmt: skip


def cost_facts(world: World) -> Iterator[tuple[Fact, Steps]]:
    """The other costs' days as each costs file had them."""
    snapshots = cost_snapshots(world.first_day, world.last_day)
    for since, until in zip(snapshots, [*snapshots[1:], date.max], strict=True):
        for cost in costs_known_on(since, world.first_day, world.seed):
            for day, amount in accrue(cost.amount, cost.starts_on, cost.ends_on):
                if world.first_day <= day <= world.last_day:
                    euros = world.rates.euros(amount, cost.currency, day)
                    media = euros if cost.kind == "media" else 0
                    yield Fact(day, since, until, sums(other_cost=euros, media_cost=media)), [(date.min, cost.program)]


class Ledger:
    """Sums by day and holder (a program, a campaign) as known on a day, moved forward one day of knowing at a time."""

    def __init__(self, world: World, holders: Sequence[str]) -> None:
        self.first_day, self.last_day, self.holders = world.first_day, world.last_day, tuple(holders)
        self._place = {holder: index for index, holder in enumerate(self.holders)}
        self.table = {
            day: [[0] * len(MEASURES) for _ in self.holders] for day in days_between(world.first_day, world.last_day)
        }
        self._entries: dict[date, list[tuple[int, date, int, Sums]]] = defaultdict(list)

    def enter(self, fact: Fact, steps: Steps) -> None:
        """Note on which days of knowing a fact comes to a holder and leaves it; an unknown holder holds nothing."""
        if fact.day not in self.table:
            return
        for index, (begins, holder) in enumerate(steps):
            if holder not in self._place:
                continue
            ends = steps[index + 1][0] if index + 1 < len(steps) else date.max
            since, until = max(fact.since, begins), min(fact.until, ends)
            if since < until and since <= self.last_day:
                self._entries[since].append((1, fact.day, self._place[holder], fact.sums))
                if until <= self.last_day:
                    self._entries[until].append((-1, fact.day, self._place[holder], fact.sums))

    def learn(self, known: date) -> None:
        """Take in what became known on a day; days must come in order."""
        for sign, day, place, values in self._entries.pop(known, ()):
            row = self.table[day][place]
            for index, value in enumerate(values):
                if value:
                    row[index] += sign * value

    def totals(self, day: date, length: int) -> dict[str, Sums]:
        """Sums of the days ending with `day`, by holder."""
        totals = [[0] * len(MEASURES) for _ in self.holders]
        for each in days_between(max(self.first_day, day - (length - 1) * DAY), day):
            for total, row in zip(totals, self.table[each], strict=True):
                for index, value in enumerate(row):
                    if value:
                        total[index] += value
        return dict(zip(self.holders, totals, strict=True))


class Books(Ledger):
    """The programs' sums, and beside them the campaigns'."""

    def __init__(self, world: World, credits: dict[str, DealCredit], touches: OrderTouches) -> None:
        super().__init__(world, ALL_PROGRAMS)
        self._campaigns = Ledger(world, list(campaigns_by_name(world.years)))
        self._known = world.first_day
        for order in world.all_orders():
            steps = order_steps(order, credits, touches)
            named = [] if order.reference else touches.campaign_steps(order)
            for fact in order_facts(world, order):
                self.enter(fact, steps)
                self._campaigns.enter(fact, named)
        for fact, name, steps in ad_facts(world):
            self.enter(fact, steps)
            self._campaigns.enter(fact, [(date.min, name)])
        for fact, steps in cost_facts(world):
            self.enter(fact, steps)

    def learn(self, known: date) -> None:
        """Take in what became known on a day, of programs and campaigns."""
        super().learn(known)
        self._campaigns.learn(known)
        self._known = known

    def period(self, day: date, length: int) -> dict[str, Sums]:
        """Sums of the days ending with `day`, by program and in total."""
        by_program = self.totals(day, length)
        rules = rulebook(self._known, self.first_day)
        for name, row in self._campaigns.totals(day, length).items():
            if row[AD]:
                program = by_program[rules.first(("ad_campaign", name)) or UNATTRIBUTED]
                program[ADVERTISED_VALUE] += row[CONVERSION_VALUE]
                program[ADVERTISED_REVENUE] += row[SALES] + row[CANCELLED] + row[RETURNED]
        by_program["total"] = [sum(column) for column in zip(*by_program.values(), strict=True)]
        return by_program
