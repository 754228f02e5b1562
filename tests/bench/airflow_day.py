"""Days under Airflow and in one process, measured: `python -m tests.bench.airflow_day airflow|process <first> <last>`.

Each day is pulled, built, published and delivered; PLUMBLINE_VAR holds the history before it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from plumbline.days import Days
from plumbline.settings import Settings


def under_airflow(days: list[Days]) -> dict[str, object]:
    """Through our own Airflow with its LocalExecutor, from the trigger of the pulls to the end of the last report."""
    from scripts import pipeline
    from scripts.api import records
    from scripts.installation import Installation, free_port
    from scripts.processes import running

    span = {"PLUMBLINE_FIRST_DAY": str(days[0].first), "PLUMBLINE_LAST_DAY": str(days[-1].last)}
    installation = Installation(Path(os.environ["PLUMBLINE_VAR"]), free_port(), span)
    settings, since, seconds, tasks = installation.settings, datetime.now(UTC), [], 0
    with running(installation) as api:
        pipeline.wait_for_dags(api, settings, since)
        for day in days:
            started = time.monotonic()
            pipeline.run(api, settings, day)
            seconds.append(time.monotonic() - started)
        instances = records(api, "/dags/~/dagRuns/~/taskInstances", run_after_gte=since.isoformat())
        tasks = sum(task["state"] == "success" for task in instances)
    return {"seconds": seconds, "tasks": tasks / len(days)}


def in_one_process(days: list[Days]) -> dict[str, object]:
    """The same functions that the tasks call, one after another."""
    from plumbline.mail import outbox
    from plumbline.reports.catalogue import load_plans
    from plumbline.reports.publish import publish
    from plumbline.sources.definition import load_sources
    from plumbline.sources.pull import pull_all
    from plumbline.warehouse.build import build

    settings, seconds = Settings.from_env(), []
    for day in days:
        started = time.monotonic()
        pull_all(settings, [source.name for source in load_sources(settings.sources_folder)], day)
        build(settings, day)
        for plan in load_plans(settings.reports_folder):
            if plan.is_due(day.last):
                outbox.deliver(settings, publish(settings, plan.name, day.last))
        seconds.append(time.monotonic() - started)
    return {"seconds": seconds}


if __name__ == "__main__":
    how, first, last = sys.argv[1:]
    span = Days(date.fromisoformat(first), date.fromisoformat(last))
    each = [Days(day, day, deliver=True) for day in span.each()]
    said = under_airflow(each) if how == "airflow" else in_one_process(each)
    print(json.dumps(said))
