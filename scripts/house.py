"""One Airflow of our own below `var/`: where it lives, its environment, its database and its pool."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
POOL = ("warehouse", "1", "one slot: the warehouse has one writer at a time")


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

    def check_port(self) -> None:
        """Stop when somebody listens on the port."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                raise Stop(f"Port {self.port} is taken. Choose another one: make … PORT={free_port()}") from None


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
