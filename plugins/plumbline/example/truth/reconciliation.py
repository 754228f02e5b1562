"""Why the platform reports more than analytics tracked and the till booked, by day and TikTok campaign; latest data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from plumbline.example.ads import WINDOW
from plumbline.example.analytics import readable_events
from plumbline.example.catalogue import campaigns_by_name
from plumbline.example.clock import account_day, berlin_day
from plumbline.example.faults import delivered_on
from plumbline.example.orders import Order
from plumbline.example.simulation import World
from plumbline.example.truth.credit import OrderTouches, last_non_direct
from plumbline.example.truth.facts import known_versions
from plumbline.example.visits import Visit

COLUMNS = ("day", "campaign_id", "platform_conversions", "tracked_conversions", "orders", "view_through",
           "click_window", "duplicates", "returns_cancellations", "time_zone", "unexplained", "no_consent")  # fmt: skip
CLICK_WINDOW = timedelta(days=7)
Ids = Mapping[str, str]  # of TikTok's campaigns, by name in lower case


def campaign_ids(world: World) -> Ids:
    """The ids of every campaign that a visit in the world may name."""
    return {name: campaign.id for name, campaign in campaigns_by_name(world.years).items()}


def _clicked(order: Order, visit: Visit | None, ids: Ids) -> str | None:
    """The campaign whose click the till itself remembers from the seven days before the order."""
    if visit is None or not visit.tag.ttclid or order.ordered_at - visit.at > CLICK_WINDOW:
        return None
    return ids.get(visit.tag.campaign)


def _undone(order: Order, last_day: date) -> bool:
    """Cancelled or sent back, at least in part, as far as is known."""
    versions = [version for since, version in known_versions(order) if since <= last_day]
    back = any(delivered_on("till", berlin_day(returned.returned_at)) <= last_day for returned in order.returns)
    return back or versions[-1].cancelled_at is not None


def rows(world: World, touches: OrderTouches) -> Iterator[list[object]]:
    """One row a day and campaign that had an ad running or anything to count."""
    ids = campaign_ids(world)
    last_day = world.last_day
    counts: dict[tuple[date, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for day, ads in world.ad_days.items():
        lag = min(WINDOW - 1, (last_day - day).days)
        for ad in ads:
            tally = counts[day, ad.campaign.id]
            tally["platform_conversions"] += ad.conversions[lag]
            tally["view_through"] += ad.view_through_conversions[lag]
    tracked_ids: set[str] = set()
    for day in world.orders:
        fired: dict[str, int] = defaultdict(int)
        for _, order in readable_events(world, day, last_day):
            fired[order.id] += 1
            campaign = ids.get(order.journey.analytics[2].lower())
            if campaign:
                counts[day, campaign]["tracked_conversions"] += 1
                counts[day, campaign]["duplicates"] += fired[order.id] > 1
        tracked_ids |= fired.keys()
    for order in world.all_orders():
        if order.channel == "web" and delivered_on("till", berlin_day(order.ordered_at)) <= last_day:
            touch = last_non_direct(touches.of(order, last_day))
            credited = ids.get(touch.campaign) if touch else None
            _count_order(counts, order, credited, ids, tracked=order.id in tracked_ids, undone=_undone(order, last_day))
    for (day, campaign), tally in sorted(counts.items()):
        if world.first_day <= day <= last_day and (any(tally.values()) or _ran(world, day, campaign)):
            yield [
                day,
                campaign,
                *(tally[column] for column in COLUMNS[2:10]),
                _unexplained(tally),
                tally["no_consent"],
            ]


def _ran(world: World, day: date, campaign: str) -> bool:
    return any(ad.campaign.id == campaign for ad in world.ad_days[day])


def _unexplained(tally: dict[str, int]) -> int:
    named = ("view_through", "click_window", "duplicates", "returns_cancellations", "time_zone")
    return tally["platform_conversions"] - tally["orders"] - sum(tally[cause] for cause in named)


def _count_order(
    counts: dict[tuple[date, str], dict[str, int]],
    order: Order,
    credited: str | None,
    ids: Ids,
    *,
    tracked: bool,
    undone: bool,
) -> None:
    """One order's part in its campaigns' counts."""
    day, booked = berlin_day(order.ordered_at), account_day(order.ordered_at)
    journey = order.journey
    for campaign in {_clicked(order, journey.first, ids), _clicked(order, journey.last, ids)} - {None}:
        assert campaign is not None
        counts[booked, campaign]["time_zone"] += 1
        counts[day, campaign]["time_zone"] -= 1
        counts[day, campaign]["click_window"] += campaign != credited
    if credited is not None:
        tally = counts[day, credited]
        tally["orders"] += not undone
        tally["returns_cancellations"] += undone
        tally["no_consent"] -= not tracked
