"""Descriptions inside the database, where analysts and BI tools look for them."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from plumbline.warehouse.engines import run_sql
from plumbline.warehouse.sqlfile import SqlFile

MEANING = ("definition", "formula", "unit", "denominators", "caveats", "owner")


def describe(connection: sa.Connection, table: str, kind: str, row: str, columns: Mapping[str, str]) -> None:
    """COMMENT ON the table or view and on each of its columns."""
    run_sql(connection, f"comment on {kind} {table} is {_literal(row)}")
    for name, text in columns.items():
        run_sql(connection, f'comment on column {table}."{name}" is {_literal(text)}')


def meaning(file: SqlFile) -> str:
    """What a row is and, for a mart, how its measures are defined: the table's comment."""
    sentences = [f"{key}: {file.header[key]}" for key in MEANING if file.header.get(key)]
    return ". ".join([file.description, *sentences])


def _literal(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"
