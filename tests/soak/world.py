"""Where a soak lives, and the states of its warehouse that a day begins from: made once, copied for every kill."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa
import yaml

from plumbline.days import Days
from plumbline.example.world import write_world
from plumbline.settings import PROJECT, Settings
from tests.postgres import run_beside

FIRST, DAY = date(2026, 10, 14), date(2026, 10, 25)  # twelve days; the last is a Sunday, so a weekly review is due
REPORTS = ("daily_pulse", "weekly_review")
HISTORY = Days(FIRST, DAY - timedelta(days=1))
TODAY = Days(DAY, DAY, deliver=True)


@dataclass(frozen=True)
class Soak:
    """The folders of one soak. Every run uses the same `var`, so that the paths that it stores are the same.

    `port` is that of the mail server; `postgres` the address of a PostgreSQL for the warehouse, else it is DuckDB's.
    """

    root: Path
    port: int
    postgres: sa.URL | None = None

    @property
    def var(self) -> Path:
        """What the run under way reads and writes."""
        return self.root / "var"

    @property
    def temporary(self) -> Path:
        """TMPDIR of the runs."""
        return self.root / "tmp"

    @property
    def marks(self) -> Path:
        """Which step the run under way has come to, a line for each."""
        return self.root / "marks"

    @property
    def inbox(self) -> Path:
        """What the mail server took, a line for each mail."""
        return self.root / "inbox"

    def state(self, name: str) -> Path:
        """Where the `var` of a moment is kept."""
        return self.root / "states" / name

    def environment(self, state: str | None = None) -> dict[str, str]:
        """The PLUMBLINE_* variables of every run, or those of a state that is kept."""
        found = {
            "PLUMBLINE_VAR": str(self.state(state) if state else self.var),
            "PLUMBLINE_DROP": str(self.root / "drop"),
            "PLUMBLINE_COMPANY": str(self.root / "company"),
            "PLUMBLINE_MAIL": "smtp:post_office",
        }
        if self.postgres:
            url = self.postgres.set(database=_database(state))
            found["PLUMBLINE_WAREHOUSE"] = url.render_as_string(hide_password=False)
        return found

    @property
    def settings(self) -> Settings:
        """The same, read."""
        return Settings.from_env(self.environment())

    def write_exports(self) -> None:
        """The exports, and a company with a daily and a weekly report in one language each."""
        write_world(self.root / "drop", FIRST, DAY, truth=False)
        company = self.root / "company"
        (company / "reports").mkdir(parents=True)
        shutil.copy(PROJECT / "include" / "company.yaml", company)
        shutil.copytree(PROJECT / "include" / "sources", company / "sources")
        for name in REPORTS:
            plan = yaml.safe_load((PROJECT / "include" / "reports" / f"{name}.yaml").read_text(encoding="utf-8"))
            plan |= {"languages": ["en"], "recipients": [p | {"language": "en"} for p in plan["recipients"]]}
            (company / "reports" / f"{name}.yaml").write_text(yaml.safe_dump(plan), encoding="utf-8")

    def make_warehouse(self) -> None:
        """An empty one; DuckDB makes its file by itself."""
        self.var.mkdir()
        if self.postgres:
            run_beside(self.postgres, f"create database {_database()}")

    def keep(self, name: str) -> None:
        """Keep `var` and the warehouse as they are now, under a name."""
        shutil.copytree(self.var, self.state(name))
        if self.postgres:
            run_beside(self.postgres, f"create database {_database(name)} template {_database()}")

    def go_back(self, name: str) -> None:
        """Let `var` and the warehouse be as they were then, with nothing in TMPDIR and no mail at the server."""
        for folder in (self.var, self.temporary):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.state(name), self.var)
        if self.postgres:
            run_beside(self.postgres, f"drop database {_database()} with (force)")
            run_beside(self.postgres, f"create database {_database()} template {_database(name)}")
        self.temporary.mkdir(exist_ok=True)
        for path in (self.inbox, self.marks):
            path.write_bytes(b"")


def _database(state: str | None = None) -> str:
    return f"soak_{state}" if state else "soak"
