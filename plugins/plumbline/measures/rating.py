"""The audience relevance rating, AAA … D: docs/rating.md is the method, include/rating.yaml holds its figures.

Points of a measure = 50 + points per doubling · log2(value / usual), within 0 to 100; the score is their weighted mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

import yaml

from plumbline.errors import SettingsWrong
from plumbline.measures.withheld import Withheld

REQUIRED = ("target_share", "engagement_rate", "conversion_rate")
USUAL_POINTS = 50.0


@dataclass(frozen=True)
class Weighing:
    """How much a measure counts; `usual` where no industry benchmark exists."""

    weight: float
    points_per_doubling: float
    usual: float | None = None


@dataclass(frozen=True)
class Method:
    """The figures of rating.yaml; `grades` from the best to the worst with the points from which they are given."""

    measures: Mapping[str, Weighing]
    grades: Sequence[tuple[str, float]]
    margin: float
    outlook_change: float
    least: Mapping[str, int]

    @classmethod
    def load(cls, path: Path) -> Method:
        """Read rating.yaml; SettingsWrong says what is missing."""
        raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        try:
            measures = {name: Weighing(**{k: float(v) for k, v in w.items()}) for name, w in raw["measures"].items()}
            grades = sorted(raw["grades"].items(), key=lambda grade: -float(grade[1]))
            least = {name: int(raw["least"][name]) for name in ("sample_size", "impressions", "clicks", "answers")}
            return cls(measures, grades, float(raw["margin"]), float(raw["outlook_change"]), least)
        except (KeyError, TypeError) as error:
            raise SettingsWrong(f"{path}: {error}", "No platform is rated.", f"Correct {path.name}.") from error


@dataclass(frozen=True)
class Quarter:
    """What is known of a platform's quarter; rates from 0 to 1, None where nobody knows.

    `values` by measure, `usual` the industry's values by measure, counts as in Method.least.
    """

    values: Mapping[str, float | None]
    usual: Mapping[str, float | None]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Rating:
    """The grade, or None with its `reason`.

    Reasons: `not_known|<measure>`, `no_benchmark|<measure>`, `sample_too_small|<people>|<needed>`,
    `too_few_impressions|<n>|<needed>`, `too_few_clicks|<n>|<needed>`. `up` and `down`: the neighbouring grades with the
    score that gives them, and the nearest single value that would do it, as (measure, value).
    """

    grade: str | None
    score: float | None
    outlook: str | None
    reason: str | None
    up: str | None = None
    up_score: float | None = None
    up_by: tuple[str, float] | None = None
    down: str | None = None
    down_score: float | None = None
    down_by: tuple[str, float] | None = None


def rate(quarters: Sequence[Quarter], method: Method) -> list[Rating]:
    """Rate a platform's quarters, in their order: a grade remembers the one before it, over unrated quarters."""
    ratings: list[Rating] = []
    before: Rating | None = None
    for quarter in quarters:
        ratings.append(_rate(quarter, before, method))
        before = ratings[-1] if ratings[-1].grade else before
    return ratings


def _rate(quarter: Quarter, before: Rating | None, method: Method) -> Rating:
    reason = _refusal(quarter, method)
    if reason:
        return Rating(None, None, None, reason)
    scored = points(quarter, method)
    score = _mean(scored, method)
    grade = _grade(score, before.grade if before else None, method)
    names = [name for name, _ in method.grades]
    floor = dict(method.grades)
    at = names.index(grade)
    up, down = (names[at - 1] if at else None), (names[at + 1] if at + 1 < len(names) else None)
    up_score = floor[up] + method.margin if up else None
    down_score = floor[grade] - method.margin if down else None
    return Rating(
        grade, score, _outlook(score, grade, before, method), None,
        up, up_score, _nearest(quarter, scored, score, up_score, method),
        down, down_score, _nearest(quarter, scored, score, down_score, method),
    )  # fmt: skip


def _refusal(quarter: Quarter, method: Method) -> str | None:
    for count, reason in (
        ("sample_size", Withheld.SAMPLE_TOO_SMALL), ("impressions", Withheld.TOO_FEW_IMPRESSIONS),
        ("clicks", Withheld.TOO_FEW_CLICKS),
    ):  # fmt: skip
        if quarter.counts.get(count, 0) < method.least[count]:
            return reason.of(quarter.counts.get(count, 0), method.least[count])
    for measure in REQUIRED:
        if quarter.values.get(measure) is None:
            return Withheld.NOT_KNOWN.of(measure)
        if not quarter.usual.get(measure):
            return Withheld.NO_BENCHMARK.of(measure)
    return None


def points(quarter: Quarter, method: Method) -> dict[str, float]:
    """Points of every measure that is known, 0 to 100."""
    by_measure = {}
    for measure, weighing in method.measures.items():
        value, usual = quarter.values.get(measure), _usual(measure, quarter, method)
        if value is None or not usual:
            continue
        if measure == "daily_use" and quarter.counts.get("answers", 0) < method.least["answers"]:
            continue
        raw = USUAL_POINTS + weighing.points_per_doubling * log2(value / usual) if value > 0 else 0.0
        by_measure[measure] = min(max(raw, 0.0), 100.0)
    return by_measure


def _usual(measure: str, quarter: Quarter, method: Method) -> float | None:
    return method.measures[measure].usual or quarter.usual.get(measure)


def _mean(scored: Mapping[str, float], method: Method) -> float:
    whole = sum(method.measures[measure].weight for measure in scored)
    return sum(method.measures[measure].weight * value for measure, value in scored.items()) / whole


def _by_points(score: float, method: Method) -> str:
    return next((grade for grade, floor in method.grades if score >= floor), method.grades[-1][0])


def _grade(score: float, before: str | None, method: Method) -> str:
    """The grade by points; one that was given before stays unless the score passes a cut-off by the margin."""
    if before is None:
        return _by_points(score, method)
    rank = [name for name, _ in method.grades].index
    raised, lowered = _by_points(score - method.margin, method), _by_points(score + method.margin, method)
    return raised if rank(raised) < rank(before) else lowered if rank(lowered) > rank(before) else before


def _outlook(score: float, grade: str, before: Rating | None, method: Method) -> str:
    rank = [name for name, _ in method.grades].index
    leaning = rank(grade) - rank(_by_points(score, method))
    change = score - before.score if before and before.score is not None else 0.0
    if leaning == 0 and abs(change) >= method.outlook_change:
        leaning = 1 if change > 0 else -1
    return "positive" if leaning > 0 else "negative" if leaning < 0 else "stable"


def _nearest(
    quarter: Quarter, scored: Mapping[str, float], score: float, wanted: float | None, method: Method
) -> tuple[str, float] | None:
    """The single measure that reaches the wanted score with the least relative change, and the value it takes."""
    if wanted is None:
        return None
    whole = sum(method.measures[measure].weight for measure in scored)
    ways = []
    for measure in REQUIRED:
        weighing, usual = method.measures[measure], quarter.usual[measure]
        needed = scored[measure] + (wanted - score) * whole / weighing.weight
        assert usual is not None
        value = usual * 2 ** ((needed - USUAL_POINTS) / weighing.points_per_doubling)
        if 0 <= needed <= 100 and value <= 1:
            ways.append((abs(log2(value / (quarter.values[measure] or 1e-9))), measure, value))
    return min(ways)[1:] if ways else None
