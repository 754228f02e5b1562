"""The third engine: a Spark cluster computes every model and every check, reached by Spark Connect.

The tables of a build are views of its own session until all checks hold, so nobody sees half of it;
plumbline.warehouse.publication then makes them count, in one transaction of the ledger. Spark's SQL is made of the
models' own by sqlglot and the few words of `in_sparks_words`; what the engines would compute differently is settled by
`SESSION`.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

import pyarrow as pa
import sqlglot
from sqlglot import exp

from plumbline.errors import ModelFailed, SettingsWrong, WarehouseBusy
from plumbline.logs import timed
from plumbline.warehouse.checks import Check, CheckResult, grain_result, result_of
from plumbline.warehouse.computed import column_types, compute
from plumbline.warehouse.lake import BUILD, Lake, Made
from plumbline.warehouse.models import Model, grain_sql
from plumbline.warehouse.staging import SLICE_COLUMNS, StagingTable

if TYPE_CHECKING:
    from pyspark.sql.connect.dataframe import DataFrame
    from pyspark.sql.connect.session import SparkSession

log = logging.getLogger(__name__)

SESSION = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # a product of decimals that has no room is an error; otherwise Spark takes the room from the cents
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
}
CONNECT_SECONDS = 5.0
AT_ONCE = 3  # models on their way at the same time: Spark plans one while it computes another
SLOW_SECONDS = 5.0


def in_sparks_words(sql: str) -> str:
    """A portable statement, written in DuckDB's dialect, in Spark's: its tables are the session's views."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    for function in list(tree.find_all(exp.Anonymous)):
        if function.name.lower() == "timezone":
            zone, instant = function.expressions
            # the session's zone is UTC: a local time is a timestamp that reads like it
            function.replace(exp.func("from_utc_timestamp", instant, zone))
    for table in tree.find_all(exp.Table):
        if table.db:
            if not table.alias:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
            table.set("this", exp.to_identifier(view_of(f"{table.db}.{table.name}")))
            table.set("db", None)
    # in brackets, or sqlglot lifts the CTEs of subqueries to the top, where names of several meet
    return exp.Paren(this=tree).sql(dialect="spark")


def view_of(table: str) -> str:
    """The session's view of `schema.name`: views of a session have no schema."""
    return table.replace(".", "__")


@contextmanager
def session(lake: Lake) -> Iterator[SparkSession]:
    """A session of our own on the cluster; WarehouseBusy when nobody answers at its address."""
    try:
        from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        raise SettingsWrong(
            f"PLUMBLINE_WAREHOUSE names a Spark cluster, and its client is not installed: {error}.",
            "Nothing can be built.",
            "Install it: scripts/setup.sh spark, or pip install -r requirements-spark.txt",
        ) from None
    where = urlsplit(lake.address)
    try:
        socket.create_connection((where.hostname or "", where.port or 15002), CONNECT_SECONDS).close()
    except OSError as error:
        raise WarehouseBusy(
            f"No Spark Connect server answers at {where.hostname}:{where.port or 15002}: {error}.",
            "Nothing was built; the marts stay as they were.",
            "Start the server (on this machine: make spark-up), or correct PLUMBLINE_WAREHOUSE; then clear this task.",
        ) from None
    # its own log repeats each error with the server's stack, which the error has already
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    spark = SparkSession.builder.remote(lake.address).create()
    try:
        for name, value in SESSION.items():
            spark.conf.set(name, value)
        yield spark
    finally:
        spark.stop()


