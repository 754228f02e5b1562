"""What the property tests share: rows put into the empty tables, and a model run over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import settings
from sqlglot import exp

from plumbline.settings import Settings
from plumbline.warehouse.engines import SQLGLOT_DIALECT, run_sql
from plumbline.warehouse.parameters import sql_parameters
from tests.sql.conftest import EmptyWarehouse

SETTINGS = Settings.from_env({})
PARAMETERS: dict[str, exp.Expr] = sql_parameters(SETTINGS.company)
FIRST, LAST = date(2026, 10, 29), date(2026, 10, 30)
ALWAYS = {"known_from": date(1900, 1, 1), "known_until": date(9999, 12, 31)}
CENT = Decimal("0.01")
PROGRAMS = ("abm", "challenge", "search", "unattributed")
few = settings(max_examples=25, deadline=None, database=None)


def insert(warehouse: EmptyWarehouse, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Put rows of the same columns into a table."""
    if rows:
        values = ", ".join(f"({', '.join(_literal(value) for value in row.values())})" for row in rows)
        run_sql(warehouse.connection, f"insert into {table} ({', '.join(rows[0])}) values {values}")


def _literal(value: object) -> str:
    return "null" if value is None else f"'{value}'"


def run(warehouse: EmptyWarehouse, table: str) -> list[dict[str, Any]]:
    """Fill a model's table from what lies in those that it reads; its rows."""
    sql = warehouse.models[table].sql(PARAMETERS, SQLGLOT_DIALECT[warehouse.warehouse.dialect])
    columns = ", ".join(warehouse.models[table].columns)
    run_sql(warehouse.connection, f"insert into {table} ({columns}) select {columns} from ({sql}) as made")
    return [dict(row) for row in run_sql(warehouse.connection, f"select * from {table}").mappings()]


def fresh(warehouse: EmptyWarehouse) -> None:
    """Forget the example before."""
    warehouse.connection.rollback()
