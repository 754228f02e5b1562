"""Rows about Airflow: a day through its LocalExecutor against the same steps in one process; import of the DAGs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from statistics import median

from tests.bench.measure import LAST_DAY, PROJECT, Bench, first_of
from tests.bench.results import Row

SECONDS_A_TASK = 2.0  # what a task of Airflow's may cost besides its work
TIMES = 1.5


def rows(bench: Bench) -> Iterator[Row]:
    """At scale 1: what Airflow adds does not grow with the rows."""
    runs, history = bench.size.runs, bench.size.small_history
    drop, var = bench.world(1, history + runs), bench.new("process")
    step = partial(bench.step, drop=str(drop), var=str(var))
    before = LAST_DAY - timedelta(days=runs)
    step("load", first_of(history + runs), before)
    step("build", before)
    shutil.rmtree(bench.work / "airflow", ignore_errors=True)
    shutil.copytree(var, bench.work / "airflow")
    said = {}
    for how in ("process", "airflow"):
        command = [
            sys.executable,
            "-m",
            "tests.bench.airflow_day",
            how,
            first_of(runs).isoformat(),
            LAST_DAY.isoformat(),
        ]
        env = {"PLUMBLINE_DROP": str(drop), "PLUMBLINE_VAR": str(bench.work / how)}
        said[how] = bench.run(command, env).said
    allowed = TIMES * median(said["process"]["seconds"]) + SECONDS_A_TASK * said["airflow"]["tasks"]
    yield Row(
        "airflow_day", f"A day under Airflow's LocalExecutor, {said['airflow']['tasks']:.0f} tasks", "s",
        "the same steps in one process", tuple(said["airflow"]["seconds"]), tuple(said["process"]["seconds"]),
        f"ours <= {allowed:.1f}",
        f"Allowed: {TIMES} times the peer and {SECONDS_A_TASK:.0f} s a task, two at a time. Airflow is up before.",
    )  # fmt: skip
    home = {"AIRFLOW_HOME": str(bench.new("home")), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    steps = [[sys.executable, "-m", "tests.bench.steps", name] for name in ("dag_files", "airflow_alone")]
    ours, peer = bench.in_turns(*(partial(bench.run, command, home, PROJECT) for command in steps))
    yield Row(
        "dag_import", f"Importing the {ours[0].said['files']} DAG files", "s", "importing airflow.sdk alone",
        tuple(run.inner for run in ours), tuple(run.inner for run in peer),
    )  # fmt: skip
