"""Airflow's REST API, as far as these commands need it. Paths are below /api/v2."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

from scripts.installation import Installation, Stop

Record = dict[str, Any]


def connect(installation: Installation) -> httpx.Client:
    """A client that is logged in as admin; a refused request is a Stop with the server's words."""
    checks = {"response": [_check]}
    login = {"username": "admin", "password": installation.password}
    with httpx.Client(base_url=installation.url, event_hooks=checks) as client:
        token = client.post("/auth/token", json=login).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{installation.url}/api/v2", headers=headers, event_hooks=checks, timeout=30)


def records(api: httpx.Client, path: str, **query: Any) -> list[Record]:
    """All there is of the path's last part: dags, dagRuns, taskInstances, importErrors."""
    page = api.get(path, params={"limit": 1000} | query).json()
    return next(value for value in page.values() if isinstance(value, list))


def path_of(record: Record) -> str:
    """Of the run that this is, or that this task instance belongs to."""
    return f"/dags/{record['dag_id']}/dagRuns/{quote(record['dag_run_id'], safe='')}"


def log_of(api: httpx.Client, task: Record) -> list[str]:
    """The lines of a task's last try, errors with their last frames."""
    path = f"{path_of(task)}/taskInstances/{task['task_id']}/logs/{task['try_number']}"
    lines: list[str] = []
    for entry in api.get(path, params={"full_content": True}).json()["content"]:
        lines += str(entry.get("event", "")).splitlines()
        for error in entry.get("error_detail") or []:
            frames = (error.get("frames") or [])[-3:]
            lines += [f"{frame['filename']}:{frame['lineno']} in {frame['name']}" for frame in frames]
            lines += f"{error.get('exc_type')}: {error.get('exc_value')}".splitlines()
    return lines


def _check(answer: httpx.Response) -> None:
    if answer.is_error:
        request, words = answer.request, answer.read().decode(errors="replace")[:500]
        raise Stop(f"Airflow refused {request.method} {request.url.path}: {answer.status_code} {words}")
