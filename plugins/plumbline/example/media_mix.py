"""Controlling's weekly book: what was spent on four channels, and the contribution that came of it.

Its money is the programs': ads and search are taken from their invoices, radio and posters are planned here, a quarter
ahead, and stand in the cost sheet week by week.

The true model: contribution = baseline + season + Σ effect · Hill(adstock(spend)) + noise, by week and in EUR, with
adstock xₜ + θ·xₜ₋₁ and Hill xᵃ / (xᵃ + kᵃ).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from plumbline.example.clock import DAY, days_between
from plumbline.example.random_streams import stream

WEEKS_BEFORE = 104  # of the book, before the world's first one


@dataclass(frozen=True, slots=True)
class Curve:
    """A channel's response: carry-over θ a week, half-saturation k (EUR of adstocked spend), shape a, effect (EUR)."""

    channel: str
    theta: float
    half: float
    shape: float
    effect: float
    usual: float

    def response(self, adstock: float) -> float:
        """Contribution of a week in EUR."""
        raised = math.pow(adstock, self.shape)
        return self.effect * raised / (raised + math.pow(self.half, self.shape))


@dataclass(frozen=True, slots=True)
class Week:
    """A week's Monday, EUR spent by channel, contribution without and with its noise, and the adstock it ended with."""

    monday: date
    spend: dict[str, float]
    mean: float
    contribution: float
    stock: dict[str, float]


CURVES: tuple[Curve, ...] = (
    Curve("social_video", 0.35, 2_600.0, 1.5, 9_500.0, 1_700.0),
    Curve("search", 0.15, 1_900.0, 1.3, 8_200.0, 1_300.0),
    Curve("radio", 0.55, 4_200.0, 1.7, 6_400.0, 1_900.0),
    Curve("out_of_home", 0.65, 5_000.0, 1.4, 4_800.0, 1_500.0),
)
OFFLINE = CURVES[2:]  # what no platform reports and no search engine invoices
BASELINE, NOISE = 26_000.0, 900.0
SEASON = ((3_600.0, 43.0, 1.0), (1_500.0, 43.0, 2.0))  # height in EUR, week of the peak, waves a year


def season(week: date) -> float:
    """EUR that the time of the year adds."""
    of_year = (week - date(week.year, 1, 1)).days / 7
    return sum(height * math.cos(2 * math.pi * waves * (of_year - peak) / 52.18) for height, peak, waves in SEASON)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - DAY * day.weekday()


def planned_spend(seed: int, curve: Curve, week: date) -> float:
    """EUR of a channel in a week, where no invoice says it: pauses, pushes, and what lies between."""
    r = stream(seed, "media", curve.channel, week)
    quarter = stream(seed, "media plan", curve.channel, week.year, (week.month - 1) // 3)
    luck = r.random()
    level = 0.0 if luck < 0.12 else 2.6 if luck > 0.86 else 1.0
    plan = curve.usual * quarter.choice((0.5, 0.8, 1.0, 1.4, 1.9))
    return round(plan * level * r.lognormvariate(0, 0.45), 2)


def book(seed: int, first_week: date, last_week: date, booked: dict[str, dict[date, float]]) -> list[Week]:
    """Every week from the first to the last; `booked` spend replaces what would be planned."""
    weeks: list[Week] = []
    stock = dict.fromkeys((curve.channel for curve in CURVES), 0.0)
    week = first_week - 26 * 7 * DAY  # half a year more, so that the first week carries over, too
    while week <= last_week:
        mean, spend = BASELINE + season(week), {}
        for curve in CURVES:
            known_spend = booked.get(curve.channel, {}).get(week)
            spend[curve.channel] = planned_spend(seed, curve, week) if known_spend is None else known_spend
            stock[curve.channel] = spend[curve.channel] + curve.theta * stock[curve.channel]
            mean += curve.response(stock[curve.channel])
        noise = stream(seed, "media noise", week).gauss(0, NOISE)
        if week >= first_week:
            weeks.append(Week(week, spend, mean, round(mean + noise, 2), dict(stock)))
        week += 7 * DAY
    return weeks


def marginal(curve: Curve, spend: float) -> float:
    """EUR of contribution that one more EUR a week brings in the long run at a steady spend, less the EUR itself."""
    stock, step = spend / (1 - curve.theta), 0.01 * spend
    more = (spend + step) / (1 - curve.theta)
    return (curve.response(more) - curve.response(stock)) / step - 1 if spend else 0.0


def weeks_over(first_day: date, day: date) -> list[date]:
    """The Mondays of the world's whole weeks that are over by a day."""
    begins = monday_of(first_day + 6 * DAY)
    return [monday for monday in days_between(begins, day) if monday.weekday() == 0 and monday + 6 * DAY <= day]


def first_week(first_day: date) -> date:
    """The book's first Monday."""
    return monday_of(first_day) - WEEKS_BEFORE * 7 * DAY
