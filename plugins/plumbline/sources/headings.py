"""Which column is which: by heading, never by position."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from plumbline.errors import ExportRefused
from plumbline.sources.definition import Field, Source
from plumbline.sources.file_checks import FileCheck, fold, refused

LONGEST_LINE_SHOWN = 200


@dataclass(frozen=True)
class Column:
    """Where a field is found: a raw SQL expression, and the words by which the file's owner knows it."""

    raw: str
    label: str


def path_of(spec: Field) -> str:
    """Where the field stands in a JSON object."""
    return spec.path or f"$.{spec.name}"


def match_headings(checked: FileCheck, source: Source, name: str) -> tuple[dict[str, Column], str | None]:
    """Field name -> its column, and a notice of headings that nobody reads.

    A required heading that is missing refuses the file: rows loaded under a wrong heading would be worse than none.
    """
    if source.kind == "jsonl":
        return {f.name: Column(f"texts[{n}]", path_of(f)) for n, f in enumerate(source.fields, start=1)}, None
    places: dict[str, int] = {}
    for index, heading in enumerate(checked.headings):
        places.setdefault(fold(heading), index)
    columns: dict[str, Column] = {}
    missing: list[Field] = []
    used: set[str] = set()
    for spec in source.fields:
        folded = next((fold(h) for h in spec.headings if fold(h) in places), None)
        if folded is not None:
            columns[spec.name] = Column(f"c{places[folded]}", checked.headings[places[folded]])
            used.add(folded)
        elif spec.optional:
            columns[spec.name] = Column("cast(null as varchar)", spec.headings[0])
        else:
            missing.append(spec)
    if missing:
        raise _missing(checked, source, name, missing, used)
    new = [heading for heading in checked.headings if fold(heading) not in used]
    return columns, f"headings not read: {', '.join(new)}" if new else None


def _missing(checked: FileCheck, source: Source, name: str, missing: list[Field], used: set[str]) -> ExportRefused:
    listed = ", ".join(checked.headings)[:LONGEST_LINE_SHOWN]
    if not used:
        return refused(
            source,
            name,
            f"Line {checked.header_lines} holds none of this export's {len(source.fields)} headings."
            f" Found: {listed!r}.",
            f"It is another file, or the vendor changed them all: export it again, or correct {source.yaml_path.name}.",
        )
    spare = {fold(heading): heading for heading in checked.headings if fold(heading) not in used}
    sentences = []
    for spec in missing:
        close = difflib.get_close_matches(fold(spec.headings[0]), list(spare), n=1, cutoff=0.5)
        looked = " or ".join(repr(heading) for heading in spec.headings)
        sentences.append(looked + (f", perhaps now called {spare[close[0]]!r}" if close else ""))
    return refused(
        source,
        name,
        f"Line {checked.header_lines} lacks the heading {'; '.join(sentences)}. Headings that nobody asks for:"
        f" {', '.join(spare.values()) or 'none'}.",
        f"If the vendor renamed it, add the new heading to `heading:` in {source.yaml_path.name}.",
    )
