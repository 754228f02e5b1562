"""What is said when a task has failed for good: what broke, what it costs today's report, what to do.

It stands in the task's log and in ops.run; PLUMBLINE_ALERT_TO (addresses, separated by commas) gets it by mail, too.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import make_msgid

from airflow.sdk import BaseNotifier, Context

from plumbline.errors import PlumblineError
from plumbline.settings import Settings

LOCK_PATIENCE_SECONDS = 10.0  # an alert does not queue behind the work that it reports


@dataclass(frozen=True)
class Alert:
    """One failure, in words."""

    task: str
    what_broke: str
    what_is_missing: str
    what_to_do: str

    @property
    def text(self) -> str:
        """For a log, a mail, a row."""
        return (
            f"What broke: {self.task}: {self.what_broke}\nWhat is missing: {self.what_is_missing}\n"
            f"What to do: {self.what_to_do}"
        )


class FailureNotifier(BaseNotifier):
    """Writes the alert of a failed task to its log, records it in the warehouse, and mails it."""

    def notify(self, context: Context) -> None:
        """Never raises: that would hide the failure that it reports."""
        alert = describe(context)
        self.log.error("%s", alert.text)
        for step in (_record, _mail):
            try:
                step(context, alert)
            except Exception:
                self.log.exception("The alert could not be passed on by %s", step.__name__)


notify_failure = FailureNotifier()


def describe(context: Context) -> Alert:
    """The alert of a failed task."""
    ti, error = context["ti"], context.get("exception")
    task = f"{ti.dag_id}.{ti.task_id}"
    where = f"Airflow, DAG {ti.dag_id}, run {context['run_id']}, task {ti.task_id}"
    if isinstance(error, PlumblineError):
        return Alert(task, error.message, error.cost, f"{error.remedy} ({where}: Clear.)")
    return Alert(
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


def _record(context: Context, alert: Alert) -> None:
    from plumbline.airflow.run_days import run_days
    from plumbline.warehouse.engines import open_warehouse
    from plumbline.warehouse.ledger import record_run
    from plumbline.warehouse.ops import prepare

    patient = replace(open_warehouse(Settings.from_env()), lock_patience_seconds=LOCK_PATIENCE_SECONDS)
    with patient.begin() as connection:
        prepare(connection)
        record_run(connection, f"alert:{alert.task}", run_days(context), "failed", alert.text, 0.0)


def _mail(context: Context, alert: Alert) -> None:
    recipients = [name.strip() for name in os.environ.get("PLUMBLINE_ALERT_TO", "").split(",") if name.strip()]
    if not recipients:
        return
    from plumbline.mail.transport import transport

    with transport(Settings.from_env()) as carrier:
        for recipient in recipients:
            message = EmailMessage()
            message["From"], message["To"] = carrier.sender, recipient
            message["Subject"] = f"Plumbline: {alert.task} failed"
            message["Message-ID"] = make_msgid(domain="plumbline")
            message.set_content(alert.text)
            carrier.send(message, recipient, f"alert-{context['ti'].id}-{recipient}")
