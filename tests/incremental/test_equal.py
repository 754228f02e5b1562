"""Incremental equals full after random sequences; `make soak SEQUENCES=20` is the long form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.incremental.sequences import tried
from tests.incremental.small import open_shop
from tests.incremental.stage import Stage, differences, new_stage, write_exports
from tests.incremental.steps import draw


@pytest.fixture(params=["duckdb", "postgresql"])
def address(request: pytest.FixtureRequest) -> str | None:
    """Of an empty warehouse; None for DuckDB, which is made where it is needed."""
    if request.param == "duckdb":
        return None
    new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
    return new_postgres()


@pytest.mark.parametrize("seed", [1, 3])
def test_a_shop_in_which_anything_happens(address: str | None, seed: int, tmp_path: Path) -> None:
    shop, dice = open_shop(tmp_path, address), Random(seed)
    happened = []
    for _ in range(6):
        happened.append(shop.random_step(dice))
        if dice.random() < 0.7:
            shop.build()
            assert differences(shop, tmp_path) == [], "\n".join(happened)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of two weeks of the example."""
    return write_exports(tmp_path_factory.mktemp("exports"))


@pytest.fixture
def stage(world: Path, address: str | None, tmp_path: Path) -> Stage:
    """The example with its first days loaded and built."""
    return new_stage(world, tmp_path / "stage", address)


@pytest.mark.slow
def test_an_example_to_which_anything_happens(stage: Stage, tmp_path: Path) -> None:
    steps = draw(3, 5)
    found, looks = tried(stage, tmp_path / "tried", steps, look_always=False)
    assert looks == 1 and found == [], "\n".join([*map(str, steps), *found])
