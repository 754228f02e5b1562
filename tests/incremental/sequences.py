"""A sequence of steps taken, held against a full build, and shortened where it differs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from tests.incremental.stage import Stage, copy_of, differences, forget
from tests.incremental.steps import Step


def tried(start: Stage, folder: Path, steps: Sequence[Step], look_always: bool) -> tuple[list[str], int]:
    """Where a sequence first differs from a full build, and how many comparisons were made."""
    stage = copy_of(start, folder)
    looks = 0
    try:
        for number, step in enumerate(steps, 1):
            step.take(stage)
            if number == len(steps) or (look_always and step.builds):
                looks += 1
                found = differences(stage, folder)
                if found:
                    return [f"after step {number}", *found], looks
            if not stage.passed:
                break  # what was changed can't be mended any more: nothing is built from here on
        return [], looks
    finally:
        forget(stage.settings)


def shortened(start: Stage, folder: Path, steps: list[Step]) -> list[Step]:
    """The sequence without the steps that the difference does not need."""
    for step in list(steps):
        fewer = [other for other in steps if other is not step]
        if fewer and tried(start, folder / uuid4().hex, fewer, look_always=True)[0]:
            steps = fewer
    return steps
