"""The example company day by day: each day loaded and built, and on some days each table held against a full build.

Those are the last of each month, the last day of all, and as many more as are asked for, drawn.
"""

from __future__ import annotations

import argparse
import logging
import random
import time
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from plumbline.days import Days
from plumbline.errors import PlumblineError
from plumbline.example.world import write_world
from plumbline.settings import PROJECT, Settings
from plumbline.sources.definition import load_sources
from plumbline.sources.pull import pull_all
from tests.incremental.stage import FAILED, Stage, built, differences
from tests.postgres import warehouse_address

LAST = date(2026, 10, 30)


def days(asked: argparse.Namespace) -> int:
    """Build day by day; the number of compared days on which anything differed."""
    logging.disable(logging.ERROR)
    every = list(Days(LAST - timedelta(days=asked.days - 1), LAST).each())
    looked_at = {day for day in every if (day + timedelta(days=1)).day == 1 or day == LAST}
    looked_at |= set(random.Random(asked.seed).sample(every, asked.drawn))
    failed = 0
    with TemporaryDirectory(prefix="plumbline-soak-") as name, warehouse_address(asked.engine, Path(name)) as address:
        folder = Path(name)
        write_world(folder / "drop", every[0], LAST, truth=False)
        env = {"PLUMBLINE_VAR": str(folder / "var"), "PLUMBLINE_DROP": str(folder / "drop")}
        env |= {"PLUMBLINE_COMPANY": str(PROJECT / "include")} | ({"PLUMBLINE_WAREHOUSE": address} if address else {})
        stage = Stage(folder / "drop", Settings.from_env(env))
        names = [source.name for source in load_sources(stage.settings.sources_folder)]
        for day in every:
            began, stage.last = time.monotonic(), day
            try:
                pull_all(stage.settings, names, Days(day, day))
            except PlumblineError as error:
                print(day, str(error).partition("\n")[0])
            loaded = time.monotonic()
            stage.outcome = built(stage.settings, day)
            took = f"{day} loaded in {loaded - began:.1f} s, built in {time.monotonic() - loaded:.1f} s"
            found = differences(stage, folder) if day in looked_at else []
            if FAILED in stage.outcome:
                found += stage.outcome
            failed += bool(found)
            print(took, *(["DIFFERS" if found else "equal"] if day in looked_at else []), flush=True)
            print(*(f"    {line[:600]}\n" for line in found), sep="", end="", flush=True)
    print(f"{asked.engine}: {len(every)} days, {len(looked_at)} of them compared, {failed} differ")
    return failed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Those of the days alone."""
    parser.add_argument("days", type=int)
    parser.add_argument("--drawn", type=int, default=5, help="compared beside the ends of months")
