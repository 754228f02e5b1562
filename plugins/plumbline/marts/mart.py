"""The marts that reports may read, as include/sql/marts describes them, and what a scope may see of each.

A mart's scope columns are `team`, `program_id`, or `level` and `item`. A scoped read of a mart that has no such column
gives nothing: what can't be told apart by team or program is not shown to who may see only some of them. Two marts are
common: the programs' names and the freshness of sources hold no team's rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import sqlalchemy as sa

from plumbline.marts.scope import Scope
from plumbline.warehouse.sqlfile import read_header

COMMON = ("program", "source_freshness")
# what `level` may say in a mart that has one, beside the company
LEVELS = {
    "profit_bridge": ("program",),
    "speed_to_lead": ("team", "program"),
    "lead_acceptance": ("team", "program"),
    "lead_stage": ("program",),
    "sales_velocity": ("team",),
    "pipeline_coverage": ("team",),
    "calibration_band": ("team",),
    "calibration_score": ("team",),
}


@dataclass(frozen=True)
class Mart:
    """A table of schema `marts`, its columns, and its header's words: definition, formula, unit, caveats, owner."""

    name: str
    columns: tuple[str, ...]
    header: Mapping[str, str]

    @cached_property
    def table(self) -> sa.TableClause:
        """For a query: one object, or SQLAlchemy would take it for several tables."""
        return sa.table(self.name, *(sa.column(column) for column in self.columns), schema="marts")

    def within(self, scope: Scope) -> list[sa.ColumnElement[bool]]:
        """The conditions that keep a read inside the scope."""
        c, is_common = self.table.c, self.name in COMMON
        conditions: list[sa.ColumnElement[bool]] = []
        if scope.teams is not None and not is_common:
            if "team" in self.columns:
                conditions.append(c.team.in_(scope.teams))
            elif "level" in self.columns:
                conditions.append(sa.and_(c.level == "team", c.item.in_(scope.teams)))
            else:
                conditions.append(sa.false())
        if scope.programs is not None:
            if "program_id" in self.columns:
                conditions.append(c.program_id.in_(scope.programs))
            elif "level" in self.columns:
                conditions.append(sa.and_(c.level == "program", c.item.in_(scope.programs)))
            elif not is_common:
                conditions.append(sa.false())
        return conditions

    def may_show(self, scope: Scope) -> bool:
        """Whether a scope can see any row of it; by a level either the team or the program is told, never both."""
        if scope.is_whole or self.name in COMMON:
            return True
        levels = LEVELS.get(self.name, ())
        wanted = (("team", "team", scope.teams), ("program_id", "program", scope.programs))
        by_level = [level for column, level, of in wanted if of is not None and column not in self.columns]
        return len(by_level) <= 1 and all(level in levels for level in by_level)


@cache
def load_marts(folder: Path) -> dict[str, Mart]:
    """Every mart by name, read from the headers of include/sql/marts."""
    marts = {}
    for path in sorted(folder.glob("*.sql")):
        header, sections, _ = read_header(path)
        marts[path.stem] = Mart(path.stem, tuple(sections["columns"]), header)
    return marts
