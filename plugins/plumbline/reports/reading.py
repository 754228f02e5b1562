"""How reports read the marts: each read is bounded, scoped and in exact decimals; a mart that is not there is empty."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import sqlalchemy as sa

from plumbline.reports.marts import MARTS, Mart
from plumbline.reports.scope import WHOLE, Scope

Row = dict[str, Any]
Frames = Mapping[str, pd.DataFrame]
Condition = sa.ColumnElement[bool]
COLUMNS_THERE = "select table_name, column_name from information_schema.columns where table_schema = 'marts'"


class Reader:
    """Reads marts inside one scope: there is no other way from a report to a table."""

    def __init__(self, connection: sa.Connection, scope: Scope = WHOLE) -> None:
        self.connection, self.scope = connection, scope
        self._there = _columns_there(connection)

    def c(self, mart: str) -> sa.ColumnCollection[str, sa.ColumnClause[Any]]:
        """A mart's columns, to build conditions with."""
        return MARTS[mart].table.c

    def frame(self, mart: str, *where: Condition, order: tuple[str, ...] = ()) -> pd.DataFrame:
        """The rows that the scope may see, sorted in Python: engines sort text differently.

        Columns that the warehouse lacks are None in every row; a mart that it lacks, or that the scope may not see,
        has no rows.
        """
        known = MARTS[mart]
        there = self._there.get(mart, frozenset())
        if not self._readable(known, there):
            return pd.DataFrame(columns=list(known.columns), dtype=object)
        columns = [
            known.table.c[name] if name in there else sa.null().label(name)  # what an older build did not have
            for name in known.columns
        ]
        result = self.connection.execute(sa.select(*columns).where(*known.within(self.scope), *where))
        found = sorted(result.mappings(), key=lambda row: tuple(_rank(row[column]) for column in order))
        return pd.DataFrame([tuple(row.values()) for row in found], columns=list(known.columns), dtype=object)

    def count(self, mart: str, *where: Condition) -> int:
        """How many rows the scope may see."""
        return int(self._one(mart, sa.func.count(), *where) or 0)

    def least(self, mart: str, column: str, *where: Condition) -> Any:
        """The smallest value of a column; None without rows."""
        return self._one(mart, sa.func.min(MARTS[mart].table.c[column]), *where)

    def greatest(self, mart: str, column: str, *where: Condition) -> Any:
        """The largest value of a column; None without rows."""
        return self._one(mart, sa.func.max(MARTS[mart].table.c[column]), *where)

    def _one(self, mart: str, what: sa.ColumnElement[Any], *where: Condition) -> Any:
        known = MARTS[mart]
        if not self._readable(known, self._there.get(mart, frozenset())):
            return None
        query = sa.select(what).select_from(known.table).where(*known.within(self.scope), *where)
        return self.connection.execute(query).scalar()

    def _readable(self, mart: Mart, there: frozenset[str]) -> bool:
        return bool(there) and mart.may_show(self.scope)


def _columns_there(connection: sa.Connection) -> dict[str, frozenset[str]]:
    """The marts that the warehouse has, with their columns."""
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(sa.text(COLUMNS_THERE)):
        found.setdefault(table, set()).add(column)
    return {table: frozenset(columns) for table, columns in found.items()}


def _rank(value: Any) -> tuple[int, Any]:
    """Numbers by size, everything else by its text, what is absent last."""
    if value is None:
        return 2, ""
    if isinstance(value, (int, Decimal)):
        return 0, value
    return 1, str(value)


def as_csv(frame: pd.DataFrame) -> bytes:
    """A frame as CSV: exact decimals without idle zeros, the same from every engine; absent values are empty."""
    return frame.map(_plain).to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return value


def rows(frame: pd.DataFrame) -> list[Row]:
    """The rows as dictionaries, None where the warehouse has null."""
    columns = [str(column) for column in frame.columns]
    return [
        {column: (None if _absent(value) else value) for column, value in zip(columns, values, strict=True)}
        for values in frame.itertuples(index=False, name=None)
    ]


def _absent(value: object) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and value != value)
