"""A bench for each test, with a warehouse whose ledger and calendar are made already."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.ops import prepare
from tests.sources.bench import YESTERDAY, Bench, csv
from tests.sources.morning import FILE, HEADING, Morning, line


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


@pytest.fixture(scope="session")
def first_hour(tmp_path_factory: pytest.TempPathFactory, prepared_duckdb: Path) -> Path:
    """The folder of an installation on which yesterday and a first file of today are loaded: made once, copied."""
    var = tmp_path_factory.mktemp("first_hour")
    bench = Bench(Settings.from_env({"PLUMBLINE_VAR": str(var)}))
    shutil.copy(prepared_duckdb, var / "warehouse.duckdb")
    bench.put(f"till/{YESTERDAY}/returns_{YESTERDAY}.csv", csv(HEADING, [line(1)]))
    bench.pull("till_returns", YESTERDAY)
    bench.put(FILE, csv(HEADING, [line(1), line(2)]))
    bench.pull("till_returns")
    return var


@pytest.fixture
def morning(first_hour: Path, tmp_path: Path) -> Morning:
    """A bench on which yesterday and a first file of today are loaded."""
    shutil.copytree(first_hour, tmp_path / "var")
    return Morning(Bench(Settings.from_env({"PLUMBLINE_VAR": str(tmp_path / "var")})))
