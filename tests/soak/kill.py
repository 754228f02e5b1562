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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from plumbline.mail.outbox import LEASE
from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.ops import delivery
from plumbline.warehouse.ops import prepare as prepare_ledger
from tests.soak.day import AIMS, STEPS, history, lengths, marks_of, run_day
from tests.soak.equal import differences, files
from tests.soak.post import taken
from tests.soak.world import Soak

# What is forked has imported everything already; this process itself opens no database and starts no thread.
Run = Callable[[Soak, str], None]
FORK = multiprocessing.get_context("fork")
RIGHT_AWAY = timedelta(0)  # the claim of the killed process has lapsed: in place of waiting for ten minutes


@dataclass(frozen=True)
class Aim:
    """So many seconds after the mark with this number, from 0, of a step's marks."""

    step: str
    number: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.step} {self.number + 1}, {self.seconds:.3f} s"


@dataclass
class Outcome:
    """What a kill hit, and what was different after the day had run again. `repeated`: mails that left twice."""

    aim: Aim
    hit: str
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


def prepare(soak: Soak) -> dict[str, list[float]]:
    """The states that a kill begins from, and the untouched end of the day; the lengths of its steps."""
    soak.write_exports()
    soak.make_warehouse()
    finish(soak, history, soak)
    soak.keep("pull")
    soak.go_back("pull")
    for step, following in zip(STEPS, (*STEPS[1:], "untouched"), strict=True):
        finish(soak, run_day, soak, step, only=True)
        soak.keep(following)
    shutil.copy(soak.inbox, soak.root / "untouched.inbox")
    return lengths(soak)


def draw(step: str, took: Mapping[str, Sequence[float]], chance: random.Random) -> Aim:
    """A moment within a step: first which of the times that the day takes it, then when within that time."""
    seconds = took[step]
    number = chance.randrange(len(seconds))
    return Aim(step, number, chance.uniform(0, seconds[number]))


def kill(soak: Soak, aim: Aim, in_airflow: Run | None = None) -> Outcome:
    """Begin the day, kill it at the moment, run the day again, compare."""
    first_step = AIMS[aim.step]
    soak.go_back(first_step)
    process = start(soak, in_airflow or run_day, soak, first_step)
    moment = None
    while process.is_alive() and moment is None:
        time.sleep(0.001)
        moment = _moment(soak, aim)
    process.join(max(0.0, (moment or 0.0) - time.monotonic()))
    if process.pid is not None and process.is_alive():
        os.killpg(process.pid, signal.SIGKILL)
    process.join()
    hit = marks_of(soak)[-1][1]
    outcome = Outcome(aim, hit if process.exitcode == -signal.SIGKILL else f"over: {hit}")
    try:
        if in_airflow:
            finish(soak, lapse, soak)
            finish(soak, in_airflow, soak, first_step)
        else:
            finish(soak, run_day, soak, "pull", one_pass=True, lease=RIGHT_AWAY)
    except RunFailed as failure:
        outcome.wrong.append(str(failure))
        return outcome
    outcome.wrong = look(soak)
    outcome.repeated = sum(count - 1 for count in taken(soak.inbox).values())
    return outcome


def _moment(soak: Soak, aim: Aim) -> float | None:
    """When to kill, on the system's clock; None while the mark has not been left."""
    begun = [at for at, step in marks_of(soak) if step == aim.step]
    return begun[aim.number] + aim.seconds if len(begun) > aim.number else None


def lapse(soak: Soak) -> None:
    """Let the claim of the killed process be as old as if ten minutes had been waited."""
    with open_warehouse(soak.settings).begin() as connection:
        prepare_ledger(connection)
        claimed = delivery.c.state == "sending"
        connection.execute(delivery.update().where(claimed).values(claimed_at=delivery.c.claimed_at - 2 * LEASE))


def look(soak: Soak) -> list[str]:
    """A line for whatever is not as after the untouched day."""
    found = soak.root / "found"
    finish(soak, _compare, soak, found)
    wrong = found.read_text(encoding="utf-8").splitlines()
    before = files(soak.state("untouched"), soak.root / "no folder")
    now = files(soak.var, soak.temporary)
    wrong += [f"left over: {name}" for name in sorted(now - before)]
    wrong += [f"missing: {name}" for name in sorted(before - now)]
    wanted, got = taken(soak.root / "untouched.inbox"), taken(soak.inbox)
    wrong += [f"not mailed: {mail}" for mail in wanted.keys() - got.keys()]
    wrong += [f"another mail: {mail}" for mail in got.keys() - wanted.keys()]
    return wrong


def _compare(soak: Soak, found: Path) -> None:
    lines = differences(Settings.from_env(soak.environment("untouched")), soak.settings)
    found.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def table(outcomes: Sequence[Outcome]) -> str:
    """Kills by the step that they hit."""
    lines = ["| step | kills | differences | mails repeated |", "|---|---|---|---|"]
    for step in sorted({outcome.hit for outcome in outcomes}):
        hits = [outcome for outcome in outcomes if outcome.hit == step]
        repeated = sum(outcome.repeated for outcome in hits)
        lines.append(f"| {step} | {len(hits)} | {sum(bool(o.wrong) for o in hits)} | {repeated} |")
    return "\n".join(lines)
