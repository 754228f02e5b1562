"""A kind of report: an opening and chapters of sections, each with the rows that it reads; and the document it makes.

A section is a function from a Context to a `Section`; the decorator `section` says what it reads. A kind's reads are
those of its opening and of all its sections, so a section brings its data with it wherever it is listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import sqlalchemy as sa

from plumbline.layout.blocks import Chapter, Opening, Part, Section, SideBySide, Table, Tables, Waterfall
from plumbline.marts.reading import Read, Reads, Request
from plumbline.reports.context import Context

# a figure of page one by its key, as exact as the warehouse has it; words or a count that some page has to say
Expected = Mapping[str, Decimal | str | int | None]


@dataclass(frozen=True)
class SectionMaker:
    """A section of a report: what it reads, and how it is made of that."""

    make: Callable[[Context], Section]
    reads: Reads

    def __call__(self, ctx: Context) -> Section:
        """The section in one language."""
        return self.make(ctx)


def section(*shared: Reads, **named: Read) -> Callable[[Callable[[Context], Section]], SectionMaker]:
    """Declare what a section reads: reads that it shares with others, and its own; `a_b` is the read `a-b`."""
    reads = {name: read for group in shared for name, read in group.items()}
    reads |= {name.replace("_", "-"): read for name, read in named.items()}
    return lambda make: SectionMaker(make, reads)


@dataclass(frozen=True)
class Pair:
    """Sections that stand next to each other."""

    sections: tuple[SectionMaker, ...]


@dataclass(frozen=True)
class ChapterPlan:
    """A chapter's anchor, its title (empty: its sections follow page one's figures) and its sections in order."""

    anchor: str
    title: str
    sections: tuple[SectionMaker | Pair, ...]

    @property
    def reads(self) -> dict[str, Read]:
        """Everything that its sections read."""
        makers = [maker for part in self.sections for maker in (part.sections if isinstance(part, Pair) else (part,))]
        return {name: read for maker in makers for name, read in maker.reads.items()}

    def chapters(self, ctx: Context) -> Iterable[Chapter]:
        """The one chapter, in one language."""
        parts: list[Part] = [
            SideBySide(tuple(maker(ctx) for maker in part.sections)) if isinstance(part, Pair) else part(ctx)
            for part in self.sections
        ]
        yield Chapter(self.anchor, ctx.say(self.title) if self.title else "", tuple(parts))


@dataclass(frozen=True)
class RepeatedChapter:
    """A chapter for each thing that the rows tell of, such as each platform."""

    reads: Reads
    chapters: Callable[[Context], Iterable[Chapter]]


@dataclass(frozen=True)
class Kind:
    """One kind of report.

    `expected` asks the warehouse for page one's figures in other words than the pages were made from. `shows_day` are
    the reads of which one must have a row of the day itself, or it was never built. `page_budget` is how many pages it
    should take.
    """

    name: str
    title: str
    schedule: str
    page_budget: int
    opening: Callable[[Context], Opening]
    opening_reads: Reads
    plans: tuple[ChapterPlan | RepeatedChapter, ...]
    expected: Callable[[sa.Connection, Request], Expected]
    shows_day: tuple[str, ...]

    @property
    def reads(self) -> dict[str, Read]:
        """Everything that the report reads."""
        reads = dict(self.opening_reads)
        for plan in self.plans:
            reads |= plan.reads
        return reads


@dataclass(frozen=True)
class Document:
    """What the pages say; `not_shown` are the titles of sections that can't be filled, by the reason why."""

    report: str
    opening: Opening
    chapters: tuple[Chapter, ...]
    not_shown: tuple[tuple[str, str], ...]

    def sections(self) -> Iterator[Section]:
        """Every section that is shown."""
        for chapter in self.chapters:
            for part in chapter.parts:
                yield from part.sections if isinstance(part, SideBySide) else (part,)

    @property
    def has_tables(self) -> bool:
        """Whether there is anything to put into a table."""
        return any(isinstance(block, (Table, Tables, Waterfall)) for part in self.sections() for block in part.blocks)


def compose(kind: Kind, ctx: Context) -> Document:
    """The report, without the sections that nothing is known of: these are gathered by the reason why."""
    missing: dict[str, list[str]] = defaultdict(list)
    chapters = []
    for plan in kind.plans:
        for chapter in plan.chapters(ctx):
            parts = tuple(_shown(chapter.parts, missing))
            if parts:
                chapters.append(replace(chapter, parts=parts))
    not_shown = tuple((ctx.language.together(titles), reason) for reason, titles in missing.items())
    return Document(ctx.say(kind.title), kind.opening(ctx), tuple(chapters), not_shown)


def _shown(parts: Iterable[Part], missing: dict[str, list[str]]) -> Iterator[Part]:
    for part in parts:
        sections = part.sections if isinstance(part, SideBySide) else (part,)
        kept = tuple(section for section in sections if section.blocks or section.notes)
        for section in sections:
            if section.unknown and section.title not in missing[section.unknown]:
                missing[section.unknown].append(section.title)
        if len(kept) > 1:
            yield SideBySide(kept)
        else:
            yield from kept
