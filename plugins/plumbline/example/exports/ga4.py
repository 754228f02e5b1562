"""GA4: the traffic report as CSV (three days, restated) and the purchase events in BigQuery's shape, one a line."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from plumbline.example.amounts import cents
from plumbline.example.analytics import first_part, purchase_events, tracked_orders
from plumbline.example.catalogue import GOODS, campaigns
from plumbline.example.clock import DAY, days_between, heat
from plumbline.example.exports.copies import DIGITS, Copies, suffixed, unescaped
from plumbline.example.exports.drop import Drop, csv_text
from plumbline.example.faults import GA4_BROKEN_LINE, LATE_EVENTS, is_among
from plumbline.example.orders import Order
from plumbline.example.random_streams import stream
from plumbline.example.simulation import World

HEADER = ("Date", "Session source", "Session medium", "Session campaign", "Session default channel group", "Sessions",
          "Total users", "Key events", "Ecommerce purchases", "Total revenue")  # fmt: skip
GROUPS = {"(none)": "Direct", "organic": "Organic Search", "cpc": "Paid Search", "paid_social": "Paid Social",
          "social": "Organic Social", "email": "Email", "(not set)": "Unassigned"}  # fmt: skip
COUNTRY = {"EUR": "Germany", "CHF": "Switzerland", "GBP": "United Kingdom"}
Traffic = dict[tuple[str, str, str], tuple[int, int, int]]  # source, medium, campaign -> sessions, purchases, cents


def _event(order: Order, at: datetime, day: date, seed: int, is_copy: bool = False) -> dict[str, object]:
    r = stream(seed, "event", order.id)
    source, medium, campaign = order.journey.analytics
    amount = order.net / 100
    items = []
    for index in range(order.items):
        item_id, name = r.choice(GOODS)
        share = order.net // order.items
        price = (share if index else order.net - share * (order.items - 1)) / 100
        items.append({"item_id": item_id, "item_name": name, "quantity": 1, "price": price, "item_revenue": price})
    micros = int(at.timestamp()) * 1_000_000 + r.randrange(1_000_000)
    gclid = order.journey.last.tag.gclid if order.journey.last else ""
    order_id, digits = order.id, ""
    if is_copy:
        order_id, digits, gclid = suffixed(order_id), DIGITS, suffixed(gclid)
    return {
        "event_date": f"{day:%Y%m%d}",
        "event_timestamp": str(micros),
        "event_name": "purchase",
        "event_params": [
            {"key": "transaction_id", "value": {"string_value": order_id}},
            {"key": "currency", "value": {"string_value": order.currency}},
            {"key": "value", "value": {"double_value": amount}},
            {"key": "ga_session_id", "value": {"int_value": str(micros // 1_000_000 - r.randrange(2_000))}},
        ],
        "user_pseudo_id": f"{r.randrange(10**6, 10**7)}{digits}.{r.randrange(10**9, 10**10)}",
        "device": {"category": r.choices(("mobile", "desktop", "tablet"), (74, 22, 4))[0]},
        "geo": {"country": COUNTRY[order.currency]},
        "collected_traffic_source": {"gclid": gclid} if gclid else {},
        "session_traffic_source_last_click": {
            "manual_campaign": {"source": source, "medium": medium, "campaign_name": campaign}
        },
        "ecommerce": {"transaction_id": order_id, "purchase_revenue": amount},
        "items": items,
    }


def _lines(world: World, day: date, is_copy: bool = False) -> list[str]:
    """The day's events, a line each; `is_copy`: with the marks of copies, which JSON would write as escapes."""
    return [
        unescaped(json.dumps(_event(order, at, day, world.seed, is_copy), ensure_ascii=False) + "\n")
        for at, order in purchase_events(world, day)
    ]


