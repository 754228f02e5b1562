"""A real cluster on loopback: a master, two workers, a Connect server. It starts once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.installation import free_port
from scripts.spark import Cluster, start, stop


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The cluster."""
    folder: Path = tmp_path_factory.mktemp("spark")
    yield start(folder, free_port())
    stop(folder)
