"""Whether a run ended as another one did: every table, every file, no lock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from plumbline.settings import Settings
from plumbline.warehouse.engines import column_list, open_warehouse, run_sql

# When and in how many attempts something was done may differ; what was done may not.
WHEN = {"recorded_at", "seconds", "published_at", "queued_at", "claimed_at", "sent_at", "attempts", "summary"}
SCHEMAS = ("ops", "removed", "staging", "core", "marts")
TABLES = f"""
select table_schema || '.' || table_name as name, column_name
from information_schema.columns inner join information_schema.tables using (table_catalog, table_schema, table_name)
where table_type = 'BASE TABLE' and table_schema in {SCHEMAS} order by 1, 2
"""
# what a process that is gone still holds in PostgreSQL; to DuckDB's file it is enough to open it to write
HELD = """
select 'a connection is open: ' || state || ', ' || query
from pg_stat_activity
where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
union all
select 'a lock is held: ' || locktype || ', ' || mode
from pg_locks
where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
"""


def differences(untouched: Settings, again: Settings) -> Iterator[str]:
    """A line for each table of two warehouses that differs, and for each lock on the second that nobody gave back."""
    with open_warehouse(again).begin() as connection:
        if connection.dialect.name == "postgresql":
            yield from run_sql(connection, HELD).scalars()
        here = _tables(connection)
        with open_warehouse(untouched).read() as other:
            there = _tables(other)
            for table in sorted(here.keys() ^ there.keys()):
                yield f"{table} is there only {'again' if table in here else 'untouched'}"
            for table in sorted(here.keys() & there.keys()):
                now, before = (_rows(side, table, here[table]) for side in (connection, other))
                for rows, words in ((now - before, "too much"), (before - now, "missing")):
                    if rows:
                        yield f"{table}: {rows.total()} rows {words}, as {next(iter(rows))}"


def _tables(connection: sa.Connection) -> dict[str, list[str]]:
    """The columns of each table that are to be equal."""
    found: dict[str, list[str]] = {}
    for row in run_sql(connection, TABLES):
        if row.column_name not in WHEN or not row.name.startswith("ops."):
            found.setdefault(row.name, []).append(row.column_name)
    return found


def _rows(connection: sa.Connection, table: str, columns: list[str]) -> Counter[str]:
    return Counter(map(str, run_sql(connection, f"select {column_list(columns)} from {table}")))


def files(*folders: Path) -> set[str]:
    """Every file below the folders but Airflow's own."""
    return {
        str(path.relative_to(folder))
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and "airflow" not in path.relative_to(folder).parts
    }
