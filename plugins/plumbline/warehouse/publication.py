"""Between Spark and the database of its ledger: what models read of the one, what reports read of the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa
from sqlglot import exp

from plumbline.errors import ModelFailed, SettingsWrong
from plumbline.warehouse import ops
from plumbline.warehouse.checks import Check, CheckResult
from plumbline.warehouse.comments import describe, meaning
from plumbline.warehouse.computed import column_prose
from plumbline.warehouse.engines import SQLGLOT_DIALECT, Warehouse, run_sql
from plumbline.warehouse.lake import Made, builds_in_use, remember
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
    results: list[CheckResult],
) -> Callable[[sa.Connection], None]:
    """Make every table anew on the cluster and add what the checks found to `results`; gives what publishes them.

    The ledger is held for moments only: at the beginning, and by whoever calls what this gives.
    """
    lake = warehouse.lake
    assert lake is not None
    staging = {table.name: table for table in load_staging(sql_folder).values()}
    verification = [path.read_text(encoding="utf-8") for path in (sql_folder / "verification").glob("*.sql")]
    asked_above = {name for sql in verification for name in tables_read(sql)}
    made_here = {model.table for model in models} | staging.keys()
    read = {name for model in (*models, *(check.model for check in checks)) for name in model.reads}
    with warehouse.read() as connection:
        given = ledger_rows(connection, (read | {str(ops.slice_)}) - made_here)
        in_use = builds_in_use(connection)
    if given[str(ops.slice_)].num_rows and not lake.has("staging"):
        raise SettingsWrong(
            f"The ledger knows of loads, and their rows are not in the lake, {lake.folder}.",
            "Nothing was built; the marts stay as they were.",
            "Name the lake of this ledger in PLUMBLINE_LAKE. A database that DuckDB or PostgreSQL has been loaded in"
            " can't be Spark's PLUMBLINE_LEDGER: take an empty one and pull anew.",
        )
    # a query that is still reading yesterday's tables ends in peace
    lake.sweep(in_use, build_id(datetime.now(UTC) - timedelta(days=1)))
    run = SparkBuild(lake, staging, models, checks, parameters, given, sorted(asked_above & staging.keys()))
    made, found, brought = run.run()
    results += found
    files = {model.table: model.file for model in models}

    def publish(connection: sa.Connection) -> None:
        for one in made:
            if one.table.startswith("marts.") or one.table in asked_above:
                words = meaning(files[one.table]), column_prose(files[one.table])
                _publish(warehouse, connection, one, lake.read(one.location), words)
        for table, rows in brought.items():
            words = staging[table].file.description, staging[table].words
            _publish(warehouse, connection, Made(table, "", staging_types(staging[table])), rows, words)
        remember(connection, made)

    return publish


def _publish(
    warehouse: Warehouse,
    connection: sa.Connection,
    made: Made,
    rows: pa.Table | None,
    words: tuple[str, Mapping[str, str]],
) -> None:
    """Put a table's rows in the place of those published before."""
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
    else:
        run_sql(connection, f"delete from {made.table}")
    if rows is not None and rows.num_rows:
        warehouse.insert(connection, made.table, rows)
