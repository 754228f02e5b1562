"""What controlling books of the world's own media: the programs' ads and their invoices for media, in EUR by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from plumbline.example.ads import WINDOW
from plumbline.example.amounts import accrue
from plumbline.example.catalogue import CHANNEL_OF
from plumbline.example.clock import DAY, days_between
from plumbline.example.company_records import costs_known_on
from plumbline.example.media_mix import CURVES, monday_of
from plumbline.example.simulation import World

Spend = dict[str, dict[date, float]]
ADS = "social_video"  # every ad of the world is one


def booked_spend(world: World, weeks: Iterable[date], known: date = date.max) -> Spend:
    """EUR of each channel by Monday, as known on a day: a platform takes back some of its charges in the days after."""
    mondays = list(weeks)
    cents: dict[str, dict[date, int]] = {curve.channel: dict.fromkeys(mondays, 0) for curve in CURVES}
    for week in mondays:
        cents[ADS][week] += sum(_ads(world, day, known) for day in days_between(week, week + 6 * DAY))
    last = min(known, max(mondays, default=world.first_day) + 6 * DAY)
    for cost in costs_known_on(last, world.first_day, world.seed):
        if cost.kind == "media":
            of_channel = cents[CHANNEL_OF[cost.program]]
            for day, amount in accrue(cost.amount, cost.starts_on, cost.ends_on):
                if monday_of(day) in of_channel:
                    of_channel[monday_of(day)] += world.rates.euros(amount, cost.currency, day)
    return {channel: {week: amount / 100 for week, amount in by_week.items()} for channel, by_week in cents.items()}


def _ads(world: World, day: date, known: date) -> int:
    """Cents of EUR that the ads of a day cost, as an export showed them."""
    by_campaign: dict[str, int] = defaultdict(int)
    for ad in world.ad_days.get(day, ()):
        by_campaign[ad.campaign.id] += ad.spend[min(WINDOW - 1, (known - day).days)]
    return sum(world.rates.euros(spend, "USD", day) for spend in by_campaign.values())
