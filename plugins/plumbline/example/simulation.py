"""The world itself: everything that happened up to a day. Exports and truth are two ways of telling it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from plumbline.example import leads, seeded_deals
from plumbline.example.ads import WINDOW, AdDay, deliver
from plumbline.example.amounts import Rates
from plumbline.example.catalogue import campaigns_by_name
from plumbline.example.clock import DAY, account_day, at_berlin, berlin_day, days_between
from plumbline.example.crm import Deal, Records
from plumbline.example.customers import account_id, name_customers
from plumbline.example.journeys import GA_DIRECT, Journey, ReportedConversion
from plumbline.example.link_content import add_link_content
from plumbline.example.orders import Order, Return, Version, web_orders
from plumbline.example.profiles import describe, is_won
from plumbline.example.random_streams import stream


@dataclass(slots=True)
class World:
    """Facts of the days first_day..last_day; lives of deals and orders may run on, exports stop at last_day."""

    seed: int
    first_day: date
    last_day: date
    rates: Rates
    ad_days: dict[date, list[AdDay]] = field(default_factory=dict)
    orders: dict[date, list[Order]] = field(default_factory=dict)
    crm: Records = field(default_factory=Records)

    @property
    def years(self) -> range:
        """The calendar years that the world touches, and the one before, from which visits may be remembered."""
        return range(self.first_day.year - 1, self.last_day.year + 1)

    def all_orders(self) -> list[Order]:
        """Every order in the order of its day."""
        return [order for day in sorted(self.orders) for order in self.orders[day]]


def make(seed: int, first_day: date, last_day: date) -> World:
    """Let the world happen."""
    world = World(seed, first_day, last_day, Rates(seed, first_day, last_day + 40 * DAY))
    records = seeded_deals.imported_deals(seed, first_day)
    for day in days_between(first_day, last_day):
        world.ad_days[day] = deliver(seed, day)
        world.orders[day] = web_orders(seed, day)
        records.add(leads.incoming(seed, day))
    _describe_leads(seed, records)
    for lead in records.leads:
        records.members += leads.nurture(seed, lead)
    records.add(seeded_deals.story_deals(seed))
    records.leads = [lead for lead in records.leads if first_day <= berlin_day(lead.created_at)]
    records.deals = [deal for deal in records.deals if first_day <= berlin_day(deal.created_at)]
    known = {lead.id for lead in records.leads}
    records.members = [member for member in records.members if member.lead_id in known]
    leads.clean_up(records.members)
    world.crm = records
    for deal in records.deals:
        for order in _invoices(seed, deal):
            day = berlin_day(order.ordered_at)
            if day in world.orders:
                world.orders[day].append(order)
    for day in world.orders:
        world.orders[day].sort(key=lambda order: (order.ordered_at, order.id))
    add_link_content(seed, campaigns_by_name(world.years), world.ad_days, world.all_orders())
    name_customers(seed, world.all_orders())
    _report_conversions(world)
    return world


def _describe_leads(seed: int, records: Records) -> None:
    deals = {deal.id: deal for deal in records.deals}
    for lead in records.leads:
        describe(seed, lead.id, lead, is_won(deals.get(lead.deal_id)))


def _invoices(seed: int, deal: Deal) -> list[Order]:
    """A won deal is invoiced at the till: one delivery or two, sometimes a little more or less than agreed."""
    won = deal.won_at
    if won is None:
        return []
    r = stream(seed, "invoice", deal.id)
    last = max(deal.changes, key=lambda change: change.order)
    currency = "EUR" if deal.currency == "USD" else deal.currency
    parts = (0.6, 0.4) if r.random() < 0.25 else (1.0,)
    orders = []
    for number, part in enumerate(parts, 1):
        day = berlin_day(won) + DAY * (r.randint(1, 4) + 6 * (number - 1))
        at = at_berlin(day, r.randint(30_000, 61_000))
        factor = part * r.choice((1.0, 1.0, 1.0, 0.98, 1.02)) * (0.87 if deal.currency == "USD" else 1.0)
        net = round((last.amount or 300_000) * factor)
        journey = Journey(None, None, "", GA_DIRECT, None, deal.true_program, "a deal of the sales team", "")
        cost = round(net * r.uniform(0.52, 0.6))
        order = Order(
            f"B{deal.id[3:15]}{number}", at, "wholesale", account_id(deal.account), currency, net, round(net * 0.19),
            0, 0, round(net * 0.003), round(net * 0.028), journey, [Version(at, cost, None)], reference=deal.id,
            consent=False,
        )  # fmt: skip
        if r.random() < 0.05:
            back = at + timedelta(seconds=int(86_400 * r.uniform(4, 20)))
            share = r.uniform(0.05, 0.2)
            order.returns.append(
                Return("R" + order.id, back, round(net * share), round(cost * share), "unsold cartons")
            )
        elif r.random() < 0.03:
            cancelled = at + timedelta(seconds=int(86_400 * r.uniform(0.5, 3)))
            order.versions.append(Version(cancelled, cost, cancelled))
        orders.append(order)
    return orders


def _report_conversions(world: World) -> None:
    """TikTok finds its purchases. It counts them on the account's day, knows only what happened by the export's end
    (Berlin's midnight), and its pixel fires again when the page with the thanks is loaded again."""
    positions = {day: _by_campaign(rows) for day, rows in world.ad_days.items()}
    for day, orders in world.orders.items():
        for order in orders:
            reported = order.journey.reported
            if reported is None:
                continue
            booked = account_day(order.ordered_at)
            rows = positions.get(booked, {}).get(reported.campaign.id)
            if not rows:
                continue
            r = stream(world.seed, "claim", order.id)
            row = r.choices(rows, [max(1, ad.spend[0]) for ad in rows])[0]
            gross = order.net + order.tax + order.shipping
            value = world.rates.convert(gross, order.currency, "USD", day)
            delay = max(reported.delay, (day - booked).days)
            row.report(min(delay, WINDOW - 1), value, reported.view_through)
            if _reloads(order, reported):
                row.report(min(delay, WINDOW - 1), value, reported.view_through)
            before = r.choices((0, 1, 2, 3), (60, 22, 11, 7))[0]
            shown = positions.get(booked - DAY * before, {}).get(reported.campaign.id)
            if shown and delay + before < WINDOW:
                for lag in range(delay + before, WINDOW):
                    shown[0].conversions_by_impression[lag] += 1


def _reloads(order: Order, reported: ReportedConversion) -> bool:
    return bool(order.reloaded_after) and order.consent and not reported.view_through


def _by_campaign(rows: list[AdDay]) -> dict[str, list[AdDay]]:
    by_campaign: dict[str, list[AdDay]] = {}
    for row in rows:
        if not row.paused:
            by_campaign.setdefault(row.campaign.id, []).append(row)
    return by_campaign
