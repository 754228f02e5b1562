"""Publish the daily pulse of a business day, and mail it.

**What it does.** `publish` renders the report of the last day asked for as a PDF, verifies it against the warehouse and
archives it; that closes the business day. `deliver` mails it to the report's recipients, to each exactly once.

**When.** As soon as the marts of a business day are built.

**Who is called.** analytics for `publish`, operations for `deliver`.

**When it fails.** `publish`: the log says which verification failed; nothing has been mailed. `deliver`: the log says
who has no mail yet and what the server answered; `ops.delivery` holds the state of each. Mend the cause, then press
*Clear* on the task: only what is missing is sent.

**Running it again** is safe: the same content is never mailed twice to anybody. Backfills, ranges and named days mail
nothing unless `deliver` says so.
"""

from __future__ import annotations

from airflow.sdk import DAG, PartitionedAssetTimetable, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from plumbline.airflow.asked import MARTS, asked_days, day_params
from plumbline.airflow.house import WRITER_POOL, schedule_span, task_defaults
from plumbline.settings import Settings


@task(pool=WRITER_POOL)
def publish() -> dict[str, str]:
    """Render, verify, archive; XCom carries references only."""
    from plumbline.mail.envelope import seal
    from plumbline.reports import daily_pulse

    days = asked_days(get_current_context())
    publication = daily_pulse.publish(Settings.from_env(), days.last)
    return {
        "pdf": str(publication.path),
        "mail": str(seal(publication)),
        "content_hash": publication.content_hash,
    }


@task(pool=WRITER_POOL, owner="operations")
def deliver(published: dict[str, str]) -> str:
    """Mail what was published, if this run may mail."""
    from pathlib import Path

    from plumbline.mail import outbox
    from plumbline.mail.envelope import unseal

    if not asked_days(get_current_context()).deliver:
        raise AirflowSkipException(
            "History, a backfill or a named day: nothing is mailed unless `deliver` asks for it."
        )
    return outbox.deliver(Settings.from_env(), [unseal(Path(published["mail"]))]).summary


with DAG(
    dag_id="daily_pulse",
    description="The daily pulse: rendered, verified, archived, mailed once",
    doc_md=__doc__,
    schedule=PartitionedAssetTimetable(assets=MARTS),
    default_args=task_defaults("analytics"),
    params=day_params(),
    tags=["plumbline", "report"],
    max_active_runs=1,
    **schedule_span(Settings.from_env()),
):
    deliver(publish())  # type: ignore[arg-type]  # Airflow hands over the value, not the XComArg
