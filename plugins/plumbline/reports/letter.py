"""The mail that carries a report: a subject with the figure first, bodies that are useful without the attachment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plumbline.reports.locale import Language
from plumbline.reports.pulse import Pulse
from plumbline.reports.render import environment
from plumbline.reports.views.document import letter, subject


@dataclass(frozen=True)
class LetterText:
    """Subject, plain text and HTML of one mail; the HTML refers to nothing outside itself."""

    subject: str
    text: str
    html: str


def write_letter(templates: Path, language: Language, pulse: Pulse, attachment: str) -> LetterText:
    """Render the mail of a daily pulse; `attachment` is the PDF's file name."""
    said = subject(language, pulse)
    view = letter(language, pulse, said, attachment)
    env = environment(templates, language)
    text = env.get_template("mail/daily_pulse.txt.j2").render(view=view)
    html = env.get_template("mail/daily_pulse.html.j2").render(view=view)
    return LetterText(said, text.strip() + "\n", html)
