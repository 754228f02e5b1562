"""Pull one system's exports into the warehouse.

**What it does.** Each task takes one source's files for the business day out of the drop, keeps them unchanged in the
landing store, checks them row by row and replaces that day's slice in the warehouse. Lists that arrive only when they
change are one task for each owner: a list that breaks its contract costs itself, the others are taken all the same.
Rows that break the contract go to `ops.quarantine` with file, line, field and reason. A day that a platform restates
is read again.

**When.** As `schedule` in the source's YAML says, in the company's zone; the run at 06:00 is for the day before.

**Who is called.** The owner named in the source's YAML.

**When it fails.** The log's last lines say what broke, what it costs and what to do. A late file is looked for every 20
minutes; at the deadline the report goes out without it and names the gap. When the cause is mended press *Clear* on the
task.

**Running it again** is safe, for any day and in any order: it leaves the same rows. For other days trigger it with
`first_day` and `last_day`; a range is read in one run. `build` follows when all systems have reported the same days;
when you have pulled a single one, trigger `build` with those days yourself. Backfills and named days mail nothing
unless `deliver` says so.
"""

from __future__ import annotations

from collections import defaultdict

from airflow.sdk import DAG, CronDataIntervalTimetable, get_current_context, task

from plumbline.airflow.defaults import WRITER_POOL, schedule_span, task_defaults
from plumbline.airflow.run_days import day_params, emit, run_days, source_asset
from plumbline.errors import SettingsWrong
from plumbline.settings import Settings
from plumbline.sources.definition import Source, load_sources


def pull_dag(settings: Settings, system: str, sources: list[Source]) -> DAG:
    """A system's DAG: one task a source."""
    schedules = {source.schedule for source in sources}
    if len(schedules) > 1:
        raise SettingsWrong(
            f"The sources of {system} have different schedules: {', '.join(sorted(schedules))}.",
            f"{system} is not pulled.",
            "Give them the same schedule, or another `system`, in their YAML.",
        )
    with DAG(
        dag_id=f"pull_{system}",
        description=", ".join(source.title for source in sources),
        doc_md=__doc__,
        schedule=CronDataIntervalTimetable(schedules.pop(), timezone=settings.company.time_zone),
        default_args=task_defaults(sources[0].owner),
        params=day_params(),
        tags=["plumbline", "pull", system],
        **schedule_span(settings),
    ) as dag:
        tasks: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            tasks[source.task].append(source)
        for task_id, pulled in tasks.items():
            pull_task(task_id, pulled)
    return dag


def pull_task(task_id: str, sources: list[Source]) -> None:
    """A task that pulls one source, or several after each other; the asset event of each carries the days."""

    @task(
        task_id=task_id,
        doc_md=", ".join(source.title for source in sources),
        owner=sources[0].owner,
        outlets=[source_asset(source.name) for source in sources],
        pool=WRITER_POOL,
        max_active_tis_per_dag=1,
    )
    def pull_sources() -> str:
        from plumbline.sources.pull import pull_all

        context = get_current_context()
        days = run_days(context)
        results = pull_all(Settings.from_env(), [source.name for source in sources], days)
        for name, result in results.items():
            emit(context, source_asset(name), days, result.touched)
        return "; ".join(f"{name}: {result.summary}" for name, result in results.items())

    pull_sources()


def pull_dags() -> None:
    """A DAG for each system that the company's YAMLs name."""
    settings = Settings.from_env()
    systems: dict[str, list[Source]] = defaultdict(list)
    for source in load_sources(settings.sources_folder):
        systems[source.system].append(source)
    for system, sources in systems.items():
        pull_dag(settings, system, sources)


pull_dags()
