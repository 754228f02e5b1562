"""What `make` calls: python -m scripts run | up | down | backfill | airflow | real <folder>."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from plumbline.days import Days
from plumbline.reports.summary import show, shown
from plumbline.settings import PROJECT
from plumbline.warehouse.engines import warehouse
from scripts import pipeline
from scripts.api import Api
from scripts.example import Example
from scripts.installation import Installation, Stop, say
from scripts.processes import check_free, metadata_database, running, service_of, stop


def main(command: str, arguments: list[str]) -> None:
    """Carry out a command. Being told to end is like Ctrl-C: what was started is stopped."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    example = Example.from_env()
    installation = Installation.from_env(**example.span)
    match command:
        case "run":
            run(installation, example)
        case "up":
            up(installation, example)
        case "down":
            say("Stopping Airflow" if service_of(installation) else "Nothing is running")
            stop(installation)
        case "backfill":
            backfill(installation)
        case "airflow":
            airflow(installation)
        case "real":
            from scripts.real import companies

            companies(*arguments)
        case _:
            raise Stop(f"There is no command {command!r}. {__doc__}")


def run(installation: Installation, example: Example) -> None:
    """The example's business day, the first time with its history; Airflow ends with it."""
    begun = time.monotonic()
    load(installation, example, stay=False)
    settings = installation.settings
    show(settings, example.day)
    print(
        f"\nNext    make up: Airflow's web page with these DAGs; make help: the rest"
        f"\n        the warehouse: {warehouse(settings).url.render_as_string(hide_password=True)};"
        f" the exports: {shown(settings.drop)}"
        f"\nDone in {time.monotonic() - begun:.0f} s."
    )


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
        f"The example's exports end on {example.day}, and so do its schedules: nothing runs by itself. To run a day,\n"
        f"trigger the pull_… DAGs with first_day and last_day (README: how to operate).\n"
        f"Every report is in {shown(installation.settings.archive)}, every log in {shown(installation.home / 'logs')}."
        " Stop it by: make down"
    )


def load(installation: Installation, example: Example, *, stay: bool) -> None:
    """Start Airflow; run the history and the business day, each unless a service that stays has it already."""
    settings, since = installation.settings, datetime.now(UTC)
    check_free(installation)
    exports = example.write_exports(Path(settings.drop))
    with running(installation, stay=stay) as api:
        exports.result()
        has_history = example.is_built(settings, example.history)
        if stay and has_history and example.is_built(settings, example.today):
            return
        for unfinished in api.runs(state=["queued", "running"]):  # of a run that was cut short
            api.discard(unfinished)
        pipeline.wait_for_dags(api, settings, since)
        if not has_history:
            say(f"Loading the history, {example.history.first} to {example.history.last}, as one range")
            pipeline.run(api, settings, example.history)
        say(f"Running the business day {example.day}")
        pipeline.run(api, settings, example.today)


def backfill(installation: Installation) -> None:
    """Business days once more, one by one, in the Airflow that is up. For a long history trigger the pulls instead."""
    try:
        days = Days(date.fromisoformat(os.environ["FROM"]), date.fromisoformat(os.environ["TO"]))
    except (KeyError, ValueError) as error:
        raise Stop(f"Name the days: make backfill FROM=2026-10-16 TO=2026-10-29 ({error})") from None
    if not (service := service_of(installation)):
        raise Stop("No Airflow is running here. Start it first: make up")
    installation = replace(installation, port=service.port)
    say(f"Backfilling {days.first} to {days.last} of every system")
    pipeline.backfill(Api(installation), installation.settings, days)
    say("Done; nothing was mailed")


def airflow(installation: Installation) -> None:
    """Any command of Airflow's own."""
    arguments = shlex.split(os.environ.get("ARGS", "")) or ["--help"]
    with metadata_database(installation) as environment:
        done = subprocess.run([sys.executable, "-m", "airflow", *arguments], env=environment, cwd=PROJECT, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except Stop as words:
        sys.exit(f"\n{words}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. What was done is kept; run the same command again to go on.")
    except BrokenPipeError:
        os._exit(1)
