"""All DAGs, as Airflow loads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag

DAGS = Path(__file__).resolve().parents[2] / "dags"


@pytest.fixture(scope="session")
def bag(airflow_db: Path) -> DagBag:
    """The DAG folder, loaded once."""
    return DagBag(dag_folder=DAGS)
