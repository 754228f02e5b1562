"""What each figure means, and the letters that lead from a figure to its meaning.

Figures of the daily pulse have their reader's words in definitions.yaml; every other measure is defined once, in the
header of the SQL that makes it (definition, formula, caveats, owner), and read from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from plumbline.errors import ReportRefused
from plumbline.reports.locale import text

HEADER = re.compile(r"\A\s*/\*(.*?)\*/", re.DOTALL)
LINE = re.compile(r"(definition|formula|caveats|owner|unit):\s*(.+)")

# the measures that reports lead to, by the name of their mart
NAMES = {
    "attribution_agreement": text("Agreement of the attribution models"),
    "attribution_matrix": text("Tracking and customers' answers"),
    "markov_attribution": text("Markov attribution"),
    "program_combination": text("Programs combined"),
    "account_coverage": text("Coverage of target accounts"),
    "profit_bridge": text("Profit and loss"),
    "customer_acquisition": text("Customer acquisition cost"),
    "lifetime_value": text("Lifetime value"),
    "platform_reporting_ratio": text("Claims per purchase"),
    "restated_since": text("Restated since the last report"),
    "creator_performance": text("Creators"),
    "post_performance": text("Posts"),
    "creative_performance": text("Creatives"),
    "creative_fatigue": text("Fatigue of creatives"),
    "platform_rating": text("Audience relevance rating"),
    "speed_to_lead": text("Speed to lead"),
    "lead_acceptance": text("Acceptance of leads"),
    "sales_velocity": text("Sales velocity"),
    "pipeline_coverage": text("Pipeline coverage"),
    "prospect_profile": text("Who the prospects are"),
    "calibration_band": text("Win rate by stated probability"),
    "calibration_score": text("Calibration"),
    "lead_score": text("Ranked leads"),
    "response_curve": text("Response curves"),
    "budget_shift": text("Budget shift"),
    "forecast": text("Forecast"),
    "forecast_score": text("Back-test of the forecast"),
    "leading_indicator": text("Leading indicators"),
    "goal_attainment": text("Goals"),
}


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


def load_definitions(templates: Path) -> dict[str, Definition]:
    """All definitions by key: of include/templates/definitions.yaml, and of the marts in NAMES."""
    raw = yaml.safe_load((templates / "definitions.yaml").read_text(encoding="utf-8"))
    found = {
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
    return found | {one.key: one for one in _of_marts(templates.parent / "sql" / "marts")}


def _of_marts(folder: Path) -> Iterator[Definition]:
    for key, name in NAMES.items():
        path = folder / f"{key}.sql"
        match = HEADER.match(path.read_text(encoding="utf-8")) if path.exists() else None
        found = (LINE.fullmatch(line) for line in (match[1].splitlines() if match else ()))
        said = {one[1]: one[2].strip() for one in found if one}
        if "definition" in said:
            yield Definition(
                key=key,
                name=name,
                definition=sentence(said["definition"]),
                formula=said.get("formula", ""),
                unit=said.get("unit", ""),
                marts=(key,),
                sources=(),
                caveats=sentence(said.get("caveats", "")),
                owner=said.get("owner", ""),
            )


def sentence(prose: str) -> str:
    """A header's prose as a sentence: a capital in front, a full stop at the end."""
    prose = prose.strip()
    if not prose:
        return ""
    return prose[0].upper() + prose[1:] + ("" if prose.endswith((".", "!", "?")) else ".")


class Letters:
    """Gives a figure its letter when a page first refers to it; the last page lists what was referred to."""

    def __init__(self, definitions: dict[str, Definition]) -> None:
        self._definitions = definitions
        self._given: dict[str, str] = {}

    def knows(self, key: str) -> bool:
        """Whether a figure is defined: one whose mart is not there yet gets no letter."""
        return key in self._definitions

    def letter(self, key: str) -> str:
        """The letter of a figure: a for the first one asked for, then b, c … z, aa, ab …"""
        if key not in self._definitions:
            raise ReportRefused(
                f"A page refers to {key!r}, which definitions.yaml does not define.",
                "The report was not made.",
                f"Add {key} to include/templates/definitions.yaml.",
            )
        n = len(self._given)
        return self._given.setdefault(key, ("a" if n >= 26 else "") + chr(ord("a") + n % 26))

    def used(self) -> list[tuple[str, Definition]]:
        """(letter, definition) of every figure referred to so far."""
        return [(letter, self._definitions[key]) for key, letter in self._given.items()]
