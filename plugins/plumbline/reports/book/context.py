"""What every section is given: the language, the frames, the names, and why a part may be empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from plumbline.reports.draft import Order
from plumbline.reports.locale import Language
from plumbline.reports.marts import MARTS
from plumbline.reports.names import shorten
from plumbline.reports.reading import Condition, Reader, Row, rows
from plumbline.reports.render import Drawings
from plumbline.reports.words.scope import hidden

SMALL_RATE = Decimal("0.1")
LONGEST = 60  # letters of a name in a table; the attached data has it whole


@dataclass(frozen=True)
class Slice:
    """One attachment: its mart, which days of it (`day`, `latest`, `past`, `all`), and the order of its rows."""

    mart: str
    order: tuple[str, ...] = ()
    when: str = "day"
    where: Callable[[Reader], Iterable[Condition]] = lambda _: ()


def read_slices(reader: Reader, slices: Mapping[str, Slice], day: date) -> dict[str, pd.DataFrame]:
    """Every slice by name, inside the reader's scope."""
    return {name: _read(reader, part, day) for name, part in slices.items()}


def _read(reader: Reader, part: Slice, day: date) -> pd.DataFrame:
    conditions = list(part.where(reader))
    if part.when != "all":
        as_of = reader.c(part.mart).as_of_day
        last = reader.greatest(part.mart, "as_of_day", as_of <= day, *conditions) if part.when == "latest" else day
        conditions.append(as_of <= day if part.when == "past" else as_of == (last or day))
    return reader.frame(part.mart, *conditions, order=part.order)


@dataclass(frozen=True)
class Context:
    """One report in one language; sections ask it for rows and for words."""

    language: Language
    order: Order
    slices: Mapping[str, Slice]
    frames: Mapping[str, pd.DataFrame]
    drawings: Drawings = field(default_factory=Drawings)

    def rows(self, name: str, **equal: Any) -> list[Row]:
        """The rows of a frame whose columns have these values."""
        found = rows(self.frames[name])
        return [row for row in found if all(row[key] == value for key, value in equal.items())]

    def why(self, name: str, otherwise: str) -> str:
        """Why a part is empty: its scope, or what `otherwise` says."""
        part = self.slices.get(name)
        if part and not MARTS[part.mart].may_show(self.order.scope):
            return hidden(self.language)
        return otherwise

    @property
    def day(self) -> date:
        """The business day."""
        return self.order.day

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.order.settings.company.currency

    def program(self, program_id: str | None) -> str:
        """A program's name, short enough for a table."""
        if program_id is None:
            return "–"
        if program_id == "unattributed":
            return self.language.say("Unattributed")
        if program_id == "total":
            return self.language.say("Total")
        names = {row["program_id"]: row["program_name"] for row in rows(self.frames["program-names"])}
        return shorten(names.get(program_id) or program_id, LONGEST)

    def name(self, value: str | None) -> str:
        """Any name, short enough for a table."""
        return shorten(value, LONGEST) if value else "–"

    def value(self, dimension: str, value: str) -> str:
        """What a lead says of itself: countries and programs by their names, the rest as it was said."""
        if dimension == "country":
            return str(self.language.locale.territories.get(value.upper(), value))
        if dimension in ("program", "program_id"):
            return self.program(value)
        return self.language.say("not known") if value == "not known" else shorten(value, LONGEST)

    def ratio(self, value: Decimal | None) -> str:
        """A percentage without its sign."""
        return self.language.ratio(value)

    # figures as they stand in cells: a dash for what is not known

    def money(self, value: Decimal | None, currency: str | None = None) -> str:
        """€84k."""
        return "–" if value is None else self.language.money(value, currency or self.currency)

    def count(self, value: Decimal | int | None, places: int = 0) -> str:
        """1,318."""
        return "–" if value is None else self.language.number(Decimal(value), places)

    def percent(self, value: Decimal | None, places: int | None = None) -> str:
        """A share of one as 38%."""
        return "–" if value is None else self.language.percent(value, places)

    def rate(self, value: Decimal | None) -> str:
        """A small rate such as CTR: 1.24%, but 42%."""
        return "–" if value is None else self.language.percent(value, 2 if abs(value) < SMALL_RATE else None)

    def per_cent(self, value: Decimal | None) -> str:
        """What is per cent already, as 38%."""
        return "–" if value is None else self.language.percent(value / 100)

    def interval(self, low: str, high: str) -> str:
        """`(2.1 to 3.4)`: what an estimate may be with 90 per cent."""
        return self.language.say("{low} to {high}", low=low, high=high)
