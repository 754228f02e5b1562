"""Airflow's REST API, as far as the street needs it."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import date
from typing import Any

from scripts.house import House, Stop

FRAMES = 3
ATTEMPTS = 20  # a second each: SQLite may be locked for a moment


class Api:
    """A client that logs in as admin; a refused request is a Stop with the server's words."""

    def __init__(self, house: House) -> None:
        self._url = house.url
        self._token = ""
        self._token = self._call("POST", "/auth/token", {"username": "admin", "password": house.password})[
            "access_token"
        ]

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """GET below /api/v2; lists in the query are repeated."""
        return self._call("GET", f"/api/v2{path}?{urllib.parse.urlencode(query, doseq=True)}")

    def trigger(self, dag_id: str, **conf: Any) -> str:
        """Start a run; its id comes back."""
        body = {"logical_date": None, "conf": conf}
        return str(self._call("POST", f"/api/v2/dags/{dag_id}/dagRuns", body)["dag_run_id"])

    def backfill(self, dag_id: str, first: date, until: date) -> None:
        """Start a backfill of the business days from `first` to the one before `until`."""
        body = {"dag_id": dag_id, "from_date": f"{first}T00:00:00Z", "to_date": f"{until}T00:00:00Z"}
        self._call("POST", "/api/v2/backfills", body)

    def import_errors(self) -> list[str]:
        """What keeps DAG files from loading."""
        return [e["stack_trace"] for e in self.get("/importErrors")["import_errors"]]

    def dags(self) -> list[dict[str, Any]]:
        """Every DAG that is there now."""
        found: list[dict[str, Any]] = self.get("/dags", limit=200, tags=["plumbline"])["dags"]
        return found

    def runs_since(self, moment: str) -> list[dict[str, Any]]:
        """All DAG runs queued since then, oldest first."""
        found: list[dict[str, Any]] = self.get(
            "/dags/~/dagRuns", run_after_gte=moment, order_by="run_after", limit=500
        )["dag_runs"]
        return found

    def tasks_since(self, moment: str) -> list[dict[str, Any]]:
        """The task instances of those runs. (The POST that lists them would write to Airflow's audit log each time.)"""
        found: list[dict[str, Any]] = self.get("/dags/~/dagRuns/~/taskInstances", run_after_gte=moment, limit=500)[
            "task_instances"
        ]
        return found

    def give_up(self, run: dict[str, Any]) -> None:
        """Mark a run as failed, so that nothing of it is taken up again."""
        run_id = urllib.parse.quote(run["dag_run_id"], safe="")
        self._call("PATCH", f"/api/v2/dags/{run['dag_id']}/dagRuns/{run_id}", {"state": "failed"})

    def unfinished(self) -> list[dict[str, Any]]:
        """Runs that wait or work."""
        found: list[dict[str, Any]] = self.get("/dags/~/dagRuns", state=["queued", "running"], limit=500)["dag_runs"]
        return found

    def log(self, task: dict[str, Any]) -> list[str]:
        """The words of a task's last try."""
        path = f"/dags/{task['dag_id']}/dagRuns/{urllib.parse.quote(task['dag_run_id'], safe='')}"
        path += f"/taskInstances/{task['task_id']}/logs/{task['try_number']}"
        lines = self.get(path, full_content=True)["content"]
        words: list[str] = []
        for line in lines:
            words += line.splitlines() if isinstance(line, str) else _words(line)
        return words

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(
            self._url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Accept": "application/json",
                "Authorization": f"Bearer {self._token}",
            },
        )
        for attempt in range(ATTEMPTS):
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    found: dict[str, Any] = json.load(answer)
                    return found
            except urllib.error.HTTPError as error:
                words = f"{error.code} {error.read().decode()[:500]}"
                # 503 says that SQLite was locked and nothing was done
                passing = error.code == 503 or (error.code >= 500 and method == "GET")
                if not passing or attempt == ATTEMPTS - 1:
                    raise Stop(f"Airflow refused {method} {path}: {words}") from None
            except OSError as error:
                if method != "GET" or attempt == ATTEMPTS - 1:
                    raise Stop(f"Airflow does not answer {method} {path}: {error}") from None
            time.sleep(1.0)
        raise AssertionError


def _words(line: dict[str, Any]) -> list[str]:
    words = str(line.get("event", "")).splitlines()
    for error in line.get("error_detail") or []:
        frames = error.get("frames") or []
        words += [f"{frame['filename']}:{frame['lineno']} in {frame['name']}" for frame in frames[-FRAMES:]]
        words += f"{error.get('exc_type')}: {error.get('exc_value')}".splitlines()
    return words
