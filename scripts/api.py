"""Airflow's REST API, as far as these commands need it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

from scripts.installation import Installation, Stop

FRAMES = 3
Record = dict[str, Any]


class Api:
    """A client that logs in as admin; a refused request is a Stop with the server's words."""

    def __init__(self, installation: Installation) -> None:
        self._http = httpx.Client(base_url=installation.url, timeout=30)
        login = {"username": "admin", "password": installation.password}
        token = self._call("POST", "/auth/token", json=login)["access_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"
        self._http.base_url = httpx.URL(f"{installation.url}/api/v2")

    def get(self, path: str, **query: Any) -> Record:
        """GET below /api/v2; lists in the query are repeated."""
        answer: Record = self._call("GET", path, params=query)
        return answer

    def trigger(self, dag_id: str, **conf: Any) -> str:
        """Start a run; its id comes back."""
        return str(
            self._call("POST", f"/dags/{dag_id}/dagRuns", json={"logical_date": None, "conf": conf})["dag_run_id"]
        )

    def backfill(self, dag_id: str, first: object, until: object) -> None:
        """Start a backfill of the business days from `first` to the one before `until`."""
        dates = {"from_date": f"{first}T00:00:00Z", "to_date": f"{until}T00:00:00Z"}
        self._call("POST", "/backfills", json={"dag_id": dag_id, **dates})

    def dags(self) -> list[Record]:
        """Every DAG that is there now."""
        dags: list[Record] = self.get("/dags", limit=1000, tags=["plumbline"])["dags"]
        return dags

    def runs(self, **query: Any) -> list[Record]:
        """DAG runs, oldest first; `run_after_gte` and `state` narrow them down."""
        runs: list[Record] = self.get("/dags/~/dagRuns", order_by="run_after", limit=1000, **query)["dag_runs"]
        return runs

    def tasks(self, **query: Any) -> list[Record]:
        """Task instances of such runs. (The POST that lists them would write to Airflow's audit log each time.)"""
        answer = self.get("/dags/~/dagRuns/~/taskInstances", limit=1000, **query)
        tasks: list[Record] = answer["task_instances"]
        return tasks

    def discard(self, run: Record) -> None:
        """End a run and forget it."""
        path = _path(run)
        self._call("PATCH", path, json={"state": "failed"})
        self._call("DELETE", path)

    def log(self, task: Record) -> list[str]:
        """The words of a task's last try."""
        path = f"{_path(task)}/taskInstances/{task['task_id']}/logs/{task['try_number']}"
        return [line for entry in self.get(path, full_content=True)["content"] for line in _lines(entry)]

    def _call(self, method: str, path: str, **request: Any) -> Any:
        try:
            answer = self._http.request(method, path, **request).raise_for_status()
        except httpx.HTTPStatusError as error:
            words = f"{error.response.status_code} {error.response.text[:500]}"
            raise Stop(f"Airflow refused {method} {path}: {words}") from None
        except httpx.HTTPError as error:
            raise Stop(f"Airflow does not answer {method} {path}: {error}") from None
        return answer.json() if answer.content else None


def _path(record: Record) -> str:
    return f"/dags/{record['dag_id']}/dagRuns/{quote(record['dag_run_id'], safe='')}"


def _lines(entry: str | Record) -> list[str]:
    if isinstance(entry, str):
        return entry.splitlines()
    lines = str(entry.get("event", "")).splitlines()
    for error in entry.get("error_detail") or []:
        frames = (error.get("frames") or [])[-FRAMES:]
        lines += [f"{frame['filename']}:{frame['lineno']} in {frame['name']}" for frame in frames]
        lines += f"{error.get('exc_type')}: {error.get('exc_value')}".splitlines()
    return lines
