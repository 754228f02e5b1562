"""Rows about a year loaded and built in one go, and the same killed in the middle and run again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.bench.measure import LAST_DAY, Bench, first_of
from tests.bench.results import Row, memory, seconds


def rows(bench: Bench) -> Iterator[Row]:
    """Nothing at a size without a backfill."""
    days, scale = bench.size.backfill_days, bench.size.scale
    if not days:
        return
    drop, first, name = bench.world(scale, days), first_of(days), f"{days} days, scale {scale}"
    step = partial(bench.step, "backfill", first, LAST_DAY, drop=str(drop))
    untouched = step(var=str(bench.new("backfill")))
    bare = bench.step("bare_import", drop, bench.new("bare") / "bare.duckdb", first, LAST_DAY)
    peer = "DuckDB's read_csv and read_json of the same files, nothing built"
    rows = f"{bare.said['rows']} rows of exports"
    yield seconds("backfill", f"A backfill of {name}", peer, [untouched], [bare], "", rows)
    yield memory("backfill_memory", f"a backfill of {name}", peer, [untouched], [bare])
    var = str(bench.new("backfill-killed"))
    killed = step(var=var, kill_after=untouched.seconds / 2)
    resumed = step(var=var)
    yield Row(
        "backfill_resumed", f"A backfill of {name}, killed in the middle and run again", "s", "untouched",
        (killed.seconds + resumed.seconds,), (untouched.seconds,), "", f"Killed after {killed.seconds:.0f} s.",
    )  # fmt: skip
