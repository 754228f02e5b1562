"""Walking the street through Airflow: trigger the pulls, watch until the report is delivered, say what failed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from plumbline.airflow.partition import key_of
from plumbline.days import Days
from plumbline.settings import Settings
from plumbline.sources.definition import load_sources
from scripts.api import Api
from scripts.house import Stop

LOOK_SECONDS = 1.0
PARSE_SECONDS = 90.0
STALL_SECONDS = 300.0
LOG_LINES = 25
BROKEN = ("failed", "up_for_retry", "upstream_failed")
DOWNSTREAM = ("build", "daily_pulse")


def wait_for_dags(api: Api, settings: Settings, since: datetime) -> list[str]:
    """Until Airflow has read every DAG file after `since`; the ids of the pulls come back."""
    pulls = sorted({f"pull_{source.system}" for source in load_sources(settings.sources_folder)})
    deadline = time.monotonic() + PARSE_SECONDS
    while time.monotonic() < deadline:
        if errors := api.import_errors():
            raise Stop("A DAG file can't be loaded:\n" + "\n".join(errors))
        read = {dag["dag_id"] for dag in api.dags() if _moment(dag["last_parsed_time"]) >= since}
        if read.issuperset([*pulls, *DOWNSTREAM]):
            return pulls
        time.sleep(LOOK_SECONDS)
    raise Stop(f"Airflow did not read the DAG files in {PARSE_SECONDS:.0f} s; see var/airflow/logs/dag-processor.log.")


def walk(api: Api, pulls: list[str], days: Days) -> None:
    """Pull all systems for the days and wait until the report of the last day is published, and delivered if asked."""
    for run in api.unfinished():  # left by a walk that was cut short
        api.give_up(run)
    since = datetime.now(UTC).isoformat()
    for dag_id in pulls:
        api.trigger(dag_id, first_day=str(days.first), last_day=str(days.last), deliver=days.deliver)
    for line in _Watch(api, since, {*pulls}, key_of(days)).lines():
        print(f"    {line}", flush=True)


@dataclass
class _Watch:
    """The runs that began with a walk."""

    api: Api
    since: str
    pulls: set[str]
    key: str
    seen: dict[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """A line for each task that has ended, until all have; Stop at the first that breaks."""
        moved = time.monotonic()
        while True:
            runs = [run for run in self.api.runs_since(self.since) if self._ours(run)]
            ours = {(run["dag_id"], run["dag_run_id"]) for run in runs}
            for task in self.api.tasks_since(self.since):
                if (task["dag_id"], task["dag_run_id"]) in ours and self._news(task):
                    moved = time.monotonic()
                    if task["state"] in BROKEN:
                        raise Stop(self._failure(task))
                    if task["state"] in ("success", "skipped"):
                        yield _line(task)
            if self._over(runs):
                return
            if time.monotonic() - moved > STALL_SECONDS:
                raise Stop(
                    f"Nothing has moved for {STALL_SECONDS:.0f} s. See var/airflow/logs/scheduler.log, then try again."
                )
            time.sleep(LOOK_SECONDS)

    def _ours(self, run: dict[str, Any]) -> bool:
        return run["dag_id"] in self.pulls or (run["dag_id"] in DOWNSTREAM and run["partition_key"] == self.key)

    def _news(self, task: dict[str, Any]) -> bool:
        before = self.seen.get(task["id"])
        self.seen[task["id"]] = task["state"]
        return bool(before != task["state"])

    def _over(self, runs: list[dict[str, Any]]) -> bool:
        done: set[str] = {run["dag_id"] for run in runs if run["state"] == "success"}
        return done >= self.pulls | set(DOWNSTREAM)

    def _failure(self, task: dict[str, Any]) -> str:
        # the last line of a log is in the file a moment after the task's state is in the database
        time.sleep(1.0)
        words = [line for line in self.api.log(task) if line.strip()][-LOG_LINES:]
        return "\n".join(
            [
                f"{task['dag_id']}.{task['task_id']} failed. The end of its log:",
                "",
                *(f"    {line}" for line in words),
                "",
                "Mend what it names, then run the same command again: what is done is not done twice.",
            ]
        )


def _line(task: dict[str, Any]) -> str:
    sign = "·" if task["state"] == "skipped" else "✓"
    note = " (skipped)" if task["state"] == "skipped" else f" {task['duration'] or 0:.1f} s"
    return f"{sign} {task['dag_id']}.{task['task_id']}{note}"


def _moment(text: str | None) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else datetime.min.replace(tzinfo=UTC)
