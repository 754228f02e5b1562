"""Pull one system's exports into the warehouse.

**What it does.** Each task takes one source's files for the business day out of the drop, keeps them unchanged in the
landing store, checks them row by row and replaces that day's slice in the warehouse. Rows that break the contract go to
`ops.quarantine` with file, line, field and reason. A day that a platform restates is read again.

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

from plumbline.airflow.asked import asked_days, day_params, source_asset, tell
from plumbline.airflow.house import WRITER_POOL, schedule_span, task_defaults
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
        for source in sources:
            pull_task(source)
    return dag


def pull_task(source: Source) -> None:
    """One source's task; its asset event carries the days."""
    asset = source_asset(source.name)

    @task(
        task_id=source.name,
        doc_md=source.title,
        owner=source.owner,
        outlets=[asset],
        pool=WRITER_POOL,
        max_active_tis_per_dag=1,
    )
    def pull_source() -> str:
        from plumbline.sources.pull import pull

        context = get_current_context()
        days = asked_days(context)
        result = pull(Settings.from_env(), source.name, days)
        for line in result.lines:
            print(line)
        tell(context, asset, days, result.touched)
        return result.summary

    pull_source()


def pull_dags() -> None:
    """A DAG for each system that the company's YAMLs name."""
    settings = Settings.from_env()
    systems: dict[str, list[Source]] = defaultdict(list)
    for source in load_sources(settings.sources_folder):
        systems[source.system].append(source)
    for system, sources in systems.items():
        pull_dag(settings, system, sources)


pull_dags()
