"""A bench for each test, with a warehouse whose ledger and calendar are made already."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.ops import prepare
from tests.sources.bench import Bench


@pytest.fixture(scope="session")
def prepared_duckdb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DuckDB file as the first pull leaves it: made once, copied for each test."""
    settings = Settings.from_env({"PLUMBLINE_VAR": str(tmp_path_factory.mktemp("prepared"))})
    with open_warehouse(settings).begin() as connection:
        prepare(connection)
    return Path(open_warehouse(settings).url.database or "")


@pytest.fixture
def bench(duckdb_settings: Settings, prepared_duckdb: Path) -> Bench:
    """A bench on DuckDB."""
    path = Path(open_warehouse(duckdb_settings).url.database or "")
    path.parent.mkdir(parents=True)
    shutil.copy(prepared_duckdb, path)
    return Bench(duckdb_settings)


@pytest.fixture
def any_bench(settings: Settings) -> Bench:
    """A bench, once for each kind of warehouse."""
    return Bench(settings)
