"""The day as the report tells it: typed values, with nothing in them that a language would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plumbline.reports.reading import Row
from plumbline.reports.scope import WHOLE, Scope
from plumbline.settings import Company

UNATTRIBUTED = "unattributed"
ZERO = Decimal(0)


@dataclass(frozen=True)
class Figure:
    """One of the four figures of page one: today, a week ago, its line and its target; None where not known."""

    key: str
    value: Decimal | None
    week_ago: Decimal | None
    target: Decimal | None
    series: tuple[tuple[date, Decimal], ...]

    @property
    def change(self) -> Decimal | None:
        """Against the same weekday of last week."""
        return None if self.value is None or self.week_ago is None else self.value - self.week_ago


@dataclass(frozen=True)
class DealMove:
    """A deal that entered, left or changed qualified pipeline on the day; amounts in the reporting currency."""

    deal_id: str
    name: str
    account: str | None
    names_account: bool  # whether the deal's own name says it already
    owner: str | None
    movement: str
    opening: Decimal
    closing: Decimal
    change: Decimal
    probability_before: Decimal | None
    probability_after: Decimal | None
    threshold: Decimal | None
    program_id: str | None


@dataclass(frozen=True)
class Step:
    """One step of the bridge: its signed amount and the deals behind it, largest first."""

    key: str
    amount: Decimal
    deals: tuple[DealMove, ...]


@dataclass(frozen=True)
class Bridge:
    """Qualified pipeline from yesterday's close to today's; the steps add up to the cent."""

    opening: Decimal
    steps: tuple[Step, ...]
    closing: Decimal

    @property
    def change(self) -> Decimal:
        """What the day did."""
        return self.closing - self.opening


@dataclass(frozen=True)
class ProgramRow:
    """A row of the programs table; `kind` is program, others, unattributed or total."""

    program_id: str
    name: str
    kind: str
    pipeline: Decimal | None
    pipeline_change: Decimal | None
    weighted: Decimal | None
    ad_spend: Decimal
    cost: Decimal
    revenue: Decimal
    contribution: Decimal | None
    platform_conversion_value: Decimal
    roi: Decimal | None
    romi: Decimal | None
    roas_platform: Decimal | None
    roas_booked: Decimal | None


@dataclass(frozen=True)
class Gap:
    """What the platform claims, analytics saw and the till rang over the period; None where nobody can tell."""

    platforms: tuple[str, ...]
    platform_conversions: Decimal | None
    tracked_conversions: Decimal | None
    orders: Decimal | None
    causes: tuple[tuple[str, Decimal], ...]  # conversions less orders, largest first, the unexplained last
    no_consent: Decimal | None
    campaigns: tuple[Row, ...]
    other_campaigns: int


@dataclass(frozen=True)
class FunnelRow:
    """A program's leads, the deals they became, and what those rang at the till; over all time."""

    program_id: str
    leads: Decimal
    won_deals: Decimal
    won_sales: Decimal | None


@dataclass(frozen=True)
class Pulse:
    """Everything that the pages say about one business day of one company."""

    company: Company
    day: date
    first_day: date
    currency: str
    figures: dict[str, Figure]
    contribution: Decimal | None
    qualified_deals: Decimal | None
    pipeline_connected: bool
    till_connected: bool
    cost_connected: bool
    bridge: Bridge | None
    programs: tuple[ProgramRow, ...]
    program_names: dict[str, str]
    gap: Gap | None
    tracked_conversions: Decimal | None
    tracked_conversion_value: Decimal | None
    funnel: tuple[FunnelRow, ...]
    deals: tuple[DealMove, ...]
    deals_moved: int
    restated: tuple[Row, ...]
    restated_more: int
    first_known: tuple[Row, ...]
    pace: tuple[Row, ...]
    sources: tuple[Row, ...]
    scope: Scope = WHOLE
    agreement: tuple[Row, ...] = ()
    forecast: tuple[Row, ...] = ()
    accounts: tuple[Row, ...] = ()

    @property
    def period_days(self) -> int:
        """Days of the rolling window of every flow, less those before anything was known."""
        return (self.day - self.first_day).days + 1
