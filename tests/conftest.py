"""What several test folders share: a real PostgreSQL, a migrated Airflow, settings below a temporary folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest
import sqlalchemy as sa
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from plumbline.settings import Settings
from tests.postgres import postgres_server, run_beside

PROJECT = Path(__file__).resolve().parents[1]

# Airflow reads its configuration when it is first imported: before any test is collected it has to know its home.
AIRFLOW_HOME = Path(mkdtemp(prefix="plumbline-airflow-"))
os.environ.update(
    {
        "AIRFLOW_HOME": str(AIRFLOW_HOME),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
    }
)


# What takes its time to set up: a test that uses one of these is slow, and not part of `make check`.
SLOW_FIXTURES = {
    "airflow_db",
    "cluster",
    "exports",
    "loaded",
    "loaded_duckdb",
    "loaded_postgres",
    "postgres_url",
    "small_world",
    "world",
}
# The folders that take longest, begun first when two processes share the tests.
LONGEST = ("pipeline", "spark", "sql", "dags", "reports", "measures")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow ones; those folders first that take longest."""
    for item in items:
        parameters = getattr(item, "callspec", None)
        on_postgres = parameters is not None and "postgresql" in parameters.params.values()
        if on_postgres or SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.parent.name, len(order)))


class ByFolder(LoadScopeScheduling):
    """Keeps a folder of tests in one process, so that what they share is set up once."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0].rpartition("/")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFolder:
    """How two processes share the tests."""
    return ByFolder(config, log)


@pytest.fixture(scope="session")
def airflow_db() -> Path:
    """The home of an Airflow whose database is migrated and has the pool `warehouse`."""
    code = (
        "from airflow.utils import db; from airflow.models.pool import Pool; db.initdb(); "
        "Pool.create_or_update_pool('warehouse', 1, 'the one writer of the warehouse', False)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return AIRFLOW_HOME


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQLAlchemy URL of a real PostgreSQL, started for this session; see `new_postgres` for a database of one's own."""
    with postgres_server(tmp_path_factory.mktemp("postgres")) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def new_postgres(postgres_url: str) -> Callable[[], str]:
    """Makes an empty database at each call and gives its SQLAlchemy URL."""

    def make() -> str:
        name = f"test_{uuid4().hex[:12]}"
        url = sa.make_url(postgres_url)
        run_beside(url, f"create database {name}")
        return url.set(database=name).render_as_string(hide_password=False)

    return make


@pytest.fixture(params=["duckdb", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings below a temporary folder, once for each kind of warehouse."""
    env = {"PLUMBLINE_VAR": str(tmp_path / "var")}
    if request.param == "postgresql":
        env["PLUMBLINE_WAREHOUSE"] = request.getfixturevalue("new_postgres")()
    return Settings.from_env(env)


@pytest.fixture
def duckdb_settings(tmp_path: Path) -> Settings:
    """Settings below a temporary folder, with DuckDB."""
    return Settings.from_env({"PLUMBLINE_VAR": str(tmp_path / "var")})
