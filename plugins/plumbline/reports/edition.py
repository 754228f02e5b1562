"""One edition of the daily pulse: its pages as a PDF with the data behind them attached."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from weasyprint.document import Document

from plumbline.reports.definitions import Letters, load_definitions
from plumbline.reports.frames import Frames, as_csv
from plumbline.reports.locale import Language
from plumbline.reports.overflow import spills
from plumbline.reports.publication import ReportPlan
from plumbline.reports.pulse import Pulse
from plumbline.reports.render import Drawings, end_of, environment, lay_out, write_pdf
from plumbline.reports.runs import Run
from plumbline.reports.scope import WHOLE, Scope
from plumbline.reports.views.document import LAYOUTS, Layouts, document
from plumbline.reports.views.meaning import about, inputs, owner

STYLES = ("report.css", "daily_pulse.css")
TEMPLATE = "reports/daily_pulse.html.j2"
NOT_ATTACHED = ("coverage", "program-names")


@dataclass(frozen=True)
class Edition:
    """The PDF's bytes, its number of pages, and the texts that run out of their boxes (none when it may leave)."""

    pdf: bytes
    pages: int
    spills: tuple[str, ...]


def make_pdf(templates: Path, language: Language, pulse: Pulse, frames: Frames, run: Run | None) -> Edition:
    """Set the pages, more tightly where long names need the room, and write the PDF."""
    files = attachments(language, frames)
    lines = about(language, pulse.company, pulse.currency, run, files)
    laid_out = _one_sheet(templates, language, pulse, lines) or _two_sheets(templates, language, pulse, lines)
    found = tuple(spills(laid_out))
    return Edition(write_pdf(laid_out, files, end_of(pulse.day)), len(laid_out.pages), found)


Lines = Sequence[tuple[str, str]]


def _one_sheet(templates: Path, language: Language, pulse: Pulse, lines: Lines) -> Document | None:
    """The day and its trust on one page, where there is no bridge to draw and the rest is short enough."""
    if pulse.bridge is not None:
        return None
    layouts = Layouts(LAYOUTS[0], LAYOUTS[0], joined=True)
    laid_out = lay_out(*_html(templates, language, pulse, lines, layouts), STYLES)
    return laid_out if _first_page(laid_out, "meaning") == 1 else None


def _two_sheets(templates: Path, language: Language, pulse: Pulse, lines: Lines) -> Document:
    """A page for the day and one for its trust, each set more tightly as long as it takes more than one."""
    day, trust = list(LAYOUTS), list(LAYOUTS)
    while True:
        laid_out = lay_out(*_html(templates, language, pulse, lines, Layouts(day[0], trust[0])), STYLES)
        begins, ends = _first_page(laid_out, "trust"), _first_page(laid_out, "meaning")
        crowded = [left for left, pages in ((day, begins), (trust, ends - begins)) if pages > 1 and len(left) > 1]
        if not crowded:
            return laid_out
        for left in crowded:
            del left[0]


def _first_page(laid_out: Document, anchor: str) -> int:
    """The page, counted from 0, on which an anchor lies."""
    return next(number for number, page in enumerate(laid_out.pages) if anchor in page.anchors)


def _html(
    templates: Path, language: Language, pulse: Pulse, lines: Lines, layouts: Layouts
) -> tuple[str, Path, Drawings]:
    drawings = Drawings()
    letters = Letters(load_definitions(templates))
    view = document(language, pulse, lines, drawings, layouts)
    view |= {"inputs": partial(inputs, language), "owner": partial(owner, language)}
    html = environment(templates, language).get_template(TEMPLATE).render(view=view, letters=letters)
    return html, templates, drawings


def attachments(language: Language, frames: Frames) -> dict[str, tuple[str, bytes]]:
    """The frames behind the pages as CSV files: name to (description, content). Frames without rows are left out."""
    files = {}
    for name, frame in frames.items():
        if name in NOT_ATTACHED or frame.empty:
            continue
        files[f"{name}.csv"] = (language.say("The data behind the pages: {name}", name=name), as_csv(frame))
    return files


def content_hash(plan: ReportPlan, language: Language, frames: Frames, scope: Scope = WHOLE) -> str:
    """SHA-256 of the data behind the pages: the same whatever run made it and whenever it is printed."""
    digest = hashlib.sha256(f"{plan.name}|{language.code}|{scope.key}".encode())
    for name in sorted(frames):
        digest.update(name.encode())
        digest.update(as_csv(frames[name]))
    return digest.hexdigest()
