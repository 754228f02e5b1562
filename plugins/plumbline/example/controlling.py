"""What controlling books of the world's own spend: the ads' and the search engines' invoices, in EUR by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from plumbline.example.ads import WINDOW
from plumbline.example.clock import DAY, days_between
from plumbline.example.ledger import costs_known_on
from plumbline.example.money import accrue
from plumbline.example.scene import Scene


def booked_spend(scene: Scene, weeks: Iterable[date]) -> dict[str, dict[date, float]]:
    """EUR of social_video and search by Monday, as known on the week's Sunday; later refunds are not booked again."""
    spend: dict[str, dict[date, float]] = {"social_video": {}, "search": {}}
    for week in weeks:
        sunday = week + 6 * DAY
        spend["social_video"][week] = sum(_ads(scene, day, sunday) for day in days_between(week, sunday)) / 100
        searched = (
            one for one in costs_known_on(sunday, scene.first_day) if one.program == "search" and one.kind == "media"
        )
        cents = sum(
            scene.rates.euros(amount, one.currency, day)
            for one in searched
            for day, amount in accrue(one.amount, one.starts_on, one.ends_on)
            if week <= day <= sunday
        )
        spend["search"][week] = cents / 100
    return spend


def _ads(scene: Scene, day: date, known: date) -> int:
    """Cents of EUR that the ads of a day cost, as an export showed them."""
    by_campaign: dict[str, int] = defaultdict(int)
    for ad in scene.ad_days.get(day, ()):
        by_campaign[ad.campaign.id] += ad.spend[min(WINDOW - 1, (known - day).days)]
    return sum(scene.rates.euros(spend, "USD", day) for spend in by_campaign.values())
