"""Before a report may leave: the finished PDF is read back and held against the warehouse.

The expected figures are asked of the marts again, in other words and of other tables than the pages were made from, so
that a slip in frames, sums or formats can't confirm itself.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pypdf
import sqlalchemy as sa
from pypdf.generic import ArrayObject, DictionaryObject

from plumbline.errors import ReportRefused
from plumbline.reports.edition import Edition
from plumbline.reports.locale import Language
from plumbline.reports.pulse import Pulse
from plumbline.reports.scope import WHOLE, Scope
from plumbline.reports.words import money

FEWEST_PAGES, MOST_PAGES = 2, 3
FEWEST_LETTERS = 200  # a page with less text than this is as good as blank
CENT_PER_PROGRAM = Decimal("0.01")

# :all_programs is 1 for a report that sees every program, else 0 and :programs names those it sees
TRUTH = """
select
    (select sum(qualified) from marts.qualified_pipeline
      where as_of_day = :day and vintage = 'as_reported' and model = :model
        and (:all_programs = 1 or program_id in :programs))                     as qualified_pipeline,
    (select sum(closing) from marts.pipeline_bridge
      where as_of_day = :day and vintage = 'as_reported' and (:all_programs = 1 or program_id in :programs)) as closing,
    (select sum(net_revenue) from marts.program_period
      where as_of_day = :day and vintage = 'as_reported' and (:all_programs = 1 or program_id in :programs)) as revenue,
    (select sum(contribution) from marts.program_period
      where as_of_day = :day and vintage = 'as_reported' and (:all_programs = 1 or program_id in :programs)
    ) as contribution,
    (select sum(cost) from marts.program_period
      where as_of_day = :day and vintage = 'as_reported' and (:all_programs = 1 or program_id in :programs)) as cost
"""
TEAMS = """
select sum(qualified) from marts.team_pipeline where as_of_day = :day and vintage = 'as_reported' and team in :teams
"""


@dataclass(frozen=True)
class Truth:
    """The headline figures, asked of the marts program by program; None where no row has a value."""

    qualified_pipeline: Decimal | None
    closing: Decimal | None
    revenue: Decimal | None
    contribution: Decimal | None
    cost: Decimal | None

    @property
    def romi(self) -> Decimal | None:
        """(contribution - cost) / cost."""
        return None if self.contribution is None or not self.cost else (self.contribution - self.cost) / self.cost


def read_truth(connection: sa.Connection, business_day: date, model: str, scope: Scope = WHOLE) -> Truth:
    """Ask the marts for the headline figures, independently of the frames."""
    if scope.teams is not None:
        if scope.programs is not None or not sa.inspect(connection).has_table("team_pipeline", schema="marts"):
            return Truth(None, None, None, None, None)
        query = sa.text(TEAMS).bindparams(sa.bindparam("teams", expanding=True))
        total = connection.execute(query, {"day": business_day, "teams": scope.teams}).scalar()
        return Truth(total, total, None, None, None)  # no bridge is known by team
    query = sa.text(TRUTH).bindparams(sa.bindparam("programs", expanding=True))
    asked = {
        "day": business_day,
        "model": model,
        "all_programs": int(scope.is_whole),
        "programs": scope.programs or [""],
    }
    return Truth(*connection.execute(query, asked).one())


def verify(
    edition: Edition, language: Language, pulse: Pulse, truth: Truth, attached: Mapping[str, tuple[str, bytes]]
) -> None:
    """Raise ReportRefused with everything that is wrong with a daily pulse; say nothing when it may leave."""

    def figures(texts: list[str]) -> Iterator[str]:
        return _figures(texts[0] if texts else "", language, pulse, truth)

    pages, has_tables = range(FEWEST_PAGES, MOST_PAGES + 1), bool(pulse.programs or pulse.bridge or pulse.funnel)
    verify_document(edition, language, attached, f"daily pulse of {pulse.day}", pages, figures, has_tables)


def verify_document(
    edition: Edition,
    language: Language,
    attached: Mapping[str, tuple[str, bytes]],
    report: str,
    pages: range,
    figures: Callable[[list[str]], Iterator[str]],
    has_tables: bool = True,
) -> None:
    """What every report has to keep; `figures` holds the pages' texts against the marts."""
    reader = pypdf.PdfReader(io.BytesIO(edition.pdf))
    texts = [plain(page.extract_text()) for page in reader.pages]
    wrong = [
        *_pages(texts, pages),
        *figures(texts),
        *_tables(reader, has_tables),
        *_attachments(reader, attached),
        *_document(reader, language),
        *(f"{spill}" for spill in edition.spills),
    ]
    if wrong:
        raise ReportRefused(
            f"The {report} ({language.code}) did not pass its verification: " + "; ".join(wrong) + ".",
            "It was not archived and not mailed.",
            "Compare the figures named above with the marts of that day; if the marts are right, the report's code or "
            "templates are wrong. Then clear the task that publishes the report.",
        )


