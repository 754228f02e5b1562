"""A workbench for sources: a drop to put files into, a company of one's own, and the warehouse to look into."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from plumbline.days import Days
from plumbline.settings import Settings
from plumbline.sources.pull import PullResult, pull
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.ops import publication

DAY = date(2026, 10, 30)
YESTERDAY = DAY - timedelta(days=1)


@dataclass
class Bench:
    """One installation below a temporary folder."""

    settings: Settings

    @property
    def drop(self) -> Path:
        """Where exports are put."""
        return Path(self.settings.drop)

    def put(self, name: str, content: str | bytes) -> Path:
        """Put a file into the drop, in the place of one that lies there."""
        path = self.drop / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def pull(self, source: str, day: date = DAY, *, first: date | None = None) -> PullResult:
        """Pull a source for a day, or for a range that ends with it."""
        return pull(self.settings, source, Days(first or day, day))

    def rows(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """What a SELECT finds."""
        with open_warehouse(self.settings).read() as connection:
            return [tuple(row) for row in connection.execute(sa.text(sql), parameters)]

    def begin(self) -> AbstractContextManager[sa.Connection]:
        """A connection that may write, in one transaction."""
        return open_warehouse(self.settings).begin()

    def publish(self, day: date) -> None:
        """Note that a report of the day went out: from then on the day is closed."""
        row = {"report": "daily_pulse", "language": "en", "path": "-", "content_hash": "-", "pages": 2}
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        with open_warehouse(self.settings).begin() as connection:
            connection.execute(publication.insert(), [row | {"business_day": day, "published_at": noon}])

    def company_of_its_own(self, *sources: str) -> Path:
        """A company folder with copies of the named sources, to be changed; returns its folder of sources."""
        folder = Path(self.settings.landing).parent / "company"
        (folder / "sources").mkdir(parents=True)
        shutil.copy(self.settings.company_folder / "company.yaml", folder)
        for name in sources:
            for path in self.settings.sources_folder.glob(f"{name}.*"):
                shutil.copy(path, folder / "sources")
        self.settings = replace(self.settings, company_folder=folder)
        return folder / "sources"

    def define(self, name: str, yaml: str, sql: str) -> Path:
        """Write a source of one's own; returns its YAML."""
        folder = self.settings.sources_folder
        if not folder.is_relative_to(Path(self.settings.landing).parent):
            folder = self.company_of_its_own()
        (folder / f"{name}.sql").write_text(sql, encoding="utf-8")
        path = folder / f"{name}.yaml"
        path.write_text(yaml, encoding="utf-8")
        return path


def csv(heading: str, rows: Sequence[str]) -> str:
    """A CSV of whole lines."""
    return "".join(f"{line}\n" for line in (heading, *rows))
