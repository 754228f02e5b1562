"""What the company set itself: goals, target accounts, weights of attribution; what its board's book says of before,
and how often sales used marketing's collateral."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from plumbline.example.catalogue import CITIES, REPS, SHOPS
from plumbline.example.clock import DAY, days_between
from plumbline.example.crm import OWNERS, Deal
from plumbline.example.random_streams import stream
from plumbline.example.simulation import World


@dataclass(frozen=True, slots=True)
class Goal:
    """A program's goal; target in hundredths of EUR, or of pieces."""

    program: str
    measure: str
    target: int
    currency: str
    stated_on: date
    starts_on: date
    ends_on: date


@cache
def goals(year: int) -> tuple[Goal, ...]:
    """The goals of a year, in the order of the file."""
    december, halloween = date(year, 12, 31), date(year, 11, 1)

    challenge = date(year, 8, 3), date(year, 8, 24), halloween
    case_study = date(year, 6, 8), date(year, 6, 15), december
    creators = date(year, 8, 24), date(year, 8, 10), date(year, 11, 15)  # stated too late
    evergreen = date(year, 4, 20), date(year, 5, 1), december
    return (
        Goal("challenge", "revenue", 120_000_00, "EUR", *challenge),
        Goal("challenge", "orders", 1_900_00, "", *challenge),
        Goal("case_study", "leads", 190_00, "", *case_study),
        Goal("case_study", "qualified_pipeline", 180_000_00, "EUR", *case_study),
        Goal("abm", "qualified_pipeline", 250_000_00, "EUR", date(year, 6, 24), date(year, 7, 1), december),
        Goal("creators", "reach", 120_000_00, "", *creators),
        Goal("creators", "orders", 1_400_00, "", *creators),
        Goal("search", "contribution", 150_000_00, "EUR", *evergreen),
        Goal("newsletter", "revenue", 700_000_00, "EUR", *evergreen),
    )


def goal_days(first_day: date, last_day: date) -> list[date]:
    """The days on which the file of goals was delivered: the first day, then whenever some are stated."""
    stated = {goal.stated_on for year in range(first_day.year, last_day.year + 1) for goal in goals(year)}
    return sorted({first_day} | {day for day in stated if first_day < day <= last_day})


def goals_known_on(day: date) -> list[Goal]:
    """The goals of the year that were stated by the day on which the file was delivered."""
    return [goal for goal in goals(day.year) if goal.stated_on <= day]


# model, milestone, ten-thousandths of a per cent
WEIGHTS: tuple[tuple[str, str, int], ...] = tuple(
    (model, milestone, weight)
    for model, weights in (
        ("position_based", {"first": 400_000, "last": 400_000, "other": 200_000}),
        ("u_shaped", {"first": 400_000, "lead": 400_000, "other": 200_000}),
        ("u_shaped_half", {"first": 500_000, "lead": 500_000}),
        ("w_shaped", {"first": 300_000, "lead": 300_000, "opportunity": 300_000, "other": 100_000}),
        ("full_path", {"first": 225_000, "lead": 225_000, "opportunity": 225_000, "close": 225_000, "other": 100_000}),
    )
    for milestone, weight in weights.items()
)

ABM = "abm"


def target_account_days(first_day: date) -> list[date]:
    """The days on which the list was delivered: July 1st and September 1st of the world's first year, or its start."""
    return sorted({max(first_day, date(first_day.year, month, 1)) for month in (7, 9)})


def target_accounts(day: date, first_day: date) -> list[tuple[str, str, date]]:
    """Account, tier and since when, of the list as it stood on a day: department stores and big shops."""
    july, september = date(first_day.year, 7, 1), date(first_day.year, 9, 1)
    accounts = [("Warenhaus Galerie Nord", "1", july), ("Selby & Crowe Stores", "1", july)]
    accounts += [(SHOPS[5].format(city), "1", july) for city in CITIES[:14]]
    accounts += [(SHOPS[1].format(city), "2", july) for city in CITIES[4:18]]
    accounts += [(f"Kaufhof am Markt {city}", "2", july) for city in CITIES[:6]]  # nobody has met them yet
    accounts += [(SHOPS[7].format(city), "2", september) for city in CITIES[:8]]
    return [row for row in accounts if row[2] <= day]


# Of the board's book: EUR of a usual week, how its level drifts and is pulled back, how rough each week is by itself.
HISTORY = {"qualified_pipeline": (405_000, 0.13, 0.82, 0.0), "revenue": (70_000, 0.08, 0.85, 0.40)}


def weekly_history(seed: int, first_day: date) -> Iterator[tuple[str, date, int]]:
    """Measure, Sunday and cents of EUR of the 78 weeks before the first day, which join the world without a step."""
    sunday = first_day - DAY * (first_day.weekday() + 1)
    level = dict.fromkeys(HISTORY, 0.0)
    for weeks_ago in range(78):
        week = sunday - DAY * 7 * weeks_ago
        of_year = (week - date(week.year, 1, 1)).days / 7
        autumn = math.exp(-(((of_year - 43) / 5) ** 2)) - math.exp(-(((17.5 - 43) / 5) ** 2))
        for measure, (usual, drift, pull, rough) in HISTORY.items():
            r = stream(seed, "history", measure, week)
            moved = level[measure] * min(1.0, weeks_ago / 3) + r.gauss(0, rough)
            level[measure] = level[measure] * pull + r.gauss(0, drift)
            yield measure, week, 100 * round(usual * math.exp(moved) * (1 + 0.9 * autumn))


@dataclass(frozen=True, slots=True)
class Use:
    """A rep used a piece of collateral."""

    id: str
    day: date
    owner: str
    collateral: str
    deal_id: str


# What there is to show, since which month and day of the world's first year.
COLLATERAL = (("Range book", (1, 1)), ("Margin sheet", (1, 1)), ("Case study: Maskenball Köln", (6, 22)),
              ("Planner: the Halloween wall", (8, 24)), ("ABM one-pager", (7, 6)))  # fmt: skip


def uses(world: World, day: date) -> list[Use]:
    """The uses of a working day: reps use more since there is more that is worth showing."""
    if day.weekday() > 4:
        return []
    r = stream(world.seed, "collateral", day)
    there = [name for name, since in COLLATERAL if date(world.first_day.year, *since) <= day]
    running = _open(world.crm.deals, day)
    used: list[Use] = []
    for name, _ in REPS:
        if r.random() < 0.09 * len(there):
            mine = [deal.id for deal in running if deal.owner == OWNERS[name]]
            deal = r.choice(sorted(mine)) if mine and r.random() < 0.92 else ""
            used.append(Use(f"U{day:%y%m%d}-{len(used) + 1}", day, OWNERS[name], r.choice(there), deal))
    return used


def _open(deals: Iterable[Deal], day: date) -> list[Deal]:
    return [
        deal for deal in deals
        if deal.created_at.date() < day and deal.changes[-1].at.date() > day
        and (deal.deleted_at is None or deal.deleted_at.date() > day)
    ]  # fmt: skip


def collateral_days(first_day: date, last_day: date) -> list[date]:
    """The days on which the list of uses was delivered: each Sunday, each month's last day, and the first day."""
    ends = [day for day in days_between(first_day, last_day) if day.weekday() == 6 or (day + DAY).day == 1]
    return sorted({first_day, *ends})
