"""Before a report may leave: the finished PDF is read back and held against the warehouse.

The expected figures are asked of the warehouse again, in other words and of other tables than the pages were made from,
so that a slip in reads, sums or formats can't confirm itself. What is wrong or missing is refused; what is merely long
is not.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject

from plumbline.errors import ReportRefused
from plumbline.reports.context import Context
from plumbline.reports.document import Document
from plumbline.reports.kind import Expected
from plumbline.reports.pages import Pages

FEWEST_LETTERS = 100  # a page with less text than this is as good as blank
ROUNDING = Decimal("0.50")  # the cents that splitting credit between fifty programs may round
RATIO_ROUNDING = Decimal("0.0001")
# what directs a line that runs from right to left, and soft hyphens: no reader sees them
UNSEEN = re.compile("[\u00ad\u200e\u200f\u061c\u2066-\u2069\u202a-\u202e]")


def verify(ctx: Context, document: Document, pages: Pages, files: Mapping[str, bytes], expected: Expected) -> None:
    """Raise ReportRefused with everything that is wrong with a report; say nothing when it may leave."""
    reader = pypdf.PdfReader(io.BytesIO(pages.pdf))
    texts = [plain(page.extract_text()) for page in reader.pages]
    wrong = [
        *_pages(texts),
        *_figures(ctx, document, texts, expected),
        *_tables(reader, document.has_tables),
        *_attachments(reader, files),
        *_structure(reader, ctx.language.code),
    ]
    if wrong:
        raise ReportRefused(
            f"{ctx.request.plan.name} of {ctx.day} ({ctx.language.code}) did not pass its verification: "
            + "; ".join(wrong)
            + ".",
            "It was not archived and not mailed.",
            "Compare the figures named above with the marts of that day; if the marts are right, the report's code or "
            "templates are wrong. Then clear the task that publishes the report.",
        )


def plain(text: str) -> str:
    """A text with plain spaces and without directional marks."""
    return re.sub(r"\s+", " ", UNSEEN.sub("", text).replace("\N{NO-BREAK SPACE}", " "))


def _pages(texts: list[str]) -> Iterator[str]:
    if not texts:
        yield "it has no page"
    for number, text in enumerate(texts, start=1):
        if len(text) < FEWEST_LETTERS:
            yield f"page {number} is blank or nearly so"


def _figures(ctx: Context, document: Document, texts: list[str], expected: Expected) -> Iterator[str]:
    first, everything = texts[0] if texts else "", " ".join(texts)
    figures = {figure.key: figure for figure in document.opening.figures}
    for key, value in expected.items():
        if isinstance(value, str):
            if not _stands_in(everything, value):
                yield f"no page says “{value}” ({key})"
            continue
        figure = figures.get(key)
        if figure is None:
            yield f"page 1 has no figure {key!r}"
        elif not _agree(key, figure.value, value):
            yield f"{figure.name} is {figure.value} on the page and {value} in the marts"
        elif not states(ctx, first, figure.name, figure.text, figure.covers or figure.unknown):
            yield f"page 1 does not say “{figure.name} {figure.text}”"
    for key in figures.keys() - expected.keys():
        yield f"nothing says what {figures[key].name} should be"


def _agree(key: str, shown: Decimal | None, value: Decimal | None) -> bool:
    """Equal but for rounding; what is not known has to be unknown on both sides."""
    if shown is None or value is None:
        return shown is value
    return abs(shown - value) <= (RATIO_ROUNDING if key == "romi" else ROUNDING)


def states(ctx: Context, text: str, name: str, figure: str, after: str) -> bool:
    """Whether a page states a figure: its name, its letter, the figure, what it covers.

    A PDF keeps a right-to-left line in the order in which it is drawn, so there the figure's digits alone are sought.
    """
    if ctx.is_mirrored:
        return all(digits in text for digits in re.findall(r"\d[\d.,]*", figure))
    words = (re.escape(plain(part)) for part in (name, figure, after))
    return bool(re.search(r"{} ?[a-z]? {} ?{}".format(*words), text))


def _stands_in(text: str, words: str) -> bool:
    return all(word in text for word in plain(words).split())


def _tables(reader: pypdf.PdfReader, expected: bool) -> Iterator[str]:
    catalogue: Any = reader.trailer["/Root"]
    root = catalogue.get("/StructTreeRoot")
    tables = [node for node in _nodes(root) if node.get("/S") == "/Table"] if root is not None else []
    if not tables and expected:
        yield "it has no table"
    for number, table in enumerate(tables, start=1):
        cells = [node for node in _nodes(table) if node.get("/S") == "/TD"]
        if not any(_has_content(cell) for cell in cells):
            yield f"table {number} is empty"


def _nodes(node: Any) -> Iterator[DictionaryObject]:
    """A node of the structure tree and everything below it."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, ArrayObject):
        for child in node:
            yield from _nodes(child)
    elif isinstance(node, DictionaryObject):
        yield node
        if "/K" in node:
            yield from _nodes(node["/K"])


def _has_content(cell: DictionaryObject) -> bool:
    """Whether text was marked as belonging to a cell: such marks are plain numbers in the tree."""

    def marks(node: Any) -> bool:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, ArrayObject):
            return any(marks(child) for child in node)
        if isinstance(node, DictionaryObject):
            return "/MCID" in node or ("/K" in node and marks(node["/K"]))
        return isinstance(node, int)

    return marks(cell.get("/K", ArrayObject()))


def _attachments(reader: pypdf.PdfReader, files: Mapping[str, bytes]) -> Iterator[str]:
    attached = {name: contents[0] for name, contents in reader.attachments.items()}
    for name, content in files.items():
        if name not in attached:
            yield f"{name} is not attached"
        elif attached[name] != content:
            yield f"the attached {name} is not what the pages were made from"


def _structure(reader: pypdf.PdfReader, language: str) -> Iterator[str]:
    root: Any = reader.trailer["/Root"]
    if root.get("/Lang") != language:
        yield "its language is not set"
    if not (reader.metadata and reader.metadata.title):
        yield "it has no title"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "it is not tagged for screen readers"
    if not reader.outline:
        yield "it has no bookmarks"
