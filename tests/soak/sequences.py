"""Random sequences of what may happen to a company's exports; after every build each table against a full build.

A sequence that differs is printed, shortened as far as it still differs, and costs nothing but itself.
"""

from __future__ import annotations

import argparse
import logging
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.incremental.sequences import shortened, tried
from tests.incremental.stage import new_stage, write_exports
from tests.incremental.steps import draw
from tests.postgres import warehouse_address


def sequences(asked: argparse.Namespace) -> int:
    """Try sequences; the number of those that differ."""
    logging.disable(logging.ERROR)  # of files that are missing or refused there is much to say, and it is meant
    failed = looks = 0
    with TemporaryDirectory(prefix="plumbline-soak-") as name, warehouse_address(asked.engine, Path(name)) as address:
        folder = Path(name)
        start = new_stage(write_exports(folder / "world", asked.first_day), folder / "start", address)
        for seed in range(asked.seed, asked.seed + asked.sequences):
            began = time.monotonic()
            steps = draw(seed, asked.steps)
            found, some = tried(start, folder / f"seed-{seed}", steps, not asked.only_at_the_end)
            looks += some
            print(f"seed {seed}: {some} comparisons, {'DIFFERS' if found else 'equal'}, "
                  f"{time.monotonic() - began:.0f} s", flush=True)  # fmt: skip
            if found:
                failed += 1
                if not asked.keep_length:
                    steps = shortened(start, folder, steps)
                print("\n".join([*map(str, steps), *(line[:600] for line in found)]), flush=True)
    print(f"{asked.engine}: {asked.sequences} sequences, {looks} comparisons, {failed} sequences differ")
    return failed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Those of the sequences alone."""
    parser.add_argument("sequences", type=int)
    parser.add_argument("--steps", type=int, default=8, help="of each sequence")
    parser.add_argument("--first-day", type=date.fromisoformat, default=date(2026, 9, 1), help="of the exports")
    parser.add_argument("--only-at-the-end", action="store_true", help="compare once a sequence, not after each build")
    parser.add_argument("--keep-length", action="store_true", help="do not shorten what differs")
