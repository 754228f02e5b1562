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

import pikepdf
import pypdfium2

from plumbline.errors import ReportRefused
from plumbline.reports.context import Context
from plumbline.reports.kind import Document, Expected
from plumbline.reports.pages import Pages

FEWEST_LETTERS = 100  # a page with less text than this is as good as blank
ROUNDING = Decimal("0.50")  # the cents that splitting credit between fifty programs may round
RATIO_ROUNDING = Decimal("0.0001")
RATIOS = ("romi", "roi")
# what directs a line that runs from right to left, and soft hyphens: no reader sees them
UNSEEN = re.compile("[\u00ad\u200e\u200f\u061c\u2066-\u2069\u202a-\u202e]")


def verify(ctx: Context, document: Document, pages: Pages, files: Mapping[str, bytes], expected: Expected) -> None:
    """Raise ReportRefused with everything that is wrong with a report; say nothing when it may leave."""
    texts = page_texts(pages.pdf)
    with pikepdf.Pdf.open(io.BytesIO(pages.pdf)) as pdf:
        wrong = [
            *_pages(texts, pages.count),
            *_figures(ctx, document, texts, expected),
            *_tables(pdf, document.has_tables),
            *_attachments(pdf, files),
            *_structure(pdf, ctx.language.code),
        ]
    if wrong:
        raise ReportRefused(
            f"{ctx.request.report} of {ctx.day} ({ctx.language.code}) did not pass its verification: "
            + "; ".join(wrong)
            + ".",
            "It was not archived and not mailed.",
            "Compare the figures named above with the marts of that day; if the marts are right, the report's code or "
            "templates are wrong. Then clear the task that publishes the report.",
        )


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, as a reader sees it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [plain(page.get_textpage().get_text_bounded()) for page in document]


def plain(text: str) -> str:
    """A text with plain spaces and without directional marks."""
    return re.sub(r"\s+", " ", UNSEEN.sub("", text).replace("\N{NO-BREAK SPACE}", " "))


def _pages(texts: list[str], laid_out: int) -> Iterator[str]:
    if len(texts) != laid_out or not texts:
        yield f"it has {len(texts)} of the {laid_out} pages that were laid out"
    for number, text in enumerate(texts, start=1):
        if len(text) < FEWEST_LETTERS:
            yield f"page {number} is blank or nearly so"


def _figures(ctx: Context, document: Document, texts: list[str], expected: Expected) -> Iterator[str]:
    first, everything = texts[0] if texts else "", " ".join(texts)
    figures = {figure.key: figure for figure in document.opening.figures}
    for key, value in expected.items():
        if isinstance(value, (str, int)):
            words = value if isinstance(value, str) else ctx.number(value)
            if not _stands_in(everything, words, ctx.is_mirrored):
                yield f"no page says “{words}” ({key})"
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
    return abs(shown - value) <= (RATIO_ROUNDING if key in RATIOS else ROUNDING)


def states(ctx: Context, text: str, name: str, figure: str, after: str) -> bool:
    """Whether a page states a figure: its name, its letter, the figure, what it covers.

    A PDF keeps a right-to-left line in the order in which it is drawn, so there the figure's digits alone are sought.
    """
    if ctx.is_mirrored:
        return all(digits in text for digits in re.findall(r"\d[\d.,]*", figure))
    words = (re.escape(plain(part)) for part in (name, figure, after))
    return bool(re.search(r"{} ?[a-z]? {} ?{}".format(*words), text))


def _stands_in(text: str, words: str, is_mirrored: bool) -> bool:
    """Whether the words stand side by side; on a page that runs from right to left whether all of them stand there."""
    parts = [re.escape(part) for part in plain(words).split()]
    return all(re.search(part, text) for part in parts) if is_mirrored else re.search(" ".join(parts), text) is not None


def _tables(pdf: pikepdf.Pdf, expected: bool) -> Iterator[str]:
    tables = [node for node in _nodes(pdf.Root.get("/StructTreeRoot", None)) if node.get("/S") == "/Table"]
    if not tables and expected:
        yield "it has no table"
    for number, table in enumerate(tables, start=1):
        if not any(_has_content(node) for node in _nodes(table) if node.get("/S") == "/TD"):
            yield f"table {number} is empty"


def _nodes(node: Any) -> Iterator[Any]:
    """A node of the structure tree and everything below it."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _nodes(child)
    elif isinstance(node, pikepdf.Dictionary):
        yield node
        yield from _nodes(node.get("/K"))


def _has_content(node: Any) -> bool:
    """Whether text was marked as belonging to a cell: such marks are plain numbers in the tree."""
    if isinstance(node, pikepdf.Array):
        return any(map(_has_content, node))
    if isinstance(node, pikepdf.Dictionary):
        return "/MCID" in node or _has_content(node.get("/K"))
    return isinstance(node, int)


def _attachments(pdf: pikepdf.Pdf, files: Mapping[str, bytes]) -> Iterator[str]:
    for name, content in files.items():
        if name not in pdf.attachments:
            yield f"{name} is not attached"
        elif pdf.attachments[name].get_file().read_bytes() != content:
            yield f"the attached {name} is not what the pages were made from"


def _structure(pdf: pikepdf.Pdf, language: str) -> Iterator[str]:
    root: Any = pdf.Root
    if root.get("/Lang") != language:
        yield "its language is not set"
    if not str(pdf.docinfo.get("/Title", "")):
        yield "it has no title"
    if not ("/MarkInfo" in root and root.MarkInfo.get("/Marked")):
        yield "it is not tagged for screen readers"
    if not ("/Outlines" in root and "/First" in root.Outlines):
        yield "it has no bookmarks"
