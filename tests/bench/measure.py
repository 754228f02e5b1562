"""Measuring: one process a run, and medians of several runs in which ours and the peer take turns.

The process that measures stays small (it imports nothing of the pipeline): the peak of a process begins at the size of
the one that started it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from signal import SIGKILL
from statistics import median
from threading import Event, Thread, Timer
from typing import Any

import psutil

PROJECT = Path(__file__).resolve().parents[2]
LAST_DAY = date(2026, 10, 30)  # of every world
LOOK_SECONDS, LONGEST_SECONDS = 0.05, 7200.0  # a process that takes longer hangs: it is killed, and the row says so
NO_VARIABLES: Mapping[str, str] = {}
TAIL = 1500  # characters of a failed process's output that are shown


class Failed(Exception):
    """A process that was to be measured ended badly; the row says so."""


@dataclass(frozen=True)
class Run:
    """One process: seconds from start to end and on the processors, its largest resident size in GB, and its words."""

    seconds: float
    cpu_seconds: float
    peak_gb: float
    said: Mapping[str, Any]

    @property
    def inner(self) -> float:
        """Seconds of the work itself, as the process took them: without the start of Python."""
        return float(self.said["seconds"])


class Watch(Thread):
    """Looks at a process and its children and keeps their largest size together, shared pages counted once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.process, self.peak, self.ended = psutil.Process(pid), 0, Event()
        self.start()

    def run(self) -> None:
        """Until the end."""
        while not self.ended.wait(LOOK_SECONDS):
            size = 0
            with suppress(psutil.Error):
                for process in (self.process, *self.process.children(recursive=True)):
                    with suppress(psutil.Error):
                        size += process.memory_full_info().pss
            self.peak = max(self.peak, size)

    def end(self) -> float:
        """The largest size that was seen, in GB."""
        self.ended.set()
        self.join()
        return self.peak / 1024**3


@dataclass(frozen=True)
class Size:
    """How large the worlds are: times the records, days of history, runs; `years` are days of a topic's own."""

    name: str
    scale: int
    histories: tuple[int, ...]
    years: int
    loaded_days: int
    small_history: int
    world_scale: int
    report_days: int
    backfill_days: int
    runs: int


SIZES = {
    "small": Size("small", 2, (20, 46), 0, 20, 20, 2, 62, 0, 2),
    "full": Size("full", 20, (46, 183), 1096, 46, 183, 200, 183, 365, 3),
}


@dataclass
class Bench:
    """Where the worlds and the peers' environments lie, and how large the worlds are."""

    folder: Path
    size: Size
    worlds: dict[str, Path] = field(default_factory=dict)

    @cached_property
    def work(self) -> Path:
        """A folder of this run alone."""
        path = self.folder / "run"
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def world(self, scale: int, days: int) -> Path:
        """The drop of an example company, its `days` ending with LAST_DAY; written once a run."""
        name = f"world-{scale}-{days}"
        if name not in self.worlds:
            print(f"    the world at scale {scale}, {days} days", flush=True)
            self.step("world", str(self.work / name), scale, first_of(days), LAST_DAY)
            self.worlds[name] = self.work / name
        return self.worlds[name]

    def warm_up(self) -> None:
        """One day loaded and built, unmeasured: what Python compiles once is compiled."""
        drop, var, day = self.world(1, 1), str(self.new("warm")), LAST_DAY
        self.step("load", day, day, drop=str(drop), var=var)
        self.step("build", day, drop=str(drop), var=var)

    def new(self, name: str) -> Path:
        """An empty folder."""
        path = self.work / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def step(self, step: str, *arguments: object, kill_after: float | None = None, **variables: Any) -> Run:
        """A step of ours (`tests.bench.steps`) in a fresh process; `variables` are PLUMBLINE_* of it."""
        env = {f"PLUMBLINE_{name.upper()}": value for name, value in variables.items()}
        return self.run(
            [sys.executable, "-m", "tests.bench.steps", step, *map(str, arguments)], env, kill_after=kill_after
        )

    def run(
        self,
        command: Sequence[str],
        env: Mapping[str, str] = NO_VARIABLES,
        folder: Path = PROJECT,
        *,
        tree: bool = False,
        kill_after: float | None = None,
    ) -> Run:
        """A process, measured. Failed where it ends badly; the last line of its output may be an object of JSON.

        `tree` counts the memory of its children, too, looked at while it runs. One killed after so many seconds may end
        badly.
        """
        log = self.work / "output.txt"
        # without kept bytecode every process would compile what it imports: seconds that nobody's installation pays
        plain = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PLUMBLINE_") and name != "PYTHONDONTWRITEBYTECODE"
        }
        paths = {"PYTHONPATH": f"{PROJECT / 'plugins'}{os.pathsep}{PROJECT}", "TMPDIR": str(self.work)}
        with log.open("w+", encoding="utf-8") as output:
            started = time.monotonic()
            process = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT, env=plain | paths | dict(env), cwd=folder
            )
            watched = Watch(process.pid) if tree else None
            killer = Timer(kill_after or LONGEST_SECONDS, process.kill)
            killer.start()
            _, status, usage = os.wait4(process.pid, 0)
            killer.cancel()
            seconds = time.monotonic() - started
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            text = output.read()
        if process.returncode and not (kill_after and process.returncode == -SIGKILL):
            raise Failed(f"{' '.join(command[:6])} ended with {process.returncode}:\n{text[-TAIL:]}")
        last = text.rstrip().rpartition("\n")[2]
        said = json.loads(last) if last.startswith("{") else {}
        peak_gb = watched.end() if watched else usage.ru_maxrss / 1024 / 1024
        return Run(seconds, usage.ru_utime + usage.ru_stime, peak_gb, said)

    def in_turns(self, *works: Callable[[], Run], runs: int | None = None) -> tuple[list[Run], ...]:
        """Each work so often, in turns, so that a busy minute of the machine meets all of them."""
        rounds = [[work() for work in works] for _ in range(runs or self.size.runs)]
        return tuple(list(of_one) for of_one in zip(*rounds, strict=True))


def first_of(days: int, last: date = LAST_DAY) -> date:
    """The first of so many days that end with `last`."""
    return last - timedelta(days=days - 1)


def middle(runs: Sequence[Run], what: Callable[[Run], float]) -> float:
    """The median of a figure."""
    return median(map(what, runs))


def environment(bench: Bench, name: str, *packages: str) -> Path:
    """The Python of a peer's own environment below the bench's folder, made at the first call; or Failed."""
    path = bench.folder / "venvs" / name
    python, ready = path / "bin" / "python", path / ".ready"
    wanted = "\n".join(packages)
    if ready.exists() and ready.read_text(encoding="utf-8") == wanted:
        return python
    local = PROJECT / ".tools" / "bin" / "uv"
    uv, certificates = str(local) if local.exists() else "uv", {"UV_SYSTEM_CERTS": "true", "VIRTUAL_ENV": ""}
    print(f"    installing {', '.join(packages)}", flush=True)
    bench.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(path)], certificates)
    bench.run([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(python), *packages], certificates)
    ready.write_text(wanted, encoding="utf-8")
    return python
