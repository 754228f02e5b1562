"""From impressions to contribution: periods of the company, its platform, its groups and its programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from plumbline.example.amounts import cents
from plumbline.example.catalogue import ALL_PROGRAMS, UNATTRIBUTED
from plumbline.example.clock import DAY, days_between
from plumbline.example.company_records import programs_known_on
from plumbline.example.simulation import World
from plumbline.example.truth import facts, results
from plumbline.example.truth.context import Context
from plumbline.example.truth.credit import last_non_direct
from plumbline.example.truth.facts import Sums
from plumbline.example.truth.pipeline import AS_REPORTED, LATEST
from plumbline.example.truth.reconciliation import campaign_ids
from plumbline.example.truth.results import Span
from plumbline.example.truth.rules import rulebook
from plumbline.example.truth.sales import fraction, over

Row = list[object]
BRIDGE = ("period_kind", "first_day", "as_of_day", "vintage", "level", "item", "impressions", "clicks", "cpm", "ctr",
          "cpc", "platform_conversions", "cpa", "orders", "sales", "cancellations", "returns", "net_revenue",
          "cost_of_goods", "gross_margin", "payment_fees", "fulfilment", "contribution", "ad_spend", "other_cost",
          "cost", "media_cost", "result", "roi_percent", "romi", "roas_platform", "roas_booked")  # fmt: skip
Period = tuple[str, date, date]  # kind, first day, last day


def periods(first_day: date, last_day: date) -> list[Period]:
    """The weeks, months and quarters of which every day is known."""
    whole: list[Period] = []
    for day in days_between(first_day, last_day):
        if day.weekday() == 6:
            whole.append(("week", day - 6 * DAY, day))
        if (day + DAY).day == 1:
            whole.append(("month", day.replace(day=1), day))
            if day.month % 3 == 0:
                whole.append(("quarter", day.replace(month=day.month - 2, day=1), day))
    return [period for period in whole if period[1] >= first_day]


def spans(first_day: date, last_day: date) -> set[Span]:
    """The spans of days whose sums the bridges need, as reported and latest."""
    whole = periods(first_day, last_day)
    return {(known, first, last) for _, first, last in whole for known in (last, last_day)}


class Bridges:
    """The sums of every period as reported and by the latest data."""

    def __init__(self, context: Context) -> None:
        self.context, world = context, context.world
        self.periods = periods(world.first_day, world.last_day)
        last = world.last_day
        self.as_reported = {period: context.spans[period[2], period[1], period[2]] for period in self.periods}
        self.latest = {period: context.spans[last, period[1], period[2]] for period in self.periods}
        self.group = {row[0]: row[2] for row in programs_known_on(world.last_day, world.first_day)}

    def months(self) -> dict[date, dict[str, Sums]]:
        """The sums of each month by program, as known at its end."""
        return {period[2]: sums for period, sums in self.as_reported.items() if period[0] == "month"}

    def rows(self) -> Iterator[Row]:
        """Rows of profit_bridge.csv."""
        platform = _platform_orders(self.context)
        for period in self.periods:
            for vintage, sums in ((AS_REPORTED, self.as_reported[period]), (LATEST, self.latest[period])):
                shown = _shown(
                    self.context.world, period, period[2] if vintage == AS_REPORTED else self.context.world.last_day
                )
                for (level, item), members in self._items().items():
                    total = _add([sums[member] for member in members])
                    delivery = [sum(shown[member][place] for member in members) for place in (0, 1)]
                    yield [*period, vintage, level, item, *_columns(total, delivery, other=True)]
                if vintage == LATEST:
                    ads = _add([sums[member] for member in ALL_PROGRAMS])
                    total = _platform(platform, period, ads)
                    delivery = [sum(pair[place] for pair in shown.values()) for place in (0, 1)]
                    yield [*period, vintage, "platform", "tiktok", *_columns(total, delivery, other=False)]

    def _items(self) -> dict[tuple[str, str], list[str]]:
        items = {("program", program): [program] for program in ALL_PROGRAMS}
        items["company", "company"] = list(ALL_PROGRAMS)
        for program, group in self.group.items():
            if program != UNATTRIBUTED:
                items.setdefault(("program_group", group), []).append(program)
        return items


def _add(rows: list[Sums]) -> Sums:
    return [sum(column) for column in zip(*rows, strict=True)]


def _shown(world: World, period: Period, known: date) -> dict[str, list[int]]:
    """Impressions and clicks by program; a paused ad's impressions are masked."""
    shown: dict[str, list[int]] = {program: [0, 0] for program in ALL_PROGRAMS}
    rules = rulebook(known, world.first_day)
    for day in days_between(period[1], period[2]):
        for ad in world.ad_days.get(day, ()):
            pair = shown[rules.first(("ad_campaign", ad.campaign.name.strip().lower())) or UNATTRIBUTED]
            pair[0] += 0 if ad.paused else ad.impressions
            pair[1] += ad.clicks
    return shown


def _platform_orders(context: Context) -> dict[date, Sums]:
    """By day of the event, the sums of the orders whose last non-direct visit names one of TikTok's campaigns."""
    by_day: dict[date, Sums] = {}
    known, ids = context.world.last_day, campaign_ids(context.world)
    for day, dated in context.facts.items():
        total = [0] * len(facts.MEASURES)
        for order, fact in dated:
            if fact.since <= known < fact.until and order.channel == "web":
                touch = last_non_direct(context.touches(order, known))
                if touch is not None and touch.campaign in ids:
                    total = _add([total, fact.sums])
        by_day[day] = total
    return by_day


def _platform(by_day: dict[date, Sums], period: Period, ads: Sums) -> Sums:
    total = _add([[0] * len(facts.MEASURES), *(by_day[day] for day in by_day if period[1] <= day <= period[2])])
    for place in (
        facts.AD,
        facts.CONVERSIONS,
        facts.CONVERSION_VALUE,
        facts.ADVERTISED_VALUE,
        facts.ADVERTISED_REVENUE,
    ):
        total[place] = ads[place]
    total[facts.MEDIA] = ads[facts.AD]
    return total


def _columns(row: Sums, shown: list[int], *, other: bool) -> Row:
    spend, cost = row[facts.AD], results.cost(row)
    net, left = results.net_revenue(row), results.contribution(row)
    return [
        shown[0] or "", shown[1] if shown[0] else "", _euros(over(spend * 1000, shown[0])),
        fraction(over(shown[1], shown[0]), 6), _euros(over(spend, shown[1])),
        row[facts.CONVERSIONS] if shown[0] else "", _euros(over(spend, row[facts.CONVERSIONS])), row[facts.ORDERS],
        cents(row[facts.SALES]), cents(row[facts.CANCELLED]), cents(row[facts.RETURNED]), cents(net),
        cents(row[facts.GOODS]), cents(net - row[facts.GOODS]),
        cents(row[facts.FEES]), cents(row[facts.FULFILMENT]), cents(left), cents(spend),
        cents(row[facts.OTHER]) if other else "", cents(cost), cents(row[facts.MEDIA]), cents(left - cost),
        results.ratio((net - cost) * 100, cost), results.ratio(left - cost, cost),
        results.ratio(row[facts.ADVERTISED_VALUE], spend), results.ratio(row[facts.ADVERTISED_REVENUE], spend),
    ]  # fmt: skip


def _euros(value: Fraction | None) -> str:
    return fraction(None if value is None else value / 100, 6)
