"""Simulated worlds with planted truth, for tests and for the table of coverage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from plumbline.measures.lifetime import Cohort

CHANNELS = ("social_video", "search", "radio", "out_of_home")


@dataclass(frozen=True)
class Planted:
    """A channel's truth; `half` is the half saturation in steady weekly spend, k (1 − θ)."""

    theta: float
    half: float
    shape: float
    effect: float

    def contribution(self, spend: float) -> float:
        return self.effect * spend**self.shape / (spend**self.shape + self.half**self.shape)

    def marginal(self, spend: float) -> float:
        """By a central difference, not by the formula under test."""
        return (self.contribution(spend * 1.0001) - self.contribution(spend * 0.9999)) / (spend * 0.0002)


@dataclass(frozen=True)
class MediaWorld:
    """Weeks of spend by channel and the outcome, with the truth."""

    outcome: np.ndarray
    spend: dict[str, np.ndarray]
    planted: dict[str, Planted]


def media_world(seed: int, weeks: int = 130, channels: int = 4, noise: float = 0.04, carry: float = 0.0) -> MediaWorld:
    """A company of 100,000 a week, four fifths of it by itself; noise as a share of that, correlated by `carry`."""
    dice = np.random.default_rng(seed)
    before = 60
    at = np.arange(-before, weeks)
    y = 80_000 * (1 + 0.12 * np.sin(2 * np.pi * at / 52.18 + dice.uniform(0, 6)) + dice.uniform(-0.1, 0.1) * at / 130)
    rough = np.zeros(len(at))
    for t in range(1, len(at)):
        rough[t] = carry * rough[t - 1] + dice.normal(0, noise * 100_000 * (1 - carry**2) ** 0.5)
    y = y + rough
    spend, planted = {}, {}
    for name in CHANNELS[:channels]:
        usual = dice.uniform(1_000, 6_000)
        log = np.zeros(len(at))
        for t in range(1, len(at)):
            log[t] = 0.6 * log[t - 1] + dice.normal(0, 0.4)
        spent = usual * np.exp(log) * np.where(dice.random(len(at)) < 0.1, 0.1, 1.0)
        truth = Planted(dice.uniform(0, 0.7), usual * dice.uniform(0.5, 2), dice.uniform(0.8, 2), 0.0)
        truth = Planted(truth.theta, truth.half, truth.shape, dice.uniform(2, 5) * usual)
        k, stock = truth.half / (1 - truth.theta), 0.0
        for t in range(len(at)):
            stock = spent[t] + truth.theta * stock
            y[t] += truth.effect * stock**truth.shape / (stock**truth.shape + k**truth.shape)
        spend[name], planted[name] = spent[before:], truth
    return MediaWorld(y[before:], spend, planted)


STAGES = (0.10, 0.20, 0.40, 0.60, 0.75, 0.90, 1.0)


def deals(dice: np.random.Generator, number: int, lean: float = 0.0) -> list[tuple[str, float, bool]]:
    """(deal, stated, won) for every stage in which a deal stood.

    A deal at true chance p goes on to the next stage's chance q with probability p/q and is lost otherwise, so p is its
    true chance at every stage; the rep states p + lean.
    """
    rows: list[tuple[str, float, bool]] = []
    for deal in range(number):
        at = 0
        while at < 6 and dice.random() < STAGES[at] / STAGES[at + 1]:
            at += 1
        stood = STAGES[: at + 1] if at < 6 else STAGES[:6]
        rows += [(f"{deal}", min(max(p + lean, 0.01), 0.99), at == 6) for p in stood]
    return rows


WEEKLY = ("walk", "level", "season", "trend")


def weekly(kind: str, seed: int, weeks: int = 112) -> np.ndarray:
    """A weekly figure of some 100,000: a random walk, a drifting level under noise, a yearly peak, or a trend."""
    dice, at = np.random.default_rng(seed), np.arange(weeks)
    if kind == "walk":
        return np.asarray(np.maximum(100_000 + np.cumsum(dice.normal(0, 3_000, weeks)), 0))
    if kind == "level":
        return np.asarray(100_000 + np.cumsum(dice.normal(0, 1_000, weeks)) + dice.normal(0, 8_000, weeks))
    if kind == "season":
        peak = 1 + 0.4 * np.exp(-(((at % 52 - 44) / 4.0) ** 2))
        return np.asarray(100_000 * peak * (1 + 0.002 * at) + dice.normal(0, 8_000, weeks))
    return np.asarray(100_000 + 800 * at + dice.normal(0, 5_000, weeks))


def leads(seed: int, number: int, strength: float = 1.0) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    """Leads in the order of time: features, won, day of creation, and the true chance.

    Industry, size and role carry the chance (times `strength` in log odds), source and country carry nothing; of the
    rarest mix more than three quarters are won, of most leads a few per cent.
    """
    dice = np.random.default_rng(seed)
    pulls = {
        "industry": {"retail": 1.6, "events": 0.4, "hotels": -0.6, "other": -1.2},
        "size": {"1-10": -0.9, "11-50": 0.0, "51-250": 1.0, "251+": 1.6},
        "role": {"owner": 0.8, "buyer": 1.2, "marketing": -0.4, "student": -1.6},
        "source": {"search": 0.0, "social": 0.0, "email": 0.0},
        "country": {"DE": 0.0, "CH": 0.0, "GB": 0.0},
    }
    features, level = {}, np.full(number, -2.9)
    for column, words in pulls.items():
        values = dice.choice(list(words), number)
        features[column] = values
        level += strength * np.array([words[value] for value in values])
    chance = 1 / (1 + np.exp(-level))
    created = np.datetime64("2026-01-01") + np.sort(dice.integers(0, 300, number)).astype("timedelta64[D]")
    return pd.DataFrame(features), dice.random(number) < chance, created, chance


def cohorts(seed: int, months: int, power: float = -0.6) -> tuple[list[Cohort], dict[str, float]]:
    """Cohorts of `months` months, seen to the end of the last, and what a customer of each really brings in twelve.

    A customer brings about 30 in the first month, and from then on orders of about 25, 0.20 · age^power a month.
    """
    dice = np.random.default_rng(seed)
    made, truth = [], {}
    for start in range(months):
        customers, name = int(dice.integers(150, 350)), f"2026-{start + 1:02}"
        by_month = [customers * 30 + dice.normal(0, 60) * customers**0.5]
        for age in range(1, 12):
            orders = dice.poisson(customers * 0.20 * age**power)
            by_month.append(float(dice.gamma(4, 25 / 4, orders).sum()))
        made.append(Cohort(name, customers, tuple(by_month[: months - start])))
        truth[name] = sum(by_month) / customers
    return made, truth


def claims(seed: int, truth: float) -> tuple[np.ndarray, np.ndarray]:
    """28 days of purchases claimed and orders rung, weekends heavier; claims are `truth` times the till's level."""
    dice = np.random.default_rng(seed)
    level = 12 * (1 + 0.5 * (np.arange(28) % 7 > 4)) * np.exp(dice.normal(0, 0.25, 28))
    rung = dice.poisson(level)
    return dice.poisson(truth * level * np.exp(dice.normal(0, 0.15, 28)) / np.exp(0.15**2 / 2)), rung


def tiring(dice: np.random.Generator, weekly: float, scatter: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Day, impressions and clicks of 42 days whose click rate changes by the factor `weekly` a week, with scatter."""
    day, shown = np.arange(42), dice.integers(1500, 4000, 42)
    rate = 0.02 * weekly ** (day / 7) * np.exp(dice.normal(0, scatter, 42))
    return day, shown, dice.binomial(shown, rate)
