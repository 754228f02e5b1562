"""What a build on Spark leaves behind: all of it, or nothing where it fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from plumbline.days import Days
from plumbline.errors import CheckFailed, ModelFailed, SettingsWrong, WarehouseBusy
from plumbline.settings import Settings
from plumbline.warehouse.build import build
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.lake import Lake
from scripts.installation import free_port
from scripts.spark import Cluster
from tests.spark.small import installation, sell

THE_1ST, THE_2ND = date(2026, 10, 1), date(2026, 10, 2)


def published(settings: Settings) -> tuple[list[Any], list[Any], list[Any]]:
    """The rows of both marts, and the places that count."""
    with open_warehouse(settings).read() as connection:
        total, double, places = (
            connection.execute(sa.text(f"select * from {table} order by all")).all()
            for table in ("marts.total", "marts.double", "ops.lake_table")
        )
    return [tuple(row) for row in total], [tuple(row) for row in double], [tuple(row) for row in places]


def test_what_was_loaded_is_computed_and_published(cluster: Cluster, tmp_path: Path) -> None:
    settings = installation(tmp_path, cluster.connect)
    sell(settings, THE_1ST, "10.10")
    sell(settings, THE_2ND, "20.20")
    build(settings, Days(THE_1ST, THE_2ND))
    total, double, places = published(settings)
    assert total == [(2, Decimal("30.30"))]
    assert double == [(THE_1ST, Decimal("20.20")), (THE_2ND, Decimal("40.40"))]
    assert [name for name, _ in places] == ["core.sale_day", "marts.double", "marts.total"]

    sell(settings, THE_1ST, "5.00")
    build(settings, Days(THE_2ND, THE_2ND))
    total, double, again = published(settings)
    assert total == [(2, Decimal("25.20"))]
    assert double == [(THE_1ST, Decimal("10.00")), (THE_2ND, Decimal("40.40"))]
    # a reader of the earlier tables is not disturbed, and a day later they are swept
    lake = Lake("", settings.lake)
    before, after = (location for _, location in (places[0], again[0]))
    assert before != after and lake.has(before) and lake.has(after)
    lake.sweep({after.rpartition("=")[2]}, "9")
    assert not lake.has(before) and lake.has(after)


def test_a_failed_check_publishes_nothing(cluster: Cluster, tmp_path: Path) -> None:
    settings = installation(tmp_path, cluster.connect)
    sell(settings, THE_1ST, "10.10")
    build(settings, Days(THE_1ST, THE_1ST))
    before = published(settings)

    sell(settings, THE_1ST, "-0.01")
    with pytest.raises(CheckFailed, match=r"a day has a negative sum \(1 row: day 2026-10-01\)"):
        build(settings, Days(THE_1ST, THE_1ST))
    assert published(settings) == before


@pytest.mark.parametrize(
    ("select", "words"),
    [
        ("select quantile_cont(amount, 0.5) as days from core.sale_day", "percentile_cont"),
        ("select list_sum(list(amount)) as days from core.sale_day", "LIST_SUM"),
    ],
)
def test_a_model_that_spark_cannot_run_is_named(cluster: Cluster, tmp_path: Path, select: str, words: str) -> None:
    settings = installation(tmp_path, cluster.connect)
    sell(settings, THE_1ST, "10.10")
    header = "/*\ndescription: a span\nmaterialized: table\ncolumns:\n  days: how long\n*/\n"
    (settings.sql_folder / "core" / "span.sql").write_text(header + select, encoding="utf-8")
    with pytest.raises(ModelFailed, match=rf"(?s)Spark can't run .*core/span\.sql: .*({words})") as error:
        build(settings, Days(THE_1ST, THE_1ST))
    assert "JVM" not in str(error.value)


def test_a_ledger_whose_rows_lie_elsewhere_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    settings = installation(tmp_path, cluster.connect)
    sell(settings, THE_1ST, "10.10")
    with pytest.raises(SettingsWrong, match=r"their rows are not in the lake, .*elsewhere"):
        build(replace(settings, lake=str(tmp_path / "elsewhere")), Days(THE_1ST, THE_1ST))


def test_a_cluster_that_does_not_answer_is_waited_for(tmp_path: Path) -> None:
    port = free_port()
    settings = installation(tmp_path, f"sc://127.0.0.1:{port}")
    sell(settings, THE_1ST, "10.10")  # loads need no cluster
    with pytest.raises(WarehouseBusy, match=rf"No Spark Connect server answers at 127\.0\.0\.1:{port}"):
        build(settings, Days(THE_1ST, THE_1ST))
