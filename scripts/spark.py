"""A Spark cluster of our own on loopback, from the package `pyspark`: a master, two workers and a Connect server.

`make spark-up` starts it below VAR/spark, `make spark-down` ends it. It is a real standalone cluster, sized for the
example and for tests; docs/spark.md says how to name a company's own instead.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import psutil

from plumbline.settings import PROJECT
from scripts.installation import Stop, free_port, say

WORKERS = 2
JAVA = 17  # the oldest that Spark 4 runs on
START_SECONDS, STOP_SECONDS = 300.0, 15.0
LOOK_SECONDS = 0.2
TAIL = 2000  # characters of a log that are shown
RECORD = "cluster.json"
CHILDREN: list[psutil.Popen] = []  # held, since Popen warns of a process that outlives it
DAEMON_MEMORY, DRIVER_MEMORY, EXECUTOR_MEMORY = "256m", "1g", "1g"
# These processes live for minutes: what Java's second compiler would gain it never earns back. Without it Java reserves
# less room for compiled code than the queries of a build fill.
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC"


@dataclass(frozen=True)
class Cluster:
    """A cluster that was started below `folder`: its addresses, and its processes by name (id and time of start)."""

    folder: Path
    master: str
    page: str
    connect: str
    processes: Mapping[str, tuple[int, float]]

    @property
    def workers(self) -> list[psutil.Process]:
        """The worker processes that live."""
        found = [_living(self.processes[name]) for name in sorted(self.processes) if name.startswith("worker")]
        return [process for process in found if process is not None]

    def state(self) -> dict[str, Any]:
        """What the master's page says, as its JSON: workers, cores, applications."""
        answer: dict[str, Any] = httpx.get(f"{self.page}/json/", timeout=5).json()
        return answer

    @property
    def alive(self) -> int:
        """How many workers the master counts as alive."""
        return sum(worker["state"] == "ALIVE" for worker in self.state()["workers"])


def start(folder: Path, port: int) -> Cluster:
    """Start master, workers and a Connect server on `port`; Stop says what is missing or what did not come up."""
    home, java = _spark_home(), _java()
    if answers(port):
        raise Stop(f"Port {port} is taken. Choose another one: make spark-up SPARK_PORT={free_port()}")
    stop(folder)  # what a crash may have left
    folder.mkdir(parents=True, exist_ok=True)
    master_port, page_port = free_port(), free_port()
    cluster = Cluster(
        folder, f"spark://127.0.0.1:{master_port}", f"http://127.0.0.1:{page_port}", f"sc://127.0.0.1:{port}", {}
    )
    begin = _Starter(cluster, home, java)
    try:
        say(f"Starting Spark: the master's page is {cluster.page}")
        deploy, here = "org.apache.spark.deploy", ("--host", "127.0.0.1")
        ports = ("--port", str(master_port), "--webui-port", str(page_port))
        begin("master", "spark-class", f"{deploy}.master.Master", *here, *ports)
        begin.wait("master", lambda: cluster.state()["status"] == "ALIVE")
        for number in range(1, WORKERS + 1):
            size = ("--cores", "1", "--memory", EXECUTOR_MEMORY, "--webui-port", "0")
            work = ("--work-dir", str(folder / f"worker-{number}"))
            begin(f"worker-{number}", "spark-class", f"{deploy}.worker.Worker", *here, *size, *work, cluster.master)
        begin("connect", "spark-submit", *_server(cluster, port))
        begin.wait("connect", lambda: cluster.alive == WORKERS and answers(port))
    except BaseException:
        stop(folder)
        raise
    return begin.record(cluster)


