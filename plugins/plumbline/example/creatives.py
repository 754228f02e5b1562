"""The creatives behind the ads: versions, what they cost to make, how well they sell, and which of them wear out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from plumbline.example.catalogue import Campaign, campaigns
from plumbline.example.clock import DAY
from plumbline.example.random_streams import stream

# Ads that people have seen too often: the daily loss of their click-through rate, from the day on which they start.
WORN = {"Makeover in three cuts | Hook A": 0.016, "Luna | Witch in 60 seconds": 0.012}
# How many buyers an ad brings for the same money; the others lie between 0.7 and 1.3.
SELLS = {
    "Grandma wins | 21s": 2.2, "Numbers on a napkin": 1.9, "Still in your basket": 1.6, "Try-on haul": 0.45,
    "Duet this: from office to ogre | long version with subtitles DE/EN": 0.3, "Festival field | 15s": 0.5,
}  # fmt: skip
REPLACES = {
    "Makeover in three cuts | Hook B": "Makeover in three cuts | Hook A",
    "Makeover in three cuts | UK": "Makeover in three cuts | Hook A",
    "Cape twirl | 9s": "Festival field | 15s",
}
HOOKS = ("a mirror", "a bet", "a price tag", "an unboxing", "a mistake", "a neighbour", "a countdown")
FORMATS = ("video 9:16", "carousel", "video 1:1", "duet")


@dataclass(frozen=True, slots=True)
class Creative:
    """A version of a creative; cents of EUR."""

    id: str
    ad: str
    version: int
    replaces: str
    format: str
    hook: str
    made_on: date
    production: int


def wear(ad: str, starts_on: date, day: date) -> float:
    """What is left of an ad's click-through rate on a day: 1 for those that do not wear out."""
    return math.exp(-WORN.get(ad, 0.0) * max(0, (day - starts_on).days))


def sells(seed: int, ad: str) -> float:
    """How well an ad sells."""
    return SELLS.get(ad) or stream(seed, "sells", ad).uniform(0.7, 1.3)


def _first_runs(first_day: date, day: date) -> list[Campaign]:
    """The campaigns in their usual order, each as it first ran in the world: a later year shows the same ads again."""
    by_place: dict[int, Campaign] = {}
    for year in range(first_day.year, day.year + 2):
        for place, campaign in enumerate(campaigns(year)):
            if campaign.ends_on >= first_day:
                by_place.setdefault(place, campaign)
    return [by_place[place] for place in sorted(by_place)]


def creatives(seed: int, day: date, first_day: date) -> list[Creative]:
    """The list of creatives as it stood on a day: those of campaigns that begin within the next three weeks too."""
    ads = [ad for campaign in campaigns(first_day.year) for ad in campaign.ads]
    ids = {ad: f"CR{number:03d}" for number, ad in enumerate(ads, 1)}
    listed = []
    for campaign in _first_runs(first_day, day):
        for ad in campaign.ads:
            r = stream(seed, "creative", ad)
            before = REPLACES.get(ad, "")
            if campaign.starts_on <= day + 21 * DAY:
                listed.append(Creative(
                    ids[ad], ad, 2 if before else 1, ids.get(before, ""), r.choice(FORMATS), r.choice(HOOKS),
                    campaign.starts_on - DAY * r.randint(3, 14), 100 * r.randint(300, 2_400),
                ))  # fmt: skip
    return listed
