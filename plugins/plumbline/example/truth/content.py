"""Creators, posts and creatives: what they reached, sold and cost in the 28 days before each report day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from plumbline.example.ads import WINDOW
from plumbline.example.amounts import accrue, cents, divide
from plumbline.example.clock import DAY, days_between
from plumbline.example.company_records import cost_snapshots, costs_known_on
from plumbline.example.creatives import Creative, creatives
from plumbline.example.orders import Order
from plumbline.example.posts import CREATORS, Post, PostDay
from plumbline.example.simulation import World
from plumbline.example.truth import facts
from plumbline.example.truth.context import Context, within
from plumbline.example.truth.credit import Touch, last_non_direct
from plumbline.example.truth.facts import Fact
from plumbline.example.truth.results import PERIOD_DAYS
from plumbline.example.truth.sales import fraction, over

Row = list[object]
CREATOR = ("as_of_day", "creator_id", "posts", "views", "best_reach", "engagements", "clicks", "orders_by_code",
           "orders_by_link", "orders", "cost", "net_revenue", "contribution", "roi_percent", "romi",
           "engagement_rate_views", "conversion_rate", "leading_value")  # fmt: skip
POST = ("as_of_day", "post_id", "views", "reach", "engagements", "clicks", "orders", "cost", "net_revenue",
        "contribution", "roi_percent", "leading_value")  # fmt: skip
CREATIVE = ("as_of_day", "creative_id", "days_live", "impressions", "clicks", "spend", "orders", "net_revenue",
            "contribution", "new_customers", "qualified", "roi_percent", "romi", "share_of_spend",
            "share_of_contribution", "recommendation")  # fmt: skip


@dataclass(slots=True)
class Sold:
    """Orders of a period, new customers among them, and cents of EUR."""

    orders: int = 0
    new: int = 0
    net: int = 0
    left: int = 0

    def add(self, other: Sold) -> None:
        """One more order."""
        self.orders += other.orders
        self.new += other.new
        self.net += other.net
        self.left += other.left


@dataclass(slots=True)
class Period:
    """What was sold in a period, by code, campaign and content."""

    by_code: dict[str, Sold] = field(default_factory=lambda: defaultdict(Sold))
    by_campaign: dict[str, Sold] = field(default_factory=lambda: defaultdict(Sold))
    by_content: dict[str, Sold] = field(default_factory=lambda: defaultdict(Sold))


class Content:
    """The figures of all report days."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.periods = {day: self._sold(day) for day in context.report_days}

    def _sold(self, day: date) -> Period:
        period = Period()
        sold: dict[str, tuple[Order, Sold]] = {}
        for on in days_between(day - (PERIOD_DAYS - 1) * DAY, day):
            for order, fact in self.context.facts.get(on, ()):
                if fact.since <= day < fact.until and not order.reference:
                    sale = sold.setdefault(order.id, (order, Sold()))[1]
                    sale.add(_of_event(fact, self.context.wins_customer(order, day)))
        for order, sale in sold.values():
            touch = last_non_direct(self.context.touches(order, day))
            if touch is None:
                continue
            if touch.id.startswith("code:"):
                period.by_code[order.journey.code.strip().lower()].add(sale)
                continue
            tag = next(v.tag for v in (order.journey.last, order.journey.first) if v is not None and v.at == touch.at)
            period.by_campaign[tag.campaign].add(sale)
            period.by_content[tag.content].add(sale)
        return period

    def _figures(self, day: date) -> dict[str, list[PostDay]]:
        figures: dict[str, list[PostDay]] = defaultdict(list)
        for counted_on in days_between(max(self.context.world.first_day, day - (PERIOD_DAYS - 1) * DAY), day):
            for figure in self.context.post_days[counted_on]:
                figures[figure.post.id].append(figure)
        return figures

    def creators(self) -> Iterator[Row]:
        """Rows of creators.csv; the program's goal is awareness, so the best reach leads."""
        for day in self.context.report_days:
            figures, period = self._figures(day), self.periods[day]
            for creator in CREATORS:
                mine = [figure for rows in figures.values() for figure in rows if figure.post.creator == creator.id]
                code = period.by_code.get(creator.code.lower(), Sold())
                link = period.by_campaign.get(creator.campaign, Sold())
                views, engaged, clicks = _sums(mine)
                cost = self._cost(creator.id, day)
                orders, net, left = code.orders + link.orders, code.net + link.net, code.left + link.left
                reach = max((figure.reach for figure in mine), default="")
                yield [
                    day, creator.id, len({figure.post.id for figure in mine}), views or "", reach, engaged or "",
                    clicks or "", code.orders, link.orders, orders, cents(cost), cents(net), cents(left),
                    fraction(over((net - cost) * 100, cost), 4), fraction(over(left - cost, cost), 6),
                    fraction(over(engaged, views), 6), fraction(over(orders, clicks), 6), reach,
                ]  # fmt: skip

    def posts(self) -> Iterator[Row]:
        """Rows of posts.csv."""
        for day in self.context.report_days:
            figures, period = self._figures(day), self.periods[day]
            by_creator: dict[str, int] = defaultdict(int)
            for rows in figures.values():
                by_creator[rows[0].post.creator] += sum(figure.views for figure in rows)
            for post_id, rows in sorted(figures.items()):
                post, (views, engaged, clicks) = rows[0].post, _sums(rows)
                sold = period.by_content.get(post_id.lower(), Sold())
                cost = None
                if post.creator:
                    cost = Fraction(self._cost(post.creator, day) * views, by_creator[post.creator])
                shown = "" if cost is None else cents(divide(cost.numerator, cost.denominator))
                reach = max(figure.reach for figure in rows)
                yield [
                    day, post_id, views, reach, engaged, clicks, sold.orders, shown, cents(sold.net), cents(sold.left),
                    fraction(over((sold.net - cost) * 100, cost), 4) if cost else "",
                    _leading(post, reach, views, clicks, sold.orders),
                ]  # fmt: skip

    def _cost(self, creator: str, day: date) -> int:
        """Cents of EUR that a creator was paid for the period's days, as the costs file had it."""
        world = self.context.world
        snapshot = max(delivered for delivered in cost_snapshots(world.first_day, world.last_day) if delivered <= day)
        return sum(
            world.rates.euros(amount, cost.currency, on)
            for cost in costs_known_on(snapshot, world.first_day, world.seed) if cost.creator == creator
            for on, amount in accrue(cost.amount, cost.starts_on, cost.ends_on)
            if within(on, day) and on >= world.first_day
        )  # fmt: skip

    def creatives(self) -> Iterator[Row]:
        """Rows of creatives.csv."""
        world = self.context.world
        for day in self.context.report_days:
            listed = {creative.ad: creative.id for creative in _listed_creatives(world, day)}
            shown: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
            for on in days_between(max(world.first_day, day - (PERIOD_DAYS - 1) * DAY), day):
                for ad in world.ad_days[on]:
                    spend = ad.spend[min(WINDOW - 1, (day - on).days)]
                    values = (int(spend > 0), 0 if ad.paused else ad.impressions, ad.clicks)
                    tally = shown[ad.ad]
                    for place, value in enumerate((*values, world.rates.euros(spend, "USD", on))):
                        tally[place] += value
            shown = {name: tally for name, tally in shown.items() if name in listed}
            sold = {name: self.periods[day].by_content.get(name.lower(), Sold()) for name in shown}
            qualified = self._qualified(day)
            spent, left = sum(tally[3] for tally in shown.values()), sum(sale.left for sale in sold.values())
            for name, (live, impressions, clicks, spend) in sorted(shown.items()):
                sale = sold[name]
                romi, share = over(sale.left - spend, spend), over(spend, spent)
                part = over(sale.left, left) if left > 0 else None
                yield [
                    day, listed[name], live, impressions or "", clicks, cents(spend), sale.orders, cents(sale.net),
                    cents(sale.left), sale.new, cents(qualified.get(name.lower(), 0)),
                    fraction(over((sale.net - spend) * 100, spend), 4), fraction(romi, 6), fraction(share, 6),
                    fraction(part, 6), _recommendation(live, sale.orders, romi, share, part),
                ]  # fmt: skip

    def _qualified(self, day: date) -> dict[str, int]:
        """Cents of EUR of the qualified deals whose last touch that is not direct is a lead by an ad's link."""
        amounts: dict[str, int] = defaultdict(int)
        content = {f"lead:{lead.id}": lead.content.strip().lower() for lead in self.context.world.crm.leads}
        for history, state in self.context.states(day):
            if state.qualified:
                touch: Touch | None = last_non_direct(history.credit.touches(day))
                if touch is not None and content.get(touch.id):
                    amounts[content[touch.id]] += self.context.euros(state, history, day)
        return amounts


