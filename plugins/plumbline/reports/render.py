"""From a template and its context to a PDF: Jinja, then WeasyPrint, with nothing fetched from outside.

Fonts, styles and drawings come from our own folders and from memory; any other address is refused. The same inputs give
the same bytes: the document's date is the business day and its identifier comes from its content.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from plumbline.reports.locale import Language, side

SCHEME = "plumbline"
TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


class OutsideFetch(FatalURLFetchingError):  # type: ignore[misc]
    """A template asked for something that is not ours."""


@dataclass
class Drawings:
    """The drawings of one document, by the address under which its pages show them."""

    svg: dict[str, str] = field(default_factory=dict)

    def add(self, svg: str) -> str:
        """Keep a drawing and give its address."""
        name = f"{len(self.svg) + 1}.svg"
        self.svg[name] = svg
        return f"{SCHEME}:drawing/{name}"


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


def environment(templates: Path, language: Language) -> jinja2.Environment:
    """Templates of include/templates: everything is escaped, and a name that is not there is an error."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=lambda name: name is None or not name.endswith((".txt", ".txt.j2")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    env.globals["_"] = language.say
    env.filters["keep_last_words"] = keep_last_words
    env.filters["side"] = side
    env.globals["language"] = language
    return env


def keep_last_words(sentence: str) -> str:
    """Tie the last two words together, so that no line of a heading holds a single word."""
    return "\N{NO-BREAK SPACE}".join(sentence.rsplit(" ", 1))


@cache
def _styles(templates: Path, names: tuple[str, ...]) -> tuple[FontConfiguration, list[CSS]]:
    """Fonts and style sheets, read once a process."""
    fonts = FontConfiguration()
    fetcher = OurFilesOnly(templates, Drawings())
    sheets = [
        CSS(
            string=(templates / "styles" / name).read_text("utf-8"),
            font_config=fonts,
            url_fetcher=fetcher,
            base_url=f"{SCHEME}:styles/{name}",
        )
        for name in names
    ]
    return fonts, sheets


def lay_out(html: str, templates: Path, drawings: Drawings, styles: tuple[str, ...]) -> Document:
    """Break the HTML into pages; cheap enough to be done again with a tighter layout."""
    fonts, sheets = _styles(templates, styles)
    document = HTML(string=html, url_fetcher=OurFilesOnly(templates, drawings), base_url=f"{SCHEME}:styles/")
    return document.render(font_config=fonts, stylesheets=sheets, pdf_variant="pdf/ua-1")


def write_pdf(document: Document, attachments: Mapping[str, tuple[str, bytes]], at: datetime) -> bytes:
    """The bytes of the PDF, with files attached by name as (description, content); dated `at`, whenever it is made."""
    files = [
        Attachment(
            file_obj=io.BytesIO(content),
            name=name,
            description=description,
            created=at,
            modified=at,
            relationship="Data",
        )
        for name, (description, content) in attachments.items()
    ]
    digest = hashlib.sha256(b"".join(name.encode() + content for name, (_, content) in attachments.items())).hexdigest()
    pdf: bytes = document.write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=digest[:32].encode(), attachments=files, finisher=_say_scopes
    )
    return pdf


def _say_scopes(_: Document, pdf: Any) -> None:
    """Say of each header cell whether it heads its column or its row: not every screen reader finds out by itself."""
    objects = {int(one.number): one for one in pdf.objects}

    def parent(element: Any) -> Any:
        return objects[int(element["P"].split()[0])]

    for element in pdf.objects:
        if isinstance(element, dict) and element.get("Subtype") == "/Link":
            element["F"] = 4  # a link is printed with its page
        if isinstance(element, dict) and element.get("S") == "/TH" and "A" in element:
            heads_column = parent(parent(element))["S"] == "/THead"
            element["A"]["Scope"] = "/Column" if heads_column else "/Row"
    _leave_out_empty(pdf.objects)


def _leave_out_empty(found: Any) -> None:
    """Take boxes that hold no text, such as bars, out of the tree that screen readers walk."""
    objects: list[Any] = [one for one in found if isinstance(one, dict)]
    elements = {int(one.number): one for one in objects if "S" in one and "P" in one}
    children = {number: _kids(one) for number, one in elements.items()}
    queue = [number for number, one in elements.items() if one["S"] in ("/Span", "/Div") and not children[number]]
    while queue:
        number = queue.pop()
        element = elements[number]
        above = int(element["P"].split()[0])
        if above not in elements or any(key in element for key in ("Alt", "ActualText")):
            continue
        kept = [one for one in children[above] if _number(one) != number]
        if len(kept) == len(children[above]):
            continue
        children[above] = kept
        elements[above]["K"] = type(elements[above]["K"])(kept)
        if not kept and elements[above]["S"] in ("/Span", "/Div"):
            queue.append(above)


def _kids(element: Any) -> list[Any]:
    kids = element.get("K", [])
    return list(kids) if isinstance(kids, list) else [kids]


def _number(reference: Any) -> int | None:
    said = reference.decode() if isinstance(reference, bytes) else reference
    return int(said.split()[0]) if isinstance(said, str) and said.endswith(" R") else None


def end_of(day: Any) -> datetime:
    """The instant that dates a document: the last second of its business day."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)
