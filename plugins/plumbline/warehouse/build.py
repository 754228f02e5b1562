"""Bringing core and marts up to date with what was loaded: one transaction, checked before it counts."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlglot import exp

from plumbline.days import Days
from plumbline.errors import CheckFailed, ModelFailed
from plumbline.logs import timed
from plumbline.settings import Settings
from plumbline.warehouse.changes import Extent, Feeds, forget_changes, staging_feeds
from plumbline.warehouse.checks import Check, CheckResult, grain_result, load_checks, run_check
from plumbline.warehouse.engines import SQLGLOT_DIALECT, Warehouse, open_warehouse, run_sql
from plumbline.warehouse.fingerprint import fingerprint
from plumbline.warehouse.incremental import Builder
from plumbline.warehouse.ledger import put, record_run
from plumbline.warehouse.models import MODEL_SCHEMAS, Model, load_models
from plumbline.warehouse.ops import built, calendar, check_result, prepare
from plumbline.warehouse.parameters import sql_parameters, whole_numbers
from plumbline.warehouse.publication import make_on_spark
from plumbline.warehouse.scope import Scopes
from plumbline.warehouse.staging import SLICE_COLUMNS, StagingTable, create_tables, load_staging
from plumbline.warehouse.trouble import trouble

log = logging.getLogger(__name__)

SLOW_SECONDS = 0.5  # a model that takes longer is named in the log


@dataclass(frozen=True)
class BuildResult:
    """What a build did, in one line, and what its checks warned of."""

    summary: str
    warnings: tuple[str, ...]


def build(settings: Settings, days: Days, full: bool = False) -> BuildResult:
    """Bring every model up to date with what was loaded since the last build; `full` makes all of them anew.

    What a build does depends on what changed, not on `days`: they say in whose name it runs. On Spark it makes all of
    them anew. Readers see the old tables until all new ones are made and checked. CheckFailed rolls everything back:
    the marts stay as they were, the results of the checks are kept in ops.check_result.
    """
    started = time.monotonic()
    warehouse = open_warehouse(settings)
    models, checks = load_models(settings.sql_folder), load_checks(settings.sql_folder)
    staging = load_staging(settings.sql_folder)
    parameters = sql_parameters(settings.company)
    results: list[CheckResult] = []

    def remember(connection: sa.Connection, state: str) -> None:
        summary = f"{len(models)} models, {_looked_at(results)}" if state == "done" else "a check failed"
        _remember(connection, results, days, state, summary, time.monotonic() - started)

    with warehouse.alone("build"):
        with warehouse.begin() as connection:
            prepare(connection)
            create_tables(warehouse, connection, staging.values())
        try:
            if warehouse.lake is not None:
                publish = make_on_spark(warehouse, settings.sql_folder, models, checks, parameters, results)
                _stop_where_failed(results, days)
                with warehouse.begin() as connection:
                    publish(connection)
                    remember(connection, "done")
                extents = [Extent.EVERYTHING] * len(models)
            else:
                # loads go on meanwhile: a build sees what they had written when it began, whole or not at all
                with warehouse.begin(snapshot=True) as connection:
                    extents = _bring_up_to_date(
                        warehouse, connection, models, staging, checks, parameters, full, days, results
                    )
                    remember(connection, "done")
        except CheckFailed:
            with warehouse.begin() as connection:
                remember(connection, "failed")
            raise
    made = f"{_counted(extents)}, {_looked_at(results)} in {time.monotonic() - started:.1f} s"
    return BuildResult(made, tuple(r.message for r in results if r.rows_found))


def _bring_up_to_date(
    warehouse: Warehouse,
    connection: sa.Connection,
    models: Sequence[Model],
    staging: Mapping[str, StagingTable],
    checks: Sequence[Check],
    parameters: Mapping[str, exp.Expr],
    full: bool,
    days: Days,
    results: list[CheckResult],
) -> list[Extent]:
    """Models, then checks, in the transaction of `connection`; CheckFailed where a row was found that must not be."""
    stored = _stored_columns(connection)
    feeds = Feeds(connection, {})
    feeds.nothing(f"core.{calendar.name}", [column.name for column in calendar.columns])
    columns = {table.name: [*SLICE_COLUMNS, *table.types] for table in staging.values()}
    staging_feeds(feeds, columns)
    scopes = Scopes(connection, SQLGLOT_DIALECT[warehouse.dialect], whole_numbers(parameters), feeds)
    builder = Builder(warehouse, connection, parameters, stored, feeds, scopes)
    before = {} if full else {row.name: row for row in connection.execute(sa.select(built))}
    made: list[dict[str, object]] = []
    extents = []
    for model in models:
        current = fingerprint(model, parameters, staging)
        was = before.get(model.table)
        anew = model.table not in stored or was is None or was.fingerprint != current
        if anew and was is not None and model.table in stored:
            log.info(
                "%s is made anew: its SQL, its header, its Python or a setting that it asks for changed", model.table
            )
        with timed(log, model.table, slow_seconds=SLOW_SECONDS):
            extents.append(_make(builder, model, anew))
        if anew:
            made.append({"name": model.table, "fingerprint": current})
    with timed(log, "checks", slow_seconds=SLOW_SECONDS):
        results += [grain_result(m, builder.repeated[m.table]) for m in models if m.table in builder.repeated]
        for check in checks:
            name, current = f"checks.{check.name}", fingerprint(check.model, parameters, staging)
            was = before.get(name)
            stands = (was.rows_found, was.message) if was is not None and was.fingerprint == current else None
            result = run_check(builder, check, stands)
            results.append(result)
            if stands != (result.rows_found, result.message):
                found = {"rows_found": result.rows_found, "message": result.message}
                made.append({"name": name, "fingerprint": current, **found})
    _stop_where_failed(results, days)
    put(connection, built, made)
    forget_changes(connection, columns)
    return extents


def _stored_columns(connection: sa.Connection) -> dict[str, tuple[str, ...]]:
    schemas = ", ".join(f"'{schema}'" for schema in MODEL_SCHEMAS)
    query = (
        "select table_schema || '.' || table_name as name, column_name from information_schema.columns"
        f" where table_schema in ({schemas}) order by 1, ordinal_position"
    )
    stored: dict[str, tuple[str, ...]] = {}
    for row in run_sql(connection, query).mappings():
        stored[row["name"]] = (*stored.get(row["name"], ()), row["column_name"])
    return stored


def _make(builder: Builder, model: Model, anew: bool) -> Extent:
    try:
        return builder.make(model, anew)
    except sa.exc.DBAPIError as error:
        if trouble(error, builder.warehouse.url):
            raise  # no fault of the model: Warehouse.begin says what it is
        raise ModelFailed(
            f"{model.table} can't be built: {error.orig}",
            f"The marts stay as they were; nothing after {model.table} was computed.",
            f"Correct {model.file.path}, then clear the task build_marts in the DAG build.",
        ) from error


def _counted(extents: Sequence[Extent]) -> str:
    count = Counter(extents)
    return (
        f"{len(extents)} models ({count[Extent.EVERYTHING]} made anew, {count[Extent.SOME]} changed in part,"
        f" {count[Extent.NOTHING]} as they were)"
    )


def _stop_where_failed(results: Sequence[CheckResult], days: Days) -> None:
    failed = [r for r in results if r.rows_found and r.check.severity == "fail"]
    if not failed:
        return
    raise CheckFailed(
        f"{len(failed)} of the checks that guard the figures failed for {days.last}:\n"
        + "\n".join(f"- {r.message}" for r in failed),
        "The marts stay as they were before this build and no report of this day goes out.",
        " ".join(dict.fromkeys(r.check.remedy for r in failed)) + " Then clear the task build_marts in the DAG build.",
    )


def _looked_at(results: Sequence[CheckResult]) -> str:
    return f"{len(results)} checks, {sum(1 for r in results if r.rows_found)} warnings"


def _remember(
    connection: sa.Connection, results: Sequence[CheckResult], days: Days, state: str, summary: str, seconds: float
) -> None:
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
    record_run(connection, "build", days, state, summary, seconds)
