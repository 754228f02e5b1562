"""A run of the pipeline through Airflow: start the pulls, watch until every report is done, say what failed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Set
from datetime import UTC, datetime, timedelta

from plumbline.airflow.partition import key_of
from plumbline.days import Days
from plumbline.reports.publication import load_plans
from plumbline.settings import Settings
from plumbline.sources.definition import load_sources
from scripts.api import Api, Record
from scripts.installation import Stop

POLL_SECONDS, PARSE_SECONDS, STALL_SECONDS = 1.0, 90.0, 300.0
LOG_LINES = 25
BROKEN = ("failed", "up_for_retry", "upstream_failed")


def pulls(settings: Settings) -> set[str]:
    """The ids of the DAGs that begin a run: one a system."""
    return {f"pull_{source.system}" for source in load_sources(settings.sources_folder)}


def reports(settings: Settings) -> set[str]:
    """The ids of the DAGs that end it: one a kind of report."""
    return {plan.kind for plan in load_plans(settings.reports_folder)}


def wait_for_dags(api: Api, settings: Settings, since: datetime) -> None:
    """Until Airflow has read every DAG file after `since` (in UTC)."""
    deadline = time.monotonic() + PARSE_SECONDS
    while time.monotonic() < deadline:
        if errors := api.get("/importErrors")["import_errors"]:
            raise Stop("A DAG file can't be loaded:\n" + "\n".join(error["stack_trace"] for error in errors))
        read = {dag["dag_id"] for dag in api.dags() if (dag["last_parsed_time"] or "") >= f"{since:%Y-%m-%dT%H:%M:%S}"}
        if read.issuperset({*pulls(settings), "build", *reports(settings)}):
            return
        time.sleep(POLL_SECONDS)
    raise Stop(f"Airflow did not read the DAG files in {PARSE_SECONDS:.0f} s; airflow/logs/airflow.log says why.")


def run(api: Api, settings: Settings, days: Days) -> None:
    """Pull all systems for the days; wait until every report is published, delivered if asked, or found not due."""
    since = datetime.now(UTC).isoformat()
    for dag_id in sorted(pulls(settings)):
        api.trigger(dag_id, first_day=str(days.first), last_day=str(days.last), deliver=days.deliver)
    downstream = {"build", *reports(settings)}
    wanted = {(dag_id, None) for dag_id in pulls(settings)} | {(dag_id, key_of(days)) for dag_id in downstream}
    for task in watch(api, since, wanted):
        skipped = task["state"] == "skipped"
        took = "skipped" if skipped else f"{task['duration'] or 0:.1f} s"
        print(f"    {'·' if skipped else '✓'} {task['dag_id']}.{task['task_id']} {took}", flush=True)


def backfill(api: Api, settings: Settings, days: Days) -> None:
    """Start a backfill of each pull; wait until each day has its daily pulse."""
    since = datetime.now(UTC).isoformat()
    for dag_id in sorted(pulls(settings)):
        api.backfill(dag_id, days.first, days.last + timedelta(days=1))
    for task in watch(api, since, {("daily_pulse", str(day)) for day in days.each()}):
        if task["task_id"] == "publish" and task["dag_id"] == "daily_pulse":
            print(f"    ✓ {task['partition_key']} {task['duration'] or 0:.1f} s", flush=True)


def watch(api: Api, since: str, wanted: Set[tuple[str, str | None]]) -> Iterator[Record]:
    """Each task that ends well, until the wanted runs (DAG, partition) have succeeded; Stop at the first that breaks.

    `since` is when their first pull was started.
    """
    keys = {key for _, key in wanted}
    seen: dict[str, str] = {}
    moved = time.monotonic()
    while True:
        runs = {(run["dag_id"], run["dag_run_id"]): run for run in api.runs(run_after_gte=since)}
        for task in api.tasks(run_after_gte=since):
            run = runs.get((task["dag_id"], task["dag_run_id"]))
            ours = run and (run["partition_key"] in keys or run["dag_id"].startswith("pull_"))
            if not run or not ours or seen.get(task["id"]) == task["state"]:
                continue
            seen[task["id"]], moved = task["state"], time.monotonic()
            if task["state"] in BROKEN:
                raise Stop(_failure(api, task))
            if task["state"] in ("success", "skipped"):
                yield task | {"partition_key": run["partition_key"]}
        if wanted <= {(run["dag_id"], run["partition_key"]) for run in runs.values() if run["state"] == "success"}:
            return
        if time.monotonic() - moved > STALL_SECONDS:
            raise Stop(f"Nothing has moved for {STALL_SECONDS:.0f} s. See airflow/logs/airflow.log, then try again.")
        time.sleep(POLL_SECONDS)


def _failure(api: Api, task: Record) -> str:
    time.sleep(1.0)  # the last line of a log is in the file a moment after the task's state is in the database
    lines = [f"    {line}" for line in api.log(task) if line.strip()][-LOG_LINES:]
    return (
        f"{task['dag_id']}.{task['task_id']} failed. The end of its log:\n\n" + "\n".join(lines) + "\n\n"
        "Mend what it names, then run the same command again: what is done is not done twice."
    )
