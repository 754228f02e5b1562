"""What each figure means, and the letters that lead from a figure to its definition.

The figures of page one have their reader's words in definitions.yaml; every other measure is defined once, in the
header of the SQL that makes it (definition, formula, caveats, owner), and read from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from plumbline.language.language import load_vocabulary
from plumbline.marts.mart import load_marts
from plumbline.marts.reading import Row, as_csv
from plumbline.reports.context import Context


@dataclass(frozen=True)
class Definition:
    """The one definition of a figure, in English; languages translate it through the catalogue."""

    key: str
    name: str
    definition: str
    formula: str
    unit: str
    marts: tuple[str, ...]
    sources: tuple[str, ...]
    caveats: str
    owner: str = ""
    line: str = ""  # all of it in one line, for the last page


@cache
def load_definitions(templates: Path, revenue_from: str = "orders") -> dict[str, Definition]:
    """All definitions by key: of include/templates/definitions.yaml, and of the marts that the vocabulary names.

    Where an entry has a part named like `revenue_from`, that part says what is different for such a company.
    """
    entries = yaml.safe_load((templates / "definitions.yaml").read_text(encoding="utf-8"))
    vocabulary = load_vocabulary(templates)
    lines, definitions = vocabulary["definition_line"], {}
    for key, entry in entries.items():
        said = {"caveats": "", "line": lines.get(key, "")} | entry | entry.get(revenue_from, {})
        texts = {part: said[part] for part in ("name", "definition", "formula", "unit", "caveats", "line")}
        definitions[key] = Definition(key, marts=tuple(said["marts"]), sources=tuple(said["from"]), **texts)
    marts = load_marts(templates.parent / "sql" / "marts")
    for key, name in vocabulary["definition"].items():
        header = marts[key].header if key in marts else {}
        if "definition" in header:
            texts = {part: header.get(part, "") for part in ("formula", "unit", "owner")}
            texts |= {part: sentence(header.get(part, "")) for part in ("definition", "caveats")}
            definitions[key] = Definition(key, name, marts=(key,), sources=(), line=lines.get(key, ""), **texts)
    return definitions


def sentence(prose: str) -> str:
    """A header's prose as a sentence: a capital in front, a full stop at the end."""
    prose = prose.strip()
    return prose[:1].upper() + prose[1:] + ("" if prose.endswith((".", "!", "?")) or not prose else ".")


FILE = "definitions.csv"  # what each figure of a report means, in full and in its language


def written_out(ctx: Context, letters: Letters) -> bytes:
    """The definitions behind a report's letters as CSV. They hold no figures, so the content hash leaves them out."""
    say = ctx.language.catalogue.gettext
    rows: list[Row] = []
    for letter, one in letters.used():
        texts = {part: getattr(one, part) for part in ("name", "definition", "formula", "unit", "caveats")}
        row = {"letter": letter} | {part: say(said) if said else "" for part, said in texts.items()}
        row |= {"marts": ", ".join(one.marts), "sources": "; ".join(map(say, one.sources))}
        rows.append(row | {"owner": ctx.term("owner", one.owner) if one.owner else ""})
    return as_csv(rows) if rows else b""


class Letters:
    """Gives a figure its letter when a page first refers to it; the last page lists what was referred to."""

    def __init__(self, definitions: dict[str, Definition]) -> None:
        self._definitions = definitions
        self._given: dict[str, str] = {}

    def knows(self, key: str) -> bool:
        """Whether a figure is defined."""
        return key in self._definitions

    def letter(self, key: str) -> str:
        """The letter of a figure that is defined: a for the first one asked for, then b, c … z, aa, ab …"""
        n = len(self._given)
        return self._given.setdefault(key, ("a" if n >= 26 else "") + chr(ord("a") + n % 26))

    def used(self) -> list[tuple[str, Definition]]:
        """(letter, definition) of every figure referred to so far."""
        return [(letter, self._definitions[key]) for key, letter in self._given.items()]
