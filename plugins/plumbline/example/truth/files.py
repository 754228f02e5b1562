"""Write the truth beside the exports."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from plumbline.example.ads import WINDOW
from plumbline.example.clock import DAY, berlin_day
from plumbline.example.crm import Lead, Member
from plumbline.example.exports.drop import Drop, csv_text
from plumbline.example.money import scaled
from plumbline.example.plants import delivered_on
from plumbline.example.scene import Scene
from plumbline.example.truth import more, reconciliation, results
from plumbline.example.truth.asked import Asked
from plumbline.example.truth.credit import WHOLE, DealCredit, OrderTouches, Touch
from plumbline.example.truth.models import MODELS, Step, path, self_reported, shares
from plumbline.example.truth.money import Books, Sums
from plumbline.example.truth.pipeline import BRIDGE, PIPELINE, Pipeline
from plumbline.example.truth.rules import rulebook

Row = Sequence[object]


def deal_credits(scene: Scene) -> dict[str, DealCredit]:
    """Every deal's credit as known on any day."""
    leads: dict[str, list[Lead]] = defaultdict(list)
    members: dict[str, list[Member]] = defaultdict(list)
    for member in scene.crm.members:
        members[member.lead_id].append(member)
    for lead in scene.crm.leads:
        if lead.deal_id:
            leads[lead.deal_id].append(lead)
    return {
        deal.id: DealCredit(
            deal,
            leads[deal.id],
            [member for lead in leads[deal.id] for member in members[lead.id]],
            scene.first_day,
            scene.last_day,
        )
        for deal in scene.crm.deals
    }


def _credit(scene: Scene, credits: dict[str, DealCredit], touches: OrderTouches) -> Iterator[Row]:
    """Every subject that was delivered, in every model, as known now."""
    known, rules = scene.last_day, rulebook(scene.last_day, scene.first_day)
    of_deals: dict[str, list[Row]] = {}
    for deal in scene.crm.deals:
        if delivered_on("salesforce", berlin_day(deal.created_at)) <= known:
            credit = credits[deal.id]
            rows = list(_shares(credit.touches(known), berlin_day(deal.created_at), False, credit.is_won(known)))
            rows += _answer(self_reported(credit.answer(known), rules))
            of_deals[deal.id] = rows
            yield from (("deal", deal.id, *row) for row in rows)
    for order in scene.all_orders():
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


def _restated(scene: Scene) -> list[dict[str, object]]:
    """TikTok's days whose spend or claims are no longer what their first export said."""
    restated: list[dict[str, object]] = []
    for day, ads in scene.ad_days.items():
        lag = min(WINDOW - 1, (scene.last_day - day).days)
        spend = (sum(ad.spend[0] for ad in ads), sum(ad.spend[lag] for ad in ads))
        claims = (sum(ad.claims[0] for ad in ads), sum(ad.claims[lag] for ad in ads))
        if spend[0] != spend[1] or claims[0] != claims[1]:
            restated.append({
                "day": day.isoformat(), "spend_first": scaled(spend[0], 2), "spend_latest": scaled(spend[1], 2),
                "conversions_first": claims[0], "conversions_latest": claims[1], "currency": "USD",
            })  # fmt: skip
    return restated


def _late_changes(scene: Scene) -> list[dict[str, str]]:
    """Deal changes that the CRM's server learned of on a later day."""
    return [
        {"deal": deal.id, "history": change.id, "happened_on": berlin_day(change.at).isoformat(),
         "delivered_on": delivered_on("salesforce", berlin_day(change.synced)).isoformat()}
        for deal in scene.crm.deals
        for change in deal.changes
        if berlin_day(change.synced) > berlin_day(change.at) and berlin_day(change.synced) < scene.last_day + DAY
    ]  # fmt: skip


def write(scene: Scene, drop: Drop, folder: Path) -> None:
    """Every file of the truth."""
    folder.mkdir(parents=True, exist_ok=True)

    def put(name: str, header: Row, rows: Iterable[Row]) -> None:
        (folder / name).write_bytes(csv_text([header, *rows]).encode())

    credits = deal_credits(scene)
    pipeline = Pipeline(scene, credits)
    pairs = list(pipeline.rows())
    put("qualified_pipeline.csv", PIPELINE, [level for level, _ in pairs])
    put("bridge.csv", BRIDGE, [bridge for _, bridge in pairs])
    touches = OrderTouches(scene.first_day, scene.last_day)
    books = Books(scene, credits, touches)
    spans: dict[results.Span, dict[str, Sums]] = {}
    put("program_period.csv", results.PROGRAM_PERIOD, list(results.all_periods(books, more.spans(scene), spans)))
    put("program_day.csv", results.PROGRAM_DAY, results.program_day(books))
    put("reconciliation.csv", reconciliation.COLUMNS, reconciliation.rows(scene, touches))
    put("credit.csv", ("subject_type", "subject_id", "model", "program_id", "credit"), _credit(scene, credits, touches))
    put("causal.csv", ("order_id", "true_program_id", "why"), (
        (order.id, order.journey.true_program, order.journey.why) for order in scene.all_orders()
    ))  # fmt: skip
    more.write(Asked(scene, credits, touches, pipeline.histories, spans), folder, put)
    _write_world(scene, drop, folder / "world.json")


def _write_world(scene: Scene, drop: Drop, path: Path) -> None:
    days: list[date] = sorted(scene.orders)
    about = {
        "seed": scene.seed,
        "first_day": days[0].isoformat(),
        "last_day": days[-1].isoformat(),
        "lines": dict(sorted(drop.lines.items())),
        "planted": drop.planted,
        "late_deal_changes": _late_changes(scene),
        "restated_ad_days": _restated(scene),
    }
    path.write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
