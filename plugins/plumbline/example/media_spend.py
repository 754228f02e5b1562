"""What controlling books of the world's own spend: the ads' and the search engines' invoices, in EUR by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from plumbline.example.ads import WINDOW
from plumbline.example.amounts import accrue
from plumbline.example.clock import DAY, days_between
from plumbline.example.company_records import costs_known_on
from plumbline.example.simulation import World


def booked_spend(world: World, weeks: Iterable[date]) -> dict[str, dict[date, float]]:
    """EUR of social_video and search by Monday, as known on the week's Sunday; later refunds are not booked again."""
    spend: dict[str, dict[date, float]] = {"social_video": {}, "search": {}}
    for week in weeks:
        sunday = week + 6 * DAY
        spend["social_video"][week] = sum(_ads(world, day, sunday) for day in days_between(week, sunday)) / 100
        costs = costs_known_on(sunday, world.first_day)
        searched = (cost for cost in costs if cost.program == "search" and cost.kind == "media")
        cents = sum(
            world.rates.euros(amount, cost.currency, day)
            for cost in searched
            for day, amount in accrue(cost.amount, cost.starts_on, cost.ends_on)
            if week <= day <= sunday
        )
        spend["search"][week] = cents / 100
    return spend


def _ads(world: World, day: date, known: date) -> int:
    """Cents of EUR that the ads of a day cost, as an export showed them."""
    by_campaign: dict[str, int] = defaultdict(int)
    for ad in world.ad_days.get(day, ()):
        by_campaign[ad.campaign.id] += ad.spend[min(WINDOW - 1, (known - day).days)]
    return sum(world.rates.euros(spend, "USD", day) for spend in by_campaign.values())
