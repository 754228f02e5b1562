"""A kill: the day in a process group of its own, SIGKILL at a random moment, the day again, and what differs then."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from plumbline.mail.outbox import LEASE
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.ops import delivery
from plumbline.warehouse.ops import prepare as prepare_ledger
from tests.soak.day import STEPS, history, marks_of, run_day
from tests.soak.equal import differences, files
from tests.soak.post import taken
from tests.soak.world import Soak

# What is forked has imported everything already; this process itself opens no database and starts no thread.
Run = Callable[[Soak, str], None]
FORK = multiprocessing.get_context("fork")
RIGHT_AWAY = timedelta(0)  # the claim of the killed process has lapsed: in place of waiting for ten minutes


@dataclass
class Outcome:
    """What a kill hit, and what was different after the day had run again. `repeated`: mails that left twice."""

    step: str
    seconds: float
    wrong: list[str] = field(default_factory=list)
    repeated: int = 0


class RunFailed(Exception):
    """A run that was not killed did not end well."""


def _in_group(log: Path, work: Callable[..., None], *arguments: object, **named: object) -> None:
    os.setsid()
    with log.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    try:
        work(*arguments, **named)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def start(soak: Soak, work: Callable[..., None], *arguments: object, **named: object) -> BaseProcess:
    """A process that is the leader of its own group, its words in `log`."""
    process = FORK.Process(target=_in_group, args=(soak.root / "log", work, *arguments), kwargs=named)
    process.start()
    return process


def finish(soak: Soak, work: Callable[..., None], *arguments: object, **named: object) -> None:
    """The same to its end; RunFailed says what it said last."""
    process = start(soak, work, *arguments, **named)
    process.join()
    if process.exitcode:
        raise RunFailed((soak.root / "log").read_text(encoding="utf-8", errors="replace")[-3000:])


def prepare(soak: Soak) -> dict[str, float]:
    """The states that a kill begins from, and the untouched end of the day; how many seconds each of `STEPS` took."""
    seconds = {}
    soak.write_exports()
    soak.var.mkdir()
    finish(soak, history, soak)
    soak.keep("pull")
    soak.go_back("pull")
    for step, following in zip(STEPS, (*STEPS[1:], "untouched"), strict=True):
        begun = time.monotonic()
        finish(soak, run_day, soak, step, only=True)
        seconds[step] = time.monotonic() - begun
        soak.keep(following)
    shutil.copy(soak.inbox, soak.root / "untouched.inbox")
    return seconds


def kill(soak: Soak, step: str, chance: random.Random, lasts: float, in_airflow: Run | None = None) -> Outcome:
    """Begin the day with a step, kill it within the seconds that the step lasts, run the day again, compare."""
    soak.go_back(step)
    process = start(soak, in_airflow or run_day, soak, step)
    while not marks_of(soak):
        time.sleep(0.001)
    begun, after = marks_of(soak)[0][0], chance.uniform(0, lasts)
    process.join(max(0.0, begun + after - time.monotonic()))
    if process.pid is not None and process.is_alive():
        os.killpg(process.pid, signal.SIGKILL)
    process.join()
    hit = marks_of(soak)[-1][1]
    outcome = Outcome(hit if process.exitcode == -signal.SIGKILL else f"over: {hit}", after)
    try:
        if in_airflow:
            finish(soak, lapse, soak)
            finish(soak, in_airflow, soak, step)
        else:
            finish(soak, run_day, soak, "pull", one_pass=True, lease=RIGHT_AWAY)
    except RunFailed as failure:
        outcome.wrong.append(str(failure))
        return outcome
    look(soak, outcome)
    return outcome


def lapse(soak: Soak) -> None:
    """Let the claim of the killed process be as old as if ten minutes had been waited."""
    with open_warehouse(soak.settings).begin() as connection:
        prepare_ledger(connection)
        claimed = delivery.c.state == "sending"
        connection.execute(delivery.update().where(claimed).values(claimed_at=delivery.c.claimed_at - 2 * LEASE))


def look(soak: Soak, outcome: Outcome) -> None:
    """Write into the outcome whatever is not as after the untouched day."""
    found = soak.root / "found"
    finish(soak, _compare, soak, found)
    outcome.wrong += found.read_text(encoding="utf-8").splitlines()
    before = files(soak.state("untouched"), soak.root / "no folder")
    now = files(soak.var, soak.temporary)
    outcome.wrong += [f"left over: {name}" for name in sorted(now - before)]
    outcome.wrong += [f"missing: {name}" for name in sorted(before - now)]
    wanted, got = taken(soak.root / "untouched.inbox"), taken(soak.inbox)
    outcome.wrong += [f"not mailed: {mail}" for mail in wanted.keys() - got.keys()]
    outcome.wrong += [f"another mail: {mail}" for mail in got.keys() - wanted.keys()]
    outcome.repeated = sum(count - 1 for count in got.values())


def _compare(soak: Soak, found: Path) -> None:
    found.write_text("".join(f"{line}\n" for line in differences(soak.state("untouched"), soak.var)), encoding="utf-8")


def table(outcomes: Sequence[Outcome]) -> str:
    """Kills by the step that they hit."""
    lines = ["| step | kills | differences | mails repeated |", "|---|---|---|---|"]
    for step in sorted({outcome.step for outcome in outcomes}):
        hits = [outcome for outcome in outcomes if outcome.step == step]
        repeated = sum(outcome.repeated for outcome in hits)
        lines.append(f"| {step} | {len(hits)} | {sum(bool(o.wrong) for o in hits)} | {repeated} |")
    return "\n".join(lines)
