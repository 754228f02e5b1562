"""`make run`: one business day of the example company, through Airflow; the first time with its history."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from plumbline.settings import Settings
from plumbline.warehouse.engines import warehouse
from scripts.api import Api
from scripts.example import Example
from scripts.house import House, Stop, say
from scripts.parts import check_free, running
from scripts.street import wait_for_dags, walk


def main() -> None:
    """Exports, Airflow, history if missing, the day, its figures."""
    begun = time.monotonic()
    example = Example.from_env()
    house = House.from_env(**example.span)
    settings = Settings.from_env(house.environment())
    check_free(house)
    writer = example.write_exports(Path(settings.drop))
    since = datetime.now(UTC)
    with running(house):
        example.finish_exports(Path(settings.drop), writer)
        load(Api(house), example, settings, since)
    from scripts.figures import show, shown

    show(settings, example.day)
    address = warehouse(settings).url.render_as_string(hide_password=True)
    print(
        f"\nNext    make up: Airflow's web page with these DAGs; make help: the rest"
        f"\n        the warehouse: {address}; the exports: {shown(settings.drop)}"
        f"\nDone in {time.monotonic() - begun:.0f} s."
    )


def load(api: Api, example: Example, settings: Settings, since: datetime) -> None:
    """The history, unless it is loaded, and the business day."""
    pulls = wait_for_dags(api, settings, since)
    if not example.history_is_loaded(settings):
        say(f"Loading the history, {example.history.first} to {example.history.last}, as one range")
        walk(api, pulls, example.history)
    say(f"Running the business day {example.day}")
    walk(api, pulls, example.today)


if __name__ == "__main__":
    try:
        main()
    except Stop as stop:
        sys.exit(f"\n{stop}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. What was done is kept; run the same command again to go on.")
    except BrokenPipeError:
        os._exit(1)
