"""Write the truth beside the exports."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from plumbline.example.ads import WINDOW
from plumbline.example.amounts import scaled
from plumbline.example.clock import DAY, berlin_day
from plumbline.example.crm import Lead, Member
from plumbline.example.exports.drop import Drop, csv_text
from plumbline.example.faults import delivered_on
from plumbline.example.simulation import World
from plumbline.example.truth import reconciliation, report_files, results
from plumbline.example.truth.context import Context
from plumbline.example.truth.credit import WHOLE, DealCredit, OrderTouches, Touch
from plumbline.example.truth.facts import Books, Sums
from plumbline.example.truth.models import MODELS, Step, path, self_reported, shares
from plumbline.example.truth.pipeline import BRIDGE, PIPELINE, Pipeline
from plumbline.example.truth.rules import rulebook

Row = Sequence[object]


def deal_credits(world: World) -> dict[str, DealCredit]:
    """Every deal's credit as known on any day."""
    leads: dict[str, list[Lead]] = defaultdict(list)
    members: dict[str, list[Member]] = defaultdict(list)
    for member in world.crm.members:
        members[member.lead_id].append(member)
    for lead in world.crm.leads:
        if lead.deal_id:
            leads[lead.deal_id].append(lead)
    return {
        deal.id: DealCredit(
            deal,
            leads[deal.id],
            [member for lead in leads[deal.id] for member in members[lead.id]],
            world.first_day,
            world.last_day,
        )
        for deal in world.crm.deals
    }


def _credit(world: World, credits: dict[str, DealCredit], touches: OrderTouches) -> Iterator[Row]:
    """Every subject that was delivered, in every model, by the latest data."""
    known, rules = world.last_day, rulebook(world.last_day, world.first_day)
    of_deals: dict[str, list[Row]] = {}
    for deal in world.crm.deals:
        if delivered_on("salesforce", berlin_day(deal.created_at)) <= known:
            credit = credits[deal.id]
            rows = list(_shares(credit.touches(known), berlin_day(deal.created_at), False, credit.is_won(known)))
            rows += _answer(self_reported(credit.answer(known), rules))
            of_deals[deal.id] = rows
            yield from (("deal", deal.id, *row) for row in rows)
    for order in world.all_orders():
        if delivered_on("till", berlin_day(order.ordered_at)) <= known:
            if order.reference:
                yield from (("order", order.id, *row) for row in of_deals[order.reference])
                continue
            yield from (
                ("order", order.id, *row)
                for row in (
                    *_shares(touches.of(order, known), berlin_day(order.ordered_at), True, False),
                    *_answer(self_reported(order.journey.heard, rules)),
                )
            )


def _shares(touches: Sequence[Touch], day: date, is_order: bool, is_won: bool) -> Sequence[Row]:
    return _shares_of_path(path(touches, day), is_order, is_won)


@cache
def _shares_of_path(steps: tuple[Step, ...], is_order: bool, is_won: bool) -> Sequence[Row]:
    return [
        (model, program, scaled(share, 6))
        for model in MODELS
        for program, share in sorted(shares(model, steps, is_order, is_won).items())
    ]


def _answer(program: str) -> Iterator[Row]:
    yield "self_reported", program, scaled(WHOLE, 6)


def _restated(world: World) -> list[dict[str, object]]:
    """TikTok's days whose spend or conversions are no longer what their first export said."""
    restated: list[dict[str, object]] = []
    for day, ads in world.ad_days.items():
        lag = min(WINDOW - 1, (world.last_day - day).days)
        spend = (sum(ad.spend[0] for ad in ads), sum(ad.spend[lag] for ad in ads))
        conversions = (sum(ad.conversions[0] for ad in ads), sum(ad.conversions[lag] for ad in ads))
        if spend[0] != spend[1] or conversions[0] != conversions[1]:
            restated.append({
                "day": day.isoformat(), "spend_first": scaled(spend[0], 2), "spend_latest": scaled(spend[1], 2),
                "conversions_first": conversions[0], "conversions_latest": conversions[1], "currency": "USD",
            })  # fmt: skip
    return restated


def _late_changes(world: World) -> list[dict[str, str]]:
    """Deal changes that the CRM's server learned of on a later day."""
    return [
        {"deal": deal.id, "history": change.id, "happened_on": berlin_day(change.at).isoformat(),
         "delivered_on": delivered_on("salesforce", berlin_day(change.synced)).isoformat()}
        for deal in world.crm.deals
        for change in deal.changes
        if berlin_day(change.synced) > berlin_day(change.at) and berlin_day(change.synced) < world.last_day + DAY
    ]  # fmt: skip


def write(world: World, drop: Drop, folder: Path) -> None:
    """Every file of the truth."""
    folder.mkdir(parents=True, exist_ok=True)

    def put(name: str, header: Row, rows: Iterable[Row]) -> None:
        (folder / name).write_bytes(csv_text([header, *rows]).encode())

    credits = deal_credits(world)
    pipeline = Pipeline(world, credits)
    pairs = list(pipeline.rows())
    put("qualified_pipeline.csv", PIPELINE, [level for level, _ in pairs])
    put("bridge.csv", BRIDGE, [bridge for _, bridge in pairs])
    touches = OrderTouches(world.first_day, world.last_day)
    books = Books(world, credits, touches)
    spans: dict[results.Span, dict[str, Sums]] = {}
    periods = list(results.all_periods(books, report_files.spans(world), spans))
    put("program_period.csv", results.PROGRAM_PERIOD, periods)
    put("program_day.csv", results.PROGRAM_DAY, results.program_day(books))
    put("reconciliation.csv", reconciliation.COLUMNS, reconciliation.rows(world, touches))
    put("credit.csv", ("subject_type", "subject_id", "model", "program_id", "credit"), _credit(world, credits, touches))
    put("causal.csv", ("order_id", "true_program_id", "why"), (
        (order.id, order.journey.true_program, order.journey.why) for order in world.all_orders()
    ))  # fmt: skip
    report_files.write(Context(world, credits, touches, pipeline.histories, spans), folder, put)
    _write_world(world, drop, folder / "world.json")


def _write_world(world: World, drop: Drop, path: Path) -> None:
    days: list[date] = sorted(world.orders)
    about = {
        "seed": world.seed,
        "first_day": days[0].isoformat(),
        "last_day": days[-1].isoformat(),
        "lines": dict(sorted(drop.lines.items())),
        "faults": drop.faults,
        "late_deal_changes": _late_changes(world),
        "restated_ad_days": _restated(world),
    }
    path.write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
