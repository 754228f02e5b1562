"""The example world, loaded and built once for each kind of warehouse; the tests here only read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from plumbline.days import Days
from plumbline.example.world import write_world
from plumbline.settings import Settings
from plumbline.sources.definition import load_sources
from plumbline.sources.pull import pull
from plumbline.warehouse.build import build

FIRST_DAY, BUSINESS_DAY = date(2026, 5, 1), date(2026, 10, 30)


def load(settings: Settings, days: Days) -> None:
    """Pull every source over the range, as the DAGs do."""
    for source in load_sources(settings.sources_folder):
        pull(settings, source.name, days)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example world's six months: exports, and the truth beside them."""
    folder = tmp_path_factory.mktemp("world")
    write_world(folder, FIRST_DAY, BUSINESS_DAY)
    return folder


@pytest.fixture(scope="session")
def loaded_duckdb(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """All six months in a DuckDB warehouse."""
    var = tmp_path_factory.mktemp("duckdb")
    settings = Settings.from_env({"PLUMBLINE_VAR": str(var), "PLUMBLINE_DROP": str(world)})
    days = Days(FIRST_DAY, BUSINESS_DAY)
    load(settings, days)
    build(settings, days)
    return settings


@pytest.fixture(scope="session")
def loaded_postgres(world: Path, tmp_path_factory: pytest.TempPathFactory, new_postgres: Callable[[], str]) -> Settings:
    """All six months in a PostgreSQL warehouse."""
    env = {
        "PLUMBLINE_VAR": str(tmp_path_factory.mktemp("postgres")),
        "PLUMBLINE_DROP": str(world),
        "PLUMBLINE_WAREHOUSE": new_postgres(),
    }
    settings = Settings.from_env(env)
    days = Days(FIRST_DAY, BUSINESS_DAY)
    load(settings, days)
    build(settings, days)
    return settings


@pytest.fixture(scope="session", params=["duckdb", "postgresql"])
def loaded(request: pytest.FixtureRequest) -> Settings:
    """The loaded world, once for each kind of warehouse."""
    name = {"duckdb": "loaded_duckdb", "postgresql": "loaded_postgres"}[request.param]
    settings = request.getfixturevalue(name)
    assert isinstance(settings, Settings)
    return settings
