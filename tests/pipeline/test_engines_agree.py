"""DuckDB and PostgreSQL give the same tables, row by row."""

from __future__ import annotations

import sqlalchemy as sa

from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.models import load_models
from plumbline.warehouse.staging import load_staging


def rows_of(connection: sa.Connection, table: str) -> list[tuple[str, ...]]:
    """A table's rows as sorted text: values, not the engine's types."""
    result = connection.execute(sa.text(f"select * from {table}"))
    return sorted(tuple("∅" if v is None else _plain(v) for v in row) for row in result)


def _plain(value: object) -> str:
    if hasattr(value, "astimezone"):
        from datetime import UTC

        return str(value.astimezone(UTC))
    if hasattr(value, "normalize"):
        return f"{value.normalize():f}"
    return str(value)


def test_all_tables_are_equal(loaded_duckdb: Settings, loaded_postgres: Settings) -> None:
    tables = [model.table for model in load_models(loaded_duckdb.sql_folder)]
    tables += [table.name for table in load_staging(loaded_duckdb.sql_folder).values()]
    assert len(tables) > 50
    filled = 0
    with open_warehouse(loaded_duckdb).read() as duck, open_warehouse(loaded_postgres).read() as postgres:
        for table in tables:
            ours, theirs = rows_of(duck, table), rows_of(postgres, table)
            filled += bool(ours)
            assert len(ours) == len(theirs), table
            assert ours == theirs, (table, [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]][:2])
    assert filled > 50


def test_every_column_is_described(loaded: Settings) -> None:
    with open_warehouse(loaded).read() as connection:
        inspector = sa.inspect(connection)
        if connection.dialect.name == "postgresql":
            silent = connection.execute(
                sa.text(
                    "select c.table_schema, c.table_name, c.column_name from information_schema.columns c where"
                    " table_schema in ('marts', 'core', 'staging') and col_description((c.table_schema || '.' ||"
                    " c.table_name)::regclass, c.ordinal_position) is null and c.table_name <> 'calendar'"
                )
            ).all()
        else:
            silent = connection.execute(
                sa.text(
                    "select schema_name, table_name, column_name from duckdb_columns() where schema_name in"
                    " ('marts', 'core', 'staging') and comment is null and table_name <> 'calendar'"
                )
            ).all()
        assert len(inspector.get_table_names(schema="marts")) > 10
    assert not silent
