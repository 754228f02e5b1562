"""Another process that writes into the warehouse: `python -m tests.another_process <url>`."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

from sqlalchemy.engine import make_url

from plumbline.days import Days
from plumbline.settings import PROJECT, Settings
from plumbline.warehouse.engines import Warehouse
from plumbline.warehouse.ledger import record_run
from plumbline.warehouse.ops import prepare


def write_meanwhile(settings: Settings) -> str:
    """Let another process write; what it says, "written" where nobody held the warehouse."""
    env = os.environ | {"PYTHONPATH": f"{PROJECT / 'plugins'}:{PROJECT}"}
    command = [sys.executable, "-m", "tests.another_process", settings.warehouse]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=PROJECT)
    return (done.stdout.strip() or done.stderr)[-500:]


def ended_process() -> int:
    """The number of a process that has lived and is gone."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


if __name__ == "__main__":
    day = date(2026, 10, 30)
    with Warehouse(make_url(sys.argv[1]), lock_patience_seconds=0).begin() as connection:
        prepare(connection)
        record_run(connection, "another process", Days(day, day), "done", "wrote meanwhile", 0.0)
    print("written")
