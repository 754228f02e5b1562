"""The rows of real businesses give the same marts on DuckDB, PostgreSQL and Spark, row by row and to the cent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from plumbline.days import Days
from plumbline.settings import PROJECT, Settings
from plumbline.warehouse.build import build
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.models import load_models
from scripts.spark import Cluster
from tests.pipeline.conftest import load
from tests.pipeline.test_engines_agree import rows_of

DATA = PROJECT.parent / "shared" / "data" / "real"
COMPANIES = {"tiktok": 5, "olist": 3, "ga4": 3}  # with the marts that have rows, at the least
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the rows of real businesses are not there: {DATA}")


@pytest.mark.slow
@pytest.mark.parametrize("company", COMPANIES)
def test_every_mart_is_equal_row_by_row(
    company: str, tmp_path: Path, new_postgres: Callable[[], str], cluster: Cluster
) -> None:
    home = PROJECT / "include" / "real" / company
    day = yaml.safe_load((home / "company.yaml").read_text(encoding="utf-8"))["exports_end"]
    found = {}
    for engine, address in {
        "DuckDB": {},
        "PostgreSQL": {"PLUMBLINE_WAREHOUSE": new_postgres()},
        "Spark": {"PLUMBLINE_WAREHOUSE": cluster.connect, "PLUMBLINE_LEDGER": new_postgres()},
    }.items():
        var = {"PLUMBLINE_VAR": str(tmp_path / engine)}
        settings = Settings.from_env({"PLUMBLINE_COMPANY": str(home), "PLUMBLINE_DROP": str(DATA)} | var | address)
        load(settings, Days(day, day))
        build(settings, Days(day, day))
        with open_warehouse(settings).read() as connection:
            marts = [model.table for model in load_models(settings.sql_folder) if model.file.schema == "marts"]
            found[engine] = {mart: rows_of(connection, mart) for mart in marts}
    assert sum(bool(rows) for rows in found["DuckDB"].values()) >= COMPANIES[company]
    for engine in ("PostgreSQL", "Spark"):
        differ = [mart for mart, rows in found["DuckDB"].items() if found[engine][mart] != rows]
        assert differ == [], engine
