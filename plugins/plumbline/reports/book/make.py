"""Sets a book in one language: pages, attachments, verification and mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from plumbline.reports import verify
from plumbline.reports.book.blocks import Beside, Book, Fall, Figure, Table
from plumbline.reports.book.context import Context, Slice
from plumbline.reports.book.tidy import tidy
from plumbline.reports.definitions import Letters, load_definitions
from plumbline.reports.draft import Order
from plumbline.reports.edition import Edition, attachments
from plumbline.reports.frames import Frames
from plumbline.reports.letter import LetterText, render_letter
from plumbline.reports.locale import Language
from plumbline.reports.overflow import spills
from plumbline.reports.render import Drawings, end_of, environment, lay_out, write_pdf
from plumbline.reports.runs import Run
from plumbline.reports.views import View
from plumbline.reports.views.document import mark
from plumbline.reports.views.meaning import about, inputs, owner
from plumbline.reports.words.scope import scope_said

STYLES = ("report.css", "daily_pulse.css", "book.css")
TEMPLATE = "reports/book.html.j2"
LAYOUTS = ("easy", "snug", "tight")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class BookDraft:
    """A report whose marts have been read; `truth` is what the marts say of page one's figures when asked again."""

    order: Order
    slices: Mapping[str, Slice]
    frames: Frames
    compose: Callable[[Context], Book]
    pages: range
    truth: Mapping[str, Decimal | None]

    def context(self, language: Language, drawings: Drawings | None = None) -> Context:
        """What sections are given in one language."""
        return Context(language, self.order, self.slices, self.frames, drawings or Drawings())

    def edition(self, language: Language, run: Run | None) -> Edition:
        """The pages, set more tightly where they would be too many."""
        templates = self.order.settings.templates_folder
        files = attachments(language, self.frames)
        company = self.order.settings.company
        lines = about(language, company, company.currency, run, files)
        for layout in LAYOUTS:
            html, drawings = self.html(language, layout, lines)
            laid_out = lay_out(html, templates, drawings, STYLES)
            if len(laid_out.pages) < self.pages.stop:
                break
        found = tuple(spills(laid_out))
        return Edition(write_pdf(laid_out, files, end_of(self.order.day)), len(laid_out.pages), found)

    def html(self, language: Language, layout: str, lines: Sequence[tuple[str, str]] = ()) -> tuple[str, Drawings]:
        """The pages before they are broken, and the drawings that they show."""
        templates, drawings = self.order.settings.templates_folder, Drawings()
        book = tidy(self.compose(self.context(language, drawings)), language)
        view = self._view(language, book, drawings, layout) | {"run": lines}
        template = environment(templates, language).get_template(TEMPLATE)
        return template.render(view=view, letters=Letters(load_definitions(templates))), drawings

    def verify(self, edition: Edition, language: Language) -> None:
        """Raise ReportRefused when the pages do not say what the marts say."""
        book = self.compose(self.context(language))

        def figures(texts: list[str]) -> Iterator[str]:
            return _figures(texts[0] if texts else "", language, book, self.truth)

        report = f"{self.order.plan.name} of {self.order.day}"
        verify.verify_document(
            edition, language, attachments(language, self.frames), report, self.pages, figures, has_tables(book)
        )

    def letter(self, language: Language, attachment: str) -> LetterText:
        """The mail that carries it."""
        book = self.compose(self.context(language))
        view: View = {
            "title": book.subject,
            "company": self.order.settings.company.name,
            "report": book.report,
            "scope": scope_said(language, self.order.scope),
            "day": book.period,
            "headline": book.sentences[0].rstrip("."),
            "support": book.sentences[1:],
            "figures": [_mailed(figure) for figure in book.figures],
            "incomplete": book.notices,
            "attached": language.say(
                "The pages behind these figures, and where each of them comes from, are attached: {file}",
                file=attachment,
            ),
        }
        return render_letter(self.order.settings.templates_folder, language, view)

    def _view(self, language: Language, book: Book, drawings: Drawings, layout: str) -> View:
        company = self.order.settings.company.name
        return {
            "layout": layout,
            "title": language.say("{company}: {report}, {day}", company=company, report=book.report, day=book.day),
            "company": company,
            "report": book.report,
            "scope": scope_said(language, self.order.scope),
            "period": book.period,
            "known": book.known,
            "dated": end_of(self.order.day).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "footing": f"{company} · {book.report} · {book.day}",
            "mark": drawings.add(mark()),
            "headline": book.sentences[0].rstrip("."),
            "support": book.sentences[1:],
            "notices": book.notices,
            "figures": book.figures,
            "first": book.first,
            "pages": book.pages,
            "inputs": partial(inputs, language),
            "owner": partial(owner, language),
        }


def has_tables(book: Book) -> bool:
    """Whether there is anything to put into a table."""
    parts = [*book.first, *(part for page in book.pages for part in page.parts)]
    sections = [one for part in parts for one in (part.sections if isinstance(part, Beside) else (part,))]
    return any(isinstance(block, (Table, Fall)) for one in sections if not one.why for block in one.blocks)


def _mailed(figure: Figure) -> View:
    return {
        "name": figure.name,
        "known": figure.value is not None,
        "value": figure.said,
        "scope": figure.scope,
        "change": figure.change,
        "target": "",
        "why": figure.why,
    }


def _figures(text: str, language: Language, book: Book, truth: Mapping[str, Decimal | None]) -> Iterator[str]:
    for figure in book.figures:
        if figure.key not in truth:
            continue
        value = truth[figure.key]
        if (value is None) != (figure.value is None) or (
            value is not None and figure.value is not None and abs(value - figure.value) > _slack(figure.key)
        ):
            yield f"{figure.name} is {figure.value} on the page and {value} in the marts"
        elif not verify.says(text, language, figure.name, figure.said, ""):
            yield f"page 1 does not say “{figure.name} {figure.said}”"


def _slack(key: str) -> Decimal:
    """Cents that splitting credit between programs may round; a ratio's last digit."""
    return Decimal("0.0001") if key == "romi" else CENT * 50


def days_said(language: Language, first: date, last: date) -> str:
    """19 Oct to 25 October 2026."""
    return language.say("{first} to {last}", first=language.short_day(first), last=language.day(last))
