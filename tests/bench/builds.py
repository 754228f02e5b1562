"""Rows about builds: a day with more and more history behind it, and dbt with the same SELECTs."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path

from tests.bench.measure import LAST_DAY, Bench, Failed, Run, environment, first_of
from tests.bench.results import GB, Row, memory, seconds

DBT = ("dbt-core==1.11.*", "dbt-duckdb")
DBT_RUN = "dbt, all models as tables"
LONGEST_AGAINST_DBT = 366  # days of history: beyond, a build of everything takes the peer the better part of an hour
TOO_LONG = "dbt is not asked to make so long a history anew"


def rows(bench: Bench) -> Iterator[Row]:
    """A day's build behind each history, at the bench's scale and at scale 1."""
    yesterday: list[Run] = []
    for history in bench.size.histories:
        days = yield from _history(bench, bench.size.scale, history, yesterday)
        yesterday = yesterday or days
    yield from _history(bench, 1, bench.size.small_history, [])


def years(bench: Bench) -> Iterator[Row]:
    """The same behind years, for which the first build takes a quarter of an hour."""
    if bench.size.years:
        shortest = yield from _history(bench, bench.size.scale, bench.size.histories[0], [])
        yield from _history(bench, bench.size.scale, bench.size.years, shortest)


def _history(bench: Bench, scale: int, history: int, shortest: list[Run]) -> Generator[Row, None, list[Run]]:
    """The rows of one history; gives the runs of a day's build. `shortest` are those behind the shortest history."""
    runs, name = bench.size.runs, f"{history} days of history, scale {scale}"
    slug = f"{history}_days" if scale > 1 else "scale_1"
    drop, var = bench.world(scale, history + runs), bench.new(f"build-{slug}")
    step = partial(bench.step, drop=str(drop), var=str(var))
    before = LAST_DAY - timedelta(days=runs)
    step("load", first_of(history + runs), before)
    first = [step("build", before)]
    size = (var / "warehouse.duckdb").stat().st_size / GB
    days = []
    for day in (LAST_DAY - timedelta(days=runs - 1 - n) for n in range(runs)):
        step("load", day, day)
        days.append(step("build", day))
    ours, dbt, absent = _against_dbt(bench, step, var, runs) if history <= LONGEST_AGAINST_DBT else ((), (), TOO_LONG)
    if shortest:
        peer = f"the same behind {bench.size.histories[0]} days"
        wanted, gigabytes = "ratio <= 1.2 and ours <= 4", 1.5 if history > 366 else 0.8
        yield seconds(f"day_build_{slug}", f"A day's build, {name}", peer, days, shortest, wanted)
        wanted = f"ours <= {gigabytes}"
        yield memory(f"day_build_memory_{slug}", f"a day's build, {name}", peer, days, shortest, wanted)
    else:
        limit = f"ours <= {4 if scale > 1 else 2.5}"
        # dbt's seconds are those of its whole process: what it does can't be told apart from its start
        yield seconds(f"day_build_{slug}", f"A day's build, {name}", DBT_RUN, days, _as_whole(dbt), limit, absent)
        yield memory(f"day_build_memory_{slug}", f"a day's build, {name}", DBT_RUN, days, dbt, "ours <= 0.8", absent)
    yield seconds(f"first_build_{slug}", f"The first build, {name}", DBT_RUN, first, _as_whole(dbt), "", absent)
    exports = sum(path.stat().st_size for path in drop.rglob("*") if path.is_file()) / GB
    yield Row(f"disk_{slug}", f"The warehouse on disk, {name}", "GB", "its exports", (size,), (exports,))
    peak = tuple(run.peak_gb for run in first)
    yield Row(f"first_build_memory_{slug}", f"Memory of the first build, {name}", "GB", "its exports", peak, (exports,))
    if absent == TOO_LONG:
        return days
    half = "ratio <= 0.5"
    title = f"All models anew and checked, {name}; whole processes"
    yield seconds(f"dbt_full_{slug}", title, DBT_RUN, ours, dbt, half, absent, whole=True)
    title = f"A day's build with its checks, {name}; whole processes"
    yield seconds(f"dbt_day_{slug}", title, DBT_RUN, days, dbt, half, absent, whole=True)
    return days


def _as_whole(runs: Sequence[Run]) -> list[Run]:
    return [replace(run, said={"seconds": run.seconds}) for run in runs]


def _against_dbt(
    bench: Bench, step: partial[Run], var: Path, runs: int
) -> tuple[tuple[Run, ...], tuple[Run, ...], str]:
    """All models made anew by us and by dbt, in turns; why dbt is absent, where it is."""
    anew = partial(step, "build", LAST_DAY, "full")
    try:
        dbt = _dbt(bench, step, var)
    except Failed as reason:
        return tuple(anew() for _ in range(runs)), (), f"dbt could not be measured: {reason}"
    ours, theirs = bench.in_turns(anew, dbt, runs=runs)
    return tuple(ours), tuple(theirs), ""


def _dbt(bench: Bench, step: partial[Run], var: Path) -> partial[Run]:
    """dbt's run over a copy of the warehouse. The project is parsed before, so that a run finds it parsed."""
    python = environment(bench, "dbt", *DBT, f"duckdb=={version('duckdb')}")
    project = bench.new("dbt")
    shutil.copy(var / "warehouse.duckdb", project / "warehouse.duckdb")
    step("dbt_project", project)
    dbt, quiet = [str(python.parent / "dbt"), "--no-use-colors"], {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    bench.run([*dbt, "parse", "--profiles-dir", "."], quiet, project)
    return partial(bench.run, [*dbt, "run", "--profiles-dir", "."], quiet, project)
