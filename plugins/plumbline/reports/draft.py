"""What every kind of report has in common: read once, then set, verified and written to in each language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import sqlalchemy as sa

from plumbline.reports.edition import Edition
from plumbline.reports.frames import Frames
from plumbline.reports.letter import LetterText
from plumbline.reports.locale import Language
from plumbline.reports.publication import ReportPlan
from plumbline.reports.runs import Run
from plumbline.reports.scope import Scope
from plumbline.settings import Settings


@dataclass(frozen=True)
class Order:
    """Which report is wanted: its plan, its day, what it may see, and where things are."""

    settings: Settings
    plan: ReportPlan
    scope: Scope
    day: date


class Draft(Protocol):
    """A report whose marts have been read; nothing in it is of one language yet."""

    @property
    def frames(self) -> Frames:
        """The data behind the pages."""
        ...

    def edition(self, language: Language, run: Run | None) -> Edition:
        """The pages in one language."""
        ...

    def verify(self, edition: Edition, language: Language) -> None:
        """Raise ReportRefused when the pages do not say what the marts say."""
        ...

    def letter(self, language: Language, attachment: str) -> LetterText:
        """The mail that carries it."""
        ...


class Kind(Protocol):
    """How one kind of report is read."""

    def __call__(self, connection: sa.Connection, order: Order) -> Draft:
        """Read the marts; ReportRefused when they hold nothing of the day."""
        ...