# what directs a line that runs from right to left, and spaces of other widths: no reader sees them
UNSEEN = re.compile("[\u00ad\u200e\u200f\u061c\u2066-\u2069\u202a-\u202e]")


def plain(text: str) -> str:
    """A text with plain spaces and without directional marks."""
    return re.sub(r"\s+", " ", UNSEEN.sub("", text).replace("\N{NO-BREAK SPACE}", " "))


def _pages(texts: list[str], pages: range) -> Iterator[str]:
    if len(texts) not in pages:
        expected = f"{pages.start} or {pages.stop - 1}" if len(pages) == 2 else f"{pages.start} to {pages.stop - 1}"
        yield f"it has {len(texts)} pages instead of {expected}"
    for number, text in enumerate(texts, start=1):
        if len(text) < FEWEST_LETTERS:
            yield f"page {number} is blank or nearly so"


def _figures(text: str, language: Language, pulse: Pulse, truth: Truth) -> Iterator[str]:
    if truth.qualified_pipeline is not None and truth.closing != truth.qualified_pipeline:
        yield f"the bridge closes at {truth.closing}, qualified pipeline is {truth.qualified_pipeline}"
    for key, figure in pulse.figures.items():
        name = money.figure_name(language, key)
        if figure.value is None:
            said = language.say("Not known")
            after = money.figure_unknown(language, pulse, key)
        else:
            value: Decimal | None = getattr(truth, key)
            if value is None or not _close(figure.value, value, key, len(pulse.programs)):
                yield f"{name} is {figure.value} on the page and {value} in the marts"
                continue
            said = language.percent(value) if key == "romi" else language.money(value, pulse.currency)
            after = money.figure_scope(language, pulse, key)
        if not says(text, language, name, said, after):
            yield f"page 1 does not say “{name} {said}”"


def says(text: str, language: Language, name: str, said: str, after: str) -> bool:
    """Whether a page says a figure: its name, its letter, the figure, what it covers.

    A PDF keeps a right-to-left line in the order in which it is drawn, so there the figure's digits alone are sought.
    """
    if language.direction == "rtl":
        return all(figure in text for figure in re.findall(r"\d[\d.,]*", said))
    return bool(
        re.search(rf"{re.escape(plain(name))} ?[a-z]? {re.escape(plain(said))} ?{re.escape(plain(after))}", text)
    )


def _close(shown: Decimal, truth: Decimal, key: str, programs: int) -> bool:
    """Equal but for the cents that splitting credit between programs may round."""
    return abs(shown - truth) <= (Decimal("0.0001") if key == "romi" else CENT_PER_PROGRAM * programs)


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


def _attachments(reader: pypdf.PdfReader, attached: Mapping[str, tuple[str, bytes]]) -> Iterator[str]:
    found = {name: contents[0] for name, contents in reader.attachments.items()}
    for name, (_, content) in attached.items():
        if name not in found:
            yield f"{name} is not attached"
        elif found[name] != content:
            yield f"the attached {name} is not what the pages were made from"


def _document(reader: pypdf.PdfReader, language: Language) -> Iterator[str]:
    root: Any = reader.trailer["/Root"]
    if root.get("/Lang") != language.code:
        yield "its language is not set"
    if not (reader.metadata and reader.metadata.title):
        yield "it has no title"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "it is not tagged for screen readers"
    if not reader.outline:
        yield "it has no bookmarks"
