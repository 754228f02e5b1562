"""Checks: a SELECT that finds rows which must not be there. `fail` stops the report, `warn` is printed in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlglot
from sqlglot import exp

from plumbline.warehouse.engines import SQLGLOT_DIALECT, Warehouse, run_sql
from plumbline.warehouse.models import Model
from plumbline.warehouse.sqlfile import read_folder

SEVERITIES = ("fail", "warn")
ROWS_SHOWN = 3


@dataclass(frozen=True)
class Check:
    """A SELECT of forbidden rows, the words for them and the remedy."""

    name: str
    severity: str
    message: str
    remedy: str
    statement: exp.Expr

    def sql(self, parameters: Mapping[str, exp.Expr], dialect: str) -> str:
        """The SELECT with its parameters put in, in the engine's words."""

        def put_in(node: exp.Expr) -> exp.Expr:
            return parameters[node.name].copy() if isinstance(node, exp.Placeholder) else node

        return self.statement.transform(put_in).sql(dialect=dialect)


@dataclass(frozen=True)
class CheckResult:
    """How many forbidden rows a check found, and the first of them in words."""

    check: Check
    rows_found: int
    sample: str

    @property
    def message(self) -> str:
        """What the reader of a log is told."""
        if not self.rows_found:
            return "holds"
        count = "1 row" if self.rows_found == 1 else f"{self.rows_found:,} rows; the first"
        return f"{self.check.message} ({count}: {self.sample})"


def load_checks(sql_folder: Path, models: Sequence[Model]) -> list[Check]:
    """The checks of include/sql/checks, and one for the grain of every model that states it."""
    checks = [_grain(model) for model in models if model.grain]
    for file in read_folder(sql_folder / "checks"):
        severity = str(file.header.get("severity"))
        if severity not in SEVERITIES or "remedy" not in file.header:
            raise file.wrong("must state severity: fail or warn, and remedy:")
        checks.append(Check(file.name, severity, file.description, str(file.header["remedy"]).strip(), file.statement))
    return checks


def _grain(model: Model) -> Check:
    columns = ", ".join(model.grain)
    without = " or ".join(f"{name} is null" for name in model.grain)
    sql = (
        f"select {columns}, count(*) as rows_found from {model.table} group by {columns}"
        f" having count(*) > 1 or count(*) filter (where {without}) > 0"
    )
    statement = sqlglot.parse_one(sql, dialect="duckdb")
    message = f"{model.table} has several rows, or none of a value, for one ({columns})"
    return Check(f"grain of {model.table}", "fail", message, f"Correct {model.file.path.name}.", statement)


def run_checks(
    warehouse: Warehouse, connection: sa.Connection, checks: Sequence[Check], parameters: Mapping[str, exp.Expr]
) -> list[CheckResult]:
    """Run every check on what the transaction has built so far."""
    dialect = SQLGLOT_DIALECT[warehouse.dialect]
    return [
        result_of(check, run_sql(connection, check.sql(parameters, dialect)).mappings().fetchall()) for check in checks
    ]


def result_of(check: Check, rows: Sequence[Mapping[str, Any] | sa.RowMapping]) -> CheckResult:
    """What a check has found."""
    sample = "; ".join(", ".join(f"{name} {value}" for name, value in row.items()) for row in rows[:ROWS_SHOWN])
    return CheckResult(check, len(rows), sample)
