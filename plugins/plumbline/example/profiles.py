"""Who the leads are. Industry, size and role tell how likely a lead is to be won: how often each value is met differs
between the leads that are won and the others, so the true chance follows by Bayes' rule."""

from __future__ import annotations

import math
from random import Random
from typing import TypeVar

from plumbline.example.catalogue import INDUSTRIES, TITLES
from plumbline.example.crm import Deal, Lead
from plumbline.example.random_streams import stream

T = TypeVar("T")
Weights = tuple[tuple[int, ...], tuple[int, ...]]
WON_AT_ALL = 0.095  # the share of leads that are won in the end
SIZES: tuple[int | None, ...] = (None, 3, 8, 12, 25, 60, 140, 900, 4200)
# Weights among the leads that are not won, and among those that are.
INDUSTRY = ((30, 10, 21, 14, 14, 11), (30, 47, 4, 1, 13, 5))
SIZE = ((14, 18, 17, 15, 13, 10, 7, 4, 2), (4, 3, 4, 6, 13, 20, 25, 16, 9))
ROLE = ((22, 18, 9, 16, 12, 23), (17, 20, 38, 19, 3, 3))


def _pick(r: Random, values: tuple[T, ...], weights: Weights, won: bool) -> T:
    return r.choices(values, weights[won])[0]


def describe(seed: int, key: str, lead: Lead, won: bool) -> None:
    """Give a lead its industry, size and role."""
    r = stream(seed, "profile", key)
    lead.industry = _pick(r, INDUSTRIES, INDUSTRY, won)
    lead.employees = _pick(r, SIZES, SIZE, won)
    lead.title = _pick(r, TITLES, ROLE, won)


def true_chance(lead: Lead) -> float:
    """The chance that a lead like this is won."""
    odds = math.log(WON_AT_ALL / (1 - WON_AT_ALL))
    for values, weights, value in (
        (INDUSTRIES, INDUSTRY, lead.industry), (SIZES, SIZE, lead.employees), (TITLES, ROLE, lead.title)
    ):  # fmt: skip
        place = list(values).index(value)
        odds += math.log(weights[1][place] / sum(weights[1])) - math.log(weights[0][place] / sum(weights[0]))
    return 1 / (1 + math.exp(-odds))


def is_won(deal: Deal | None) -> bool:
    """Whether a lead's deal is won in the end."""
    return deal is not None and deal.won_at is not None
