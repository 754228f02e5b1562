"""A worker dies in the middle of a job, and the same rows come out.

The last module of its folder, since the cluster is smaller afterwards.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psutil

from plumbline.warehouse.lake import Lake
from plumbline.warehouse.spark import session
from scripts.spark import Cluster

ROWS, KINDS, TASKS = 300_000_000, 10, 24
PATIENCE_SECONDS = 60.0
# busy for so long, an executor is in the middle of its tasks
AT_WORK_SECONDS = 0.5


def test_a_job_survives_the_killing_of_a_worker(cluster: Cluster) -> None:
    sql = f"select id % {KINDS} as kind, count(*) as n, sum(id) as total from range(0, {ROWS}, 1, {TASKS}) group by 1"
    victim = cluster.workers[0]
    with session(Lake(cluster.connect, "")) as spark, ThreadPoolExecutor(1) as pool:
        executors = victim.children(recursive=True)
        assert executors
        before = _busy(executors)
        job = pool.submit(lambda: spark.sql(sql).toArrow().to_pylist())
        _until(lambda: _busy(executors) > before + AT_WORK_SECONDS)
        for process in (*executors, victim):
            process.kill()
        assert not job.done()
        rows = {row["kind"]: (row["n"], row["total"]) for row in job.result(timeout=PATIENCE_SECONDS * 3)}
    each = ROWS // KINDS
    assert rows == {kind: (each, each * kind + KINDS * each * (each - 1) // 2) for kind in range(KINDS)}
    _until(lambda: cluster.alive == 1)


def _busy(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
