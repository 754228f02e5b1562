"""Airflow's parts (API server, scheduler, DAG processor, triggerer): their start, their health and their end.

Each part is a process in one process group, so that ending the group leaves nobody behind.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psutil

from scripts.house import PROJECT, House, Stop, say, tail

HEALTH = "/api/v2/monitor/health"
FOR_A_RUN = ("api-server", "scheduler", "dag-processor")
FOR_A_SERVICE = (*FOR_A_RUN, "triggerer")
START_SECONDS = 120.0
STOP_SECONDS = 20.0
REST_SECONDS = 15.0
RESTARTS, RESTARTS_WITHIN_SECONDS = 5, 300.0
HOLD_SECONDS = 120.0

_children: dict[str, subprocess.Popen[bytes]] = {}


@contextmanager
def running(house: House, parts: Sequence[str] = FOR_A_RUN) -> Iterator[int]:
    """Airflow, for as long as the block lasts; nothing of it is left afterwards. Gives its process group."""
    check_free(house)
    house.prepare()
    say(f"Starting Airflow on {house.url}")
    group = 0
    try:
        for part in parts:
            group = start(house, part, group)
        wait_until_healthy(house, group, parts)
        yield group
    finally:
        if group:
            stop_group(house, group)


def check_free(house: House) -> None:
    """Stop when an Airflow runs on this folder already, or somebody listens on its port."""
    if group_of(house) is not None:
        raise Stop(f"Plumbline's Airflow runs already on {house.var}. Stop it by: make down")
    house.check_port()


def start(house: House, part: str, group: int = 0) -> int:
    """Start a part in the process group (a new one if 0), with a log of its own; the group comes back."""
    path = log_file(house, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab" if part in _children else "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "airflow", part],
            env=house.environment(),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            process_group=group,
        )
    _children[part] = process
    group = group or process.pid
    pid_file(house).write_text(f"{group} {house.port}", encoding="utf-8")
    return group


def keep(house: House) -> None:
    """Be the leader of the parts' group: start them, and start again what dies, as Airflow on SQLite may."""
    group = os.getpgid(0)
    for part in FOR_A_SERVICE:
        start(house, part, group)
    deaths: list[float] = []
    while len(deaths) <= RESTARTS:
        dead = _wait_for_a_death()
        if _is_held(house):
            while _is_held(house):
                time.sleep(0.2)
        else:
            now = time.monotonic()
            deaths = [*(moment for moment in deaths if moment > now - RESTARTS_WITHIN_SECONDS), now]
        start(house, dead, group)
    os.killpg(group, signal.SIGTERM)


def _wait_for_a_death() -> str:
    while True:
        for part, process in _children.items():
            if process.poll() is not None:
                return part
        time.sleep(0.5)


@contextmanager
def scheduler_at_rest(house: House, group: int) -> Iterator[None]:
    """No scheduler while the block lasts: on SQLite it would meet runs that Airflow takes back again, and die of it."""
    _hold_file(house).touch()
    try:
        _end_scheduler(group)
        yield
    finally:
        _hold_file(house).unlink(missing_ok=True)
        if "scheduler" in _children:  # else its keeper starts it again
            start(house, "scheduler", group)


def _end_scheduler(group: int) -> None:
    for process in _group(group):
        with suppress(psutil.NoSuchProcess):  # its own children end with it
            if process.cmdline()[-1:] == ["scheduler"]:
                process.terminate()
                psutil.wait_procs([process], timeout=REST_SECONDS)
    _poll_children()


def _poll_children() -> None:
    """Take leave of children that have ended: a zombie would stay a member of its group."""
    for child in _children.values():
        child.poll()


def wait_until_healthy(house: House, group: int, parts: Sequence[str]) -> None:
    """Until the API answers as Airflow and each part has a heartbeat; Stop with their last words when one ends."""
    deadline = time.monotonic() + START_SECONDS
    names = {part.replace("-", "_") for part in parts} - {"api_server"}
    complete = False
    while time.monotonic() < deadline:
        alive = members(group)
        complete = complete or alive >= len(parts)
        if alive == 0 or (complete and alive < len(parts)):
            break
        found = health(house)
        if all((found.get(name) or {}).get("status") == "healthy" for name in names):
            return
        time.sleep(0.3)
    words = "\n".join(f"--- {part}\n{tail(_words_of(house, part))}" for part in parts)
    raise Stop(f"Airflow did not come up. The last lines of its logs in {house.home / 'logs'}:\n{words}")


def health(house: House) -> dict[str, dict[str, str]]:
    """Airflow's own answer; empty while there is none, or where something else answers."""
    try:
        with urllib.request.urlopen(house.url + HEALTH, timeout=5) as answer:
            found = json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and "scheduler" in found else {}


def stop_group(house: House, group: int) -> None:
    """Ask the scheduler to end while its tasks can still say how they went, then the rest; end what does not."""
    if house.home.exists():
        _hold_file(house).touch()
    _end_scheduler(group)
    for number, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 5.0)):
        with suppress(ProcessLookupError):
            os.killpg(group, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and members(group):
            _poll_children()
            time.sleep(0.1)
    _hold_file(house).unlink(missing_ok=True)
    pid_file(house).unlink(missing_ok=True)


def group_of(house: House) -> int | None:
    """The process group that runs on this folder now; a number that means other processes by now is none."""
    if not pid_file(house).exists():
        return None
    group = int(pid_file(house).read_text(encoding="utf-8").split()[0])
    for process in _group(group):
        try:
            if process.environ().get("AIRFLOW_HOME") == str(house.home):
                return group
        except psutil.Error:
            continue
    return None


def as_it_runs(house: House) -> House:
    """The same with the port on which it was started, whatever PORT says now."""
    return replace(house, port=int(pid_file(house).read_text(encoding="utf-8").split()[1]))


def members(group: int) -> int:
    """How many processes of the group live."""
    return len(_group(group))


def pid_file(house: House) -> Path:
    """Holds the number of the process group and the port."""
    return house.home / "group.pid"


def log_file(house: House, part: str) -> Path:
    """What a part says."""
    return house.home / "logs" / f"{part}.log"


def _hold_file(house: House) -> Path:
    return house.home / "scheduler.hold"


def _is_held(house: House) -> bool:
    """Whether somebody keeps the scheduler at rest; who was killed while doing so is not waited for."""
    try:
        return time.time() - _hold_file(house).stat().st_mtime < HOLD_SECONDS
    except FileNotFoundError:
        return False


def _words_of(house: House, part: str) -> str:
    path = log_file(house, part)
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _group(group: int) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.Error, ProcessLookupError):
            continue
    return found
