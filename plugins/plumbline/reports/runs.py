"""Which run the figures of a business day come from, out of the ledger."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from plumbline.warehouse import ops


def read_run(connection: sa.Connection, business_day: date) -> list[tuple[str, str]]:
    """(what, which) lines for the last page: the latest build that covers the day, and when it was done."""
    if not sa.inspect(connection).has_table("run", schema="ops"):
        return []
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
    if found is None:
        return []
    days = str(found.first_day) if found.first_day == found.last_day else f"{found.first_day} … {found.last_day}"
    return [("Run", f"{found.task} {days}, {found.recorded_at:%Y-%m-%d %H:%M %Z}: {found.summary}")]
