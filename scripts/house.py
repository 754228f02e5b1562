"""One Airflow of our own below `var/`: its environment, its parts, their start, their health and their end.

Each part is a process in one process group, so that stopping the group leaves nobody behind.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
HEALTH = "/api/v2/monitor/health"
START_SECONDS = 120.0
STOP_SECONDS = 20.0
POOL = ("warehouse", "1", "one slot: the warehouse has one writer at a time")


_children: list[subprocess.Popen[bytes]] = []


class Stop(Exception):
    """Ends the command with words for a person, and no traceback."""


@dataclass(frozen=True)
class House:
    """Where this Airflow lives. `extra` are PLUMBLINE_* settings of this installation."""

    var: Path
    port: int
    extra: dict[str, str]

    @classmethod
    def from_env(cls, **extra: str) -> House:
        """From the variables of `make`."""
        var = Path(os.environ.get("PLUMBLINE_VAR", PROJECT / "var")).resolve()
        port = os.environ.get("PORT", "8080")
        if not port.isdigit():
            raise Stop(f"PORT is {port!r}; give a number, as in: make run PORT=8090")
        return cls(var, int(port), extra)

    @property
    def home(self) -> Path:
        """AIRFLOW_HOME."""
        return self.var / "airflow"

    @property
    def url(self) -> str:
        """Airflow's address."""
        return f"http://localhost:{self.port}"

    @property
    def password(self) -> str:
        """Of the user admin; Airflow makes it at its first start."""
        path = self.home / "simple_auth_manager_passwords.json.generated"
        return str(json.loads(path.read_text(encoding="utf-8"))["admin"])

    def environment(self) -> dict[str, str]:
        """The variables of every process of Airflow. Few workers and short intervals: it is one machine, and ours."""
        return os.environ | {
            "PLUMBLINE_HOME": str(PROJECT),
            "PLUMBLINE_VAR": str(self.var),
            **self.extra,
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": "2",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
            # a worker may look this long at a task that has ended already before it takes the next one
            "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.15",
            "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
            "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
            "PYTHONUNBUFFERED": "1",
        }

    def prepare(self) -> None:
        """Migrate Airflow's database and make the pool; quick when both are there."""
        self.home.mkdir(parents=True, exist_ok=True)
        stamp = self.home / ".prepared"
        version = _airflow_version()
        if stamp.exists() and stamp.read_text(encoding="utf-8") == version:
            return
        say("Preparing Airflow's database")
        self.airflow("db", "migrate")
        self.airflow("pools", "set", *POOL)
        stamp.write_text(version, encoding="utf-8")

    def airflow(self, *arguments: str) -> None:
        """One command of Airflow; Stop with its last lines when it fails."""
        command = [sys.executable, "-m", "airflow", *arguments]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, cwd=PROJECT, check=False)
        if done.returncode:
            raise Stop(f"airflow {' '.join(arguments)} failed:\n{tail(done.stdout + done.stderr)}")

    def check_free(self) -> None:
        """Stop when an Airflow runs on this folder, or somebody listens on the port."""
        if self.group() is not None:
            raise Stop(f"Plumbline's Airflow runs already on {self.var}. Stop it by: make down")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                raise Stop(f"Port {self.port} is taken. Choose another one: make … PORT={free_port()}") from None

    @property
    def pid_file(self) -> Path:
        """Holds the process group of the Airflow that runs here."""
        return self.home / "group.pid"

    def group(self) -> int | None:
        """The process group that runs here now."""
        if not self.pid_file.exists():
            return None
        group = int(self.pid_file.read_text(encoding="utf-8"))
        return group if members(group) else None

    def start(self, parts: Sequence[str], group: int = 0) -> int:
        """Start the parts in one process group (a new one if 0), each with a log of its own; the group comes back."""
        logs = self.home / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        for part in parts:
            with (logs / f"{part}.log").open("wb") as log:
                process = subprocess.Popen(
                    [sys.executable, "-m", "airflow", part],
                    env=self.environment(),
                    cwd=PROJECT,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    process_group=group,
                )
            _children.append(process)
            group = group or process.pid
            self.pid_file.write_text(str(group), encoding="utf-8")
        return group

    def wait_until_healthy(self, group: int, parts: Sequence[str]) -> None:
        """Until the API answers as Airflow and each part has a heartbeat of this start."""
        deadline = time.monotonic() + START_SECONDS
        names = {part.replace("-", "_") for part in parts} - {"api_server"}
        complete = False
        while time.monotonic() < deadline:
            alive = members(group)
            complete = complete or alive >= len(parts)
            if alive == 0 or (complete and alive < len(parts)):
                break
            health = self.health()
            if all((health.get(name) or {}).get("status") == "healthy" for name in names):
                return
            time.sleep(0.3)
        texts = "\n".join(f"--- {part}\n{tail(self.log_of(part))}" for part in parts)
        raise Stop(f"Airflow did not come up. The last lines of its logs in {self.home / 'logs'}:\n{texts}")

    def log_of(self, part: str) -> str:
        """What a part has written so far."""
        path = self.home / "logs" / f"{part}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def health(self) -> dict[str, dict[str, str]]:
        """Airflow's own answer; empty while there is none. Something else on the port is an error."""
        try:
            with urllib.request.urlopen(self.url + HEALTH, timeout=5) as answer:
                found = json.load(answer)
        except (urllib.error.URLError, OSError, ValueError):
            return {}
        return found if isinstance(found, dict) and "scheduler" in found else {}


@contextmanager
def running(house: House, parts: Sequence[str] = ("api-server", "scheduler", "dag-processor")) -> Iterator[None]:
    """Airflow, for as long as the block lasts; nothing of it is left afterwards."""
    house.check_free()
    house.prepare()
    say(f"Starting Airflow on {house.url}")
    group = house.start(parts)
    try:
        house.wait_until_healthy(group, parts)
        yield
    finally:
        stop_group(group)
        house.pid_file.unlink(missing_ok=True)


def stop_group(group: int) -> None:
    """Ask the whole group to end, wait, and end it if it does not."""
    for number, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(group, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            _reap()
            if members(group) == 0:
                return
            time.sleep(0.1)


def _reap() -> None:
    """Take leave of our own children that have ended; a zombie would count as a member of its group."""
    _children[:] = [child for child in _children if child.poll() is None]


def members(group: int) -> int:
    """How many processes of the group live."""
    import psutil

    count = 0
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) != group:
                continue
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            count += 1
        except (psutil.Error, ProcessLookupError):
            continue
    return count


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tail(text: str, lines: int = 15) -> str:
    """The last lines of a text."""
    return "\n".join(text.rstrip().splitlines()[-lines:])


def say(text: str) -> None:
    """One line of progress."""
    print(f"\033[1m==>\033[0m {text}" if sys.stdout.isatty() else f"==> {text}", flush=True)


def _airflow_version() -> str:
    from importlib.metadata import version

    return version("apache-airflow")
