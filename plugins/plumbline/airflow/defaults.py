"""What every task has in common: its owner, its retries, whom its failure tells; and the days that have a schedule."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from plumbline.airflow.alerts import notify_failure
from plumbline.settings import Settings

WRITER_POOL = "warehouse"  # one slot: DuckDB has one writer at a time
EARLIEST_DAY = "2020-01-01"

# A late file is looked for until the deadline's build goes ahead without it; what needs a person is not tried again.
RETRIES = 6
POLICY = ExceptionRetryPolicy(
    [
        RetryRule("plumbline.errors.SourceMissing", RetryAction.RETRY, timedelta(minutes=20), "the export is late"),
        RetryRule(
            "plumbline.errors.Final", RetryAction.FAIL, reason="trying again gives the same; a person has to act"
        ),
    ]
)


def task_defaults(owner: str) -> dict[str, Any]:
    """`default_args` of a DAG: waits of 1, 2, 4 … minutes for what may heal, none for what can't."""
    return {
        "owner": owner,
        "retries": RETRIES,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": 2,
        "max_retry_delay": timedelta(minutes=30),
        "retry_policy": POLICY,
        "on_failure_callback": notify_failure,
    }


def schedule_span(settings: Settings) -> dict[str, Any]:
    """`start_date` and `end_date` of a DAG, `catchup` off.

    PLUMBLINE_FIRST_DAY bounds backfills; PLUMBLINE_LAST_DAY ends the schedule where the exports end (the example's do).
    """
    zone = ZoneInfo(settings.company.time_zone)
    first = datetime.fromisoformat(os.environ.get("PLUMBLINE_FIRST_DAY") or EARLIEST_DAY).replace(tzinfo=zone)
    last = os.environ.get("PLUMBLINE_LAST_DAY")
    end = datetime.fromisoformat(last).replace(hour=23, minute=59, tzinfo=zone) if last else None
    return {"start_date": first, "end_date": end, "catchup": False}
