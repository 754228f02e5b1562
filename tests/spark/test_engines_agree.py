"""The same exports give the same marts on DuckDB, PostgreSQL and Spark, row by row and to the cent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from plumbline.days import Days
from plumbline.example.world import write_world
from plumbline.reports.publish import publish
from plumbline.settings import Settings
from plumbline.warehouse.build import build
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.models import load_models
from scripts.spark import Cluster
from tests.pipeline.conftest import load
from tests.pipeline.test_engines_agree import rows_of

DAYS = Days(date(2026, 10, 12), date(2026, 10, 30))


@pytest.fixture(scope="module")
def engines(
    tmp_path_factory: pytest.TempPathFactory, new_postgres: Callable[[], str], cluster: Cluster
) -> dict[str, Settings]:
    """A world of three weeks, loaded and built on each engine."""
    drop: Path = tmp_path_factory.mktemp("drop")
    write_world(drop, DAYS.first, DAYS.last)
    addresses: dict[str, dict[str, str]] = {"DuckDB": {}, "PostgreSQL": {"PLUMBLINE_WAREHOUSE": new_postgres()}}
    # the ledger beside Spark is a PostgreSQL: what a cluster's owners will have
    addresses["Spark"] = {"PLUMBLINE_WAREHOUSE": cluster.connect, "PLUMBLINE_LEDGER": new_postgres()}
    engines = {}
    for name, address in addresses.items():
        var = tmp_path_factory.mktemp(name)
        engines[name] = Settings.from_env({"PLUMBLINE_VAR": str(var), "PLUMBLINE_DROP": str(drop)} | address)
        load(engines[name], DAYS)
        build(engines[name], DAYS)
    return engines


@pytest.mark.parametrize("other", ["PostgreSQL", "Spark"])
def test_every_mart_is_equal_row_by_row(engines: dict[str, Settings], other: str) -> None:
    models = load_models(engines["DuckDB"].sql_folder)
    marts = [model for model in models if model.file.schema == "marts"]
    filled = 0
    with open_warehouse(engines["DuckDB"]).read() as duckdb, open_warehouse(engines[other]).read() as database:
        for mart in marts:
            ours, theirs = rows_of(duckdb, mart.table), rows_of(database, mart.table)
            filled += bool(ours)
            differ = [pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]][:2]
            assert ours == theirs, f"{mart.file.path}: {len(ours)} rows, on {other} {len(theirs)}; {differ}"
    assert filled > 30


def test_what_verification_asks_beside_the_marts_is_published(engines: dict[str, Settings]) -> None:
    with open_warehouse(engines["DuckDB"]).read() as duckdb, open_warehouse(engines["Spark"]).read() as ledger:
        for table in ("staging.audience_segment", "staging.platform_quarter"):
            published = rows_of(ledger, table)
            assert published and published == rows_of(duckdb, table)


def test_a_report_has_the_same_content(engines: dict[str, Settings]) -> None:
    """Read, verified and archived on each engine; its content hash is of the rows behind its pages."""
    hashes = {
        name: publish(settings, "daily_pulse", DAYS.last, ["en"])[0].content_hash for name, settings in engines.items()
    }
    assert len(set(hashes.values())) == 1, hashes
