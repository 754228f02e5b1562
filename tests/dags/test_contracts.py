"""What every DAG promises; and that there are DAGs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag

from plumbline.settings import Settings
from plumbline.sources.definition import load_sources
from tests.dags.conftest import DAGS

REPORTS = {"daily_pulse", "weekly_review", "board_report", "platform_rating"}
TAGS = {"plumbline", "pull", "build", "report"}
OWNERS = {"data", "marketing", "sales", "finance", "analytics", "operations"}
WORDS_OF_A_DOCSTRING = ("What it does", "When.", "Who is called", "When it fails", "Running it again")
HEAVY = ("duckdb", "pandas", "pyarrow", "sqlglot", "weasyprint")
PARSE_SECONDS = 3.0


def systems() -> set[str]:
    """As the example company's YAMLs name them."""
    return {source.system for source in load_sources(Settings.from_env({}).sources_folder)}


def test_every_file_loads_and_gives_dags(bag: DagBag) -> None:
    assert bag.import_errors == {}
    assert len(systems()) >= 5
    assert set(bag.dags) == {f"pull_{system}" for system in systems()} | {"build", "build_deadline"} | REPORTS
    assert {Path(dag.fileloc).name for dag in bag.dags.values()} == {path.name for path in DAGS.glob("*.py")}


def test_every_source_is_pulled_by_one_task(bag: DagBag) -> None:
    """An export has a task of its name; lists that arrive on change share one with those of the same owner."""
    sources = load_sources(Settings.from_env({}).sources_folder)
    assert len(sources) >= 30
    assert {source.task for source in sources if source.system == "company"} == {
        "lists_finance",
        "lists_marketing",
        "lists_sales",
    }
    expected = {source.name: (f"pull_{source.system}", source.task, source.owner) for source in sources}
    found = [
        (asset.name, (dag.dag_id, task.task_id, task.owner))
        for dag in bag.dags.values()
        if "pull_" in dag.dag_id
        for task in dag.tasks
        for asset in task.outlets
    ]
    assert sorted(found) == sorted(expected.items())


def test_docs_say_what_when_who_and_what_to_do(bag: DagBag) -> None:
    for dag in bag.dags.values():
        missing = [words for words in WORDS_OF_A_DOCSTRING if words not in (dag.doc_md or "")]
        assert not missing, f"{dag.dag_id} does not say: {missing}"


def test_tags_and_owners_are_known_ones(bag: DagBag) -> None:
    for dag in bag.dags.values():
        assert "plumbline" in dag.tags
        assert set(dag.tags) <= TAGS | systems(), dag.dag_id
        for task in dag.tasks:
            assert task.owner in OWNERS, f"{dag.dag_id}.{task.task_id} belongs to {task.owner}"


def test_tasks_retry_take_the_writers_slot_where_they_write_long_and_notify_of_failure(bag: DagBag) -> None:
    for dag in bag.dags.values():
        assert dag.tasks, dag.dag_id
        for task in dag.tasks:
            name = f"{dag.dag_id}.{task.task_id}"
            assert task.retries >= 3, name
            assert task.retry_exponential_backoff > 1, name
            assert task.retry_policy is not None, name
            assert task.on_failure_callback, name
            # rendering and mailing take long and write for a moment: they wait for the warehouse themselves
            if "report" not in dag.tags:
                assert task.pool == "warehouse", f"{name} writes into the warehouse without its one slot"


def test_a_day_is_a_parameter_of_every_dag(bag: DagBag) -> None:
    for dag in bag.dags.values():
        assert {"first_day", "last_day", "deliver"} <= set(dag.params), dag.dag_id
        assert not dag.catchup, f"{dag.dag_id} would run all its past when it is switched on"


def test_only_a_source_that_came_in_feeds_the_build(bag: DagBag) -> None:
    outlets = {asset.name for dag in bag.dags.values() for task in dag.tasks for asset in task.outlets}
    waited_for = {asset.name for asset in bag.dags["build"].timetable.asset_condition.objects}
    assert waited_for == outlets - {"plumbline_marts"}
    for report in REPORTS:
        assert bag.dags[report].timetable.asset_condition.name == "plumbline_marts"


# Each file is read in a child of a process that has imported Airflow already, as the DAG processor does it.
READ_EACH = f"""
import os, runpy, sys, time
import airflow.sdk, airflow.models
before = set(sys.modules)
for file in sys.argv[1:]:
    if os.fork() == 0:
        start = time.monotonic()
        runpy.run_path(file)
        print(file, round(time.monotonic() - start, 1), *sorted({set(HEAVY)!r} & set(sys.modules) - before), flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.mark.slow
def test_a_dag_file_does_no_work_when_it_is_read(tmp_path: Path) -> None:
    files = sorted(str(path) for path in DAGS.glob("*.py"))
    env = os.environ | {"PLUMBLINE_VAR": str(tmp_path / "var"), "PYTHONPATH": str(DAGS.parent / "plugins")}
    command = [sys.executable, "-c", READ_EACH, *files]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [file for file, *_ in lines] == files, done.stderr[-2000:]
    assert [line for line in lines if len(line) > 2] == [], "imported when the file is read"
    assert [line for line in lines if float(line[1]) > PARSE_SECONDS] == [], "seconds"
    assert not (tmp_path / "var").exists(), "it writes"


@pytest.mark.slow
def test_airflow_does_not_take_the_package_for_plugins() -> None:
    code = (
        "import sys; from airflow import plugins_manager; plugins_manager.ensure_plugins_loaded() "
        "if hasattr(plugins_manager, 'ensure_plugins_loaded') else plugins_manager._get_plugins(); "
        "print([name for name in sys.modules if name.startswith('plumbline')], plugins_manager.get_import_errors())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().endswith("[] {}"), done.stdout
