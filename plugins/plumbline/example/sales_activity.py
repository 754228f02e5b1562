"""Sales activity: what is done about a lead, who answers it first, and whether a rep takes it or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from plumbline.example.catalogue import REPS, TEAMS
from plumbline.example.clock import DAY
from plumbline.example.crm import INTEGRATION_USER, OWNERS, Deal, Lead, record_id
from plumbline.example.deals import office_hours
from plumbline.example.random_streams import stream

ACCEPTED, REJECTED = "Accepted", "Rejected"
REASONS = (("No budget this season", 24), ("Wrong time of the year", 18), ("Not a retailer", 16),
           ("Private person or student", 14), ("Could not be reached", 18), ("Buys from a competitor", 10))  # fmt: skip
# The creators' audience writes more often as private persons; the retailers' newsletter meets shops without budget.
SKEW = {"creators": "Private person or student", "challenge": "Private person or student",
        "newsletter": "No budget this season", "search": "Not a retailer"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Activity:
    """Something done about a lead."""

    id: str
    lead_id: str
    owner: str
    kind: str
    subject: str
    at: datetime
    automatic: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A rep's word on a lead; the reason stands where it is rejected."""

    id: str
    lead_id: str
    owner: str
    decision: str
    reason: str
    at: datetime


def owner_of(seed: int, lead: Lead, deal: Deal | None) -> str:
    """The rep who looks after a lead: the deal's, or one of the team for the lead's country."""
    if deal is not None:
        return deal.owner
    r = stream(seed, "desk", lead.id)
    abroad = lead.country in ("GB", "US")
    team = TEAMS[2] if abroad else TEAMS[1] if r.random() < 0.18 else TEAMS[0]
    return OWNERS[r.choice([name for name, of in REPS if of == team])]


def activities(seed: int, lead: Lead, deal: Deal | None) -> list[Activity]:
    """The automatic reply, the first human answer (the status says when), and what followed."""
    r, owner = stream(seed, "activities", lead.id), owner_of(seed, lead, deal)
    answered = next((at for at, status in lead.steps if status == "Working - Contacted"), None)
    done: list[Activity] = []

    def add(kind: str, subject: str, at: datetime, automatic: bool = False) -> None:
        by = INTEGRATION_USER if automatic else owner
        done.append(Activity(record_id("00T", lead.id, len(done)), lead.id, by, kind, subject, at, automatic))

    if r.random() < 0.85:
        add("Email", "We have your message, thank you", lead.created_at + timedelta(seconds=r.randint(3, 55)), True)
    if r.random() < 0.06 and deal is None:
        return done  # nobody ever answered
    if answered is None and lead.converted_at is not None:
        answered = lead.created_at + (lead.converted_at - lead.created_at) * 0.3
    if answered is None:
        return done
    answered = answered.replace(microsecond=0)
    add(r.choices(("Call", "Email", "Meeting"), (52, 40, 8))[0], "First answer", answered)
    at = answered
    for _ in range(r.choices((0, 1, 2, 3), (35, 30, 22, 13))[0]):
        at = office_hours(r, at + DAY * r.uniform(0.5, 6))
        add(r.choices(("Call", "Email", "Meeting"), (40, 42, 18))[0], "Follow-up", at)
    return done


def decisions(seed: int, lead: Lead, deal: Deal | None) -> list[Decision]:
    """Who became a deal had been taken; of the others most are turned down, some are still undecided."""
    r, owner = stream(seed, "decisions", lead.id), owner_of(seed, lead, deal)
    answered = max((at for at, _ in lead.steps[:2]), default=lead.created_at)
    luck = r.random()
    at = answered.replace(microsecond=0) + timedelta(seconds=r.randint(300, 40_000))
    if lead.converted_at is not None:
        at = min(at, lead.converted_at)

    def say(number: int, decision: str, when: datetime, reason: str = "") -> Decision:
        return Decision(record_id("017", lead.id, number), lead.id, owner, decision, reason, when)

    if deal is not None:
        if luck < 0.04 and at < lead.converted_at - DAY:  # type: ignore[operator]
            return [say(0, REJECTED, at, "Could not be reached"), say(1, ACCEPTED, at + 0.5 * DAY)]
        return [say(0, ACCEPTED, at)]
    if luck < 0.52:
        likely = SKEW.get(lead.true_program, "")
        weights = [weight * (3 if reason == likely else 1) for reason, weight in REASONS]
        return [say(0, REJECTED, at, r.choices([reason for reason, _ in REASONS], weights)[0])]
    return [say(0, ACCEPTED, at)] if luck < 0.86 else []
