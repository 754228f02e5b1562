"""One world for all tests of the example: the default range, written once."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from plumbline.example.world import FIRST_DAY, LAST_DAY, write_world

Truth = Callable[[str], list[dict[str, str]]]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The drop folder of the default world."""
    out = tmp_path_factory.mktemp("world")
    write_world(out, FIRST_DAY, LAST_DAY)
    return out


@pytest.fixture(scope="session")
def truth(world: Path) -> Truth:
    """Rows of a file of the truth."""

    def read(name: str) -> list[dict[str, str]]:
        with (world / "truth" / name).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert rows, f"{name} is empty"
        return rows

    return read


@pytest.fixture(scope="session")
def last_day() -> date:
    """The business day that the reports show."""
    return LAST_DAY
