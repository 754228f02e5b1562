"""Every measure of the longer reports equals what the example world knows about itself, on both warehouses."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse, run_sql
from tests.pipeline.truth import hold, read_truth
from tests.pipeline.truth_b import LEAST_ROWS, QUESTIONS_B


@pytest.mark.parametrize("name", QUESTIONS_B)
def test_measures_equal_the_truth(loaded: Settings, world: Path, name: str) -> None:
    with open_warehouse(loaded).read() as connection:
        answer = hold(connection, world, QUESTIONS_B[name])
    assert answer.rows >= LEAST_ROWS.get(name, 100), f"the truth about {name} is nearly empty"
    assert not answer.differences, "\n".join([f"{len(answer.differences)} figures differ", *answer.differences[:5]])


def test_a_creatives_recommendation_is_the_truths(loaded: Settings, world: Path) -> None:
    truth = {(row["as_of_day"], row["creative_id"]): row["recommendation"] for row in read_truth(world, "creatives")}
    with open_warehouse(loaded).read() as connection:
        rows = run_sql(
            connection, "select as_of_day, creative_id, recommendation from marts.creative_performance"
        ).fetchall()
    assert {(str(day), creative): recommendation for day, creative, recommendation in rows} == truth
    assert set(truth.values()) == {"scale", "keep", "test", "stop"}
