"""The daily pulse: read the marts, say what they mean, draw, verify.

The order of this module is the order of the work; each step lives in a module of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from plumbline.errors import ReportRefused
from plumbline.reports import verify
from plumbline.reports.assemble import assemble
from plumbline.reports.draft import Order
from plumbline.reports.edition import Edition, attachments, make_pdf
from plumbline.reports.frames import Frames, read_frames
from plumbline.reports.letter import LetterText, write_letter
from plumbline.reports.locale import Language
from plumbline.reports.pulse import Pulse
from plumbline.reports.reading import Reader
from plumbline.reports.runs import Run


@dataclass(frozen=True)
class PulseDraft:
    """A business day, read and assembled, and what the marts say of it when asked again."""

    templates: Path
    frames: Frames
    pulse: Pulse
    truth: verify.Truth

    def edition(self, language: Language, run: Run | None) -> Edition:
        """The pages in one language."""
        return make_pdf(self.templates, language, self.pulse, self.frames, run)

    def verify(self, edition: Edition, language: Language) -> None:
        """Raise ReportRefused when the pages do not say what the marts say."""
        verify.verify(edition, language, self.pulse, self.truth, attachments(language, self.frames))

    def letter(self, language: Language, attachment: str) -> LetterText:
        """The mail that carries it."""
        return write_letter(self.templates, language, self.pulse, attachment)


def draft(connection: sa.Connection, order: Order) -> PulseDraft:
    """Read a business day; ReportRefused when the marts hold nothing of it."""
    company, day = order.settings.company, order.day
    frames = read_frames(Reader(connection, order.scope), day, company.period_days, company.default_model)
    truth = verify.read_truth(connection, day, company.default_model, order.scope)
    _refuse_unknown_day(frames, day)
    return PulseDraft(order.settings.templates_folder, frames, assemble(frames, company, day, order.scope), truth)


def _refuse_unknown_day(frames: Frames, business_day: date) -> None:
    if business_day not in set(frames["figures"]["as_of_day"]) and frames["sources"].empty:
        raise ReportRefused(
            f"The marts hold nothing of {business_day}.",
            "There is no daily pulse of this day, and no mail.",
            "Run the build for this day, then make the report again.",
        )
