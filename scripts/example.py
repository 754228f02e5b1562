"""The example company's installation: where its exports lie, which days it has, what is loaded already."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from plumbline.days import Days
from plumbline.example.world import write_world
from plumbline.settings import Settings
from plumbline.warehouse import ops
from plumbline.warehouse.engines import warehouse
from scripts.installation import Stop, say


@dataclass(frozen=True)
class Example:
    """Its first day of history and its business day."""

    first: date
    day: date

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Example:
        """From FIRST_DAY and DAY of `make`."""
        try:
            first, day = date.fromisoformat(env["FIRST_DAY"]), date.fromisoformat(env["DAY"])
        except ValueError as error:
            raise Stop(f"FIRST_DAY and DAY are dates such as 2026-10-30: {error}") from None
        if first >= day:
            raise Stop(f"FIRST_DAY ({first}) has to lie before DAY ({day}): the business day needs a history.")
        return cls(first, day)

    @property
    def history(self) -> Days:
        """Everything before the business day; never mailed."""
        return Days(self.first, self.day - timedelta(days=1))

    @property
    def today(self) -> Days:
        """The business day; its report is mailed."""
        return Days(self.day, self.day, deliver=True)

    @property
    def span(self) -> dict[str, str]:
        """The settings that end Airflow's schedules where the example's exports end."""
        return {"PLUMBLINE_FIRST_DAY": str(self.first), "PLUMBLINE_LAST_DAY": str(self.day)}

    def write_exports(self, drop: Path) -> Future[None]:
        """Begin to write the world's exports, unless these very days are there; they are when the result is."""
        stamp, wanted = drop / ".written", f"{self.first} {self.day}"
        if drop.exists() and not stamp.exists() and any(drop.iterdir()):
            raise Stop(f"{drop} holds other files; the example's exports are not written over them. Set DROP or VAR.")

        def write() -> None:
            if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
                return
            say(f"Writing the example company's exports, {self.first} to {self.day}, into {drop}")
            shutil.rmtree(drop, ignore_errors=True)
            drop.mkdir(parents=True)
            stamp.write_text("begun", encoding="utf-8")
            write_world(drop, self.first, self.day)
            stamp.write_text(wanted, encoding="utf-8")

        return ThreadPoolExecutor(1).submit(write)

    def is_built(self, settings: Settings, days: Days) -> bool:
        """Whether a build over these days has succeeded."""
        with warehouse(settings).read() as connection:
            if not sa.inspect(connection).has_table("run", schema="ops"):
                return False
            run = ops.run.c
            covered = (run.task == "build", run.state == "done", run.first_day <= days.first, run.last_day >= days.last)
            return connection.execute(sa.select(run.task).where(*covered)).first() is not None
