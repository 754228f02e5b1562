"""A table made in parts is the table made at once: what a part does not read must not reach its keys.

Every `changed_by:` of the example is held to its word that way, for all keys of a model and not only for those that a
day's news happen to touch.
"""

from __future__ import annotations

import pytest

from plumbline.warehouse import scope
from tests.incremental.stage import BUILT_UNTIL, FIRST, LAST, ONE_DAY, Stage, built, new_stage, rows_of, write_exports


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Two weeks of the example, whose lists come two days late: what is known of the first days differs in time."""
    folder = tmp_path_factory.mktemp("parts")
    world = write_exports(folder / "world")
    first, later = (world / "company" / str(FIRST + n * ONE_DAY) for n in (0, 2))
    for path in sorted(first.iterdir()):
        if path.name != "fx_rates.csv":  # without a rate there are no figures
            assert not (later / path.name).exists(), path.name
            path.rename(later / path.name)
    stage = new_stage(world, folder / "stage")
    for path in sorted(stage.world.glob("*/*/*.*")):
        stage.deliver(path.relative_to(stage.world))
    stage.last = LAST
    stage.pull(BUILT_UNTIL + ONE_DAY, LAST)
    return stage


@pytest.mark.slow
@pytest.mark.parametrize("parts", [3, 16])
def test_in_parts_and_at_once(example: Stage, parts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = built(example.settings, example.last, full=True)
    at_once = rows_of(example.settings)
    monkeypatch.setattr(scope, "PART_ROWS", 1)
    monkeypatch.setattr(scope, "MOST_PARTS", parts)
    assert built(example.settings, example.last, full=True) == whole
    in_parts = rows_of(example.settings)
    assert sum(rows.total() for rows in in_parts.values()) > 10_000
    assert [table for table, rows in at_once.items() if in_parts[table] != rows] == []
