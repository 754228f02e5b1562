"""A whole report in one language: its opening, its chapters, and in one place what could not be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from plumbline.reports.blocks import Chapter, Opening, Part, Section, SideBySide, Table, Waterfall
from plumbline.reports.context import Context
from plumbline.reports.kind import Kind


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
        return any(isinstance(block, (Table, Waterfall)) for part in self.sections() for block in part.blocks)


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
