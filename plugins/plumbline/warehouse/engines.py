"""One warehouse, several engines: DuckDB embedded by default, PostgreSQL for a team, Spark for many machines.

SQLAlchemy holds the connections. What differs between DuckDB and PostgreSQL (how rows are loaded in bulk, how a busy
database is waited for, what its planner is told) is said in this module; what Spark needs in spark, lake, publication.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.csv
import sqlalchemy as sa
import sqlglot
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from plumbline import connections
from plumbline.errors import SettingsWrong, WarehouseBusy
from plumbline.settings import Settings
from plumbline.warehouse.lake import Lake
from plumbline.warehouse.trouble import in_words

SQLGLOT_DIALECT = {"duckdb": "duckdb", "postgresql": "postgres"}
SPARK_CONNECT, SPARK_CONNECT_PORT = "sc://", 15002
LOCK_PATIENCE_SECONDS = 300.0
LOCK_LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Warehouse:
    """An address and the ways in: `begin` to write, `read` to look.

    With Spark they lead to the database of its ledger, where the marts are published, too; its tables are in `lake`.
    """

    url: URL
    lock_patience_seconds: float = LOCK_PATIENCE_SECONDS
    lake: Lake | None = None

    @property
    def dialect(self) -> str:
        """`duckdb` or `postgresql`."""
        return self.url.get_backend_name()

    @contextmanager
    def begin(self, snapshot: bool = False) -> Iterator[sa.Connection]:
        """A connection inside one transaction: all of it happens, or nothing.

        `snapshot`: what others write meanwhile is not seen; DuckDB never shows it.
        """
        connection = self._connect(read_only=False)
        try:
            with in_words(self.url), connection.begin():
                if snapshot and self.dialect == "postgresql":
                    connection.exec_driver_sql("set transaction isolation level repeatable read")
                connection.exec_driver_sql("set timezone = 'UTC'")
                yield connection
        finally:
            connection.close()
            connection.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection that can't change anything; hold it for moments only, a reader keeps DuckDB's writer out."""
        connection = self._connect(read_only=True)
        try:
            with in_words(self.url):
                if self.dialect == "postgresql":
                    # of what a build commits meanwhile, all its statements see nothing
                    connection.exec_driver_sql("set transaction isolation level repeatable read, read only")
                connection.exec_driver_sql("set timezone = 'UTC'")
                yield connection
        finally:
            connection.close()
            connection.engine.dispose()

    @contextmanager
    def alone(self, task: str) -> Iterator[None]:
        """Wait until nobody else does the task; PostgreSQL lets go when the block, or the process, ends.

        DuckDB has one writer at a time anyway.
        """
        if self.dialect == "duckdb":
            yield
            return
        connection = self._connect(read_only=False)
        try:
            with in_words(self.url):
                connection.exec_driver_sql("select pg_advisory_lock(hashtext(%s))", (f"plumbline {task}",))
            yield
        finally:
            connection.invalidate()  # closes it without a word to the server, which may be gone
            connection.close()
            connection.engine.dispose()

    def translate(self, sql: str) -> str:
        """Portable SQL, written in DuckDB's dialect, in the words of this engine."""
        if self.dialect == "duckdb":
            return sql
        return sqlglot.transpile(sql, read="duckdb", write=SQLGLOT_DIALECT[self.dialect])[0]

    def insert(self, connection: sa.Connection, table: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Append Arrow rows to `schema.table`, columns matched by name, as fast as the engine can.

        A reader is read batch by batch: rows that would not fit into memory need not.
        """
        columns = ", ".join(f'"{name}"' for name in rows.schema.names)
        driver: Any = connection.connection.driver_connection
        if self.dialect == "duckdb":
            connection.exec_driver_sql("register", ("incoming_rows", rows))
            connection.exec_driver_sql(f"insert into {table} ({columns}) select {columns} from incoming_rows")
            driver.unregister("incoming_rows")
            return
        # every value quoted, so that an empty text stays apart from null
        options = pa.csv.WriteOptions(include_header=False, quoting_style="all_valid")
        batches = rows.to_batches() if isinstance(rows, pa.Table) else rows
        with driver.cursor() as cursor, cursor.copy(f"copy {table} ({columns}) from stdin (format csv)") as copy:
            for batch in batches:
                buffer = io.BytesIO()
                pa.csv.write_csv(_as_plain_text(pa.Table.from_batches([batch])), buffer, options)
                copy.write(buffer.getbuffer())

    def index(self, connection: sa.Connection, table: str, column: str) -> None:
        """Let rows be found by a column's value; DuckDB finds them by the ranges of values that it keeps."""
        if self.dialect == "postgresql":
            run_sql(connection, f"create index on {table} ({quoted(column)})")

    def analyze(self, connection: sa.Connection, table: str) -> None:
        """Tell the planner how a table looks that has just been filled."""
        if self.dialect == "postgresql":
            run_sql(connection, f"analyze {table}")

    def _connect(self, *, read_only: bool) -> sa.Connection:
        if self.dialect == "postgresql":
            with in_words(self.url):
                return sa.create_engine(self.url, poolclass=NullPool).connect()
        path = Path(self.url.database or "")
        if read_only and not path.exists():
            self._create(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(self.url, poolclass=NullPool, connect_args={"read_only": read_only})
        deadline = time.monotonic() + self.lock_patience_seconds
        while True:
            try:
                return engine.connect()
            except sa.exc.DBAPIError as error:
                if "lock" not in str(error).lower():
                    raise
                if time.monotonic() > deadline:
                    raise WarehouseBusy(
                        f"{path} has been held by another process for {self.lock_patience_seconds:.0f} s: {error.orig}",
                        "This task wrote nothing; the report waits.",
                        "End the process named above (an open notebook or SQL shell, perhaps), then clear this task.",
                    ) from None
            time.sleep(LOCK_LOOK_SECONDS)

    def _create(self, path: Path) -> None:
        """A read-only connection can't make the file: an empty warehouse is made first."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.begin():
            pass


def _as_plain_text(rows: pa.Table) -> pa.Table:
    """Decimals and times as text: their exact value, in the form in which COPY reads them."""
    fields = [
        pa.field(f.name, pa.string() if pa.types.is_decimal(f.type) or pa.types.is_timestamp(f.type) else f.type)
        for f in rows.schema
    ]
    return rows.cast(pa.schema(fields))


def quoted(name: str) -> str:
    """A column's name as every engine reads it, whatever word it is."""
    return f'"{name}"'


def column_list(names: Iterable[str]) -> str:
    """Columns' names, quoted, with commas between them."""
    return ", ".join(map(quoted, names))


def run_sql(connection: sa.Connection, sql: str) -> sa.CursorResult[Any]:
    """Run a statement as it stands, in the engine's own words."""
    # psycopg takes a bare % for a parameter
    return connection.exec_driver_sql(sql.replace("%", "%%") if connection.dialect.name == "postgresql" else sql)


def open_warehouse(settings: Settings) -> Warehouse:
    """The warehouse that PLUMBLINE_WAREHOUSE names: by an address, or by the id of a connection.

    A SQLAlchemy URL or a connection of type postgres is the warehouse itself; sc://host:port or a connection of type
    spark_connect is a Spark cluster, with the database of PLUMBLINE_LEDGER beside it.
    """
    address = _address(settings.warehouse, "PLUMBLINE_WAREHOUSE")
    if not address.startswith(SPARK_CONNECT):
        return Warehouse(_url(address, "PLUMBLINE_WAREHOUSE"))
    ledger = _url(_address(settings.ledger, "PLUMBLINE_LEDGER"), "PLUMBLINE_LEDGER")
    return Warehouse(ledger, lake=Lake(address, settings.lake))


def _url(address: str, variable: str) -> URL:
    url = make_url(address)
    backend = url.get_backend_name()
    if backend in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if backend == "duckdb":
        return url
    raise SettingsWrong(
        f"{variable} names an engine that is not supported: {backend}.",
        "Nothing can be loaded.",
        "Give a duckdb:/// or postgresql:// address, or the id of an Airflow connection of type postgres."
        + (" A Spark cluster is sc://host:port." if variable == "PLUMBLINE_WAREHOUSE" else ""),
    )


def _address(named: str, variable: str) -> str:
    if "://" in named:
        return named
    try:
        found = connections.find(named)
    except connections.ConnectionMissing:
        raise SettingsWrong(
            f"{variable} names the connection {named}, which is not defined.",
            "Nothing can be loaded.",
            f"Add the connection {named} (type postgres) to Airflow, or give a duckdb:/// address.",
        ) from None
    return _spark_address(found) if found.uri.startswith(("spark-connect:", "spark_connect:")) else found.uri


def _spark_address(connection: connections.Connection) -> str:
    """A connection of Airflow's type spark_connect as Spark's clients write it."""
    parts = {"token": connection.password, "user_id": connection.login}
    parts |= {"use_ssl": "true"} if connection.extra.get("use_ssl") or connection.password else {}
    options = ";".join(f"{name}={quote(value, safe='')}" for name, value in parts.items() if value)
    return f"{SPARK_CONNECT}{connection.host}:{connection.port or SPARK_CONNECT_PORT}/;{options}".rstrip("/;")
