"""What was planted for the statistics to find: chances of leads, reps' honesty, media curves, what platforms are."""

from __future__ import annotations

import json
from collections.abc import Iterator

from plumbline.example import insight, media
from plumbline.example.catalogue import WON
from plumbline.example.clock import DAY, berlin_day
from plumbline.example.controlling import booked_spend
from plumbline.example.crm import CLOSED, OWNERS, TEAM_OF
from plumbline.example.money import cents
from plumbline.example.profiles import is_won, true_chance
from plumbline.example.reps import PLANTED, SHIFT
from plumbline.example.truth.asked import Asked

Row = list[object]
LEADS = ("lead_id", "created_on", "true_probability", "became_won", "amount", "currency")
RATING = ("platform", "quarter", "reach", "impressions", "engagements", "clicks", "conversions", "target_share",
          "sample_size", "benchmark_target_share", "benchmark_engagement_rate",
          "benchmark_conversion_rate")  # fmt: skip


def leads(asked: Asked) -> Iterator[Row]:
    """Rows of leads.csv: each lead's true chance, and whether it was won by the last day."""
    last = asked.scene.last_day
    won = {history.deal.id for history, state in asked.states(last) if state.change.stage == WON}
    deals = {deal.id: deal for deal in asked.scene.crm.deals}
    for lead, _ in asked.leads(last):
        deal = deals.get(lead.deal_id)
        latest = max(deal.changes, key=lambda change: change.order) if deal and is_won(deal) else None
        amount = latest.amount if latest and lead.deal_id in won else None
        yield [
            lead.id, berlin_day(lead.created_at), f"{true_chance(lead):.6f}", str(lead.deal_id in won).lower(),
            cents(amount), deal.currency if deal else "",
        ]  # fmt: skip


def reps(asked: Asked) -> str:
    """reps.json: what each rep adds to the true percentage, and how many of their deals were closed by the last day."""
    closed: dict[str, list[bool]] = {owner: [] for owner in OWNERS.values()}
    for history, state in asked.states(asked.scene.last_day):
        if state.change.stage in CLOSED and history.deal.owner in closed:
            closed[history.deal.owner].append(state.change.stage == WON)
    about = {
        name: {
            "owner_id": owner,
            "team": TEAM_OF[owner],
            "planted": PLANTED.get(name, "as the stage says"),
            "points_added": SHIFT.get(owner, 0),
            "closed": len(closed[owner]),
            "won": sum(closed[owner]),
        }
        for name, owner in OWNERS.items()
    }
    return json.dumps(about, indent=1, ensure_ascii=False) + "\n"


def saturation(asked: Asked) -> str:
    """saturation.json: the planted curves, and what they mean at the latest weeks' spend."""
    scene = asked.scene
    weeks = media.weeks_over(scene.first_day, scene.last_day)
    last = weeks[-1] if weeks else media.monday_of(scene.first_day) - 7 * DAY
    book = media.book(scene.seed, media.first_week(scene.first_day), last, booked_spend(scene, weeks))
    channels = {}
    for curve in media.CURVES:
        spent = [week.spend[curve.channel] for week in book]
        now = {}
        for day in asked.month_ends:
            known = [week.spend[curve.channel] for week in book if week.monday + 6 * DAY <= day]
            spend = sum(known[-4:]) / 4
            now[str(day)] = {"spend": round(spend, 2), "marginal_romi": round(media.marginal(curve, spend), 6)}
        channels[curve.channel] = {
            "theta": curve.theta,
            "half_saturation": curve.half,
            "shape": curve.shape,
            "effect": curve.effect,
            "spend_lowest": min(spent),
            "spend_highest": max(spent),
            "at_the_last_4_weeks_spend": now,
        }
    about = {
        "weeks": len(book),
        "baseline": media.BASELINE,
        "season": [{"height": height, "peak_week": peak, "a_year": waves} for height, peak, waves in media.SEASON],
        "noise": media.NOISE,
        "channels": channels,
    }
    return json.dumps(about, indent=1) + "\n"


def rating(asked: Asked) -> Iterator[Row]:
    """Rows of rating.csv: what the grades of platforms are made from."""
    scene = asked.scene
    for quarter in insight.quarters_known(scene.last_day, scene.first_day):
        for platform in insight.PLATFORMS:
            parts = insight.segments(scene.seed, platform, quarter, scene.last_day)
            usual = insight.usual(platform, quarter)
            yield [
                platform.name, quarter, *insight.platform_quarter(scene.seed, platform, quarter, scene.last_day),
                f"{sum(share for _, wanted, share, _ in parts if wanted) / 1_000_000:.6f}", parts[0][3],
                *(f"{value:.4f}" for value in usual.values()),
            ]  # fmt: skip
