"""What is said first of a day, against thirty days that were put in order by hand before the rule was written."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from plumbline.reports.facts import Day, Standing, rank

D = Decimal
DAYS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "story_days.yaml").read_text(encoding="utf-8"))
# days on which the rule begins with another fact than the hand did: both quiet days, ahead of their plan
MISSES = {date(2026, 6, 6), date(2026, 6, 10)}

QUIET = Day(
    gains=D(0), losses=D(0), restated=D(0), late=0, qualified_pipeline=Standing(D(1000), D(1000)),
    revenue=Standing(D(500), D(500)), cost=Standing(D(100), D(100)), elapsed=D("0.5"), threshold=D("0.6"),
    margin=D("0.5"), contribution=D(250), worst_program=D(0),
)  # fmt: skip


def figures(raw: dict[str, Any]) -> Day:
    """The figures of a day of the file."""
    day, period = raw["day"], {key: D(value) for key, value in raw["period"].items()}
    standing = {key: Standing(*map(D, raw[key])) for key in ("qualified_pipeline", "revenue", "cost")}
    return Day(
        D(raw["gains"]), D(raw["losses"]), D(raw["restated"]), raw["late"], **standing,
        elapsed=D(day.day) / calendar.monthrange(day.year, day.month)[1], threshold=D("0.6"),
        margin=period["contribution"] / period["revenue"], contribution=period["contribution"],
        worst_program=D(raw["worst_program"]) / 28,  # of 28 days
    )  # fmt: skip


def kinds(day: Day) -> list[str]:
    """The kinds of fact in their order."""
    return [fact.kind for fact in rank(day)]


def test_the_first_fact_is_the_one_that_the_hand_put_first() -> None:
    assert len(DAYS) == 30
    assert {raw["day"] for raw in DAYS if kinds(figures(raw))[:1] != raw["order"][:1]} == MISSES


def test_nine_of_ten_pairs_stand_in_the_order_of_the_hand() -> None:
    same = pairs = 0
    for raw in DAYS:
        found, hand = kinds(figures(raw)), raw["order"]
        for n, first in enumerate(hand):
            for second in hand[n + 1 :]:
                pairs += 1
                same += first in found and (second not in found or found.index(first) < found.index(second))
    assert (same, pairs) == (43, 47)


def test_a_quiet_day_has_no_fact() -> None:
    assert rank(QUIET) == []
    assert rank(replace(QUIET, revenue=Standing(D(505), D(500)))) == [], "one per cent ahead is on plan"


def test_a_late_source_comes_before_everything() -> None:
    assert kinds(replace(QUIET, late=1, losses=D(-900))) == ["late", "deals"]


def test_weights_are_contribution_at_stake() -> None:
    (fact,) = rank(replace(QUIET, losses=D(-100), gains=D(40)))
    assert (fact.kind, fact.weight) == ("deals", D(30))  # 100 of pipeline × 0.6 × 0.5
    (fact,) = rank(replace(QUIET, revenue=Standing(D(400), D(500))))
    assert (fact.kind, fact.weight) == ("revenue_pace", D(25))  # 100 of revenue × 0.5, half of the month gone
    (fact,) = rank(replace(QUIET, revenue=Standing(D(600), D(500))))
    assert fact.weight == D("6.25"), "what is ahead is a quarter of the news"
    (fact,) = rank(replace(QUIET, cost=Standing(D(140), D(100))))
    assert (fact.kind, fact.weight) == ("cost_pace", D(30))
    assert rank(replace(QUIET, cost=Standing(D(60), D(100)))) == [], "spending less than planned is no alarm"


def test_the_first_days_of_a_month_are_not_held_against_its_plan() -> None:
    behind = replace(QUIET, revenue=Standing(D(100), D(500)), cost=Standing(D(200), D(100)))
    assert rank(replace(behind, elapsed=D("0.1"))) == [], "3 June: far behind, and ahead of its plan by the 6th"
    assert kinds(replace(behind, elapsed=D("0.13"))) == ["revenue_pace", "cost_pace"]


def test_what_nobody_knows_is_no_fact() -> None:
    assert rank(replace(QUIET, revenue=None, cost=None, qualified_pipeline=None)) == []
