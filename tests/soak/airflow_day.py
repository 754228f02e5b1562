"""The same day as Airflow's tasks: each DAG by its own `dag.test()`, which runs its tasks in the calling process.

To be imported when the environment names an AIRFLOW_HOME that is migrated: Airflow reads it then.
"""

from __future__ import annotations

import os
import tempfile

from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG

from plumbline.settings import PROJECT
from tests.soak.day import leave_marks, mark
from tests.soak.world import REPORTS, TODAY, Soak

DAGS = DagBag(dag_folder=PROJECT / "dags").dags


def run_day_in_airflow(soak: Soak, first_step: str) -> None:
    """The day's DAGs from those of a step on; a task that fails ends it."""
    os.environ["TMPDIR"] = str(soak.temporary)
    tempfile.tempdir = None
    leave_marks(soak)
    pulls = sorted(name for name in DAGS if name.startswith("pull_"))
    names = {"pull": [*pulls, "build", *REPORTS], "build": ["build", *REPORTS], "publish": REPORTS, "deliver": REPORTS}
    for name in names[first_step]:
        mark(soak, name)
        _run(DAGS[name])
    mark(soak, "done")


def _run(dag: DAG) -> None:
    run = dag.test(run_conf=TODAY.as_extra())
    states = {task.task_id: str(task.state) for task in run.get_task_instances()}
    if str(run.state) != "success":
        raise RuntimeError(f"{dag.dag_id}: {states}")