def _events(world: World, drop: Drop, day: date) -> None:
    """The day's file; on late days a part of it first, and the whole on the next day."""
    times = drop.scale.web
    lines, marked = _lines(world, day), _lines(world, day, is_copy=True) if times > 1 else []
    name = f"events_{day:%Y%m%d}.jsonl"
    whole, copies = "".join(lines), [Copies("".join(marked).encode(), times)]
    if not is_among(day, LATE_EVENTS):
        drop.put("ga4", day, name, whole, copies)
    else:
        early, broken = first_part(day, len(lines)), ""
        readable = early
        if is_among(day, GA4_BROKEN_LINE) and early:
            readable, broken = early - 1, lines[early - 1][:-60]
            drop.note_fault("line broken off", "ga4", day, name, early, means="whole in the next day's delivery")
        some = [Copies("".join(marked[:readable]).encode(), times)]
        drop.put("ga4", day, name, "".join(lines[:readable]), some, broken)
        drop.put("ga4", day + DAY, name, whole, copies)
        means = f"{len(lines)} lines, the first file had {early}"
        drop.note_fault("late events", "ga4", day + DAY, name, means=means)
    twice = sum(1 for order in tracked_orders(world, day) if order.reloaded_after)
    if twice:
        means = "the thanks page loaded again"
        drop.note_fault("purchase events twice", "ga4", day, name, count=str(twice), means=means)


def traffic_of(world: World, day: date) -> Traffic:
    """Sessions, purchases and EUR by session source, when all is processed."""
    bought: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for order in tracked_orders(world, day):
        tally = bought[order.journey.analytics]
        tally[0] += 1
        tally[1] += world.rates.euros(order.net, order.currency, day)
    for ad in world.ad_days.get(day, ()):
        bought[("tiktok", "paid_social", ad.campaign.name)][0] += 0
    clicks: dict[str, int] = defaultdict(int)
    for ad in world.ad_days.get(day, ()):
        clicks[ad.campaign.name] += ad.clicks
    known = {campaign.name for year in (day.year - 1, day.year) for campaign in campaigns(year)}
    traffic: Traffic = {}
    for key in sorted(bought):
        purchases, revenue = bought[key]
        r = stream(world.seed, "traffic", day, *key)
        sessions = round(purchases * r.uniform(26, 44) + r.uniform(2, 30) * (1 + heat(day)))
        if key[2] in known:
            sessions = max(purchases, round(clicks[key[2]] * r.uniform(0.55, 0.7)))
        traffic[key] = (sessions, purchases, revenue)
    return traffic


def _traffic(drop: Drop, day: date, days: dict[date, Traffic]) -> None:
    rows: list[Sequence[object]] = []
    totals = [0, 0, 0, 0, 0]
    covered = [shown for shown in (day - 2 * DAY, day - DAY, day) if shown in days]
    for shown in covered:
        processed = (94, 98, 100)[(day - shown).days]
        for (source, medium, campaign), (sessions, purchases, revenue) in days[shown].items():
            numbers = [sessions * processed // 100, 0, 0, purchases * processed // 100, revenue * processed // 100]
            numbers[1], numbers[2] = numbers[0] * 9 // 10, numbers[3] + numbers[0] // 50
            totals = [total + number for total, number in zip(totals, numbers, strict=True)]
            numbers = [drop.scale.web * number for number in numbers]
            group = GROUPS.get(medium, "Unassigned")
            rows.append((f"{shown:%Y%m%d}", source, medium, campaign, group, *numbers[:4], cents(numbers[4])))
    preamble = (
        "# ----------------------------------------\n# Traffic acquisition: Session source / medium / campaign\n"
        "# Account: Nightjar Costumes\n# Property: nightjar-costumes.example - GA4\n"
        "# ----------------------------------------\n# \n# All Users\n"
        f"# Start date: {covered[0]:%Y%m%d}\n# End date: {day:%Y%m%d}\n\n"
    )
    totals[1] = totals[1] * 8 // 10
    totals = [drop.scale.web * total for total in totals]
    grand = ("Grand total", "", "", "", "", *totals[:4], cents(totals[4]))
    drop.put("ga4", day, f"traffic_{day}.csv", preamble + csv_text([HEADER, grand, *rows]))


def write(world: World, drop: Drop) -> None:
    """Both files of every day."""
    days: dict[date, Traffic] = {}
    for day in days_between(world.first_day, world.last_day):
        days[day] = traffic_of(world, day)
        _traffic(drop, day, days)
        _events(world, drop, day)
