"""make soak: kill the day at random moments, run it again, hold every table, file and mail against an untouched day.

python -m tests.soak [--kills 100] [--seed 1]
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from plumbline.settings import PROJECT
from scripts.installation import free_port
from tests.soak.day import STEPS, airflow_connection
from tests.soak.kill import FORK, Run, kill, prepare, table
from tests.soak.post import serve
from tests.soak.world import Soak


def airflow(soak: Soak) -> Run:
    """A migrated Airflow of its own; only then may Airflow be imported."""
    os.environ.update(
        soak.environment
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


def main() -> None:
    """Kill as often as asked for; the exit code is 1 if anything was different once."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10_000)
    parser.add_argument("--steps", nargs="*", default=STEPS, choices=STEPS)
    parser.add_argument("--airflow", action="store_true", help="each step as a task of Airflow's")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="plumbline-soak-") as folder:
        soak = Soak(Path(folder), free_port())
        server = FORK.Process(target=serve, args=(soak.inbox, soak.port), daemon=True)
        server.start()
        lasts = prepare(soak)
        in_airflow = airflow(soak) if arguments.airflow else None
        print(
            f"seed {arguments.seed}; untouched:",
            {step: round(seconds, 1) for step, seconds in lasts.items()},
            flush=True,
        )
        chance, outcomes = random.Random(arguments.seed), []
        for number in range(arguments.kills):
            step = arguments.steps[number % len(arguments.steps)]
            outcome = kill(soak, step, chance, lasts[step], in_airflow)
            outcomes.append(outcome)
            print(
                f"{number + 1:4} {outcome.step:14} {outcome.seconds:6.2f} s, {len(outcome.wrong)} differences,"
                f" {outcome.repeated} mails repeated",
                *outcome.wrong,
                sep="\n       ",
                flush=True,
            )
        server.terminate()
    print(table(outcomes))
    sys.exit(any(outcome.wrong for outcome in outcomes))


if __name__ == "__main__":
    main()
