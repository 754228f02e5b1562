"""Which run the figures of a business day come from, out of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from plumbline.warehouse import ops


@dataclass(frozen=True)
class Run:
    """The latest build that covers a business day."""

    task: str
    first_day: date
    last_day: date
    at: datetime
    summary: str


def read_run(connection: sa.Connection, business_day: date) -> Run | None:
    """The run behind the marts of a business day; None where the ledger knows of none."""
    if not sa.inspect(connection).has_table("run", schema="ops"):
        return None
    run = ops.run
    query = (
        sa.select(run.c.task, run.c.first_day, run.c.last_day, run.c.recorded_at, run.c.summary)
        .where(
            run.c.task == "build",
            run.c.state == "done",
            run.c.first_day <= business_day,
            run.c.last_day >= business_day,
        )
        .order_by(run.c.recorded_at.desc())
        .limit(1)
    )
    found = connection.execute(query).first()
    return None if found is None else Run(*found)