@dataclass
class SparkBuild:
    """All models, made anew on the cluster, and the results of all checks on them.

    `given` are the ledger's tables that models read, `wanted` the staging tables whose rows are to be brought back.
    """

    lake: Lake
    staging: Mapping[str, StagingTable]
    models: Sequence[Model]
    checks: Sequence[Check]
    parameters: Mapping[str, exp.Expr]
    given: Mapping[str, pa.Table]
    wanted: Sequence[str]
    id: str = field(default_factory=lambda: f"{build_id(datetime.now(UTC))}-{uuid4().hex[:6]}")

    def run(self) -> tuple[list[Made], list[CheckResult], dict[str, pa.Table]]:
        """Compute and check everything; ModelFailed names the file that Spark can't run."""
        with session(self.lake) as spark:
            for table, rows in self.given.items():
                location = self._location(table)
                self.lake.store(location, rows)
                spark.read.parquet(self.lake.path(location)).createOrReplaceTempView(view_of(table))
            for staged in self.staging.values():
                self._view_staging(spark, staged)
            with timed(log, f"{len(self.models)} models on Spark"):
                made = self._make_all(spark)
            with timed(log, "checks on Spark"), ThreadPoolExecutor(AT_ONCE) as pool:
                with_grain = [model for model in self.models if model.grain]
                results = list(pool.map(lambda model: self._grain(spark, model), with_grain))
                results += pool.map(lambda check: self._check(spark, check), self.checks)
            brought = {table: spark.table(view_of(table)).toArrow() for table in self.wanted}
        return made, results, brought

    def _location(self, table: str) -> str:
        return f"{table.replace('.', '/')}/{BUILD}={self.id}"

    def _view_staging(self, spark: SparkSession, table: StagingTable) -> None:
        """The rows of the slices that hold for some day: what and when are joined by the content's hash."""
        types = {"source": "string", "account_id": "string", "day": "date", "content_hash": "string"}
        types |= {name: sparks_type(kind) for name, kind in table.types.items()}
        location = table.name.replace(".", "/")
        paths = [self.lake.path(location)] if self.lake.has(location) else []
        _read(spark, types, paths).createOrReplaceTempView(f"rows__{table.file.name}")
        columns = ", ".join(f"stored.`{name}`" for name in table.types)
        spark.sql(
            "select slice.source, slice.account_id, slice.day, slice.known_from, slice.known_until, slice.file_id,"
            f" {columns} from rows__{table.file.name} as stored"
            f" inner join {view_of('ops.slice')} as slice using (source, account_id, day, content_hash)"
            " where slice.known_from < slice.known_until"
        ).createOrReplaceTempView(view_of(table.name))

    def _make_all(self, spark: SparkSession) -> list[Made]:
        models = {model.table: model for model in self.models}
        sorter = TopologicalSorter({name: sorted(model.reads & models.keys()) for name, model in models.items()})
        sorter.prepare()
        made: list[Made] = []
        running: dict[Future[Made], str] = {}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                while sorter.is_active():
                    for name in sorter.get_ready():
                        running[pool.submit(self._make, spark, models[name])] = name
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        made.append(future.result())
                        sorter.done(running.pop(future))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        return made

    def _make(self, spark: SparkSession, model: Model) -> Made:
        location = self._location(model.table)
        path = self.lake.path(location)
        with timed(log, model.table, slow_seconds=SLOW_SECONDS), _named(model.file.path):
            sql = model.sql(self.parameters, "duckdb")
            if model.is_computed:
                types = {name: sparks_type(kind) for name, kind in column_types(model.file).items()}
                given = spark.sql(in_sparks_words(sql)).toArrow()
                rows = [tuple(row.values()) for row in given.to_pylist()]
                made = compute(model.file, given.column_names, rows, model.partition_by)
                if made is not None:
                    self.lake.store(location, made)
                paths = [path] if made is not None else []
            else:
                columns = ", ".join(f'"{name}"' for name in model.columns)
                select = in_sparks_words(f"select {columns} from ({sql}) as made")
                # one command: each further call would analyse the statement once more
                folder = exp.Literal.string(path).sql(dialect="spark")
                spark.sql(f"insert overwrite directory {folder} using parquet {select}")
                types, paths = self.lake.types(location), [path]
            _read(spark, types, paths).createOrReplaceTempView(view_of(model.table))
        return Made(model.table, location, types)

    def _grain(self, spark: SparkSession, model: Model) -> CheckResult:
        with _named(model.file.path):
            return grain_result(model, _rows(spark, grain_sql(model, model.table)))

    def _check(self, spark: SparkSession, check: Check) -> CheckResult:
        with _named(check.model.file.path):
            return result_of(check, _rows(spark, check.model.sql(self.parameters, "duckdb")))


def _rows(spark: SparkSession, sql: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = spark.sql(in_sparks_words(sql)).toArrow().to_pylist()
    return rows


def build_id(begun: datetime) -> str:
    """What the ids of builds begin with: later ones are greater."""
    return f"{begun:%Y%m%dT%H%M%S}"


def staging_types(table: StagingTable) -> dict[str, str]:
    """The columns of a staging table with Spark's types."""
    kinds = {name: kind for name, (kind, _) in SLICE_COLUMNS.items()} | dict(table.types)
    return {name: sparks_type(kind) for name, kind in kinds.items()}


def sparks_type(kind: str) -> str:
    """DECIMAL(18,2) of DuckDB's `decimal(18, 2) not null`."""
    return exp.DataType.build(kind.upper().partition(" NOT ")[0], dialect="duckdb").sql(dialect="spark")


def _read(spark: SparkSession, types: Mapping[str, str], paths: Sequence[str]) -> DataFrame:
    if not paths:
        nothing = ", ".join(f"cast(null as {kind}) as `{name}`" for name, kind in types.items())
        return spark.sql(f"select {nothing} where false")
    return spark.read.schema(", ".join(f"`{name}` {kind}" for name, kind in types.items())).parquet(*paths)


@contextmanager
def _named(file: object) -> Iterator[None]:
    """Errors of Spark's as ours, with the file's name and without the server's stack."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        words = str(error).partition("\n\nJVM stacktrace:")[0].strip()
        raise ModelFailed(
            f"Spark can't run {file}: {words}",
            "The marts stay as they were; nothing was published.",
            f"Correct {file}, then clear the task build_marts in the DAG build.",
        ) from None
