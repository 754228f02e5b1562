"""What links and codes say in detail: which ad, which post, which creator a visit came by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from plumbline.example.ads import AdDay
from plumbline.example.catalogue import Campaign
from plumbline.example.clock import account_day, berlin_day
from plumbline.example.creatives import sells
from plumbline.example.orders import Order
from plumbline.example.posts import CREATORS, Creator, pick_post
from plumbline.example.random_streams import stream
from plumbline.example.visits import Visit

LINK = re.compile(r"(?i)(creator-)(luna|kasimir|mo)\b")
AdDays = Mapping[date, Sequence[AdDay]]
Campaigns = Mapping[str, Campaign]  # by name in lower case


def add_link_content(seed: int, campaigns: Campaigns, ad_days: AdDays, orders: Iterable[Order]) -> None:
    """Write into every web order's links the ad or the post behind them, and whose creator's code was typed."""
    for order in orders:
        if order.channel != "web":
            continue
        journey = order.journey
        creator = stream(seed, "whose", order.id).choices(CREATORS, [candidate.pull for candidate in CREATORS])[0]
        code = journey.code.strip().upper()
        if code in {candidate.code for candidate in CREATORS}:
            journey = replace(journey, code=_typed(journey.code, creator.code))
        if journey.analytics[2].startswith("creator-"):
            journey = replace(journey, analytics=(*journey.analytics[:2], creator.campaign))
        last = _with_content(seed, order.id + ":last", journey.last, campaigns, ad_days, creator)
        same = journey.first is journey.last
        first = last if same else _with_content(seed, order.id + ":first", journey.first, campaigns, ad_days, creator)
        order.journey = replace(journey, first=first, last=last)


def _typed(before: str, code: str) -> str:
    """Another code, written as carelessly as the one before."""
    written = code.lower() if before.strip().islower() else code
    if before[:1].isupper() and before.strip()[1:].islower():
        written = code.capitalize()
    return written + " " if before.endswith(" ") else written


def _with_content(
    seed: int, key: str, visit: Visit | None, campaigns: Campaigns, ad_days: AdDays, creator: Creator
) -> Visit | None:
    if visit is None:
        return None
    tag, landing = visit.tag, visit.landing
    campaign = campaigns.get(tag.campaign)
    content = ""
    if campaign is not None and tag.source == "tiktok":
        content = _ad(seed, key, campaign, ad_days.get(account_day(visit.at), ()))
    elif tag.campaign.startswith("creator-"):
        post = pick_post(seed, key, berlin_day(visit.at), creator=creator.id)
        content = post.id if post else ""
        tag = replace(tag, campaign=creator.campaign)
        landing = LINK.sub(lambda match: match[1] + creator.id, landing)
    elif tag.source == "instagram" and stream(seed, "tagged", key).random() < 0.7:
        own = pick_post(seed, key, berlin_day(visit.at), platform="instagram")
        content = own.id if own else ""
    if not content:
        return Visit(visit.at, tag, landing)
    return Visit(visit.at, replace(tag, content=content.lower()), f"{landing}&utm_content={quote(content, safe='')}")


def _ad(seed: int, key: str, campaign: Campaign, delivered: Sequence[AdDay]) -> str:
    """The ad that was clicked: those that were shown more, and those that sell better, are clicked more."""
    shown = {ad.ad: float(ad.spend[0]) for ad in delivered if ad.campaign.name == campaign.name and not ad.paused}
    shown = shown or dict.fromkeys(campaign.ads, 1.0)
    ads = list(shown)
    return stream(seed, "by ad", key).choices(ads, [shown[ad] * sells(seed, ad) for ad in ads])[0]


def orders_by_post(orders: Iterable[Order]) -> Counter[str]:
    """How many of a day's orders were placed on a visit of that day by a post; ids in lower case."""
    orders_of: Counter[str] = Counter()
    for order in orders:
        visit = order.journey.last
        if visit is not None and visit.tag.content and berlin_day(visit.at) == berlin_day(order.ordered_at):
            orders_of[visit.tag.content] += 1
    return orders_of
