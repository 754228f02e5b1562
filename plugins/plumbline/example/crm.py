"""The CRM's records: leads, campaign members, and deals with every change they went through."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from plumbline.example.catalogue import REPS, STAGES, WON
from plumbline.example.clock import berlin_day
from plumbline.example.random_streams import md5
from plumbline.example.visits import Tag

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PERCENT = dict(STAGES)
CLOSED = {stage for stage, percent in STAGES if percent in (0, 100)}


def record_id(prefix: str, *keys: object) -> str:
    """An 18-character Salesforce id: 15 that tell upper from lower case, 3 that say which were upper."""
    number = int(hashlib.md5(":".join(map(str, keys)).encode(), usedforsecurity=False).hexdigest()[:14], 16)
    text = ""
    while number:
        number, digit = divmod(number, 62)
        text = BASE62[digit] + text
    base = prefix + text.rjust(12, "0")[-12:]
    checks = ""
    for chunk in (base[0:5], base[5:10], base[10:15]):
        checks += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[sum(1 << i for i, c in enumerate(chunk) if c.isupper())]
    return base + checks


OWNERS: dict[str, str] = {name: record_id("005", name) for name, _ in REPS}
TEAM_OF: dict[str, str] = {OWNERS[name]: team for name, team in REPS}
INTEGRATION_USER = record_id("005", "Integration User")  # owns a few imported deals and belongs to no team


def crm_campaign_id(name: str) -> str:
    """The id of a CRM campaign."""
    return record_id("701", name)


@dataclass(frozen=True, slots=True)
class Change:
    """A deal as it stood from `at` on. `synced` is when the CRM's server got to know it (a rep may be offline)."""

    id: str
    at: datetime
    stage: str
    amount: int | None
    percent: int
    close: date
    synced: datetime

    @property
    def order(self) -> tuple[datetime, str]:
        """Of two changes in the same second the greater digest is the later one."""
        return self.at, md5(self.id)


@dataclass(slots=True)
class Deal:
    """An opportunity; amounts in cents of its currency."""

    id: str
    name: str
    account: str
    owner: str
    currency: str
    created_at: datetime
    lead_source: str
    campaign_id: str
    true_program: str
    changes: list[Change] = field(default_factory=list)
    deleted_at: datetime | None = None

    @property
    def won_at(self) -> datetime | None:
        """When it was won for good."""
        last = max(self.changes, key=lambda change: change.order)
        return last.at if last.stage == WON and self.deleted_at is None else None


@dataclass(slots=True)
class Lead:
    """A lead; `steps` are its statuses with their instants."""

    id: str
    created_at: datetime
    source: str
    company: str
    industry: str
    title: str
    country: str
    employees: int | None
    tag: Tag
    written: tuple[str, str, str]  # utm_source, utm_medium, utm_campaign as the form kept them
    content: str
    heard: str
    true_program: str
    steps: list[tuple[datetime, str]]
    converted_at: datetime | None = None
    deal_id: str = ""
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MemberVersion:
    """A campaign membership's row from `modified_at` on."""

    modified_at: datetime
    status: str
    responded_on: date | None
    deleted: bool = False


@dataclass(slots=True)
class Member:
    """A lead's membership in a CRM campaign."""

    id: str
    campaign: str
    lead_id: str
    created_at: datetime
    versions: list[MemberVersion]


@dataclass(slots=True)
class Records:
    """Everything that one day's luck brought into being, with its whole life."""

    leads: list[Lead] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)

    def add(self, other: Records) -> None:
        """Take in another day's records."""
        self.leads += other.leads
        self.deals += other.deals
        self.members += other.members


def deal_at(deal: Deal, synced_by: datetime) -> Change | None:
    """The latest change that the CRM's server knew at an instant."""
    known = [change for change in deal.changes if change.synced <= synced_by]
    return max(known, key=lambda change: change.order) if known else None


def known_days(deal: Deal) -> set[date]:
    """The Berlin days on which the deal's row was modified."""
    days = {berlin_day(change.synced) for change in deal.changes}
    return days | {berlin_day(deal.deleted_at)} if deal.deleted_at else days
