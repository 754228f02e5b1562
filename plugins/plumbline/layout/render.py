"""From a document to a PDF: Jinja, then WeasyPrint, laid out once and with nothing fetched from outside.

Fonts, styles and drawings come from our own folders and from memory; any other address is refused. The same inputs give
the same bytes: the document's date is the business day and its identifier comes from its content.
"""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

import jinja2
from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from plumbline.language.language import Language, side
from plumbline.layout.accessibility import finish
from plumbline.layout.charts.svg import SCHEME, Drawings
from plumbline.scratch import scratch_prefix

STYLES = ("base.css", "report.css")
TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


class OutsideFetch(FatalURLFetchingError):  # type: ignore[misc]
    """A template asked for something that is not ours."""


class OurFilesOnly(URLFetcher):  # type: ignore[misc]
    """Serves include/templates and the drawings of this document; refuses every other address."""

    def __init__(self, templates: Path, drawings: Drawings) -> None:
        super().__init__(allowed_protocols=(SCHEME,))
        self.templates = templates.resolve()
        self.drawings = drawings

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The bytes of one of our files; OutsideFetch, which stops the rendering, for anything else."""
        parts = urlsplit(url)
        kind, _, name = parts.path.partition("/")
        if parts.scheme == SCHEME and kind == "drawing" and name in self.drawings.svg:
            return URLFetcherResponse(url, self.drawings.svg[name].encode(), {"Content-Type": TYPES[".svg"]})
        path = (self.templates / kind / name).resolve()
        if parts.scheme == SCHEME and kind in ("fonts", "styles") and path.parent == self.templates / kind:
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})
        raise OutsideFetch(f"A report asked for {url}, which is not one of its own files.")


@cache
def _templates(folder: Path, language: Language) -> jinja2.Environment:
    """Templates of include/templates, compiled once: everything is escaped, and a missing name is an error."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=lambda name: name is None or not name.endswith((".txt", ".txt.j2")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {"_": language.say, "language": language}
    env.filters |= {"keep_last_words": keep_last_words, "side": side}
    return env


def fill(templates: Path, language: Language, name: str, **values: object) -> str:
    """A template of include/templates, filled."""
    return _templates(templates, language).get_template(name).render(**values)


def keep_last_words(sentence: str) -> str:
    """Tie the last two words together, so that no line of a heading holds a single word."""
    return "\N{NO-BREAK SPACE}".join(sentence.rsplit(" ", 1))


@cache
def _styles(templates: Path) -> tuple[FontConfiguration, list[CSS]]:
    """Fonts and style sheets, read once a process."""
    fonts = FontConfiguration()
    fonts._folder = _fonts_folder()  # in place of one of its own, which nobody could tell from others'
    fetcher = OurFilesOnly(templates, Drawings())
    sheets = [
        CSS(
            string=(templates / "styles" / name).read_text("utf-8"),
            font_config=fonts,
            url_fetcher=fetcher,
            base_url=f"{SCHEME}:styles/{name}",
        )
        for name in STYLES
    ]
    return fonts, sheets


@cache
def _fonts_folder() -> Path:
    """Where this process unpacks fonts."""
    return Path(mkdtemp(prefix=scratch_prefix("fonts")))


def forget_styles() -> None:
    """Remove the fonts that were unpacked for this process; a task of Airflow ends without doing it by itself."""
    _styles.cache_clear()
    shutil.rmtree(_fonts_folder(), ignore_errors=True)
    _fonts_folder.cache_clear()


def lay_out(html: str, templates: Path, drawings: Drawings) -> Document:
    """Break the HTML into pages."""
    fonts, sheets = _styles(templates)
    document = HTML(string=html, url_fetcher=OurFilesOnly(templates, drawings), base_url=f"{SCHEME}:styles/")
    return document.render(font_config=fonts, stylesheets=sheets, pdf_variant="pdf/ua-1")


def write_pdf(
    document: Document, attachments: Mapping[str, bytes], description: Callable[[str], str], day: date
) -> bytes:
    """The bytes of the PDF with its files attached; dated at the end of the business day, whenever it is made."""
    at = end_of(day)
    files = [
        Attachment(
            file_obj=io.BytesIO(content),
            name=name,
            description=description(name),
            created=at,
            modified=at,
            relationship="Data",
        )
        for name, content in attachments.items()
    ]
    digest = hashlib.sha256(b"".join(name.encode() + content for name, content in attachments.items())).hexdigest()
    pdf: bytes = document.write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=digest[:32].encode(), attachments=files, finisher=finish
    )
    return pdf


def end_of(day: date) -> datetime:
    """The instant that dates a document: the last second of its business day."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)
