"""Kill the day at random moments, run it again, hold every table, file and mail against an untouched day.

The steps are aimed at in turns; the moment within the step is drawn.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from plumbline.settings import PROJECT
from scripts.installation import free_port
from tests.postgres import postgres_server
from tests.soak.day import AIMS, airflow_connection, lengths
from tests.soak.kill import FORK, Run, draw, finish, kill, look, prepare, table
from tests.soak.post import serve
from tests.soak.world import Soak


def airflow(soak: Soak) -> Run:
    """A migrated Airflow of its own; only then may Airflow be imported."""
    os.environ.update(
        soak.environment()
        | {
            "AIRFLOW_HOME": str(soak.root / "airflow"),
            "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
            "AIRFLOW_CONN_POST_OFFICE": airflow_connection(soak),
        }
    )
    code = (
        "from airflow.utils import db; from airflow.models.pool import Pool; db.initdb(); "
        "Pool.create_or_update_pool('warehouse', 1, 'the one writer of the warehouse', False)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    from tests.soak.airflow_day import run_day_in_airflow

    return run_day_in_airflow


@contextmanager
def opened(engine: str) -> Iterator[Soak]:
    """A soak in a temporary folder, its servers running."""
    with TemporaryDirectory(prefix="plumbline-soak-") as folder:
        soak = Soak(Path(folder), free_port())
        server = FORK.Process(target=serve, args=(soak.inbox, soak.port), daemon=True)
        server.start()
        try:
            if engine == "postgresql":
                with postgres_server(soak.root / "postgres") as address:
                    yield Soak(soak.root, soak.port, address)
            else:
                yield soak
        finally:
            server.terminate()


def kills(asked: argparse.Namespace) -> int:
    """Kill as often as asked for; the number of kills after which anything was different."""
    chance, outcomes = random.Random(asked.seed), []
    with opened(asked.engine) as soak:
        took = prepare(soak)
        in_airflow = airflow(soak) if asked.airflow else None
        if in_airflow:
            soak.go_back("pull")
            finish(soak, in_airflow, soak, "pull")
            took = lengths(soak)
            untouched = look(soak)
            print("untouched through Airflow:", *(untouched or ["no difference"]), sep="\n       ")
        counted = ", ".join(f"{step} {len(of)} times, {sum(of):.1f} s" for step, of in took.items())
        print(f"seed {asked.seed}; the untouched day: {counted}", flush=True)
        for number in range(asked.kills):
            aim = draw(asked.aims[number % len(asked.aims)], took, chance)
            outcome = kill(soak, aim, in_airflow)
            outcomes.append(outcome)
            print(
                f"{number + 1:4} {aim}: hit {outcome.hit}, {len(outcome.wrong)} differences,"
                f" {outcome.repeated} mails repeated",
                *outcome.wrong,
                sep="\n       ",
                flush=True,
            )
    print(table(outcomes))
    return sum(bool(outcome.wrong or outcome.repeated) for outcome in outcomes)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Those of the kills alone."""
    parser.add_argument("kills", type=int)
    parser.add_argument("--aims", nargs="*", default=list(AIMS), choices=list(AIMS))
    parser.add_argument("--airflow", action="store_true", help="each step as a task of Airflow's")