def _listed_creatives(world: World, day: date) -> list[Creative]:
    """The list as it was delivered last: on the month's first day, or on the world's."""
    return creatives(world.seed, max(world.first_day, day.replace(day=1)), world.first_day)


def _of_event(fact: Fact, won: bool) -> Sold:
    sums = fact.sums
    net = sums[facts.SALES] + sums[facts.CANCELLED] + sums[facts.RETURNED]
    left = net - sums[facts.GOODS] - sums[facts.FEES] - sums[facts.FULFILMENT]
    return Sold(sums[facts.ORDERS], sums[facts.ORDERS] * won, net, left)


def _sums(rows: list[PostDay]) -> tuple[int, int, int]:
    """Views, engagements and clicks."""
    counts = [(figures.views, figures.engagements, figures.clicks) for figures in rows]
    views, engagements, clicks = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    return views, engagements, clicks


def _leading(post: Post, reach: int, views: int, clicks: int, orders: int) -> str:
    if post.goal == "awareness":
        return str(reach)
    return fraction(over(clicks, views) if post.goal == "leads" else over(orders, clicks), 6)


def _recommendation(
    live: int, orders: int, romi: Fraction | None, share: Fraction | None, part: Fraction | None
) -> str:
    if live < 14 or orders < 10 or part is None or romi is None or share is None:
        return "test"
    if romi < 0:
        return "stop"
    return "scale" if part >= share * Fraction(12, 10) else "keep"
