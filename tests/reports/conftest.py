"""What the report tests share: the rich company's day, read once from a real DuckDB file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from plumbline.reports import verify
from plumbline.reports.assemble import assemble
from plumbline.reports.edition import Edition, make_pdf
from plumbline.reports.frames import Frames, read_frames
from plumbline.reports.locale import Language, load_language
from plumbline.reports.publication import Publication
from plumbline.reports.publish import publish
from plumbline.reports.pulse import Pulse
from plumbline.reports.reading import Reader
from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse
from tests.reports import worlds
from tests.reports.marts import DAY, PROJECT, Rows, company, settings_for, write_marts

TEMPLATES = PROJECT / "include" / "templates"


@dataclass(frozen=True)
class Day:
    """A company's business day, read and assembled, and what the marts say of it when asked again."""

    frames: Frames
    pulse: Pulse
    truth: verify.Truth

    def edition(self, language: Language, pulse: Pulse | None = None) -> Edition:
        """The day, or a tampered one, as a PDF."""
        return make_pdf(TEMPLATES, language, pulse or self.pulse, self.frames, None)


@pytest.fixture(scope="session")
def english() -> Language:
    return load_language("en", TEMPLATES)


@pytest.fixture(scope="session")
def read_day(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Rows], Day]:
    """Writes marts to a DuckDB file of their own and reads the day back as a report does."""

    def read(rows: Rows) -> Day:
        settings = _installed(tmp_path_factory.mktemp("marts"), rows)
        with open_warehouse(settings).read() as connection:
            frames = read_frames(Reader(connection), DAY, 28, "last_non_direct")
            truth = verify.read_truth(connection, DAY, "last_non_direct")
        return Day(frames, assemble(frames, company(), DAY), truth)

    return read


@pytest.fixture(scope="session")
def nightjar(read_day: Callable[[Rows], Day]) -> Day:
    """The rich company's day."""
    return read_day(worlds.nightjar())


def _installed(folder: Path, rows: Rows) -> Settings:
    settings = settings_for(folder)
    write_marts(settings.warehouse, rows)
    return settings


@pytest.fixture
def installed(tmp_path: Path) -> Callable[[Rows], Settings]:
    """Settings of an installation whose warehouse holds these marts."""

    def install(rows: Rows) -> Settings:
        return _installed(tmp_path, rows)

    return install


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The rich company's report, published once for all who only read it."""
    settings = _installed(tmp_path_factory.mktemp("published"), worlds.nightjar())
    return publish(settings, "daily_pulse", DAY, ["en"])[0]


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A copy of include/templates that a test may change."""
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
