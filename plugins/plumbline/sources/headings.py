"""Which column is which: by heading, never by position."""

from __future__ import annotations

import difflib

from plumbline.errors import ExportRefused
from plumbline.sources.definition import Field, Source
from plumbline.sources.fields import quote
from plumbline.sources.preflight import Preflight, fold, refused


def match_headings(seen: Preflight, source: Source, name: str) -> tuple[dict[str, str], str | None]:
    """Field name -> raw SQL expression, and a notice of headings that nobody reads.

    A required heading that is missing refuses the file: rows loaded under a wrong heading would be worse than none.
    """
    if source.kind == "jsonl":
        return {f.name: f"json_extract_string(json, {quote(f.path or '$.' + f.name)})" for f in source.fields}, None
    places: dict[str, int] = {}
    for index, heading in enumerate(seen.headings):
        places.setdefault(fold(heading), index)
    columns: dict[str, str] = {}
    missing: list[Field] = []
    used: set[str] = set()
    for spec in source.fields:
        found = next((fold(h) for h in spec.headings if fold(h) in places), None)
        if found is not None:
            columns[spec.name] = f"c{places[found]}"
            used.add(found)
        elif spec.optional:
            columns[spec.name] = "cast(null as varchar)"
        else:
            missing.append(spec)
    if missing:
        raise _missing(seen, source, name, missing, used)
    new = [heading for heading in seen.headings if fold(heading) not in used]
    return columns, f"headings not read: {', '.join(new)}" if new else None


def _missing(seen: Preflight, source: Source, name: str, missing: list[Field], used: set[str]) -> ExportRefused:
    spare = {fold(heading): heading for heading in seen.headings if fold(heading) not in used}
    sentences = []
    for spec in missing:
        close = difflib.get_close_matches(fold(spec.headings[0]), list(spare), n=1, cutoff=0.5)
        looked = " or ".join(repr(heading) for heading in spec.headings)
        sentences.append(f"{looked} ({spec.name})" + (f", perhaps now called {spare[close[0]]!r}" if close else ""))
    return refused(
        source,
        name,
        f"Line {seen.header_lines} lacks the heading {'; '.join(sentences)}. Found: {', '.join(seen.headings)}.",
        f"If the vendor renamed it, add the new heading to `heading:` in {source.yaml_path.name}.",
    )
