"""Building core and marts for a range of business days: one transaction, checked before it counts."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlglot import exp

from plumbline.days import Days
from plumbline.errors import CheckFailed, ModelFailed
from plumbline.logs import timed
from plumbline.settings import Settings
from plumbline.warehouse.checks import CheckResult, load_checks, run_checks
from plumbline.warehouse.comments import describe, meaning
from plumbline.warehouse.computed import column_prose, column_types, fill
from plumbline.warehouse.engines import SQLGLOT_DIALECT, Warehouse, open_warehouse, run_sql
from plumbline.warehouse.ledger import put, record_run
from plumbline.warehouse.models import Model, load_models
from plumbline.warehouse.ops import check_result, manifest, prepare
from plumbline.warehouse.publication import make_on_spark
from plumbline.warehouse.staging import load_staging

log = logging.getLogger(__name__)

SLOW_SECONDS = 0.5  # a model that takes longer is named in the log


@dataclass(frozen=True)
class BuildResult:
    """What a build did, in one line, and what its checks warned of."""

    summary: str
    warnings: tuple[str, ...]


def build(settings: Settings, days: Days) -> BuildResult:
    """Build every model for the range.

    Readers see the old tables until all new ones are made and checked. CheckFailed rolls everything back: the marts
    stay as they were, the results of the checks are kept in ops.check_result.
    """
    started = time.monotonic()
    warehouse = open_warehouse(settings)
    models = load_models(settings.sql_folder)
    checks = load_checks(settings.sql_folder, models)
    parameters = _parameters(settings, days)
    with warehouse.begin() as connection:
        prepare(connection)
        for table in load_staging(settings.sql_folder).values():
            table.create(warehouse, connection)
        days = _known_days(connection, days)
    parameters = _parameters(settings, days)
    results: list[CheckResult] = []
    try:
        log.info("Building %d models for %s to %s", len(models), days.first, days.last)
        if warehouse.lake is not None:
            results, publish = make_on_spark(warehouse, settings.sql_folder, models, checks, parameters, days)
            _stop_where_failed(results, days)
            with warehouse.begin() as connection:
                publish(connection)
        else:
            with warehouse.begin() as connection:
                for model in models:
                    with timed(log, model.table, slow_seconds=SLOW_SECONDS):
                        _make(warehouse, connection, model, days, parameters)
                with timed(log, f"{len(checks)} checks"):
                    results = run_checks(warehouse, connection, checks, parameters)
                _stop_where_failed(results, days)
    except CheckFailed:
        _remember(warehouse, results, days, "failed", "a check failed", started)
        raise
    warnings = tuple(r.message for r in results if r.rows_found)
    summary = f"{len(models)} models, {len(checks)} checks, {len(warnings)} warnings"
    _remember(warehouse, results, days, "done", summary, started)
    return BuildResult(f"{summary} in {time.monotonic() - started:.1f} s", warnings)


def _known_days(connection: sa.Connection, days: Days) -> Days:
    """A range never begins before the first day that any export is about."""
    first = connection.execute(sa.select(sa.func.min(manifest.c.known_from))).scalar()
    return days if first is None or days.first >= first else Days(min(first, days.last), days.last, days.deliver)


def _parameters(settings: Settings, days: Days) -> dict[str, exp.Expr]:
    company = settings.company

    def day(value: date) -> exp.Expr:
        return exp.cast(exp.Literal.string(value.isoformat()), "date")

    return {
        "first_day": day(days.first),
        "last_day": day(days.last),
        "currency": exp.Literal.string(company.currency),
        "time_zone": exp.Literal.string(company.time_zone),
        "period_days": exp.Literal.number(company.period_days),
        "period_back": _days_interval(company.period_days - 1),
        "default_threshold": exp.cast(exp.Literal.string(str(company.default_threshold)), "decimal(5, 4)"),
        "default_model": exp.Literal.string(company.default_model),
        "order_lookback": _days_interval(company.lookback_days["order"]),
        "deal_lookback": _days_interval(company.lookback_days["deal"]),
        "click_window": _days_interval(company.click_window_days),
        "rate_valid_days": exp.Literal.number(company.rate_valid_days),
        "half_life_days": exp.Literal.number(company.half_life_days),
        "revenue_from": exp.Literal.string(company.revenue_from),
        "lead_link": exp.Literal.string(company.lead_link),
    }


def _days_interval(days: int) -> exp.Expr:
    return exp.Interval(this=exp.Literal.string(str(days)), unit=exp.var("day"))


def _make(
    warehouse: Warehouse, connection: sa.Connection, model: Model, days: Days, parameters: dict[str, exp.Expr]
) -> None:
    sql = model.sql(parameters, SQLGLOT_DIALECT[warehouse.dialect])
    try:
        if model.materialized == "view":
            _make_view(connection, model, sql)
        else:
            _make_table(warehouse, connection, model, sql, days)
    except sa.exc.DBAPIError as error:
        raise ModelFailed(
            f"{model.table} can't be built: {error.orig}",
            f"The marts stay as they were; nothing after {model.table} was computed.",
            f"Correct {model.file.path}, then clear the task build_marts in the DAG build.",
        ) from error


def _make_view(connection: sa.Connection, model: Model, sql: str) -> None:
    run_sql(connection, f"create or replace view {model.table} as {sql}")
    describe(connection, model.table, "view", meaning(model.file), model.file.columns)


def _make_table(warehouse: Warehouse, connection: sa.Connection, model: Model, sql: str, days: Days) -> None:
    schema, name = model.table.split(".")
    inspector = sa.inspect(connection)
    there = inspector.has_table(name, schema=schema)
    if there and tuple(c["name"] for c in inspector.get_columns(name, schema=schema)) != model.columns:
        run_sql(connection, f"drop table {model.table} cascade")
        there = False
    if not there:
        _create(warehouse, connection, model, sql)
        describe(connection, model.table, "table", meaning(model.file), column_prose(model.file))
    elif model.day_column:
        connection.execute(
            sa.text(f"delete from {model.table} where {model.day_column} between :first and :last"),
            {"first": days.first, "last": days.last},
        )
    else:
        run_sql(connection, f"delete from {model.table}")
    if model.is_computed:
        fill(warehouse, connection, model.file, sql, model.day_column)
    else:
        run_sql(connection, f"insert into {model.table} {sql}")
    if warehouse.dialect == "postgresql":
        run_sql(connection, f"analyze {model.table}")


def _create(warehouse: Warehouse, connection: sa.Connection, model: Model, sql: str) -> None:
    """An empty table with the model's columns.

    DuckDB 2.0 loses rows for later readers of the same transaction where a table is created by a SELECT and then filled
    with more than 122,880 rows: there it is created by its columns.
    """
    if model.is_computed:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in column_types(model.file).items())
        run_sql(connection, warehouse.translate(f"create table {model.table} ({columns})"))
    elif warehouse.dialect == "duckdb":
        described = run_sql(connection, f"describe {sql}").mappings()
        columns = ", ".join(f'"{row["column_name"]}" {row["column_type"]}' for row in described)
        run_sql(connection, f"create table {model.table} ({columns})")
    else:
        run_sql(connection, f"create table {model.table} as {sql} limit 0")


def _stop_where_failed(results: list[CheckResult], days: Days) -> None:
    failed = [r for r in results if r.rows_found and r.check.severity == "fail"]
    if not failed:
        return
    raise CheckFailed(
        f"{len(failed)} of the checks that guard the figures failed for {days.last}:\n"
        + "\n".join(f"- {r.message}" for r in failed),
        "The marts stay as they were before this build and no report of this day goes out.",
        " ".join(dict.fromkeys(r.check.remedy for r in failed)) + " Then clear the task build_marts in the DAG build.",
    )


def _remember(
    warehouse: Warehouse, results: list[CheckResult], days: Days, state: str, summary: str, started: float
) -> None:
    with warehouse.begin() as connection:
        rows = [
            {
                "check_name": r.check.name,
                "last_day": days.last,
                "severity": r.check.severity,
                "rows_found": r.rows_found,
                "message": r.message,
            }
            for r in results
        ]
        put(connection, check_result, rows)
        record_run(connection, "build", days, state, summary, time.monotonic() - started)
