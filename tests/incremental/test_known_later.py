"""What becomes known after a day belongs to that day's latest figures, and to later days that look back on it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.incremental.header_faults import MONDAY, ORDERS, RATES, SUNDAY, mend
from tests.incremental.stage import FIRST, ONE_DAY, Stage, day_of, differences, new_stage, write_exports
from tests.incremental.steps import a_report

NEXT_SUNDAY = date(2026, 10, 4)


@pytest.mark.slow
def test_a_system_a_day_and_a_list_that_come_late(tmp_path: Path) -> None:
    world = write_exports(tmp_path / "all")
    (tmp_path / "early").mkdir()
    for path in world.glob("*/*"):
        system, day = path.parent.name, day_of(path.relative_to(world))
        if (system != "tiktok_ads" or day >= MONDAY) and (system == "company" or day > FIRST):
            shutil.copytree(path, tmp_path / "early" / path.relative_to(world))
    stage = new_stage(tmp_path / "early", tmp_path / "stage")
    stage.decide("period_days", "2")
    arrive(stage, SUNDAY)
    stage.build()
    a_report(stage, Random(1))

    # a platform is connected, the first day's exports come, and a program has another group
    stage.world = world
    arrive(stage, FIRST)
    arrive(stage, MONDAY)
    programs = (world / f"company/{FIRST}/programs.csv").read_bytes()
    stage.deliver(Path(f"company/{MONDAY}/programs.csv"), programs.replace(b"Evergreen,", b"Always on,"))
    stage.pull(FIRST, MONDAY)
    stage.build()
    assert differences(stage, tmp_path) == []

    # then days before it change alone
    mend(stage, ORDERS, lambda told: {"Net amount": f"{float(told['Net amount']) + 1:.2f}"})
    stage.build()
    assert differences(stage, tmp_path) == []
    mend(stage, RATES, lambda told: {"rate": f"{float(told['rate']) * 1.01:.6f}"})
    stage.build()
    assert differences(stage, tmp_path) == []

    # and a later report day looks back
    for day in range((NEXT_SUNDAY - MONDAY).days):
        arrive(stage, MONDAY + (day + 1) * ONE_DAY)
    stage.build()
    assert differences(stage, tmp_path) == []


def arrive(stage: Stage, day: date) -> None:
    """All of a day's exports."""
    for path in sorted(stage.world.glob(f"*/{day}/*.*")):
        stage.deliver(path.relative_to(stage.world))
    stage.last = max(stage.last, day)
    stage.pull(day, day)
