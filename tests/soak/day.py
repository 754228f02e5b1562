"""A business day in one process, step by step as the DAGs take them; each step leaves a mark before it begins."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from plumbline import connections
from plumbline.connections import Connection
from plumbline.layout.render import forget_styles
from plumbline.mail import outbox
from plumbline.mail.message import load, save
from plumbline.reports import publish
from plumbline.reports.catalogue import find_plan
from plumbline.sources import load as loading
from plumbline.sources import pull
from plumbline.sources.definition import load_sources
from plumbline.warehouse.build import build
from tests.soak.world import HISTORY, REPORTS, TODAY, Soak

STEPS = ("pull", "build", "publish", "deliver")
# What a kill can be aimed at, and the step from which the day begins then.
AIMS = {
    "land": "pull",
    "parse": "pull",
    "load": "pull",
    "build": "build",
    "render": "publish",
    "archive": "publish",
    "send": "deliver",
    "mark as sent": "deliver",
}
# Where a run can be told to be, beside the steps themselves.
WITHIN = (
    (pull, "land", "land"),
    (loading, "parse_batch", "parse"),
    (loading, "write_batch", "load"),
    (publish, "make_pages", "render"),
    (publish, "write_whole", "archive"),
    (outbox, "_send", "send"),
    (outbox, "_mark", "mark as sent"),
)


def post_office(soak: Soak) -> Connection:
    """The mail server of the soak, as a connection."""
    extra = {"from_email": "pulse@nightjar.example", "disable_ssl": True, "disable_tls": True, "timeout": 60}
    return Connection("post_office", "127.0.0.1", soak.port, extra=extra)


def airflow_connection(soak: Soak) -> str:
    """The same, as Airflow reads it from the environment."""
    found = post_office(soak)
    return json.dumps({"conn_type": "smtp", "host": found.host, "port": found.port, "extra": dict(found.extra)})


def history(soak: Soak) -> None:
    """The days before, loaded and built."""
    settings = soak.settings
    pull.pull_all(settings, [source.name for source in load_sources(settings.sources_folder)], HISTORY)
    build(settings, HISTORY)


def run_day(
    soak: Soak, first_step: str, *, only: bool = False, one_pass: bool = False, lease: timedelta = outbox.LEASE
) -> None:
    """The day from one of `STEPS` on, or that step `only`. `one_pass` pulls all sources together, else task by task."""
    os.environ["TMPDIR"] = str(soak.temporary)
    tempfile.tempdir = None
    connections.register(lambda _: post_office(soak))
    leave_marks(soak)
    settings = soak.settings
    steps = (first_step,) if only else STEPS[STEPS.index(first_step) :]
    if "pull" in steps:
        for names in _tasks(soak, one_pass):
            mark(soak, "pull")
            pull.pull_all(settings, names, TODAY)
    if "build" in steps:
        mark(soak, "build")
        build(settings, TODAY)
    for report in REPORTS:
        if "publish" in steps:
            mark(soak, "publish")
            for publication in publish.publish(settings, report, TODAY.last):
                save(publication)
            forget_styles()
    for report in REPORTS if "deliver" in steps else ():
        mark(soak, "deliver")
        name = find_plan(settings.reports_folder, report).name
        found = sorted(settings.archive.glob(f"*_{name}_{TODAY.last}_*.mail.json"))
        outbox.deliver(settings, [load(path) for path in found], lease=lease)
    mark(soak, "done")


def mark(soak: Soak, step: str) -> None:
    """Say which step begins; in one write, so that a kill leaves whole lines."""
    with soak.marks.open("ab", buffering=0) as marks:
        marks.write(f"{time.monotonic():.4f} {step}\n".encode())


def marks_of(soak: Soak) -> list[tuple[float, str]]:
    """(second on the system's clock, step) in order."""
    lines = Path(soak.marks).read_text(encoding="utf-8").splitlines()
    return [(float(at), step) for at, _, step in (line.partition(" ") for line in lines)]


def lengths(soak: Soak) -> dict[str, list[float]]:
    """For each of `AIMS`, the seconds from each of its marks to the next mark of any kind."""
    found: dict[str, list[float]] = {aim: [] for aim in AIMS}
    for (at, step), (until, _) in pairwise(marks_of(soak)):
        if step in found:
            found[step].append(until - at)
    return found


def _tasks(soak: Soak, one_pass: bool) -> list[list[str]]:
    """The sources by task, as dags/pull.py has them."""
    tasks: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for source in load_sources(soak.settings.sources_folder):
        tasks[() if one_pass else (source.system, source.task)].append(source.name)
    return list(tasks.values())


def leave_marks(soak: Soak) -> None:
    """Let each function of `WITHIN` leave its mark, in this process."""
    for module, name, step in WITHIN:
        _leave_mark(soak, module, name, step)


def _leave_mark(soak: Soak, module: ModuleType, name: str, step: str) -> None:
    inner: Callable[..., Any] = getattr(module, name)

    def marked(*args: Any, **named: Any) -> Any:
        mark(soak, step)
        return inner(*args, **named)

    setattr(module, name, marked)
