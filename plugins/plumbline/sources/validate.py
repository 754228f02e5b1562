"""Do the rows that a source's SQL gives fit their staging table?

An SQL with a wrong column fits for no file and fails as a whole. A file whose rows do not fit (a value is missing, too
large, or stands there twice) costs only itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from plumbline.errors import ModelFailed
from plumbline.sources.definition import Source
from plumbline.warehouse.engines import quoted
from plumbline.warehouse.staging import StagingTable

LONGEST_SAMPLE = 100


def check_columns(given: Collection[str], source: Source, table: StagingTable) -> None:
    """ModelFailed where the SQL gives a column that the table has not, or no day where each row has its own."""
    unknown = sorted(set(given) - {"file_index", "account_id", "day", *table.types})
    if unknown or ("day" not in given and source.slice == "rows"):
        what = f"gives columns that {table.name} has not: {', '.join(unknown)}" if unknown else "gives no column `day`"
        raise ModelFailed(
            f"{source.sql_path.name} {what}.",
            f"Nothing of {source.title} was loaded.",
            f"Correct the SQL. The table's columns: account_id, day, {', '.join(table.types)}.",
        )


def bare_type(kind: str) -> str:
    """DECIMAL(18, 2) of `decimal(18, 2) not null`."""
    return kind.upper().partition(" NOT ")[0]


def misfits(db: duckdb.DuckDBPyConnection, source: Source, table: StagingTable) -> dict[int, tuple[str, str]]:
    """By file: what of its rows in `parsed` (as given) and `typed` (as kept) does not fit, and what to do about it."""
    problems: dict[int, tuple[str, str]] = {}
    given = {name for name, *_ in db.execute("describe parsed").fetchall()}
    unfit = {
        name: f"{quoted(name)} is not null and try_cast({quoted(name)} as {bare_type(kind)}) is null"
        for name, kind in table.types.items()
        if name in given and bare_type(kind) != "TEXT"
    }
    for name in _found(db, "parsed", unfit):
        sample = f"cast({quoted(name)} as text)"
        for index, rows, value in _by_file(db, "parsed", unfit[name], sample):
            what = f"{name} {str(value)[:LONGEST_SAMPLE]} does not fit {bare_type(table.types[name])} ({_rows(rows)})."
            problems.setdefault(index, (what, f"Correct the export, or the column in {source.sql_path.name}."))
    wanted = [name for name, kind in table.types.items() if "NOT NULL" in kind.upper()]
    absent = {name: f"{quoted(name)} is null" for name in [*wanted, "day"]}
    first = quoted(table.key[0]) if table.key else "null"
    for name in _found(db, "typed", absent):
        for index, rows, value in _by_file(db, "typed", absent[name], f"cast({first} as text)"):
            where = f"; the first: {table.key[0]} {value}" if value is not None else ""
            what = f"{_rows(rows)} without {name}, which {table.name} has to know{where}."
            remedy = (
                f"Fill it in the export, or give it a value in {source.sql_path.name}; `required: true` in"
                f" {source.yaml_path.name} refuses only the records that lack it."
            )
            problems.setdefault(index, (what, remedy))
    if table.key:
        _add_repeated(db, source, table, problems)
    return problems


def _add_repeated(
    db: duckdb.DuckDBPyConnection, source: Source, table: StagingTable, problems: dict[int, tuple[str, str]]
) -> None:
    names = [*(["day"] if source.slice == "rows" else []), *table.key]
    texts = ", ".join(f"cast({quoted(name)} as text)" for name in names)
    key = ", ".join(f"typed.{quoted(name)}" for name in table.key)
    twice = db.execute(
        f"select file_index, count(*), {texts} from typed group by file_index, account_id, day, {key}"
        " having count(*) > 1 order by all"
    ).fetchall()
    for index, rows, *values in twice:
        words = ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))
        remedy = f"Take the repeated rows out of the export, or sum or pick them in {source.sql_path.name}."
        problems.setdefault(index, (f"{_rows(rows)} stand for the same thing: {words}.", remedy))


def _found(db: duckdb.DuckDBPyConnection, table: str, conditions: Mapping[str, str]) -> list[str]:
    """Which of the conditions hold for any row: usually none, so all are looked for at once."""
    if not conditions:
        return []
    held = db.execute(f"select {', '.join(f'bool_or({c})' for c in conditions.values())} from {table}").fetchall()[0]
    return [name for name, holds in zip(conditions, held, strict=True) if holds]


def _by_file(
    db: duckdb.DuckDBPyConnection, table: str, condition: str, sample: str
) -> list[tuple[int, int, str | None]]:
    return db.execute(
        f"select file_index, count(*), min({sample}) from {table} where {condition} group by file_index order by all"
    ).fetchall()


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
