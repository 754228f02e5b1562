"""`make up` and `make down`: Airflow as a service with its web page, the example company loaded."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from plumbline.settings import Settings
from scripts.api import Api
from scripts.example import Example
from scripts.house import PROJECT, House, Stop, say
from scripts.parts import (
    FOR_A_SERVICE,
    as_it_runs,
    check_free,
    group_of,
    keep,
    stop_group,
    wait_until_healthy,
)
from scripts.run import load


def up(house: House, example: Example) -> None:
    """Start it, load the example if it is not loaded, say where it is. A second call only says where it is."""
    settings = Settings.from_env(house.environment())
    if group_of(house) is not None:
        say("Plumbline's Airflow is running already")
        _tell(as_it_runs(house), example)
        return
    check_free(house)
    writer = example.write_exports(Path(settings.drop))
    house.prepare()
    since = datetime.now(UTC)
    say(f"Starting Airflow on {house.url}")
    # A session of its own: closing the terminal does not end it.
    keeper = subprocess.Popen(
        [sys.executable, "-m", "scripts.service", "keep"],
        cwd=PROJECT,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_healthy(house, keeper.pid, FOR_A_SERVICE)
        example.finish_exports(Path(settings.drop), writer)
        if not example.day_is_done(settings):
            load(Api(house), example, settings, since)
    except BaseException:
        stop_group(house, keeper.pid)
        raise
    from scripts.figures import show

    show(settings, example.day)
    _tell(house, example)


def down(house: House) -> None:
    """Stop it; nothing running is fine, too."""
    group = group_of(house)
    if group is None:
        say("Nothing is running")
    else:
        say("Stopping Airflow")
        stop_group(house, group)


def _tell(house: House, example: Example) -> None:
    print(
        f"\nAirflow  {house.url}\nUser     admin\nPassword {house.password}\n\n"
        f"The example's exports end on {example.day}, and so do its schedules: nothing runs by itself."
        f" To run a day,\ntrigger the pull_… DAGs with first_day and last_day (README: how to operate)."
        f"\nLogs are in {house.home / 'logs'}. Stop it by: make down"
    )


if __name__ == "__main__":
    try:
        example = Example.from_env()
        house = House.from_env(**example.span)
        match sys.argv[1:]:
            case ["up"]:
                up(house, example)
            case ["keep"]:
                keep(house)
            case ["down"]:
                down(house)
            case other:
                raise Stop(f"up or down, not {other}")
    except Stop as stop:
        sys.exit(f"\n{stop}")
