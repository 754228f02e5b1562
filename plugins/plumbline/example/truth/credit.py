"""Touches of orders and deals, and the credit that each attribution model gives for them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from plumbline.example.catalogue import UNATTRIBUTED, WON
from plumbline.example.clock import berlin_day
from plumbline.example.company_records import rule_snapshots, rules_changed_on
from plumbline.example.crm import Deal, Lead, Member, MemberVersion
from plumbline.example.faults import delivered_on
from plumbline.example.orders import Order
from plumbline.example.random_streams import md5
from plumbline.example.truth.rules import Rulebook, rulebook

WHOLE = 1_000_000
ORDER_DAYS, DEAL_DAYS = timedelta(days=30), timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Touch:
    """A moment in which a program met a buyer. `campaign` is the visit's utm_campaign, for the reconciliation."""

    at: datetime
    id: str
    program: str
    direct: bool
    campaign: str = ""


def last_non_direct(touches: Sequence[Touch]) -> Touch | None:
    """The touch that the default model credits."""
    return next((touch for touch in reversed(touches) if not touch.direct), None)


def credited(touches: Sequence[Touch]) -> str:
    """The program that the default model credits."""
    touch = last_non_direct(touches)
    return touch.program if touch else UNATTRIBUTED


def _sorted(touches: list[Touch], subject_at: datetime, within: timedelta) -> list[Touch]:
    near = [touch for touch in touches if timedelta(0) <= subject_at - touch.at <= within]
    return sorted(near, key=lambda touch: (touch.at, md5(touch.id)))


def order_touches(order: Order, rules: Rulebook) -> list[Touch]:
    """First visit, last visit, discount code; one visit if both are the same instant."""
    journey, touches = order.journey, []
    visits = [("last", journey.last)]
    if journey.first and journey.last and journey.first.at != journey.last.at:
        visits.append(("first", journey.first))
    for name, visit in visits:
        if visit:
            program = rules.visit(visit.tag)
            touches.append(Touch(visit.at, f"visit:{name}:{order.id}", program, visit.tag.direct, visit.tag.campaign))
    code = journey.code.strip().lower()
    program_of_code = rules.first(("discount_code", code)) if code else None
    if program_of_code:
        touches.append(Touch(order.ordered_at, f"code:{order.id}", program_of_code, False))
    return _sorted(touches, order.ordered_at, ORDER_DAYS)


class OrderTouches:
    """The touches of every web order by the rules known on a day: two sets of rules, so each is looked up twice."""

    def __init__(self, first_day: date, last_day: date) -> None:
        self._first_day, self._changed = first_day, rules_changed_on(first_day)
        self._days = rule_snapshots(first_day, last_day)
        self._touches: dict[tuple[str, bool], list[Touch]] = {}
        self._programs: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._steps: dict[str, list[tuple[date, str]]] = {}

    def of(self, order: Order, known: date) -> list[Touch]:
        """The order's touches as known on a day."""
        key = (order.id, known >= self._changed)
        if key not in self._touches:
            self._touches[key] = order_touches(order, rulebook(known, self._first_day))
        return self._touches[key]

    def programs(self, order: Order, known: date) -> tuple[str, ...]:
        """The programs of these touches, in their order."""
        key = (order.id, known >= self._changed)
        if key not in self._programs:
            self._programs[key] = tuple(touch.program for touch in self.of(order, known))
        return self._programs[key]

    def campaign_steps(self, order: Order) -> list[tuple[date, str]]:
        """The campaign that the order's last non-direct touch names, by the day from which it was known."""
        touches = ((day, last_non_direct(self.of(order, day))) for day in self._days)
        return [(day, touch.campaign if touch else "") for day, touch in touches]

    def steps(self, order: Order) -> list[tuple[date, str]]:
        """The default model's program by the day from which it was known."""
        if order.id not in self._steps:
            self._steps[order.id] = [(day, credited(self.of(order, day))) for day in self._days]
        return self._steps[order.id]


class DealCredit:
    """The touches of one deal as known on any day, and the default model's program."""

    def __init__(
        self, deal: Deal, leads: Sequence[Lead], members: Sequence[Member], first_day: date, last_day: date
    ) -> None:
        self.deal, self._first_day = deal, first_day
        self._leads = [(_delivered(lead.converted_at), lead) for lead in leads if lead.converted_at]
        self._members = [
            (max(joined, _delivered(version.modified_at)), version, member)
            for joined, lead in self._leads
            for member in members
            if member.lead_id == lead.id
            for version in member.versions
        ]
        known = {day for day, _ in self._leads} | {day for day, *_ in self._members}
        created = _delivered(deal.created_at)
        days = {max(day, created) for day in known | {created, rules_changed_on(first_day)}}
        self.steps = [(day, self._program(day)) for day in sorted(days) if day <= last_day]
        self._days = [day for day, _ in self.steps]

    def touches(self, known: date) -> list[Touch]:
        """The touches before the deal as known on a day, in their order."""
        rules, touches = rulebook(known, self._first_day), []
        for since, lead in self._leads:
            if since <= known:
                program = rules.visit(lead.tag)
                touches.append(Touch(lead.created_at, f"lead:{lead.id}", program, lead.tag.direct))
        latest: dict[str, tuple[Member, MemberVersion]] = {}
        for since, version, member in self._members:  # each member's versions in the order of time
            if since <= known:
                latest[member.id] = (member, version)
        for member, version in latest.values():
            if version.responded_on is None or version.deleted:
                continue
            served = rules.first(("crm_campaign", member.campaign.strip().lower()))
            if served:
                answered = datetime(*version.responded_on.timetuple()[:3], tzinfo=UTC)
                touches.append(Touch(answered, f"member:{member.id}", served, False))
        return _sorted(touches, self.deal.created_at, DEAL_DAYS)

    def _program(self, known: date) -> str:
        return credited(self.touches(known))

    def is_won(self, known: date) -> bool:
        """Whether the deal was known to be won."""
        return any(change.stage == WON and _delivered(change.synced) <= known for change in self.deal.changes)

    def answer(self, known: date) -> str:
        """What the first lead that answered had said; empty where none did."""
        answers = [
            (lead.created_at, lead.id, lead.heard) for since, lead in self._leads
            if since <= known and lead.heard.strip() and not lead.deleted_at
        ]  # fmt: skip
        return min(answers)[2] if answers else ""

    def program(self, known: date) -> str:
        """The default model's program as known on a day; a deal that is not known yet belongs to none."""
        at = bisect_right(self._days, known)
        return self.steps[at - 1][1] if at else UNATTRIBUTED


def _delivered(at: datetime) -> date:
    return delivered_on("salesforce", berlin_day(at))
