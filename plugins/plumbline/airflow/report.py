"""A report's DAG: publish, then deliver, for each YAML of its kind. The DAG files name the kind and say what it is."""

from __future__ import annotations

import logging

from airflow.sdk import DAG, PartitionedAssetTimetable, get_current_context, task

from plumbline.airflow.defaults import schedule_span, task_defaults
from plumbline.airflow.run_days import MARTS, day_params, partition_days, run_days, skip
from plumbline.logs import quiet_libraries, timed
from plumbline.reports.catalogue import ReportPlan, load_plans
from plumbline.settings import Settings

log = logging.getLogger(__name__)


def report_dag(kind: str, description: str, doc: str) -> DAG | None:
    """The DAG of a kind, two tasks a YAML; None where no YAML asks for the kind."""
    settings = Settings.from_env()
    plans = load_plans(settings.reports_folder, kind)
    if not plans:
        return None
    with DAG(
        dag_id=kind,
        description=description,
        doc_md=doc,
        schedule=PartitionedAssetTimetable(assets=MARTS),
        default_args=task_defaults("analytics"),
        params=day_params(),
        tags=["plumbline", "report"],
        max_active_runs=1,
        **schedule_span(settings),
    ) as dag:
        for plan in plans:
            _tasks(plan, "" if plan.name.replace("-", "_") == kind else f"_{plan.name.replace('-', '_')}")
    return dag


def _tasks(plan: ReportPlan, ending: str) -> None:
    @task(task_id=f"publish{ending}")
    def publish() -> list[dict[str, str]]:
        """Render, verify, archive; XCom carries references only."""
        context = get_current_context()
        # restated days reach further back than what was asked for: they are no reason to publish again
        asked = partition_days(context, run_days(context))
        day = plan.last_due(asked.first, asked.last)
        if day is None:
            skip(f"{plan.name} is {plan.schedule}; nothing it is about closes on {asked.last}.")
        quiet_libraries()  # before they are imported: they log while they are
        from plumbline.layout.render import forget_styles
        from plumbline.mail.message import save
        from plumbline.reports.publish import publish as make

        log.info("%s of %s", plan.title, day)
        with timed(log, f"{plan.title} rendered, verified and archived"):
            try:
                publications = make(Settings.from_env(), plan.name, day)
            finally:
                forget_styles()
        for publication in publications:
            log.info("%s, %d pages: %s", publication.language, publication.pages, publication.path)
        return [
            {"pdf": str(publication.path), "mail": str(save(publication)), "content_hash": publication.content_hash}
            for publication in publications
        ]

    @task(task_id=f"deliver{ending}", owner="operations")
    def deliver(published: list[dict[str, str]]) -> str:
        """Mail what was published, if this run may mail."""
        from pathlib import Path

        from plumbline.mail import outbox
        from plumbline.mail.message import load

        if not run_days(get_current_context()).deliver:
            skip("History, a backfill or a named day: nothing is mailed unless `deliver` asks for it.")
        messages = [load(Path(references["mail"])) for references in published]
        with timed(log, f"{len(messages)} publications delivered"):
            return outbox.deliver(Settings.from_env(), messages).summary

    deliver(publish())  # type: ignore[arg-type]  # Airflow hands over the value, not the XComArg
