"""`make backfill FROM=… TO=…`: business days once more, day by day, in the Airflow that `make up` started.

It mails nothing. For a long history trigger the pulls with first_day and last_day: that is one run, not hundreds.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, date, datetime, timedelta

from plumbline.days import Days
from plumbline.settings import Settings
from plumbline.sources.definition import load_sources
from scripts.api import Api
from scripts.house import House, Stop, say
from scripts.parts import as_it_runs, group_of, scheduler_at_rest

LOOK_SECONDS = 2.0
STALL_SECONDS = 300.0


def main() -> None:
    """Create a backfill for each pull, then wait for the report of each day."""
    days = _asked()
    house = House.from_env()
    group = group_of(house)
    if group is None:
        raise Stop("No Airflow is running here. Start it first: make up")
    house = as_it_runs(house)
    api = Api(house)
    since = datetime.now(UTC).isoformat()
    systems = sorted({source.system for source in load_sources(Settings.from_env(house.environment()).sources_folder)})
    say(f"Backfilling {days.first} to {days.last} of {', '.join(systems)}")
    with scheduler_at_rest(house, group):
        for system in systems:
            api.backfill(f"pull_{system}", days.first, days.last + timedelta(days=1))
    wait(api, days, since)
    say("Done; nothing was mailed")


def wait(api: Api, days: Days, since: str) -> None:
    """Until each day has its report; Stop when nothing moves any more."""
    missing = {str(day) for day in days.each()}
    moved = time.monotonic()
    while missing:
        runs = [run for run in api.runs_since(since) if run["dag_id"] in ("build", "daily_pulse")]
        if broken := [run for run in runs if run["state"] == "failed"]:
            raise Stop(f"{broken[0]['dag_id']} of {broken[0]['partition_key']} failed; Airflow's page says why.")
        for run in runs:
            if run["dag_id"] == "daily_pulse" and run["state"] == "success" and run["partition_key"] in missing:
                missing.remove(run["partition_key"])
                moved = time.monotonic()
                print(f"    ✓ {run['partition_key']}", flush=True)
        if time.monotonic() - moved > STALL_SECONDS:
            raise Stop(f"No day has ended for {STALL_SECONDS:.0f} s; see Airflow's page. Missing: {', '.join(missing)}")
        time.sleep(LOOK_SECONDS)


def _asked() -> Days:
    try:
        return Days(date.fromisoformat(os.environ["FROM"]), date.fromisoformat(os.environ["TO"]))
    except (KeyError, ValueError) as error:
        raise Stop(f"Name the days: make backfill FROM=2026-10-16 TO=2026-10-29 ({error})") from None


if __name__ == "__main__":
    try:
        main()
    except Stop as stop:
        sys.exit(f"\n{stop}")
