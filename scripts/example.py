"""The example company's installation: where its exports lie, which days it has, what is loaded already."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from plumbline.days import Days
from plumbline.settings import Settings
from scripts.house import PROJECT, Stop, say, tail


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

    def write_exports(self, drop: Path) -> subprocess.Popen[str] | None:
        """Begin to write the world's exports, unless these very days are there."""
        stamp = drop / ".written"
        wanted = f"{self.first} {self.day}"
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return None
        if drop.exists() and not stamp.exists() and any(drop.iterdir()):
            raise Stop(f"{drop} holds other files; the example's exports are not written over them. Set DROP or VAR.")
        say(f"Writing the example company's exports, {self.first} to {self.day}, into {drop}")
        shutil.rmtree(drop, ignore_errors=True)
        drop.mkdir(parents=True)
        stamp.write_text("begun", encoding="utf-8")
        command = [sys.executable, "-m", "plumbline.example.world", "--out", str(drop)]
        command += ["--first-day", str(self.first), "--last-day", str(self.day)]
        environment = os.environ | {"PYTHONPATH": str(PROJECT / "plugins")}
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=PROJECT
        )

    def finish_exports(self, drop: Path, writer: subprocess.Popen[str] | None) -> None:
        """Wait for the writer; Stop with its words if it failed."""
        if writer is None:
            return
        words, _ = writer.communicate()
        if writer.returncode:
            raise Stop(f"The example's exports could not be written:\n{tail(words)}")
        (drop / ".written").write_text(f"{self.first} {self.day}", encoding="utf-8")

    def history_is_loaded(self, settings: Settings) -> bool:
        """Whether a build over all of it has succeeded."""
        return _is_built(settings, self.history)

    def day_is_done(self, settings: Settings) -> bool:
        """Whether the business day is built, too."""
        return self.history_is_loaded(settings) and _is_built(settings, self.today)


def _is_built(settings: Settings, days: Days) -> bool:
    # imported here: `make down` and the start of Airflow need not wait for SQLAlchemy
    import sqlalchemy as sa

    from plumbline.warehouse.engines import warehouse
    from plumbline.warehouse.ops import run

    with warehouse(settings).read() as connection:
        if not sa.inspect(connection).has_table("run", schema="ops"):
            return False
        covered = sa.select(run.c.task).where(
            run.c.task == "build", run.c.state == "done", run.c.first_day <= days.first, run.c.last_day >= days.last
        )
        return connection.execute(covered).first() is not None
