"""Every measure of the longer reports equals what the example world knows about itself, on both warehouses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from plumbline.settings import Settings
from plumbline.warehouse.engines import run_sql, open_warehouse
from tests.pipeline.truth import hold
from tests.pipeline.truth_b import LEAST_ROWS, QUESTIONS_B


@pytest.mark.parametrize("name", QUESTIONS_B)
def test_measures_equal_the_truth(street: Settings, world: Path, name: str) -> None:
    with open_warehouse(street).read() as connection:
        answer = hold(connection, world, QUESTIONS_B[name])
    assert answer.rows >= LEAST_ROWS.get(name, 100), f"the truth about {name} is nearly empty"
    assert not answer.differences, "\n".join([f"{len(answer.differences)} figures differ", *answer.differences[:5]])


def test_a_creatives_place_is_the_truths(street: Settings, world: Path) -> None:
    with (world / "truth" / "creatives.csv").open(encoding="utf-8", newline="") as file:
        truth = {(row["as_of_day"], row["creative_id"]): row["place"] for row in csv.DictReader(file)}
    with open_warehouse(street).read() as connection:
        rows = run_sql(connection, "select as_of_day, creative_id, place from marts.creative_performance").fetchall()
    assert {(str(day), creative): place for day, creative, place in rows} == truth
    assert set(truth.values()) == {"scale", "keep", "test", "stop"}
