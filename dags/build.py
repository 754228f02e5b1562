"""Compute the marts of a business day, or of a range of days in one go.

**What it does.** Runs the SQL models in the order that their own SQL gives, for the days asked for and those that
were restated, then the checks that guard them. A failed check keeps the report from going out.

**When.** `build` starts as soon as every source has reported the same business day. `build_deadline` starts at 08:30
in the company's zone and does the same with what is there, unless the day has been published by then; the report names
the gap.

**Who is called.** analytics.

**When it fails.** The log names the model or the check, the rows it found and what to do; the marts are as they were
before, and no report goes out. When the cause is mended press *Clear* on the task.

**Running it again** is safe: it leaves the same rows. Trigger it with `first_day` and `last_day` for other days.
Backfills and named days mail nothing unless `deliver` says so.
"""

from __future__ import annotations

import logging

from airflow.sdk import (
    DAG,
    AssetAll,
    CronDataIntervalTimetable,
    PartitionedAssetTimetable,
    get_current_context,
    task,
)
from airflow.sdk.bases.timetable import BaseTimetable

from plumbline.airflow.defaults import WRITER_POOL, schedule_span, task_defaults
from plumbline.airflow.run_days import (
    MARTS,
    day_params,
    emit,
    is_published,
    partition_days,
    run_days,
    skip,
    source_asset,
)
from plumbline.settings import Settings
from plumbline.sources.definition import load_sources

log = logging.getLogger("plumbline.build")

DEADLINE = "30 8 * * *"  # 08:30 in the company's zone, two and a half hours after the pulls


def build_dag(settings: Settings, dag_id: str, schedule: BaseTimetable, *, only_if_unpublished: bool) -> DAG:
    """One task: a transaction on the warehouse."""
    with DAG(
        dag_id=dag_id,
        description="The marts of a business day, checked",
        doc_md=__doc__,
        schedule=schedule,
        default_args=task_defaults("analytics"),
        params=day_params(),
        tags=["plumbline", "build"],
        max_active_runs=1,
        **schedule_span(settings),
    ) as dag:

        @task(outlets=[MARTS], pool=WRITER_POOL)
        def build_marts() -> str:
            from plumbline.warehouse.build import build

            context, settings = get_current_context(), Settings.from_env()
            days = run_days(context)
            if only_if_unpublished and is_published(settings, days.last):
                skip(f"{days.last} was built and published before its deadline.")
            result = build(settings, days)
            for warning in result.warnings:
                log.warning("%s", warning)
            emit(context, MARTS, partition_days(context, days), days)
            return result.summary

        build_marts()
    return dag


def build_dags() -> None:
    """The build that waits for everything, and the one that does not."""
    settings = Settings.from_env()
    assets = [source_asset(source.name) for source in load_sources(settings.sources_folder)]
    clock = CronDataIntervalTimetable(DEADLINE, timezone=settings.company.time_zone)
    complete = PartitionedAssetTimetable(assets=AssetAll(*assets))
    build_dag(settings, "build", complete, only_if_unpublished=False)
    build_dag(settings, "build_deadline", clock, only_if_unpublished=True)


build_dags()
