"""A run of the pipeline through Airflow: start the pulls, watch until every report is done, say what failed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Set
from datetime import UTC, datetime, timedelta

import httpx

from plumbline.airflow.partition import key_of
from plumbline.days import Days
from plumbline.reports.catalogue import load_plans
from plumbline.settings import Settings
from plumbline.sources.definition import load_sources
from plumbline.warehouse import ledger
from plumbline.warehouse.engines import open_warehouse
from scripts.api import Record, log_of, records
from scripts.installation import Stop

POLL_SECONDS, PARSE_SECONDS, STALL_SECONDS = 1.0, 180.0, 300.0
LOG_LINES = 25
BROKEN = ("failed", "up_for_retry", "upstream_failed")


def pulls(settings: Settings) -> list[str]:
    """The DAGs that begin a run: one a system."""
    return sorted({f"pull_{source.system}" for source in load_sources(settings.sources_folder)})


def followers(settings: Settings) -> set[str]:
    """The DAGs that follow: the build, and one for each kind of report."""
    return {"build", *(plan.kind for plan in load_plans(settings.reports_folder))}


def is_done(api: httpx.Client, settings: Settings, days: Days) -> bool:
    """Whether the warehouse was built over these days in one go and Airflow has every report of it."""
    succeeded = {(run["dag_id"], run["partition_key"]) for run in records(api, "/dags/~/dagRuns", state=["success"])}
    with open_warehouse(settings).read() as connection:
        is_built = ledger.is_done(connection, "build", days)
    return is_built and {(dag_id, key_of(days)) for dag_id in followers(settings)} <= succeeded


def wait_for_dags(api: httpx.Client, settings: Settings, since: datetime) -> None:
    """Until Airflow has read every DAG file after `since` (in UTC)."""
    deadline, wanted = time.monotonic() + PARSE_SECONDS, {*pulls(settings), *followers(settings)}
    while time.monotonic() < deadline:
        if errors := records(api, "/importErrors"):
            raise Stop("A DAG file can't be loaded:\n" + "\n".join(error["stack_trace"] for error in errors))
        read = {dag["dag_id"] for dag in records(api, "/dags") if (dag["last_parsed_time"] or "") >= f"{since:%FT%T}"}
        if wanted <= read:
            return
        time.sleep(POLL_SECONDS)
    raise Stop(f"Airflow did not read the DAG files in {PARSE_SECONDS:.0f} s; airflow/logs/airflow.log says why.")


def run(api: httpx.Client, settings: Settings, days: Days) -> None:
    """Pull all systems for the days; wait until every report is published, delivered if asked, or found not due."""
    since = datetime.now(UTC).isoformat()
    for dag_id in pulls(settings):
        api.post(f"/dags/{dag_id}/dagRuns", json={"logical_date": None, "conf": days.as_extra()})
    started, following = dict.fromkeys(pulls(settings)), dict.fromkeys(followers(settings), key_of(days))
    for task in watch(api, since, (started | following).items()):
        mark, took = ("·", "skipped") if task["state"] == "skipped" else ("✓", f"{task['duration'] or 0:.1f} s")
        print(f"    {mark} {task['dag_id']}.{task['task_id']} {took}", flush=True)


def backfill(api: httpx.Client, settings: Settings, days: Days) -> None:
    """Start a backfill of each pull; wait until each day has its daily pulse."""
    since = datetime.now(UTC).isoformat()
    for dag_id in pulls(settings):
        dates = {"from_date": f"{days.first}T00:00:00Z", "to_date": f"{days.last + timedelta(days=1)}T00:00:00Z"}
        api.post("/backfills", json={"dag_id": dag_id} | dates)
    for task in watch(api, since, {("daily_pulse", str(day)) for day in days.each()}):
        if task["dag_id"] == "daily_pulse" and task["task_id"] == "publish":
            print(f"    ✓ {task['partition_key']} {task['duration'] or 0:.1f} s", flush=True)


def watch(api: httpx.Client, since: str, wanted: Set[tuple[str, str | None]]) -> Iterator[Record]:
    """Each task that ends well, until the wanted runs (DAG, partition) have succeeded; Stop at the first that breaks.

    `since` is when their first pull was started. What other partitions do meanwhile is not looked at.
    """
    keys = {key for _, key in wanted}
    seen: dict[str, str] = {}
    moved = time.monotonic()
    while True:
        runs = {(run["dag_id"], run["dag_run_id"]): run for run in records(api, "/dags/~/dagRuns", run_after_gte=since)}
        for task in records(api, "/dags/~/dagRuns/~/taskInstances", run_after_gte=since):
            run = runs.get((task["dag_id"], task["dag_run_id"]))
            is_ours = run and (run["partition_key"] in keys or run["dag_id"].startswith("pull_"))
            if not run or not is_ours or seen.get(task["id"]) == task["state"]:
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


def _failure(api: httpx.Client, task: Record) -> str:
    time.sleep(1.0)  # the last line of a log is in the file a moment after the task's state is in the database
    lines = [f"    {line}" for line in log_of(api, task) if line.strip()][-LOG_LINES:]
    return (
        f"{task['dag_id']}.{task['task_id']} failed. The end of its log:\n\n" + "\n".join(lines) + "\n\n"
        "Mend what it names, then run the same command again: what is done is not done twice."
    )
