"""What a report says first: the facts of its day in the order in which a careful CFO would raise them.

A fact weighs the contribution that is at stake, in the company's currency, times what makes it news and what can still
be done about it. A euro of qualified pipeline is worth its threshold probability times the contribution that a euro of
revenue leaves. The factors stand below; `tests/reports/story_days.yaml` holds thirty days ordered by hand first.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
STANDING = Decimal("0.5")  # a level that lies below its target today did so yesterday: half as much news
STOPPABLE = Decimal("1.5")  # money that is being overspent is certain, and can be stopped tomorrow
SURPRISE = Decimal("2.5")  # readers have seen the past days that are now told differently
GOOD_NEWS = Decimal("0.25")  # what is ahead of its plan asks for nothing
SLOW = Decimal("0.5")  # a program's loss builds up over weeks
ON_PLAN = Decimal("0.02")  # nearer to its plan than this is on plan
EARLY = Decimal("0.1")  # of the month: up to that, its plan says nothing
FLOOR = Decimal("0.002")  # of the period's contribution: what weighs less is not worth a sentence


@dataclass(frozen=True)
class Standing:
    """A measure of the month: what it has come to, and what it should have."""

    actual: Decimal
    target: Decimal

    @property
    def short(self) -> Decimal:
        """What is missing to the target; below zero when it is ahead."""
        return self.target - self.actual

    @property
    def is_on_plan(self) -> bool:
        """Whether it is as good as on its plan."""
        return abs(self.short) < ON_PLAN * self.target


@dataclass(frozen=True)
class Day:
    """The figures by which facts are weighed, in the reporting currency; None where nobody knows.

    `gains` and `losses` are what deals brought into and took out of qualified pipeline, `elapsed` is the share of the
    month that is gone, `worst_program` the contribution less cost, in the time that the report is about, of the program
    that loses most (0 where none does).
    """

    gains: Decimal
    losses: Decimal
    restated: Decimal
    late: int
    qualified_pipeline: Standing | None
    revenue: Standing | None
    cost: Standing | None
    elapsed: Decimal
    threshold: Decimal
    margin: Decimal
    contribution: Decimal
    worst_program: Decimal


@dataclass(frozen=True)
class Fact:
    """A kind of fact and what it weighs, in contribution."""

    kind: str
    weight: Decimal


def rank(day: Day) -> list[Fact]:
    """The day's facts, what a CFO would raise first at the front: a late source always, since it taints the others."""
    euro = day.threshold * day.margin
    weights = {
        "deals": max(day.gains, abs(day.losses)) * euro,
        "restated": abs(day.restated) * euro * SURPRISE,
        "losing_program": -day.worst_program * SLOW,
    }
    if day.qualified_pipeline is not None and not day.qualified_pipeline.is_on_plan:
        weights["pipeline_target"] = day.qualified_pipeline.short * euro * STANDING
    is_early = day.elapsed <= EARLY
    if day.revenue is not None and not day.revenue.is_on_plan and not is_early:
        news = 1 if day.revenue.short > 0 else GOOD_NEWS
        weights["revenue_pace"] = abs(day.revenue.short) * day.margin * day.elapsed * news
    if day.cost is not None and not day.cost.is_on_plan and not is_early:
        weights["cost_pace"] = -day.cost.short * day.elapsed * STOPPABLE
    least = max(day.contribution * FLOOR, ZERO)
    facts = [Fact(kind, weight) for kind, weight in weights.items() if weight > least]
    facts.sort(key=lambda fact: (-fact.weight, fact.kind))
    return ([Fact("late", sum(weights.values(), ZERO))] if day.late else []) + facts
