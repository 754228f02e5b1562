"""The attribution models: what each touch of a journey weighs, and the shares that follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from plumbline.example.catalogue import UNATTRIBUTED
from plumbline.example.clock import berlin_day
from plumbline.example.planning import WEIGHTS
from plumbline.example.truth.credit import WHOLE, Touch, last_non_direct
from plumbline.example.truth.rules import Rulebook

HALF_LIFE_DAYS = 7
MILESTONE_MODELS = tuple(dict.fromkeys(model for model, _, _ in WEIGHTS))
MODELS = ("first", "last", "last_non_direct", "linear", "time_decay", *MILESTONE_MODELS)


def shares(model: str, touches: Sequence[Touch], subject_day: date, is_order: bool, is_won: bool) -> dict[str, int]:
    """Millionths of credit by program; touches in their order. What is cut off goes to the last touch."""
    weights = _weights(model, touches, subject_day, is_order, is_won)
    if not sum(weights):
        return {touches[-1].program if touches and model != "last_non_direct" else UNATTRIBUTED: WHOLE}
    return share_out(touches, weights, WHOLE)


def share_out(touches: Sequence[Touch], weights: Sequence[int], whole: int) -> dict[str, int]:
    """A whole by weights; what is cut off, or all where nothing weighs, goes to the last touch."""
    total = sum(weights)
    if not touches:
        return {UNATTRIBUTED: whole}
    cut = [weight * whole // total if total else 0 for weight in weights]
    cut[-1] += whole - sum(cut)
    found: dict[str, int] = {}
    for touch, part in zip(touches, cut, strict=True):
        if part:
            found[touch.program] = found.get(touch.program, 0) + part
    return found


def self_reported(answer: str, rules: Rulebook) -> str:
    """The program that a customer's own answer names."""
    said = answer.strip().lower()
    return (rules.first(("self_reported", said)) if said else None) or UNATTRIBUTED


def _weights(model: str, touches: Sequence[Touch], day: date, is_order: bool, is_won: bool) -> list[int]:
    last = len(touches) - 1
    match model:
        case "first":
            return [int(place == 0) for place in range(len(touches))]
        case "last":
            return [int(place == last) for place in range(len(touches))]
        case "last_non_direct":
            chosen = last_non_direct(touches)
            return [int(touch is chosen) for touch in touches]
        case "linear":
            return [1] * len(touches)
        case "time_decay":
            return [round(0.5 ** ((day - berlin_day(touch.at)).days / HALF_LIFE_DAYS) * 10**9) for touch in touches]
        case _:
            return _milestones(model, touches, is_order, is_won)


def _milestones(model: str, touches: Sequence[Touch], is_order: bool, is_won: bool) -> list[int]:
    """Each milestone's weight on the touch that is the milestone; `other` evenly on those that are none."""
    last = len(touches) - 1
    leads = [place for place, touch in enumerate(touches) if touch.id.startswith("lead:")]
    places: dict[str, int | None] = {
        "first": 0,
        "last": last,
        "lead": last if is_order else leads[0] if leads else None,
        "opportunity": None if is_order else last,
        "close": last if is_won and not is_order else None,
    }
    weights = {milestone: 100 * weight for name, milestone, weight in WEIGHTS if name == model}
    found: list[int | None] = [None] * len(touches)
    for milestone, weight in weights.items():
        place = places.get(milestone)
        if place is not None and touches:
            found[place] = (found[place] or 0) + weight
    others = found.count(None)
    return [weights.get("other", 0) // others if weight is None else weight for weight in found]
