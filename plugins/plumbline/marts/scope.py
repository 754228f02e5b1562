"""What a report may see: all of the company, or the rows of some teams, regions or programs and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plumbline.errors import SettingsWrong
from plumbline.settings import Company

KEYS = ("team", "teams", "region", "regions", "programs", "program")


@dataclass(frozen=True)
class Scope:
    """`teams` and `programs` that may be seen, None for all; `names` say it to a reader."""

    teams: tuple[str, ...] | None = None
    programs: tuple[str, ...] | None = None
    names: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the report sees all of the company."""
        return self.teams is None and self.programs is None

    @property
    def key(self) -> str:
        """What stands for the scope in a content hash."""
        return "" if self.is_whole else f"teams={self.teams}|programs={self.programs}"


WHOLE = Scope()


def read_scope(raw: Mapping[str, Any] | None, company: Company) -> Scope:
    """The scope of a report's YAML; regions become their teams. SettingsWrong names what nobody knows."""
    if not raw:
        return WHOLE
    unknown = sorted(set(raw) - set(KEYS))
    if unknown:
        raise _wrong(f"it does not know {', '.join(unknown)}", f"A scope has {', '.join(KEYS)}.")
    named = {key: _texts(raw.get(key)) for key in KEYS}
    regions, teams, programs = ((*named[f"{one}s"], *named[one]) for one in ("region", "team", "program"))
    for region in regions:
        if region not in company.regions:
            raise _wrong(f"there is no region {region!r}", "Name one of `regions` in company.yaml.")
    from_regions = tuple(team for region in regions for team in company.regions[region])
    seen = tuple(sorted({*teams, *from_regions}))
    return Scope(seen or None, tuple(sorted(set(programs))) or None, (*regions, *teams, *programs))


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _wrong(what: str, remedy: str) -> SettingsWrong:
    return SettingsWrong(f"A report's scope can't be read: {what}.", "The report is not made.", remedy)
