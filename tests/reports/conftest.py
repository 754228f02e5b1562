"""What the report tests share: companies' days read from a real DuckDB file, and reports published once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plumbline.language.language import Language, load_language
from plumbline.marts.reading import Request, open_reader, read_all
from plumbline.reports.catalogue import Publication, ReportPlan, find_plan
from plumbline.reports.context import Context
from plumbline.reports.kind import Document, Expected, Kind, compose
from plumbline.reports.pages import Pages, make_pages
from plumbline.reports.publish import KINDS, Source, publish, request_of
from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse
from tests.reports import worlds
from tests.reports.marts import DAY, MARTS, PROJECT, Rows, settings_for, write_marts

TEMPLATES = PROJECT / "include" / "templates"


@dataclass(frozen=True)
class Day:
    """A company's business day as a report reads it, and what the warehouse says of it when asked again."""

    kind: Kind
    plan: ReportPlan
    request: Request
    rows: Rows
    expected: Expected

    def context(self, language: Language, **tampered: list[dict[str, Any]]) -> Context:
        """What sections are given; rows of a read may be replaced: `a_b` is the read `a-b`."""
        rows = self.rows | {name.replace("_", "-"): changed for name, changed in tampered.items()}
        return Context(language, self.request, self.kind.reads, rows, MARTS)

    def document(self, language: Language, **tampered: list[dict[str, Any]]) -> Document:
        """The report's text."""
        return compose(self.kind, self.context(language, **tampered))

    def at(self, templates: Path) -> Day:
        """The same day with templates of its own, in a home that `templates` made."""
        settings = replace(self.request.settings, home=templates.parents[1])
        return replace(self, request=replace(self.request, settings=settings))

    @property
    def files(self) -> dict[str, bytes]:
        """The attachments."""
        return Source(self.kind, self.plan, self.request, self.rows, self.expected, None).files

    def pages(self, language: Language, **tampered: list[dict[str, Any]]) -> Pages:
        """The report's pages."""
        ctx = self.context(language, **tampered)
        return make_pages(ctx, compose(self.kind, ctx), self.files, None)


def read_report(settings: Settings, report: str, day: date) -> Day:
    """A report's rows and expected figures, as `publish` reads them."""
    plan = find_plan(settings.reports_folder, report)
    request = request_of(settings, plan, day)
    kind = KINDS[plan.kind]
    with open_warehouse(settings).read() as connection:
        rows = read_all(kind.reads, open_reader(connection, settings, request.scope), request)
        return Day(kind, plan, request, rows, kind.expected(connection, request))


def install_marts(folder: Path, rows: Rows) -> Settings:
    """Settings of an installation whose warehouse holds these marts."""
    settings = settings_for(folder)
    write_marts(settings.warehouse, rows)
    return settings


@pytest.fixture(scope="session")
def english() -> Language:
    return load_language("en", TEMPLATES)


@pytest.fixture(scope="session")
def read_day(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Day]:
    """Writes marts to a DuckDB file of their own and reads the day back as a report does."""

    def read(rows: Rows, report: str = "daily_pulse", day: date = DAY) -> Day:
        return read_report(install_marts(tmp_path_factory.mktemp("marts"), rows), report, day)

    return read


@pytest.fixture(scope="session")
def nightjar(read_day: Callable[..., Day]) -> Day:
    """The rich company's day."""
    return read_day(worlds.nightjar())


@pytest.fixture
def installed(tmp_path: Path) -> Callable[[Rows], Settings]:
    """Settings of an installation whose warehouse holds these marts."""

    def install(rows: Rows) -> Settings:
        return install_marts(tmp_path, rows)

    return install


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The rich company's report, published once for all who only read it."""
    settings = install_marts(tmp_path_factory.mktemp("published"), worlds.nightjar())
    return publish(settings, "daily_pulse", DAY, ["en"])[0]


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A copy of include/templates that a test may change, in a home that shares everything else with the project."""
    include = tmp_path / "home" / "include"
    include.mkdir(parents=True)
    for folder in ("sql", "sources"):
        (include / folder).symlink_to(PROJECT / "include" / folder)
    return Path(shutil.copytree(TEMPLATES, include / "templates"))
