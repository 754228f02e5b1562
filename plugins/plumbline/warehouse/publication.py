"""Between Spark and the database of its ledger: what models read of the one, what reports read of the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa
import sqlglot
from sqlglot import exp

from plumbline.days import Days
from plumbline.errors import ModelFailed
from plumbline.warehouse import ops
from plumbline.warehouse.checks import Check, CheckResult
from plumbline.warehouse.comments import describe, meaning
from plumbline.warehouse.computed import column_prose
from plumbline.warehouse.engines import SQLGLOT_DIALECT, Warehouse, run_sql
from plumbline.warehouse.lake import Made, builds_in_use, kept_places, remember
from plumbline.warehouse.models import Model
from plumbline.warehouse.spark import SparkBuild, build_id, staging_types
from plumbline.warehouse.sqlfile import tables_read
from plumbline.warehouse.staging import load_staging

LEDGER = {table.fullname: table for table in (*ops.metadata.sorted_tables, ops.calendar)}


def ledger_rows(connection: sa.Connection, names: Iterable[str]) -> dict[str, pa.Table]:
    """Tables of the ledger, whole, by schema.name; ModelFailed for a name that nobody makes."""
    unknown = sorted(set(names) - LEDGER.keys())
    if unknown:
        raise ModelFailed(
            f"A model reads {', '.join(unknown)}, which neither a model nor a load makes.",
            "Nothing can be built.",
            "Correct the name in include/sql.",
        )
    return {name: _rows(connection, LEDGER[name]) for name in names}


def _rows(connection: sa.Connection, table: sa.Table) -> pa.Table:
    rows = connection.execute(sa.select(table)).all()
    columns = zip(*rows, strict=True) if rows else ((),) * len(table.columns)
    return pa.table(
        {
            column.name: pa.array(values, _arrow_type(column.type))
            for column, values in zip(table.columns, columns, strict=True)
        }
    )


def _arrow_type(kind: sa.types.TypeEngine[object]) -> pa.DataType:
    match kind:
        case sa.BigInteger():
            return pa.int64()
        case sa.Integer():
            return pa.int32()
        case sa.Numeric():
            return pa.decimal128(kind.precision or 38, kind.scale or 0)
        case sa.Date():
            return pa.date32()
        case sa.DateTime():
            return pa.timestamp("us", "UTC")
        case sa.Boolean():
            return pa.bool_()
    return pa.string()


def make_on_spark(
    warehouse: Warehouse,
    sql_folder: Path,
    models: Sequence[Model],
    checks: Sequence[Check],
    parameters: Mapping[str, exp.Expr],
    days: Days,
) -> tuple[list[CheckResult], Callable[[sa.Connection], None]]:
    """Make every table of the range on the cluster; gives what the checks found, and what lets the tables count.

    The ledger is held for moments only, at the beginning and by whoever calls the second.
    """
    assert warehouse.lake is not None
    staging = {table.name: table for table in load_staging(sql_folder).values()}
    asked_above = {name for file in (sql_folder / "verification").glob("*.sql") for name in _reads(file)}
    made_here = {model.table for model in models} | staging.keys()
    read = {name for model in models for name in model.reads} | {
        name for check in checks for name in tables_read(check.statement)
    }
    with warehouse.read() as connection:
        given = ledger_rows(connection, read - made_here)
        kept = {m.table: kept_places(connection, m.table, m.columns, days) for m in models if m.day_column}
        in_use = builds_in_use(connection)
    # a query that is still reading yesterday's tables ends in peace
    warehouse.lake.sweep(in_use, build_id(datetime.now(UTC) - timedelta(days=1)))
    wanted = sorted(asked_above & staging.keys())
    run = SparkBuild(warehouse.lake, staging, models, checks, parameters, given, kept, wanted)
    made, results, brought = run.run()
    files = {model.table: model.file for model in models}

    def publish(connection: sa.Connection) -> None:
        lake = run.lake
        for one in made:
            if one.table.startswith("marts.") or one.table in asked_above:
                words = meaning(files[one.table]), column_prose(files[one.table])
                rows = lake.read(list(one.places.values()))
                _publish(warehouse, connection, one, rows, words, days)
        for table, rows in brought.items():
            words = staging[table].file.description, staging[table].words
            _publish(warehouse, connection, Made(table, "", staging_types(staging[table]), [], None), rows, words, days)
        remember(connection, made, days)

    return results, publish


def _reads(path: Path) -> frozenset[str]:
    return tables_read(sqlglot.parse_one(path.read_text(encoding="utf-8"), dialect="duckdb"))


def _publish(
    warehouse: Warehouse,
    connection: sa.Connection,
    made: Made,
    rows: pa.Table | None,
    words: tuple[str, Mapping[str, str]],
    days: Days,
) -> None:
    """Put a table's rows in the place of those published before, of the range's days where it is kept by days."""
    schema, name = made.table.split(".")
    inspector = sa.inspect(connection)
    there = inspector.has_table(name, schema=schema)
    if there and [column["name"] for column in inspector.get_columns(name, schema=schema)] != list(made.types):
        run_sql(connection, f"drop table {made.table} cascade")
        there = False
    if not there:
        dialect = SQLGLOT_DIALECT[warehouse.dialect]
        columns = ", ".join(
            f'"{column}" {exp.DataType.build(kind, dialect="spark").sql(dialect=dialect)}'
            for column, kind in made.types.items()
        )
        run_sql(connection, f"create table {made.table} ({columns})")
        describe(connection, made.table, "table", *words)
    elif made.day_column is not None:
        asked = sa.text(f"delete from {made.table} where {made.day_column} between :first and :last")
        connection.execute(asked, {"first": days.first, "last": days.last})
    else:
        run_sql(connection, f"delete from {made.table}")
    if rows is not None and rows.num_rows:
        warehouse.insert(connection, made.table, rows)
