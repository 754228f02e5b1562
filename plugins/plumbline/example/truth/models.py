"""The attribution models: what each touch of a journey weighs, and the shares that follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plumbline.example.catalogue import UNATTRIBUTED
from plumbline.example.clock import berlin_day
from plumbline.example.planning import WEIGHTS
from plumbline.example.truth.credit import WHOLE, Touch
from plumbline.example.truth.rules import Rulebook

HALF_LIFE_DAYS = 7
MILESTONE_MODELS = tuple(dict.fromkeys(model for model, _, _ in WEIGHTS))
MODELS = ("first", "last", "last_non_direct", "linear", "time_decay", *MILESTONE_MODELS)


@dataclass(frozen=True, slots=True)
class Step:
    """What the models need of a touch; its age in days of the company before the subject's day."""

    program: str
    direct: bool
    is_lead: bool
    age: int


def path(touches: Sequence[Touch], subject_day: date) -> tuple[Step, ...]:
    """The steps that led to an order or a deal."""
    return tuple(
        Step(touch.program, touch.direct, touch.id.startswith("lead:"), (subject_day - berlin_day(touch.at)).days)
        for touch in touches
    )


def shares(model: str, steps: tuple[Step, ...], is_order: bool, is_won: bool) -> dict[str, int]:
    """Millionths of credit by program; steps in their order. What is cut off goes to the last one."""
    weights = _weights(model, steps, is_order, is_won)
    if not sum(weights):
        return {steps[-1].program if steps and model != "last_non_direct" else UNATTRIBUTED: WHOLE}
    return share_out([step.program for step in steps], weights, WHOLE)


def share_out(programs: Sequence[str], weights: Sequence[int], whole: int) -> dict[str, int]:
    """A whole by the weights of touches; what is cut off, or all where nothing weighs, goes to the last touch."""
    total = sum(weights)
    if not programs:
        return {UNATTRIBUTED: whole}
    cut = [weight * whole // total if total else 0 for weight in weights]
    cut[-1] += whole - sum(cut)
    credit: dict[str, int] = {}
    for program, part in zip(programs, cut, strict=True):
        if part:
            credit[program] = credit.get(program, 0) + part
    return credit


def self_reported(answer: str, rules: Rulebook) -> str:
    """The program that a customer's own answer names."""
    answered = answer.strip().lower()
    return (rules.first(("self_reported", answered)) if answered else None) or UNATTRIBUTED


def _weights(model: str, steps: tuple[Step, ...], is_order: bool, is_won: bool) -> list[int]:
    last = len(steps) - 1
    match model:
        case "first":
            return [int(place == 0) for place in range(len(steps))]
        case "last":
            return [int(place == last) for place in range(len(steps))]
        case "last_non_direct":
            chosen = max((place for place, step in enumerate(steps) if not step.direct), default=None)
            return [int(place == chosen) for place in range(len(steps))]
        case "linear":
            return [1] * len(steps)
        case "time_decay":
            return [round(0.5 ** (step.age / HALF_LIFE_DAYS) * 10**9) for step in steps]
        case _:
            return _milestones(model, steps, is_order, is_won)


def _milestones(model: str, steps: tuple[Step, ...], is_order: bool, is_won: bool) -> list[int]:
    """Each milestone's weight on the touch that is the milestone; `other` evenly on those that are none."""
    last = len(steps) - 1
    leads = [place for place, step in enumerate(steps) if step.is_lead]
    places: dict[str, int | None] = {
        "first": 0,
        "last": last,
        "lead": last if is_order else leads[0] if leads else None,
        "opportunity": None if is_order else last,
        "close": last if is_won and not is_order else None,
    }
    weights = {milestone: 100 * weight for name, milestone, weight in WEIGHTS if name == model}
    placed: list[int | None] = [None] * len(steps)
    for milestone, weight in weights.items():
        place = places.get(milestone)
        if place is not None and steps:
            placed[place] = (placed[place] or 0) + weight
    others = placed.count(None)
    return [weights.get("other", 0) // others if weight is None else weight for weight in placed]
