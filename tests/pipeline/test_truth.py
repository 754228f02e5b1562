"""Every measure equals what the example world knows about itself, to the cent, on both warehouses."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse
from tests.pipeline.truth import QUESTIONS, hold

LEAST_FIGURES = 900


@pytest.mark.parametrize("name", QUESTIONS)
def test_measures_equal_the_truth(loaded: Settings, world: Path, name: str) -> None:
    with open_warehouse(loaded).read() as connection:
        answer = hold(connection, world, QUESTIONS[name])
    assert answer.rows > LEAST_FIGURES, f"the truth about {name} is nearly empty"
    assert not answer.differences, "\n".join([f"{len(answer.differences)} figures differ", *answer.differences[:5]])