def _server(cluster: Cluster, port: int) -> list[str]:
    """The arguments of the Connect server: Spark's driver, small enough for one machine."""
    confs = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": JAVA_OPTIONS,
        "spark.executor.extraJavaOptions": JAVA_OPTIONS,
        "spark.executor.memory": EXECUTOR_MEMORY,
        "spark.ui.enabled": "false",
        # a table of the example is a few files: more partitions than cores only cost time
        "spark.sql.shuffle.partitions": WORKERS,
        "spark.sql.warehouse.dir": cluster.folder / "warehouse",
    }
    arguments = ["--master", cluster.master, "--driver-memory", DRIVER_MEMORY, "--name", "Plumbline"]
    for name, value in confs.items():
        arguments += ["--conf", f"{name}={value}"]
    return [*arguments, "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]


class _Starter:
    """Begins processes, each in a session of its own with its log, and keeps the record by which they are ended."""

    def __init__(self, cluster: Cluster, home: Path, java: str) -> None:
        self.cluster, self.folder, self.home = cluster, cluster.folder, home
        self.processes: dict[str, tuple[int, float]] = {}
        self.environment = os.environ | {
            "SPARK_HOME": str(home),
            "JAVA_HOME": str(Path(java).resolve().parents[1]),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_JAVA_OPTS": JAVA_OPTIONS,
            "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
            "SPARK_CONF_DIR": str(self.folder / "conf"),
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "PYSPARK_PYTHON": sys.executable,
        }

    def __call__(self, name: str, script: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            process = psutil.Popen(
                [str(self.home / "bin" / script), *arguments],
                # the Connect server would take this for its own size, in the place of --driver-memory
                env=self.environment | ({"SPARK_DAEMON_MEMORY": DAEMON_MEMORY} if script == "spark-class" else {}),
                cwd=self.folder,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        CHILDREN.append(process)
        self.processes[name] = (process.pid, process.create_time())
        self.record(self.cluster)

    def record(self, cluster: Cluster) -> Cluster:
        """Keep what runs, so that whoever comes later can find and end it."""
        cluster = replace(cluster, processes=dict(self.processes))
        (cluster.folder / RECORD).write_text(json.dumps(asdict(cluster), default=str), encoding="utf-8")
        return cluster

    def wait(self, name: str, is_up: Callable[[], bool]) -> None:
        """Until it is up; Stop with the last words of its log when it ended or takes too long."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and all(_living(process) for process in self.processes.values()):
            with suppress(httpx.HTTPError, ValueError, KeyError):
                if is_up():
                    return
            time.sleep(LOOK_SECONDS)
        dead = [other for other, process in self.processes.items() if not _living(process)]
        log = self.folder / f"{(dead or [name])[0]}.log"
        raise Stop(f"Spark did not come up. The last lines of {log}:\n{log.read_text(errors='replace')[-TAIL:]}")


def stop(folder: Path) -> None:
    """End every process of the cluster below `folder`, its executors with it; nothing running is fine, too."""
    cluster = recorded(folder)
    if cluster is None:
        return
    living = [process for process in map(_living, cluster.processes.values()) if process]
    for process in list(living):
        with suppress(psutil.Error):
            living += process.children(recursive=True)
    for end in (psutil.Process.terminate, psutil.Process.kill):
        # the server first, the master last: the other way round each complains about the one that is gone
        for process in reversed(living):
            with suppress(psutil.NoSuchProcess):
                end(process)
        _, living = psutil.wait_procs(living, STOP_SECONDS)
    CHILDREN[:] = [child for child in CHILDREN if child.poll() is None]  # reaps those that ended by themselves
    (folder / RECORD).unlink(missing_ok=True)
    for scratch in ("local", *(f"worker-{number}" for number in range(1, WORKERS + 1))):
        shutil.rmtree(folder / scratch, ignore_errors=True)


def cluster_of(folder: Path) -> Cluster | None:
    """The cluster that runs below `folder`, with whatever of it is still alive."""
    cluster = recorded(folder)
    return cluster if cluster and any(map(_living, cluster.processes.values())) else None


def recorded(folder: Path) -> Cluster | None:
    """What was started below `folder` last and not stopped."""
    with suppress(FileNotFoundError, ValueError, KeyError):
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        processes = {name: (int(pid), float(begun)) for name, (pid, begun) in record["processes"].items()}
        return Cluster(folder, record["master"], record["page"], record["connect"], processes)
    return None


def _living(process: tuple[int, float]) -> psutil.Process | None:
    """The process, unless it has ended; its number may mean another program by now."""
    with suppress(psutil.Error):
        found = psutil.Process(process[0])
        if abs(found.create_time() - process[1]) < 1 and found.status() != psutil.STATUS_ZOMBIE:
            return found
    return None


def answers(port: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _spark_home() -> Path:
    spec = find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise Stop("Spark is not installed here. Install it: scripts/setup.sh spark")
    return Path(spec.origin).parent


def _java() -> str:
    """A Java that is new enough; Stop says how to get one."""
    for home in (os.environ.get("JAVA_HOME"), None):
        java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
        if java and (version := _java_version(java)) and version >= JAVA:
            return java
    raise Stop(
        f"Spark needs Java {JAVA} or newer, and none was found on PATH or in JAVA_HOME.\n"
        f"Install it: sudo apt-get install -y openjdk-{JAVA}-jre-headless"
    )


def _java_version(java: str) -> int | None:
    with suppress(OSError):
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
        if match := re.search(r'version "(\d+)', told):
            return int(match[1])
    return None


def main(command: str) -> None:
    """`up` or `down`, below VAR/spark."""
    folder = Path(os.environ.get("PLUMBLINE_VAR", PROJECT / "var")).resolve() / "spark"
    if command == "down":
        say("Stopping Spark" if cluster_of(folder) else "No Spark is running")
        stop(folder)
        return
    port = os.environ.get("SPARK_PORT", "15002")
    if not port.isdigit():
        raise Stop(f"SPARK_PORT is {port!r}; give a number, as in: make spark-up SPARK_PORT=15012")
    if cluster := cluster_of(folder):
        say("Plumbline's Spark is running already")
    else:
        cluster = start(folder, int(port))
    print(
        f"\nPage      {cluster.page} ({cluster.alive} workers)\nWarehouse {cluster.connect}\n\n"
        f"Use it: make run WAREHOUSE={cluster.connect}\nIts logs are in {folder}. Stop it by: make spark-down"
    )


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (Stop, httpx.HTTPError) as words:
        sys.exit(f"\n{words}")
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
