"""The mail that carries a report: a subject with the figure first, bodies that are useful without the attachment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plumbline.reports.locale import Language
from plumbline.reports.pulse import Pulse
from plumbline.reports.render import environment
from plumbline.reports.views import View
from plumbline.reports.views.document import letter, subject


@dataclass(frozen=True)
class LetterText:
    """Subject, plain text and HTML of one mail; the HTML refers to nothing outside itself."""

    subject: str
    text: str
    html: str


def write_letter(templates: Path, language: Language, pulse: Pulse, attachment: str) -> LetterText:
    """Render the mail of a daily pulse; `attachment` is the PDF's file name."""
    return render_letter(templates, language, letter(language, pulse, subject(language, pulse), attachment))


def render_letter(templates: Path, language: Language, view: View) -> LetterText:
    """Render the mail of any report from what it says; its title is the subject."""
    env = environment(templates, language)
    text = env.get_template("mail/report.txt.j2").render(view=view)
    html = env.get_template("mail/report.html.j2").render(view=view)
    return LetterText(view["title"], text.strip() + "\n", html)
