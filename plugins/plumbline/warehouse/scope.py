"""Which rows of a model are made together: those that the changes of a build reach, or a part of all.

Whatever is not read for a row's key does not reach it, so a SELECT that makes some keys reads of its inputs only what
reaches them. The header's `changed_by:` says both at once: see plumbline.warehouse.reach.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlglot import parse_one

from plumbline.warehouse.changes import Extent, Feeds, feed_name
from plumbline.warehouse.engines import run_sql
from plumbline.warehouse.keys import Keys, day_keys, day_ranges, id_buckets
from plumbline.warehouse.macros import expand
from plumbline.warehouse.models import BUSINESS_DAY, Model, text_of
from plumbline.warehouse.reach import Reach, rows_read, window_days

log = logging.getLogger(__name__)

PART_ROWS = 250_000  # of the largest input: what a model makes of so many at once takes well under a gigabyte
MOST_PARTS = 64
ONE_DAY = timedelta(days=1)
PARAMETER = re.compile(r":(\w+)")
AFFECTED = "affected_keys"
ALL = "true"


@dataclass(frozen=True)
class Scope:
    """The rows of a model that are made anew, as a condition on its key, and what is read of its inputs for them."""

    condition: str
    only: Mapping[str, str]


@dataclass
class Scopes:
    """The scopes of a build's models. `numbers` are the parameters that are whole numbers."""

    connection: sa.Connection
    dialect: str
    numbers: Mapping[str, int]
    feeds: Feeds
    _business_days: list[date] = field(default_factory=list)

    def reached(self, model: Model, inputs: Mapping[str, Extent]) -> Scope | Literal[Extent.NOTHING, Extent.EVERYTHING]:
        """Which keys of an incremental model the changes of its inputs reach; `forget` it when done."""
        changed = {
            table: model.reach(table, self.feeds.columns.get(table, ()))
            for table, extent in inputs.items()
            if extent is not Extent.NOTHING
        }
        for table, ways in changed.items():
            if inputs[table] is Extent.EVERYTHING or any(way.kind == "all" for way in ways):
                log.info("%s is made anew, or looked at, as a whole: %s changed", model.table, table)
                return Extent.EVERYTHING
        keys = self._affected_days(changed) if model.partition_by else self._affected_keys(changed)
        return Extent.NOTHING if keys is None else self._scope_of(model, keys)

    def _scope_of(self, model: Model, keys: Keys) -> Scope:
        only = {}
        for table in sorted(model.reads):
            ways = model.reach(table, self.feeds.columns.get(table, ()))
            conditions = [rows_read(way, keys, self.numbers) for way in ways]
            if all(conditions):
                only[table] = " or ".join(conditions)
        return Scope(keys.at(str(model.key)), only)

    def parts(self, model: Model) -> list[Scope]:
        """All rows of a model in parts that memory holds, one after the other."""
        rows = max((self._rows_in(table) for table in model.reads), default=0) if model.key else 0
        if rows <= PART_ROWS:
            return [Scope(ALL, {})]
        count = min(-(-rows // PART_ROWS), MOST_PARTS)
        parts = day_ranges(self.business_days(), count) if model.partition_by else id_buckets(count)
        first, *others = [self._scope_of(model, keys) for keys in parts]
        # a row without a key is in no part: that it is there is for the checks to say
        return [Scope(f'({first.condition} or "{model.key}" is null)', first.only), *others]

    def _rows_in(self, table: str) -> int:
        return int(run_sql(self.connection, f"select count(*) from {table}").scalar_one())

    def forget(self, model: Model) -> None:
        """Drop what only one model needed."""
        if model.unique_key:
            run_sql(self.connection, f"drop table if exists {AFFECTED}")

    def _affected_keys(self, asked: Mapping[str, Sequence[Reach]]) -> Keys | None:
        """The changed keys, gathered in a temporary table; None where there are none."""
        parts = [self._keys_of(table, reach) for table, reaches in asked.items() for reach in reaches]
        run_sql(
            self.connection,
            f"create temporary table {AFFECTED} as select distinct key from ({' union all '.join(parts)}) as found"
            " where key is not null",
        )
        if not run_sql(self.connection, f"select count(*) from {AFFECTED}").scalar_one():
            run_sql(self.connection, f"drop table {AFFECTED}")
            return None
        return Keys(f"{{column}} in (select key from {AFFECTED})")

    def _keys_of(self, table: str, reach: Reach) -> str:
        if reach.kind == "query":
            return f"select * from ({self._query(table, reach)}) as reached (key)"
        return f'select "{reach.text}" as key from {feed_name(table)}'

    def _affected_days(self, asked: Mapping[str, Sequence[Reach]]) -> Keys | None:
        """The changed days; None where there are none."""
        days: set[date] = set()
        for table, reaches in asked.items():
            for reach in reaches:
                days |= self._days_of(table, reach)
        return day_keys(sorted(days)) if days else None

    def _days_of(self, table: str, reach: Reach) -> set[date]:
        if reach.kind == "only":
            return set()
        if reach.kind == "span":
            spans = self.feeds.spans(table, reach.text, reach.until)
            return {day for day in self.business_days() if any(first <= day < until for first, until in spans)}
        if reach.kind == "query":
            found = run_sql(self.connection, f"select distinct * from ({self._query(table, reach)}) as reached (key)")
            return {row[0] for row in found if row[0] is not None}
        days = self.feeds.days(table, reach.text)
        if reach.kind == "column":
            return days
        length = window_days(reach, self.numbers)
        return {day for day in self.business_days() if any(day - n * ONE_DAY in days for n in range(length))}

    def _query(self, table: str, reach: Reach) -> str:
        sql = PARAMETER.sub(lambda found: str(self.numbers[found[1]]), reach.text)
        if "changed_now" in sql:
            sql = re.sub(r"\b(from|join) changed_now\b", rf"\1 {self.feeds.net(table)} as changed_now", sql)
        sql = re.sub(r"\b(from|join) changed\b", rf"\1 {feed_name(table)} as changed", sql)
        return text_of(expand(parse_one(sql, dialect="duckdb")), self.dialect)

    def business_days(self) -> list[date]:
        """The business days, as they are now, in order."""
        if not self._business_days:
            rows = run_sql(self.connection, f"select day from {BUSINESS_DAY} order by day")
            self._business_days = [row[0] for row in rows]
        return self._business_days

    def business_days_changed(self) -> None:
        """Ask for them again."""
        self._business_days = []
