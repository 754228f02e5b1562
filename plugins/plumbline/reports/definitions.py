"""What each figure means, and the letters that lead from a figure to its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from plumbline.errors import ReportRefused


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


def load_definitions(templates: Path) -> dict[str, Definition]:
    """All definitions by key, from include/templates/definitions.yaml."""
    raw = yaml.safe_load((templates / "definitions.yaml").read_text(encoding="utf-8"))
    return {
        key: Definition(
            key=key,
            name=entry["name"],
            definition=entry["definition"],
            formula=entry["formula"],
            unit=entry["unit"],
            marts=tuple(entry["marts"]),
            sources=tuple(entry["from"]),
            caveats=entry.get("caveats", ""),
        )
        for key, entry in raw.items()
    }


class Letters:
    """Gives a figure its letter when a page first refers to it; the last page lists what was referred to."""

    def __init__(self, definitions: dict[str, Definition]) -> None:
        self._definitions = definitions
        self._given: dict[str, str] = {}

    def letter(self, key: str) -> str:
        """The letter of a figure: a for the first one asked for, then b, c …"""
        if key not in self._definitions:
            raise ReportRefused(
                f"A page refers to {key!r}, which definitions.yaml does not define.",
                "The report was not made.",
                f"Add {key} to include/templates/definitions.yaml.",
            )
        return self._given.setdefault(key, chr(ord("a") + len(self._given)))

    def used(self) -> list[tuple[str, Definition]]:
        """(letter, definition) of every figure referred to so far."""
        return [(letter, self._definitions[key]) for key, letter in self._given.items()]
