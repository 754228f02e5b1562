"""What TikTok delivered: spend, reach and clicks of each ad and account day, and how those figures move afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from plumbline.example.catalogue import Campaign, campaigns
from plumbline.example.clock import heat
from plumbline.example.creatives import wear
from plumbline.example.random_streams import poisson, stream

WINDOW = 7  # an export shows a day on the day itself and on the six after it


@dataclass(slots=True)
class AdDay:
    """One ad on one account day. Lists of WINDOW figures: what the export shows 0, 1 … 6 days later.

    Spend and values are cents of USD. `paused` ads spent nothing; their few impressions are masked as `<5`.
    """

    campaign: Campaign
    ad: str
    day: date
    impressions: int
    reach: int
    clicks: int
    views: int
    paused: bool
    spend: list[int]
    conversions: list[int] = field(default_factory=lambda: [0] * WINDOW)
    conversion_value: list[int] = field(default_factory=lambda: [0] * WINDOW)
    view_through_conversions: list[int] = field(default_factory=lambda: [0] * WINDOW)
    view_through_value: list[int] = field(default_factory=lambda: [0] * WINDOW)
    conversions_by_impression: list[int] = field(default_factory=lambda: [0] * WINDOW)

    def report(self, delay: int, value: int, view_through: bool) -> None:
        """A purchase that the platform reports, in its exports from `delay` days on."""
        for lag in range(delay, WINDOW):
            self.conversions[lag] += 1
            self.conversion_value[lag] += value
            if view_through:
                self.view_through_conversions[lag] += 1
                self.view_through_value[lag] += value


@cache
def budget(campaign: Campaign, day: date) -> float:
    """Planned USD of a day: weekends and the season lift it; the first three days are a slow start."""
    if not campaign.runs(day):
        return 0.0
    week = (0.94, 0.95, 0.97, 1.0, 1.06, 1.09, 1.05)[day.weekday()]
    start = min(1.0, 0.4 + 0.2 * (day - campaign.starts_on).days)
    return campaign.daily_usd * week * start * (1 + campaign.lift * heat(day))


def deliver(seed: int, day: date) -> list[AdDay]:
    """Every ad's delivery of an account day, and the purchases that the platform models without any order."""
    rows: list[AdDay] = []
    for campaign in campaigns(day.year):
        if not campaign.runs(day):
            continue
        r = stream(seed, "ads", campaign.id, day)
        last = campaign.ads[-1]
        paused = len(campaign.ads) > 2 and (day.toordinal() + len(campaign.name)) % 11 < 3
        weights = [0.0 if paused and ad == last else r.uniform(0.5, 1.5) for ad in campaign.ads]
        planned = budget(campaign, day) * r.uniform(0.9, 1.1)
        for ad, weight in zip(campaign.ads, weights, strict=True):
            spend = round(100 * planned * weight / sum(weights))
            impressions = round(spend / 100 / r.uniform(4.1, 6.4) * 1000) if spend else r.randint(1, 4)
            refund = round(spend * r.uniform(0.004, 0.02)) if r.random() < 0.12 else 0
            since, worn = r.randint(2, 5), wear(ad, campaign.starts_on, day)
            rows.append(
                AdDay(
                    campaign, ad, day, impressions,
                    reach=round(impressions / r.uniform(1.08, 1.5)) if spend else impressions,
                    clicks=round(impressions * r.uniform(0.008, 0.017) * worn) if spend else 0,
                    views=round(impressions * r.uniform(0.7, 0.96)),
                    paused=not spend,
                    spend=[spend - (refund if lag >= since else 0) for lag in range(WINDOW)],
                )
            )  # fmt: skip
            for _ in range(poisson(r, spend / 100 / campaign.order_cost_usd * 0.07)):
                rows[-1].report(r.randint(1, 6), round(100 * r.lognormvariate(4.2, 0.4)), view_through=False)
    return rows
