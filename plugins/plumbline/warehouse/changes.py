"""What changed since the last build: of every table that models read, the rows that are gone and those that are new.

A table's feed is a temporary table with its columns and `sign`: -1 for a row as it was, 1 for a row as it is now. The
feed of a staging table comes from ops.changed_slice, in which loads write down the slices they touched; that of a model
from comparing its rows of the changed keys before and after. Where no feed says it, everything changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

import sqlalchemy as sa

from plumbline.warehouse.engines import column_list, quoted, run_sql
from plumbline.warehouse.macros import END
from plumbline.warehouse.reach import SPAN


class Extent(Enum):
    """How much of a table changed."""

    NOTHING = "nothing"
    SOME = "some"
    EVERYTHING = "everything"


@dataclass
class Feeds:
    """The feeds of one build, inside its transaction: temporary tables, which go with the build's connection."""

    connection: sa.Connection
    columns: dict[str, tuple[str, ...]]
    extents: dict[str, Extent] = field(default_factory=dict)
    _net: dict[str, str] = field(default_factory=dict)
    _spans: dict[tuple[str, str], list[tuple[date, date]]] = field(default_factory=dict)

    def extent(self, table: str) -> Extent:
        """How much of a table changed; a table of which nobody tells is taken to have changed as a whole."""
        return self.extents.get(table, Extent.EVERYTHING)

    def everything(self, table: str, columns: Sequence[str]) -> None:
        """All of a table changed."""
        self.columns[table] = tuple(columns)
        self.extents[table] = Extent.EVERYTHING

    def nothing(self, table: str, columns: Sequence[str]) -> None:
        """A table is as it was."""
        self.columns[table] = tuple(columns)
        self.extents[table] = Extent.NOTHING

    def record(self, table: str, columns: Sequence[str], select: str) -> Extent:
        """Make a table's feed of a SELECT that gives its columns and `sign`."""
        self.columns[table] = tuple(columns)
        run_sql(self.connection, f"create temporary table {feed_name(table)} as {select}")
        rows = run_sql(self.connection, f"select count(*) from {feed_name(table)}").scalar_one()
        self.extents[table] = Extent.SOME if rows else Extent.NOTHING
        return self.extents[table]

    def empty(self, table: str) -> None:
        """Make the feed of a table that is as it was, for a SELECT that reads it."""
        run_sql(
            self.connection,
            f"create temporary table if not exists {feed_name(table)} as select *, 1 as sign from {table} where false",
        )

    def spans(self, table: str, first: str, until: str) -> list[tuple[date, date]]:
        """The spans of business days, first and the one after the last, that stand otherwise in two columns now.

        A row whose span only ends earlier or later than it did says something else between the two ends alone.
        """
        if (table, first) not in self._spans:
            told = column_list(name for name in self.columns[table] if name != until)
            query = f"""
                select distinct
                  case when sum(sign) = 0 and count(*) = 2 then min({until}) else min({first}) end as first_day,
                  max({until}) as until_day
                from {feed_name(table)}
                group by {told}
            """
            rows = run_sql(self.connection, query).mappings()
            self._spans[table, first] = [(row["first_day"], row["until_day"]) for row in rows]
        return self._spans[table, first]

    def days(self, table: str, column: str) -> set[date]:
        """The days that stand in a column of the changed rows."""
        query = f"select distinct {quoted(column)} from {feed_name(table)} where {quoted(column)} is not null"
        return {row[0] for row in run_sql(self.connection, query)}

    def net(self, table: str) -> str:
        """The name of the feed's rows in which what is known today differs, the spans left aside."""
        if table not in self._net:
            name = f"{feed_name(table)}_now"
            told = column_list(name for name in self.columns[table] if name not in SPAN)
            run_sql(
                self.connection,
                f"create temporary table {name} as select {told}, sum(sign) as sign from {feed_name(table)}"
                f" where known_until = {END} group by {told} having sum(sign) <> 0",
            )
            self._net[table] = name
        return self._net[table]


def feed_name(table: str) -> str:
    """The temporary table that holds a table's feed."""
    return "feed_" + table.replace(".", "_")


def staging_feeds(feeds: Feeds, tables: Mapping[str, Sequence[str]]) -> None:
    """The feeds of the staging tables (name to columns) from what loads wrote down since the last build."""
    touched = {row[0] for row in run_sql(feeds.connection, "select distinct staging_table from ops.changed_slice")}
    for table, columns in tables.items():
        if table.removeprefix("staging.") in touched:
            feeds.record(table, columns, _staging_feed(table, columns))
        else:
            feeds.nothing(table, columns)


def _staging_feed(table: str, columns: Sequence[str]) -> str:
    name = table.removeprefix("staging.")
    now = ", ".join(f"now.{quoted(column)}" for column in columns)
    before = ", ".join(
        "touched.until_before as known_until" if column == "known_until" else f"now.{quoted(column)}"
        for column in columns
    )
    joined = f"""
        from {table} as now
        inner join ops.changed_slice as touched
          on touched.staging_table = '{name}'
          and touched.source = now.source
          and touched.account_id = now.account_id
          and touched.day = now.day
          and touched.known_from = now.known_from
    """
    gone = column_list(columns)
    return f"""
        select {now}, 1 as sign {joined}
        union all
        select {before}, -1 as sign {joined} where touched.until_before is not null
        union all
        select {gone}, -1 as sign from removed.{name}
    """


def forget_changes(connection: sa.Connection, tables: Iterable[str]) -> None:
    """What loads wrote down has been built: empty it."""
    run_sql(connection, "delete from ops.changed_slice")
    for table in tables:
        run_sql(connection, f"delete from removed.{table.removeprefix('staging.')}")
