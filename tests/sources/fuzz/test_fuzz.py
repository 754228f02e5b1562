"""Three hundred of the fuzzer's files, always the same ones; `make fuzz` runs ten thousand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.fuzz.mutations import OF_BYTES, OF_CELLS
from tests.sources.fuzz.run import run


@pytest.mark.slow
def test_malformed_exports(tmp_path: Path) -> None:
    ends, mutations, wrong = run(300, 1, tmp_path)
    assert wrong == []
    assert set(mutations) == {mutation.__name__ for mutation in [*OF_CELLS, *OF_BYTES]}
    # a reader that refuses everything would pass the rest
    assert min(ends["loaded"], ends["partly"], ends["refused"]) > 30
