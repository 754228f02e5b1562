"""What is said when a task has failed for good: what broke, what it costs today's report, what to press.

It stands in the task's log and in ops.run; PLUMBLINE_ALARM_TO (addresses, separated by commas) gets it by mail, too.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import make_msgid

from airflow.sdk import Context

from plumbline.errors import PlumblineError
from plumbline.settings import Settings

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 10.0  # an alarm does not queue behind the work that it reports


@dataclass(frozen=True)
class Alarm:
    """One failure, in words."""

    task: str
    broke: str
    cost: str
    press: str

    @property
    def text(self) -> str:
        """For a log, a mail, a row."""
        return f"What broke: {self.task}: {self.broke}\nWhat is missing: {self.cost}\nWhat to do: {self.press}"


def sound(context: Context) -> None:
    """on_failure_callback: never raises, it would hide the failure it reports."""
    alarm = describe(context)
    log.error("%s", alarm.text)
    for step in (_record, _mail):
        try:
            step(context, alarm)
        except Exception:
            log.exception("The alarm could not be passed on by %s", step.__name__)


def describe(context: Context) -> Alarm:
    """The alarm of a failed task."""
    ti, error = context["ti"], context.get("exception")
    task = f"{ti.dag_id}.{ti.task_id}"
    where = f"Airflow, DAG {ti.dag_id}, run {context['run_id']}, task {ti.task_id}"
    if isinstance(error, PlumblineError):
        return Alarm(task, error.message, error.cost, f"{error.remedy} ({where}: Clear.)")
    return Alarm(
        task,
        f"{type(error).__name__}: {error}" if error else "it ended without saying why; its log says more",
        _missing(ti.dag_id, ti.task_id),
        f"Read the task's log ({where}), mend the cause, then press Clear on this task. Running it again is safe.",
    )


def _missing(dag_id: str, task_id: str) -> str:
    if dag_id.startswith("pull_"):
        return f"Today's rows of {task_id}. The report goes out at its deadline without them and names the gap."
    if dag_id.startswith("build"):
        return "Today's figures: the marts are as of the last good build, and no report goes out."
    return "Today's report: it was not mailed to those who have not got it yet."


def _record(context: Context, alarm: Alarm) -> None:
    from plumbline.airflow.asked import asked_days
    from plumbline.warehouse.engines import warehouse
    from plumbline.warehouse.ledger import record_run
    from plumbline.warehouse.ops import prepare

    house = replace(warehouse(Settings.from_env()), lock_patience_seconds=PATIENCE_SECONDS)
    with house.begin() as connection:
        prepare(connection)
        record_run(connection, f"alarm:{alarm.task}", asked_days(context), "failed", alarm.text, 0.0)


def _mail(context: Context, alarm: Alarm) -> None:
    people: Sequence[str] = [p.strip() for p in os.environ.get("PLUMBLINE_ALARM_TO", "").split(",") if p.strip()]
    if not people:
        return
    from plumbline.mail.transport import transport

    with transport(Settings.from_env()) as carrier:
        for person in people:
            message = EmailMessage()
            message["From"], message["To"] = carrier.sender, person
            message["Subject"] = f"Plumbline: {alarm.task} failed"
            message["Message-ID"] = make_msgid(domain="plumbline")
            message.set_content(alarm.text)
            carrier.send(message, person, f"alarm-{context['ti'].id}-{person}")
