"""What the company set itself: goals, target accounts, weights of attribution; what its board's book says of before,
and how often sales used marketing's collateral."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from plumbline.example.catalogue import CITIES, REPS, SHOPS
from plumbline.example.clock import DAY, days_between
from plumbline.example.crm import OWNERS, Deal
from plumbline.example.dice import dice
from plumbline.example.scene import Scene


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


GOALS: tuple[Goal, ...] = (
    Goal("challenge", "revenue", 120_000_00, "EUR", date(2026, 8, 3), date(2026, 8, 24), date(2026, 11, 1)),
    Goal("challenge", "orders", 1_900_00, "", date(2026, 8, 3), date(2026, 8, 24), date(2026, 11, 1)),
    Goal("case_study", "leads", 190_00, "", date(2026, 6, 8), date(2026, 6, 15), date(2026, 12, 31)),
    Goal("case_study", "qualified_pipeline", 180_000_00, "EUR", date(2026, 6, 8), date(2026, 6, 15),
         date(2026, 12, 31)),
    Goal("abm", "qualified_pipeline", 250_000_00, "EUR", date(2026, 6, 24), date(2026, 7, 1), date(2026, 12, 31)),
    Goal("creators", "reach", 120_000_00, "", date(2026, 8, 24), date(2026, 8, 10), date(2026, 11, 15)),  # too late
    Goal("creators", "orders", 1_400_00, "", date(2026, 8, 24), date(2026, 8, 10), date(2026, 11, 15)),
    Goal("search", "contribution", 150_000_00, "EUR", date(2026, 4, 20), date(2026, 5, 1), date(2026, 12, 31)),
    Goal("newsletter", "revenue", 700_000_00, "EUR", date(2026, 4, 20), date(2026, 5, 1), date(2026, 12, 31)),
)  # fmt: skip

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

ABM, ABM_SINCE, ABM_MORE = "abm", date(2026, 7, 1), date(2026, 9, 1)


def target_accounts(day: date) -> list[tuple[str, str, date]]:
    """Account, tier and since when, of the list as it stood on a day: department stores and big shops."""
    found = [("Warenhaus Galerie Nord", "1", ABM_SINCE), ("Selby & Crowe Stores", "1", ABM_SINCE)]
    found += [(SHOPS[5].format(city), "1", ABM_SINCE) for city in CITIES[:14]]
    found += [(SHOPS[1].format(city), "2", ABM_SINCE) for city in CITIES[4:18]]
    found += [(f"Kaufhof am Markt {city}", "2", ABM_SINCE) for city in CITIES[:6]]  # nobody has met them yet
    found += [(SHOPS[7].format(city), "2", ABM_MORE) for city in CITIES[:8]]
    return [row for row in found if row[2] <= day]


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
            r = dice(seed, "history", measure, week)
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


COLLATERAL = (("Range book", date(2026, 1, 1)), ("Margin sheet", date(2026, 1, 1)),
              ("Case study: Maskenball Köln", date(2026, 6, 22)), ("Planner: the Halloween wall", date(2026, 8, 24)),
              ("ABM one-pager", date(2026, 7, 6)))  # fmt: skip


def uses(scene: Scene, day: date) -> list[Use]:
    """The uses of a working day: reps use more since there is more that is worth showing."""
    if day.weekday() > 4:
        return []
    r = dice(scene.seed, "collateral", day)
    there = [name for name, since in COLLATERAL if since <= day]
    running = _open(scene.crm.deals, day)
    found: list[Use] = []
    for name, _ in REPS:
        if r.random() < 0.09 * len(there):
            mine = [deal.id for deal in running if deal.owner == OWNERS[name]]
            deal = r.choice(sorted(mine)) if mine and r.random() < 0.92 else ""
            found.append(Use(f"U{day:%y%m%d}-{len(found) + 1}", day, OWNERS[name], r.choice(there), deal))
    return found


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
