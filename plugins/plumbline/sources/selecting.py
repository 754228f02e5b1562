"""Running a source's SQL on each file by itself, and on many files at once where that says the same.

An SQL may number or group records: those of one file, never of several. Where it is a plain SELECT the file's index
joins its groups and windows, and one statement serves all files; everything else is run file by file.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb
import sqlglot
from sqlglot import exp

THREADS = 2
PLAIN = {"expressions", "from_", "where", "group", "qualify"}
ONE_FILE = (
    "create or replace view export as select * exclude (file_index) from exports"
    " where file_index = getvariable('file_index')"
)


def select_all(db: duckdb.DuckDBPyConnection, sql: str, files: Sequence[int]) -> dict[int, duckdb.DataError]:
    """Put what the SQL makes of view `export` into table `parsed`, for the files with these indexes.

    Errors by file where a value of it can't be taken: it has no rows then.
    """
    each = f"select cast(getvariable('file_index') as int) as file_index, given.* from (\n{sql}\n) as given"
    db.execute(ONE_FILE)
    db.execute(f"create table if not exists parsed as {each} limit 0")
    together = for_all_files(sql)
    if together is not None and len(files) > 1:
        db.execute(f"create or replace view export as select * from exports where file_index in {(*files,)}")
        try:
            db.execute(f"insert into parsed by name {together}")
            return {}
        except duckdb.Error:
            db.execute(ONE_FILE)  # whose value it was is found out file by file
    with ThreadPoolExecutor(THREADS) as pool:
        errors = list(pool.map(lambda file: _select_one(db, each, file), files))
    return {file: error for file, error in zip(files, errors, strict=True) if error is not None}


def for_all_files(sql: str) -> str | None:
    """The SQL for all files at once, with their index as a column; None where it is no plain SELECT of `export`."""
    try:
        select = sqlglot.parse_one(sql, dialect="duckdb")
    except sqlglot.errors.SqlglotError:
        return None
    tables = [(table.name, table.alias) for table in select.find_all(exp.Table)]
    group = select.args.get("group")
    if (
        not isinstance(select, exp.Select)
        or {key for key, value in select.args.items() if value} - PLAIN
        or tables != [("export", "")]
        or select.find(exp.Subquery, exp.Unnest, exp.Explode, exp.Columns)
        or any(column.is_star for column in select.expressions)
        or len(list(select.find_all(exp.Select))) > 1
        or (group is not None and {key for key, value in group.args.items() if value} - {"expressions", "all"})
        or (group is None and any(not isinstance(a.parent, exp.Window) for a in select.find_all(exp.AggFunc)))
    ):
        return None
    index = exp.column("file_index")
    for window in select.find_all(exp.Window):
        window.set("partition_by", [index.copy(), *(window.args.get("partition_by") or [])])
    if group is not None and not group.args.get("all"):
        group.append("expressions", index.copy())
    return select.select(index).sql(dialect="duckdb")


def _select_one(db: duckdb.DuckDBPyConnection, select: str, file: int) -> duckdb.DataError | None:
    """Put one file's rows into `parsed`, on a connection of its own; an error where the SQL can't take a value."""
    with db.cursor() as own:
        own.execute("set timezone = 'UTC'")
        own.execute(f"set variable file_index = {file}")
        try:
            own.execute(f"insert into parsed by name {select}")
        except duckdb.DataError as error:
            return error
    return None
