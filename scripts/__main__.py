"""What `make` calls: python -m scripts run | up | down | backfill | airflow | real <folder>."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import sqlalchemy as sa
import yaml

from plumbline.commands.summary import show, shown
from plumbline.days import Days
from plumbline.errors import PlumblineError
from plumbline.example.world import write_once
from plumbline.settings import PROJECT
from plumbline.warehouse.engines import open_warehouse
from scripts import pipeline
from scripts.api import connect, path_of, records
from scripts.installation import Example, Installation, Stop, say
from scripts.processes import AIRFLOW, check_free, metadata_database, running, service_of, stop


def run(installation: Installation, example: Example) -> None:
    """The example's business day, the first time with its history; Airflow ends with it."""
    begun, settings = time.monotonic(), installation.settings
    load(installation, example, stay=False)
    show(settings, example.day)
    address = open_warehouse(settings).url.render_as_string(hide_password=True)
    print("\nNext    make up: Airflow's web page with these DAGs; make help: the rest")
    print(f"        the warehouse: {address}; the exports: {shown(settings.drop)}")
    print(f"Done in {time.monotonic() - begun:.0f} s.")


def up(installation: Installation, example: Example) -> None:
    """Airflow as a service, the example loaded. A second call only says where it is."""
    if service := service_of(installation):
        say("Plumbline's Airflow is running already")
        installation = replace(installation, port=service.port)
    else:
        load(installation, example, stay=True)
        show(installation.settings, example.day)
    print(
        f"\nAirflow  {installation.url}\nUser     admin\nPassword {installation.password}\n\n"
        f"The example's exports and schedules end on {example.day}: nothing runs by itself. To run a day, trigger the\n"
        f"pull_… DAGs with first_day and last_day (README: how to operate).\n"
        f"Every report is in {shown(installation.settings.archive)}, every log in {shown(installation.home / 'logs')}."
        " Stop it by: make down"
    )


def load(installation: Installation, example: Example, *, stay: bool) -> None:
    """Start Airflow; run the history unless it is there, and the business day, unless Airflow stays and has it."""
    settings, since = installation.settings, datetime.now(UTC)
    check_free(installation)
    say(f"Exports of the example company, {example.first} to {example.day}, in {shown(settings.drop)}")
    exports = ThreadPoolExecutor(1).submit(write_once, Path(settings.drop), example.first, example.day)
    with running(installation, stay=stay) as api:
        exports.result()
        has_history, has_day = (pipeline.is_done(api, settings, days) for days in (example.history, example.today))
        if stay and has_history and has_day:
            return
        left = ["queued", "running", "failed"]  # by a try that was cut short
        for run in records(api, "/dags/~/dagRuns", state=left) if not (has_history and has_day) else []:
            api.patch(path_of(run), json={"state": "failed"})
            api.delete(path_of(run))
        pipeline.wait_for_dags(api, settings, since)
        if not has_history:
            say(f"Loading the history, {example.history.first} to {example.history.last}, as one range")
            pipeline.run(api, settings, example.history)
        say(f"Running the business day {example.day}")
        pipeline.run(api, settings, example.today)


def down(installation: Installation, _: Example) -> None:
    """End what runs; nothing running is fine, too."""
    say("Stopping Airflow" if service_of(installation) else "Nothing is running")
    stop(installation)


def backfill(installation: Installation, _: Example) -> None:
    """Business days once more, one by one, in the Airflow that is up. For a long history trigger the pulls instead."""
    try:
        days = Days(date.fromisoformat(os.environ["FROM"]), date.fromisoformat(os.environ["TO"]))
    except (KeyError, ValueError) as error:
        raise Stop(f"Name the days: make backfill FROM=2026-10-16 TO=2026-10-29 ({error})") from None
    if not (service := service_of(installation)):
        raise Stop("No Airflow is running here. Start it first: make up")
    say(f"Backfilling {days.first} to {days.last} of every system")
    pipeline.backfill(connect(replace(installation, port=service.port)), installation.settings, days)
    say("Done; nothing was mailed")


def airflow(installation: Installation, _: Example) -> None:
    """Any command of Airflow's own."""
    arguments = shlex.split(os.environ.get("ARGS", "")) or ["--help"]
    with metadata_database(installation) as environment:
        sys.exit(subprocess.call([*AIRFLOW, *arguments], env=environment, cwd=PROJECT))


def real(here: Installation, _: Example, data: str = "") -> None:
    """The same over rows of real businesses, each with an installation of its own; `exports_end` is its day."""
    begun = time.monotonic()
    if not data or not Path(data).is_dir():
        raise Stop(f"DATA is {data!r}; name the folder that holds the real exports: make real DATA=../data/real")
    for company in sorted((PROJECT / "include" / "real").glob("*/company.yaml")):
        day = yaml.safe_load(company.read_text(encoding="utf-8"))["exports_end"]
        var = here.var / "real" / company.parent.name
        variables = {
            "PLUMBLINE_COMPANY": str(company.parent),
            "PLUMBLINE_DROP": str(Path(data).resolve()),
            "PLUMBLINE_WAREHOUSE": f"duckdb:///{var / 'warehouse.duckdb'}",
            "PLUMBLINE_MAIL": f"maildir:{var / 'mail'}",
        }
        installation = Installation(var, here.port, variables | Example(day, day).span)
        say(f"{installation.settings.company.name}, business day {day}")
        since = datetime.now(UTC)
        with running(installation) as api:
            pipeline.wait_for_dags(api, installation.settings, since)
            pipeline.run(api, installation.settings, Days(day, day, deliver=True))
        show(installation.settings, day)
        print()
    print(f"Done in {time.monotonic() - begun:.0f} s.")


def main(command: str, *arguments: str) -> None:
    """Carry out a command. Being told to end is like Ctrl-C: what was started is stopped."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    example = Example.from_env()
    globals()[command](Installation.from_env(**example.span), example, *arguments)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (Stop, PlumblineError, FileExistsError) as words:
        sys.exit(f"\n{words}")
    except sa.exc.ProgrammingError as error:
        sys.exit(f"\nThe warehouse was built by another version of Plumbline ({error.orig}).\nForget it: make clean")
    except httpx.HTTPError as error:
        sys.exit(f"\nAirflow does not answer: {error}\nIts log is in airflow/logs/airflow.log below VAR.")
    except KeyboardInterrupt:
        sys.exit("\nStopped. What was done is kept; run the same command again to go on.")
    except BrokenPipeError:
        os._exit(1)
