"""Qualified pipeline of every day, as reported and by the latest data, and the bridge from each day to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from plumbline.example.amounts import Rates, cents, scaled
from plumbline.example.catalogue import ALL_PROGRAMS, WON
from plumbline.example.clock import DAY, berlin_day, days_between
from plumbline.example.company_records import threshold
from plumbline.example.crm import CLOSED, TEAM_OF, Change, Deal
from plumbline.example.faults import delivered_on
from plumbline.example.simulation import World
from plumbline.example.truth.credit import DealCredit

AS_REPORTED, LATEST = VINTAGES = ("as_reported", "latest")  # as known on the day itself, or on the last day
MOVES = ("newly_qualified", "raised", "lowered", "fell_below", "won", "lost", "removed")
PIPELINE = ("as_of_day", "vintage", "program_id", "qualified", "weighted", "open_amount", "qualified_deals")
BRIDGE = ("as_of_day", "vintage", "program_id", "opening", "restated", *MOVES, "currency_effect", "closing")


@dataclass(frozen=True, slots=True)
class State:
    """A deal at the end of a day."""

    change: Change
    is_open: bool
    qualified: bool


class History:
    """One deal's changes with the days on which they happened and became known."""

    def __init__(self, deal: Deal, credit: DealCredit, first_day: date, last_day: date) -> None:
        self.deal, self.credit, self._world_begins = deal, credit, first_day
        self.team = TEAM_OF.get(deal.owner)
        changes = sorted(deal.changes, key=lambda change: change.order)
        dated = [(berlin_day(c.at), delivered_on("salesforce", berlin_day(c.synced)), c) for c in changes]
        self.dated_changes = [entry for entry in dated if entry[1] <= last_day]
        self.known_by = max((known for _, known, _ in self.dated_changes), default=last_day)
        self.deleted: tuple[date, date] | None = None
        if deal.deleted_at is not None:
            day = berlin_day(deal.deleted_at)
            if delivered_on("salesforce", day) <= last_day:
                self.deleted = (day, delivered_on("salesforce", day))
        self.first_day = min((day for day, _, _ in self.dated_changes), default=last_day + DAY)
        settled = [day for day, known, _ in self.dated_changes] + [known for _, known, _ in self.dated_changes]
        gone = bool(self.dated_changes) and self.dated_changes[-1][2].stage in CLOSED
        if self.deleted:
            settled, gone = [*settled, *self.deleted], True
        # from then on it is in no figure any more
        self.settled_on = max(settled, default=last_day) if gone else None

    def at(self, day: date, known: date) -> State | None:
        """The state at the end of a day by what was known on another; None: not there, or deleted."""
        if self.deleted and self.deleted[0] <= day and self.deleted[1] <= known:
            return None
        for happened, delivered, change in reversed(self.dated_changes):
            if happened <= day and delivered <= known:
                is_open = change.stage not in CLOSED
                enough = is_open and change.percent >= threshold(self.team, day, known, self._world_begins)
                return State(change, is_open, enough)
        return None


@dataclass(slots=True)
class Level:
    """A program's pipeline; cents of EUR, weighted in ten-thousandths of EUR."""

    qualified: int = 0
    weighted: int = 0
    open_amount: int = 0
    deals: int = 0

    def add(self, amount: int, state: State) -> None:
        """Count one open deal."""
        self.open_amount += amount
        self.weighted += amount * state.change.percent
        if state.qualified:
            self.qualified += amount
            self.deals += 1

    def columns(self) -> list[object]:
        """As in qualified_pipeline.csv."""
        return [cents(self.qualified), scaled(self.weighted, 4), cents(self.open_amount), self.deals]

    @classmethod
    def total(cls, levels: Iterable[Level]) -> Level:
        """All programs together."""
        parts = list(levels)
        return cls(
            sum(part.qualified for part in parts),
            sum(part.weighted for part in parts),
            sum(part.open_amount for part in parts),
            sum(part.deals for part in parts),
        )


class Pipeline:
    """All deals of a world, asked day by day."""

    def __init__(self, world: World, credits: dict[str, DealCredit]) -> None:
        self.rates: Rates = world.rates
        self.days = list(days_between(world.first_day, world.last_day))
        self.last_day = world.last_day
        self.histories = [History(deal, credits[deal.id], world.first_day, world.last_day) for deal in world.crm.deals]

    @cached_property
    def _alive(self) -> dict[date, list[History]]:
        """The deals that are in a figure of a day."""
        alive: dict[date, list[History]] = {day: [] for day in self.days}
        for history in self.histories:
            end = self.last_day if history.settled_on is None else min(self.last_day, history.settled_on + DAY)
            for day in days_between(max(self.days[0], history.first_day), end):
                alive[day].append(history)
        return alive

    def _amount(self, history: History, state: State, day: date) -> int:
        return self.rates.euros(state.change.amount or 0, history.deal.currency, day)

    def level(self, day: date, known: date) -> dict[str, Level]:
        """Every program's pipeline at the end of a day."""
        levels = {program: Level() for program in ALL_PROGRAMS}
        for history in self._alive[day]:
            state = history.at(day, known)
            if state and state.is_open:
                levels[history.credit.program(known)].add(self._amount(history, state, day), state)
        return levels

    def moves(self, day: date, known: date) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
        """By program what was qualified at the end of the day before, and what moved since; all as known on a day."""
        before: dict[str, int] = defaultdict(int)
        moved: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for history in self._alive[day]:
            old, new = history.at(day - DAY, known), history.at(day, known)
            was, now = bool(old and old.qualified), bool(new and new.qualified)
            if not was and not now:
                continue
            program = history.credit.program(known)
            opening = self._amount(history, old, day - DAY) if old and was else 0
            before[program] += opening
            if old and new and was and now:
                at_new_rate = self._amount(history, old, day)
                change = self._amount(history, new, day) - at_new_rate
                moved[program]["raised" if change > 0 else "lowered"] += change
                moved[program]["currency_effect"] += at_new_rate - opening
            elif new and now:
                moved[program]["newly_qualified"] += self._amount(history, new, day)
            else:
                moved[program][_why_gone(new)] -= opening
        return before, moved

    def rows(self) -> Iterator[tuple[list[object], list[object]]]:
        """Rows of qualified_pipeline.csv and bridge.csv, program by program, then the total."""
        for vintage in VINTAGES:
            closing_before = dict.fromkeys(ALL_PROGRAMS, 0)
            for day in self.days:
                known = day if vintage == AS_REPORTED else self.last_day
                levels = self.level(day, known)
                before, moved = self.moves(day, known)
                bridge = {p: _bridge(closing_before[p], before[p], moved[p], levels[p].qualified) for p in ALL_PROGRAMS}
                levels["total"] = Level.total(levels.values())
                bridge["total"] = [sum(column) for column in zip(*bridge.values(), strict=True)]
                for program, level in levels.items():
                    key: list[object] = [day, vintage, program]
                    yield [*key, *level.columns()], [*key, *map(cents, bridge[program])]
                closing_before = {program: levels[program].qualified for program in ALL_PROGRAMS}


def _bridge(opening: int, before: int, moved: dict[str, int], closing: int) -> list[int]:
    return [opening, before - opening, *(moved[move] for move in MOVES), moved["currency_effect"], closing]


def _why_gone(state: State | None) -> str:
    if state is None:
        return "removed"
    if state.is_open:
        return "fell_below"
    return "won" if state.change.stage == WON else "lost"
