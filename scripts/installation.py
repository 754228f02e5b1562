"""One Airflow of our own below `var/`: where it lives, the environment of its processes, the days that it knows."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from plumbline.days import Days
from plumbline.settings import PROJECT, Settings


class Stop(Exception):
    """Ends the command with words for a person, and no traceback."""


@dataclass(frozen=True)
class Installation:
    """Where this Airflow lives. `variables` are PLUMBLINE_* settings of this installation alone."""

    var: Path
    port: int
    variables: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_env(cls, **variables: str) -> Installation:
        """From the variables of `make`."""
        port = os.environ.get("PORT", "8080")
        if not port.isdigit():
            raise Stop(f"PORT is {port!r}; give a number, as in: make run PORT=8090")
        return cls(Path(os.environ.get("PLUMBLINE_VAR", PROJECT / "var")).resolve(), int(port), variables)

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

    @property
    def settings(self) -> Settings:
        """Plumbline's settings, as Airflow's processes see them."""
        return Settings.from_env(self.environment())

    def environment(self) -> dict[str, str]:
        """The variables of every process of Airflow. Few workers and short intervals: it is one machine, and ours.

        Folders are set here although Airflow writes them into its airflow.cfg: there they go stale when VAR is moved.
        """
        return os.environ | {
            "PLUMBLINE_VAR": str(self.var),
            **self.variables,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",  # standalone calls `airflow`
            "PYTHONUNBUFFERED": "1",
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__PARALLELISM": "2",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW__API__MAXIMUM_PAGE_LIMIT": "1000",
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(self.home / "logs"),
            "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(self.home / "logs" / "dag_processor"),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
            # a worker may look this long at a task that has ended already before it takes the next one
            "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.15",
            "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
            "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
        }


@dataclass(frozen=True)
class Example:
    """The days of the example company: its first one of history, and its business day."""

    first: date
    day: date

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Example:
        """From FIRST_DAY and DAY of `make`."""
        try:
            first, day = date.fromisoformat(env["FIRST_DAY"]), date.fromisoformat(env["DAY"])
        except ValueError as error:
            raise Stop(f"FIRST_DAY and DAY are dates such as 2026-10-30: {error}") from None
        if first >= day:
            raise Stop(f"FIRST_DAY ({first}) has to lie before DAY ({day}): the business day needs a history.")
        return cls(first, day)

    @property
    def history(self) -> Days:
        """Everything before the business day; never mailed."""
        return Days(self.first, self.day - timedelta(days=1))

    @property
    def today(self) -> Days:
        """The business day; its report is mailed."""
        return Days(self.day, self.day, deliver=True)

    @property
    def span(self) -> dict[str, str]:
        """The settings that end Airflow's schedules where the example's exports end."""
        return {"PLUMBLINE_FIRST_DAY": str(self.first), "PLUMBLINE_LAST_DAY": str(self.day)}


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(text: str) -> None:
    """One line of progress."""
    print(f"\033[1m==>\033[0m {text}" if sys.stdout.isatty() else f"==> {text}", flush=True)
