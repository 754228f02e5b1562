"""The parameters that the statistics have to recover: leads' chances, reps' bias, media curves, platforms."""

from __future__ import annotations

import json
from collections.abc import Iterator

from plumbline.example import audience, media_mix
from plumbline.example.amounts import cents
from plumbline.example.catalogue import WON
from plumbline.example.clock import DAY, berlin_day
from plumbline.example.crm import CLOSED, OWNERS, TEAM_OF
from plumbline.example.media_spend import booked_spend
from plumbline.example.profiles import is_won, true_chance
from plumbline.example.reps import SHIFT, VERDICTS
from plumbline.example.truth.context import Context

Row = list[object]
LEADS = ("lead_id", "created_on", "true_probability", "became_won", "amount", "currency")
RATING = ("platform", "quarter", "reach", "impressions", "engagements", "clicks", "conversions", "target_share",
          "sample_size", "benchmark_target_share", "benchmark_engagement_rate",
          "benchmark_conversion_rate")  # fmt: skip


def leads(context: Context) -> Iterator[Row]:
    """Rows of leads.csv: each lead's true chance, and whether it was won by the last day."""
    last = context.world.last_day
    won = {history.deal.id for history, state in context.states(last) if state.change.stage == WON}
    deals = {deal.id: deal for deal in context.world.crm.deals}
    for lead, _ in context.leads(last):
        deal = deals.get(lead.deal_id)
        latest = max(deal.changes, key=lambda change: change.order) if deal and is_won(deal) else None
        amount = latest.amount if latest and lead.deal_id in won else None
        yield [
            lead.id, berlin_day(lead.created_at), f"{true_chance(lead):.6f}", str(lead.deal_id in won).lower(),
            cents(amount), deal.currency if deal else "",
        ]  # fmt: skip


def reps(context: Context) -> str:
    """reps.json: what each rep adds to the true percentage, and how many of their deals were closed by the last day."""
    closed: dict[str, list[bool]] = {owner: [] for owner in OWNERS.values()}
    for history, state in context.states(context.world.last_day):
        if state.change.stage in CLOSED and history.deal.owner in closed:
            closed[history.deal.owner].append(state.change.stage == WON)
    about = {
        name: {
            "owner_id": owner,
            "team": TEAM_OF[owner],
            "verdict": VERDICTS.get(name, "as the stage says"),
            "points_added": SHIFT.get(owner, 0),
            "closed": len(closed[owner]),
            "won": sum(closed[owner]),
        }
        for name, owner in OWNERS.items()
    }
    return json.dumps(about, indent=1, ensure_ascii=False) + "\n"


def saturation(context: Context) -> str:
    """saturation.json: the true curves, and what they mean at the latest weeks' spend."""
    world = context.world
    weeks = media_mix.weeks_over(world.first_day, world.last_day)
    last = weeks[-1] if weeks else media_mix.monday_of(world.first_day) - 7 * DAY
    book = media_mix.book(world.seed, media_mix.first_week(world.first_day), last, booked_spend(world, weeks))
    channels = {}
    for curve in media_mix.CURVES:
        spent = [week.spend[curve.channel] for week in book]
        now = {}
        for day in context.month_ends:
            known = [week.spend[curve.channel] for week in book if week.monday + 6 * DAY <= day]
            spend = sum(known[-4:]) / 4
            now[str(day)] = {"spend": round(spend, 2), "marginal_romi": round(media_mix.marginal(curve, spend), 6)}
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
        "baseline": media_mix.BASELINE,
        "season": [{"height": height, "peak_week": peak, "a_year": waves} for height, peak, waves in media_mix.SEASON],
        "noise": media_mix.NOISE,
        "channels": channels,
    }
    return json.dumps(about, indent=1) + "\n"


def rating(context: Context) -> Iterator[Row]:
    """Rows of rating.csv: what the grades of platforms are made from."""
    world = context.world
    for quarter in audience.quarters_known(world.last_day, world.first_day):
        for platform in audience.PLATFORMS:
            parts = audience.segments(world.seed, platform, quarter, world.last_day)
            usual = audience.usual(platform, quarter)
            yield [
                platform.name, quarter, *audience.platform_quarter(world.seed, platform, quarter, world.last_day),
                f"{sum(share for _, wanted, share, _ in parts if wanted) / 1_000_000:.6f}", parts[0][3],
                *(f"{value:.4f}" for value in usual.values()),
            ]  # fmt: skip
