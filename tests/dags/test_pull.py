"""A source's DAG, run in this process with Airflow's own `dag.test()`."""

from __future__ import annotations

import mailbox
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import sqlalchemy as sa
from airflow.dag_processing.dagbag import DagBag
from airflow.models.asset import AssetEvent
from airflow.sdk import DAG, Context, RetryAction
from airflow.utils.session import create_session

from plumbline.airflow.alerts import describe
from plumbline.airflow.defaults import POLICY, RETRIES
from plumbline.errors import CheckFailed, ExportRefused, SourceMissing, WarehouseBusy
from plumbline.example.world import write_world
from plumbline.settings import Settings
from plumbline.warehouse import ops
from plumbline.warehouse.engines import open_warehouse

FIRST, LAST = date(2026, 10, 26), date(2026, 10, 30)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five days of the example company."""
    drop = tmp_path_factory.mktemp("drop")
    write_world(drop, FIRST, LAST)
    return drop


@pytest.fixture
def settings(exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, airflow_db: Path) -> Settings:
    """The settings under which the DAG runs."""
    monkeypatch.setenv("PLUMBLINE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("PLUMBLINE_DROP", str(exports))
    return Settings.from_env()


def pulls(settings: Settings) -> dict[str, str]:
    """State of each run of a pull, by source."""
    with open_warehouse(settings).read() as connection:
        found = connection.execute(sa.select(ops.run.c.task, ops.run.c.state)).all()
    return {task: state for task, state in found}


def run(dag: DAG, **conf: object) -> str:
    """Run it; the state that it ends in."""
    return str(dag.test(run_conf=conf).state)


def test_the_till_is_pulled_for_a_range_and_tells_the_build(bag: DagBag, settings: Settings) -> None:
    assert run(bag.dags["pull_till"], first_day=str(FIRST), last_day=str(LAST)) == "success"
    assert pulls(settings) == {"pull:till_orders": "done", "pull:till_returns": "done"}
    with create_session() as session:
        event = session.scalars(sa.select(AssetEvent).order_by(AssetEvent.id.desc())).first()
        assert event is not None
        assert event.partition_key == "2026-10-26..2026-10-30"
        assert event.extra["last_day"] == "2026-10-30"
        assert event.extra["deliver"] is False


def test_a_refused_file_fails_at_once_and_says_what_to_do(
    bag: DagBag, settings: Settings, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop = tmp_path / "drop"
    shutil.copytree(exports / "till", drop / "till")
    monkeypatch.setenv("PLUMBLINE_DROP", str(drop))
    monkeypatch.setenv("PLUMBLINE_ALERT_TO", "ops@nightjar.example")
    (drop / f"till/{LAST}/returns_{LAST}.csv").write_text("This page is temporarily unavailable.\n")
    result = bag.dags["pull_till"].test(run_conf={"first_day": str(LAST), "last_day": str(LAST)})
    states = {task.task_id: str(task.state) for task in result.get_task_instances()}
    assert states == {"till_orders": "success", "till_returns": "failed"}
    with open_warehouse(settings).read() as connection:
        alert = connection.execute(sa.select(ops.run).where(ops.run.c.task == "alert:pull_till.till_returns")).one()
    assert f"returns_{LAST}.csv" in alert.summary
    assert "What to do: " in alert.summary and "Clear" in alert.summary
    (mail,) = mailbox.Maildir(settings.mail.removeprefix("maildir:"))
    assert mail["To"] == "ops@nightjar.example"
    assert "pull_till.till_returns" in mail["Subject"]
    assert f"returns_{LAST}.csv" in str(mail.get_payload(decode=True), "utf-8")


def test_a_broken_list_keeps_no_other_list_back(
    bag: DagBag, settings: Settings, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop = tmp_path / "drop"
    shutil.copytree(exports / "company", drop / "company")
    monkeypatch.setenv("PLUMBLINE_DROP", str(drop))
    (drop / f"company/{FIRST}/programs.csv").write_text("This page is temporarily unavailable.\n")
    result = bag.dags["pull_company"].test(run_conf={"first_day": str(FIRST), "last_day": str(LAST)})
    states = {task.task_id: str(task.state) for task in result.get_task_instances()}
    assert states["lists_finance"] == "failed"
    assert states["lists_marketing"] == states["lists_sales"] == "success"
    told = pulls(settings)
    assert told["pull:programs"] == "failed"
    assert told["pull:program_rules"] == told["pull:costs"] == told["pull:targets"] == "done"


def test_an_error_that_nobody_foresaw_still_says_what_is_missing() -> None:
    ti = SimpleNamespace(dag_id="build", task_id="build_marts")
    alert = describe(cast(Context, {"ti": ti, "run_id": "r1", "exception": ZeroDivisionError("division by zero")}))
    assert "ZeroDivisionError: division by zero" in alert.what_broke
    assert "no report goes out" in alert.what_is_missing
    assert "Clear" in alert.what_to_do and "r1" in alert.what_to_do


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (SourceMissing("late", "a gap", "wait"), RetryAction.RETRY),
        (WarehouseBusy("locked", "nothing", "wait"), RetryAction.DEFAULT),
        (ExportRefused("broken", "a gap", "mend it"), RetryAction.FAIL),
        (CheckFailed("does not add up", "no report", "look"), RetryAction.FAIL),
        (OSError("network is down"), RetryAction.DEFAULT),
    ],
)
def test_what_may_heal_is_tried_again_and_what_needs_a_person_is_not(error: Exception, action: RetryAction) -> None:
    assert POLICY.evaluate(error, 1, RETRIES).action is action
