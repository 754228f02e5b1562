"""Empty warehouses: every real table is there and no row in it. A test works in a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from plumbline.settings import Settings
from plumbline.warehouse.changes import Feeds
from plumbline.warehouse.engines import SQLGLOT_DIALECT, Warehouse
from plumbline.warehouse.incremental import Builder
from plumbline.warehouse.models import Model, load_models
from plumbline.warehouse.ops import prepare
from plumbline.warehouse.parameters import sql_parameters
from plumbline.warehouse.scope import Scopes
from plumbline.warehouse.staging import load_staging


@dataclass
class EmptyWarehouse:
    """An open connection to a warehouse without rows, and the models that may be run in it."""

    warehouse: Warehouse
    connection: sa.Connection
    models: dict[str, Model]


@pytest.fixture(scope="session", params=["duckdb", "postgresql"])
def empty_warehouse(request: pytest.FixtureRequest) -> Iterator[EmptyWarehouse]:
    """In memory on DuckDB, a database of its own on PostgreSQL."""
    url = "duckdb:///:memory:"
    if request.param == "postgresql":
        new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
        url = new_postgres()
    engine = sa.create_engine(url, poolclass=StaticPool)
    settings = Settings.from_env({})
    warehouse = Warehouse(engine.url)
    models = load_models(settings.sql_folder)
    staging = load_staging(settings.sql_folder)
    with engine.connect() as connection:
        connection.exec_driver_sql("set timezone = 'UTC'")
        prepare(connection)
        for table in staging.values():
            table.create(warehouse, connection)
            for column, kind in table.types.items():
                if "NOT NULL" in kind.upper():
                    # a case says what it is about and leaves the rest out
                    connection.exec_driver_sql(f'alter table {table.name} alter column "{column}" drop not null')
        feeds = Feeds(connection, {})
        scopes = Scopes(connection, SQLGLOT_DIALECT[warehouse.dialect], {}, feeds)
        builder = Builder(warehouse, connection, sql_parameters(settings.company), {}, feeds, scopes)
        for model in models:
            builder.make(model, anew=True)
        for model in models:
            if model.materialized != "view":
                connection.exec_driver_sql(f"delete from {model.table}")
        connection.commit()
        yield EmptyWarehouse(warehouse, connection, {model.table: model for model in models})
    engine.dispose()
