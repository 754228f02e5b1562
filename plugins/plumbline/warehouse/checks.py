"""Checks: a SELECT that finds rows which must not be there. `fail` stops the report, `warn` is printed in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlglot import exp

from plumbline.warehouse.changes import Extent
from plumbline.warehouse.engines import run_sql
from plumbline.warehouse.incremental import Builder
from plumbline.warehouse.models import Model
from plumbline.warehouse.sqlfile import read_folder

SEVERITIES = ("fail", "warn")
ROWS_SHOWN = 3
HOLDS = "holds"


@dataclass(frozen=True)
class Check:
    """A SELECT of forbidden rows, the words for them and the remedy.

    `model` has its statement; where it states a key, the rows of changed keys are looked at alone.
    """

    name: str
    severity: str
    message: str
    remedy: str
    model: Model

    @property
    def statement(self) -> exp.Expr:
        """The SELECT."""
        return self.model.file.statement


@dataclass(frozen=True)
class CheckResult:
    """How many forbidden rows a check found, and what the reader of a log is told."""

    check: Check
    rows_found: int
    message: str


def load_checks(sql_folder: Path) -> list[Check]:
    """The checks of include/sql/checks; that of the grain is made for every model that states one."""
    checks = []
    for file in read_folder(sql_folder / "checks"):
        header = file.header
        if header.get("severity") not in SEVERITIES or "remedy" not in header:
            raise file.wrong("must state severity: fail or warn, and remedy:")
        key, days = header.get("unique_key"), header.get("partition_by")
        if header["severity"] == "warn" and (key or days):
            raise file.wrong("only warns, so all its rows are counted each time: it can't be kept by key")
        model = Model(file, "incremental" if key or days else "table", key, days)
        checks.append(Check(file.name, header["severity"], file.description, header["remedy"], model))
    return checks


def run_check(builder: Builder, check: Check, before: tuple[int, str] | None) -> CheckResult:
    """Run a check on what the transaction has built so far.

    `before` is what it found in the tables as they were; None where that does not stand.
    """
    model = check.model
    inputs = {table: builder.feeds.extent(table) for table in sorted(model.reads)}
    if before is not None and all(extent is Extent.NOTHING for extent in inputs.values()):
        return CheckResult(check, *before)
    scope = builder.scopes.reached(model, inputs) if model.key and before is not None else Extent.EVERYTHING
    if scope is Extent.NOTHING:
        return CheckResult(check, *(before or (0, HOLDS)))
    if scope is Extent.EVERYTHING:
        return result_of(check, run_sql(builder.connection, builder.sql(model)).mappings().fetchall())
    found = run_sql(
        builder.connection, f"select * from ({builder.sql(model, scope.only)}) as found where {scope.condition}"
    )
    result = result_of(check, found.mappings().fetchall())
    builder.forget(model)
    return result


def grain_result(model: Model, found: Sequence[Mapping[str, Any] | sa.RowMapping]) -> CheckResult:
    """No two rows share a model's grain, and none lacks a value of it: what was found otherwise."""
    message = f"{model.table} has several rows, or none of a value, for one ({', '.join(model.grain)})"
    return result_of(
        Check(f"grain of {model.table}", "fail", message, f"Correct {model.file.path.name}.", model), found
    )


def result_of(check: Check, rows: Sequence[Mapping[str, Any] | sa.RowMapping]) -> CheckResult:
    """What a check has found."""
    if not rows:
        return CheckResult(check, 0, HOLDS)
    sample = "; ".join(", ".join(f"{name} {value}" for name, value in row.items()) for row in rows[:ROWS_SHOWN])
    count = "1 row" if len(rows) == 1 else f"{len(rows):,} rows; the first"
    return CheckResult(check, len(rows), f"{check.message} ({count}: {sample})")
