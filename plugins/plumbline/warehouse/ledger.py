"""Writing into the ledger's tables in a way that leaves one row however often a task runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from plumbline.days import Days
from plumbline.warehouse.ops import run


def put(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, in the place of those with the same primary key."""
    if not rows:
        return
    keys = list(table.primary_key.columns)
    taken = [tuple(row[key.name] for key in keys) for row in rows]
    connection.execute(table.delete().where(sa.tuple_(*keys).in_(taken)))
    names = list(dict.fromkeys(name for row in rows for name in row))
    connection.execute(table.insert().values([{name: row.get(name) for name in names} for row in rows]))


def record_run(connection: sa.Connection, task: str, days: Days, state: str, summary: str, seconds: float) -> None:
    """Remember the latest run of a task over a range of days."""
    row = {
        "task": task,
        "first_day": days.first,
        "last_day": days.last,
        "state": state,
        "summary": summary,
        "seconds": round(seconds, 3),
    }
    put(connection, run, [row])


def is_done(connection: sa.Connection, task: str, days: Days) -> bool:
    """Whether one run of a task over all of these days has succeeded; no ledger yet is no."""
    if not sa.inspect(connection).has_table("run", schema="ops"):
        return False
    columns = run.c
    covers = (columns.first_day <= days.first, columns.last_day >= days.last)
    done = sa.select(columns.task).where(columns.task == task, columns.state == "done", *covers)
    return connection.execute(done).first() is not None
