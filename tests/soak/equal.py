"""Whether a run ended as another one did: every table, every file, every mail, no lock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

# When and in how many attempts something was done may differ; what was done may not.
WHEN = {"recorded_at", "seconds", "published_at", "queued_at", "claimed_at", "sent_at", "attempts", "summary"}
SCHEMAS = ("ops", "removed", "staging", "core", "marts")


def differences(untouched: Path, again: Path) -> Iterator[str]:
    """A line for each table of two `var` folders that differs; the second is opened to write, so its lock is free."""
    with duckdb.connect(str(again / "warehouse.duckdb")) as db:
        db.execute(f"attach '{untouched / 'warehouse.duckdb'}' as untouched (read_only)")
        found = db.execute(
            "select table_catalog = 'untouched', table_schema, table_name, list(column_name order by ordinal_position)"
            " from information_schema.columns inner join information_schema.tables"
            "   using (table_catalog, table_schema, table_name)"
            f" where table_type = 'BASE TABLE' and table_schema in {SCHEMAS} group by all"
        ).fetchall()
        here, there = ({f"{s}.{t}": c for is_old, s, t, c in found if is_old is old} for old in (False, True))
        for table in sorted(here.keys() ^ there.keys()):
            yield f"{table} is there only {'again' if table in here else 'untouched'}"
        for table in sorted(here.keys() & there.keys()):
            columns = ", ".join(f'"{name}"' for name in here[table] if name not in WHEN or not table.startswith("ops."))
            sides = (f"select {columns} from {table}", f"select {columns} from untouched.{table}")
            for more, less, words in ((*sides, "too much"), (*reversed(sides), "missing")):
                sql = f"from (({more}) except all ({less}))"
                count = db.execute(f"select count(*) {sql}").fetchone()
                if count and count[0]:
                    yield f"{table}: {count[0]} rows {words}, as {db.execute(f'{sql} limit 1').fetchone()}"


def files(*folders: Path) -> set[str]:
    """Every file below the folders but Airflow's own."""
    return {
        str(path.relative_to(folder))
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and "airflow" not in path.relative_to(folder).parts
    }
