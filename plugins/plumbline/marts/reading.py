"""How reports read the marts: bounded, scoped, in exact decimals, in one order whatever order they are stored in.

A `Read` says which rows of a mart a section needs. The rows that are read are also the report's attachments and the
content that its hash is made of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import sqlalchemy as sa

from plumbline.errors import ReportRefused
from plumbline.marts.mart import Mart, load_marts
from plumbline.marts.scope import WHOLE, Scope
from plumbline.settings import Company, Settings

Row = dict[str, Any]
Condition = sa.ColumnElement[bool]
NAMED = 5  # missing columns in a message
TABLE_COLUMNS = "select table_name, column_name from information_schema.columns where table_schema = 'marts'"


@dataclass(frozen=True)
class Request:
    """For whom marts are read: a report by its name and schedule, what it may see, its business day."""

    settings: Settings
    report: str
    schedule: str
    scope: Scope
    day: date

    @property
    def company(self) -> Company:
        """The company's own decisions."""
        return self.settings.company


class Reader:
    """Reads marts inside one scope: there is no other way from a report to a table.

    `memory` may be shared by the readers of several reports of a day: the same query is then asked once.
    """

    def __init__(
        self,
        connection: sa.Connection,
        marts: Mapping[str, Mart],
        scope: Scope = WHOLE,
        memory: dict[Any, list[Row]] | None = None,
    ) -> None:
        self._connection, self._marts, self.scope = connection, marts, scope
        self._memory = {} if memory is None else memory

    def columns(self, mart: str) -> sa.ColumnCollection[str, sa.ColumnClause[Any]]:
        """A mart's columns, to build conditions with."""
        return self._marts[mart].table.c

    def may_show(self, mart: str) -> bool:
        """Whether the scope can see any row of a mart."""
        return self._marts[mart].may_show(self.scope)

    def rows(self, mart: str, *where: Condition, order: Iterable[str] = ()) -> list[Row]:
        """The rows that the scope may see, by `order` and then by all columns; None where the warehouse has null.

        Sorted in Python, since engines sort text differently, and totally, so that stored order never shows. Raises
        ReportRefused when the warehouse lacks the mart or one of its columns.
        """
        known = self._marts[mart]
        if not known.may_show(self.scope):
            return []
        query = sa.select(*known.table.c).where(*known.within(self.scope), *where)
        compiled = query.compile()
        key = (str(compiled), tuple(map(str, compiled.params.items())))
        if key not in self._memory:
            self._memory[key] = [dict(row) for row in self._connection.execute(query).mappings()]
        by = [*order, *known.columns]
        return sorted(self._memory[key], key=lambda row: tuple(_rank(row[column]) for column in by))

    def count(self, mart: str, *where: Condition) -> int:
        """How many rows the scope may see."""
        return int(self._one(mart, sa.func.count(), *where) or 0)

    def least(self, mart: str, column: str, *where: Condition) -> Any:
        """The smallest value of a column; None without rows."""
        return self._one(mart, sa.func.min(self.columns(mart)[column]), *where)

    def greatest(self, mart: str, column: str, *where: Condition) -> Any:
        """The largest value of a column; None without rows."""
        return self._one(mart, sa.func.max(self.columns(mart)[column]), *where)

    def _one(self, mart: str, what: sa.ColumnElement[Any], *where: Condition) -> Any:
        known = self._marts[mart]
        if not known.may_show(self.scope):
            return None
        query = sa.select(what).select_from(known.table).where(*known.within(self.scope), *where)
        return self._connection.execute(query).scalar()


def open_reader(
    connection: sa.Connection, settings: Settings, scope: Scope = WHOLE, memory: dict[Any, list[Row]] | None = None
) -> Reader:
    """A reader of the marts that include/sql describes; ReportRefused when the warehouse was built without them."""
    marts = load_marts(settings.sql_folder / "marts")
    stored: dict[str, set[str]] = {}
    for table, column in connection.execute(sa.text(TABLE_COLUMNS)):
        stored.setdefault(table, set()).add(column)
    missing = [f"marts.{name}" for name in marts if name not in stored] + [
        f"marts.{name}.{column}" for name in marts if name in stored for column in marts[name].columns
        if column not in stored[name]
    ]  # fmt: skip
    if missing:
        more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
        raise ReportRefused(
            f"The warehouse lacks {', '.join(missing[:NAMED])}{more}.",
            "No report can be made.",
            "Run the build of this day, so that the marts are as include/sql describes them; then publish again.",
        )
    return Reader(connection, marts, scope, memory)


Select = Callable[[Reader, str, Request], list[Condition]]


def on_day(reader: Reader, mart: str, request: Request) -> list[Condition]:
    """The rows of the business day."""
    return [reader.columns(mart).as_of_day == request.day]


def as_reported(reader: Reader, mart: str, request: Request) -> list[Condition]:
    """The rows of the business day as they were known on it."""
    return [*on_day(reader, mart, request), reader.columns(mart).vintage == "as_reported"]


def up_to_day(reader: Reader, mart: str, request: Request) -> list[Condition]:
    """All rows up to the business day."""
    return [reader.columns(mart).as_of_day <= request.day]


def latest(reader: Reader, mart: str, request: Request) -> list[Condition]:
    """The rows of the last day, up to the business day, that has any."""
    as_of = reader.columns(mart).as_of_day
    last = reader.greatest(mart, "as_of_day", as_of <= request.day)
    return [as_of == (last or request.day)]


def everything(reader: Reader, mart: str, request: Request) -> list[Condition]:
    """All rows."""
    return []


@dataclass(frozen=True)
class Read:
    """Rows of a mart that a section needs: which ones, in which order, and whether they are attached to the report."""

    mart: str
    order: tuple[str, ...] = ()
    select: Select = on_day
    is_attached: bool = True
    make: Callable[[Reader, Request], list[Row]] | None = field(default=None)

    def rows(self, reader: Reader, request: Request) -> list[Row]:
        """The rows of a report's business day, inside the reader's scope."""
        if self.make is not None:
            return self.make(reader, request)
        return reader.rows(self.mart, *self.select(reader, self.mart, request), order=self.order)


Reads = Mapping[str, Read]
Rows = Mapping[str, list[Row]]


def read_all(reads: Reads, reader: Reader, request: Request) -> dict[str, list[Row]]:
    """The rows of every read by its name."""
    return {name: read.rows(reader, request) for name, read in reads.items()}


def _rank(value: Any) -> tuple[int, Any]:
    """Numbers by size, everything else by its text, what is absent last."""
    if value is None:
        return 2, ""
    if isinstance(value, (int, Decimal)):
        return 0, value
    return 1, str(value)


def as_csv(rows: list[Row]) -> bytes:
    """Rows as CSV: exact decimals without idle zeros, the same from every engine; absent values are empty."""
    frame = pd.DataFrame([tuple(map(_exact, row.values())) for row in rows], columns=list(rows[0]), dtype=object)
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def _exact(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return value


def content_hash(request: Request, language: str, files: Mapping[str, bytes]) -> str:
    """SHA-256 of the rows behind the pages: the same whatever run made them and in whatever order they are stored."""
    digest = hashlib.sha256(f"{request.report}|{language}|{request.scope.key}".encode())
    for name in sorted(files):
        digest.update(name.encode())
        for line in sorted(files[name].splitlines()):
            digest.update(line)
    return digest.hexdigest()
