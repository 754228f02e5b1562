"""The cases of `cases/*.yaml`, on DuckDB and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from sqlglot import exp

from plumbline.settings import PROJECT, Settings
from plumbline.warehouse.checks import load_checks
from plumbline.warehouse.engines import SQLGLOT_DIALECT, run_sql
from plumbline.warehouse.models import load_models
from plumbline.warehouse.parameters import sql_parameters
from tests.sql.cases import DEFAULTS, Case, Table, load_cases, plain
from tests.sql.conftest import EmptyWarehouse

CASES = load_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(empty_warehouse: EmptyWarehouse, case: Case, tmp_path: Path) -> None:
    parameters = sql_parameters(_settings(case, tmp_path).company)
    connection = empty_warehouse.connection
    connection.rollback()
    with connection.begin() as transaction:
        for name, table in case.given.items():
            _insert(connection, name, table)
        for name in case.models[:-1]:
            columns = ", ".join(empty_warehouse.models[name].columns)
            made = f"select {columns} from ({_sql(empty_warehouse, name, parameters)}) as made"
            run_sql(connection, f"insert into {name} ({columns}) {made}")
        wanted = ", ".join(case.expect.columns)
        sql = _sql(empty_warehouse, case.models[-1], parameters)
        result = run_sql(connection, f"select {wanted} from ({sql}) as asked where {case.only}").fetchall()
        transaction.rollback()
    rows = sorted([tuple(plain(value) or "" for value in row) for row in result])
    expected = sorted([tuple(plain(value) or "" for value in row) for row in case.expect.rows])
    assert rows == expected


def _settings(case: Case, folder: Path) -> Settings:
    company = yaml.safe_load((PROJECT / "include" / "company.yaml").read_text(encoding="utf-8"))
    unknown = set(case.company) - set(company)
    assert not unknown, f"company.yaml has no {unknown}"
    (folder / "company.yaml").write_text(yaml.safe_dump(company | dict(case.company)), encoding="utf-8")
    return Settings.from_env({"PLUMBLINE_COMPANY": str(folder)})


def _sql(warehouse: EmptyWarehouse, name: str, parameters: dict[str, exp.Expr]) -> str:
    dialect = SQLGLOT_DIALECT[warehouse.warehouse.dialect]
    if name.startswith("checks."):
        check = next(c for c in load_checks(PROJECT / "include" / "sql") if f"checks.{c.name}" == name)
        return check.model.sql(parameters, dialect)
    return warehouse.models[name].sql(parameters, dialect)


def _insert(connection: sa.Connection, name: str, table: Table) -> None:
    schema, _, bare = name.partition(".")
    there = [column["name"] for column in sa.inspect(connection).get_columns(bare, schema=schema)]
    unknown = set(table.columns) - set(there)
    assert there and not unknown, f"{name} has no {unknown}"
    defaults = {column: value for column, value in DEFAULTS.items() if column in there and column not in table.columns}
    if schema not in ("staging", "ops"):
        defaults = {column: value for column, value in defaults.items() if column.startswith("known_")}
    columns = [*table.columns, *defaults]
    values = [", ".join(_literal(cell) for cell in (*row, *defaults.values())) for row in table.rows]
    names = ", ".join(f'"{column}"' for column in columns)
    for row in values:
        run_sql(connection, f"insert into {name} ({names}) values ({row})")


def _literal(cell: str | None) -> str:
    return "null" if cell is None else "'" + cell.replace("'", "''") + "'"


def test_there_are_cases() -> None:
    assert len(CASES) >= 40
    assert len({case.id for case in CASES}) == len(CASES)


def test_every_measure_has_a_case() -> None:
    """What a reader of the report sees is held by data, and so is every check: it is seen to find something."""
    asked = {case.models[-1] for case in CASES}
    finding = {case.models[-1] for case in CASES if case.expect.rows}
    checks = {f"checks.{path.stem}" for path in (PROJECT / "include" / "sql" / "checks").glob("*.sql")}
    models = load_models(PROJECT / "include" / "sql")
    # what Python computes is held by tests/measures
    marts = {model.table for model in models if model.file.schema == "marts" and not model.is_computed}
    assert len(checks) > 8 and len(marts) > 12
    assert not checks - finding
    assert not marts - asked
