"""The cluster is a real one: its master counts two workers, and what can't start says why."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from scripts.installation import Stop
from scripts.spark import Cluster, cluster_of, start


def test_the_page_of_the_master_shows_two_workers(cluster: Cluster) -> None:
    state = cluster.state()
    assert [worker["state"] for worker in state["workers"]] == ["ALIVE", "ALIVE"]
    assert {worker["cores"] for worker in state["workers"]} == {1}
    assert [application["name"] for application in state["activeapps"]] == ["Plumbline"]
    assert len({process.pid for process in cluster.workers}) == 2


def test_a_port_that_is_taken_is_named_with_another_one(cluster: Cluster, tmp_path: Path) -> None:
    port = int(cluster.connect.rpartition(":")[2])
    with pytest.raises(Stop, match=rf"Port {port} is taken\. .* make spark-up SPARK_PORT=\d+"):
        start(tmp_path, port)
    assert cluster_of(tmp_path) is None and cluster_of(cluster.folder) is not None


def test_without_java_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(Stop, match="apt-get install -y openjdk-17-jre-headless"):
        start(tmp_path, 0)


def test_what_does_not_come_up_leaves_nothing_running(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("scripts.spark.DAEMON_MEMORY", "no size")
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    with pytest.raises(Stop, match=r"Spark did not come up\. The last lines of .*master\.log"):
        start(tmp_path, 0)
    assert {process.pid for process in psutil.Process().children(recursive=True)} <= before
    assert cluster_of(tmp_path) is None
