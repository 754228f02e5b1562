"""Tables from rows: a column says its heading once, which value of a row it shows, and how that is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from plumbline.language.language import Scale, plural
from plumbline.layout.blocks import Cell, Heading, Table
from plumbline.layout.charts.cells import bar_width, place_interval
from plumbline.layout.widths import fitted
from plumbline.marts.reading import Row
from plumbline.reports.context import Context, shorten

NAME_LETTER, NAME_LINES = 1.7, 2  # millimetres of a name's letter on average; the lines that a name may take
PAGE_WIDTH, QUARTER_PAGE = 178.0, 41.5  # millimetres of a table by itself, and of one of four

Get = str | Callable[[Row], Any]
Write = Callable[[Any], str]
Ends = tuple[Decimal, Decimal]
Mark = Get | Decimal | None


@dataclass(frozen=True)
class Column:
    """A heading and the cell of each row; `value` is what the cell is about, None where it is not known."""

    heading: Heading
    cell: Callable[[Row], Cell]
    value: Callable[[Row], Any] = lambda row: True


def get(row: Row, key: Get) -> Any:
    """A row's value: by its column's name, or by a function of the row."""
    return row[key] if isinstance(key, str) else key(row)


def nothing(row: Row) -> str:
    """No note, or no class of its own."""
    return ""


def table(
    rows: Iterable[Row],
    columns: Sequence[Column],
    row_class: Callable[[Row], str] = nothing,
    width: float = PAGE_WIDTH,
) -> Table:
    """A table of the rows, without the columns of which no row knows anything; `width` in millimetres.

    A column takes what its cells and its heading need, at most its own width; names get the room that is left.
    """
    shown = list(rows)
    columns = [column for column in columns if not shown or any(column.value(row) is not None for row in shown)]
    cells = tuple(tuple(column.cell(row) for column in columns) for row in shown)
    headings = fitted([column.heading for column in columns], cells)
    room = width - sum(heading.width for heading in headings)
    if sum(not heading.width for heading in headings) == 1 and room > 0:
        cells = tuple(tuple(_within(cell, room) if cell.is_name else cell for cell in row) for row in cells)
    return Table(headings, cells, tuple(row_class(row) for row in shown))


def _within(cell: Cell, room: float) -> Cell:
    """A name that takes at most two lines of a column."""
    return replace(cell, text=shorten(cell.text, max(NAME_LINES * int(room / NAME_LETTER) - 2, 12)))


def text(title: str, key: Get, width: float = 0, note: Get = nothing) -> Column:
    """Words of the report's own."""
    return Column(Heading(title, "text", width), lambda row: Cell(get(row, key), note=get(row, note)))


@dataclass(frozen=True)
class Columns:
    """Makes the columns of one table; `scale` is the unit of its amounts."""

    ctx: Context
    scale: Scale | None = None

    def name(self, title: str, key: Get, width: float = 0, note: Get = nothing) -> Column:
        """A name that somebody else gave."""

        def cell(row: Row) -> Cell:
            return Cell(self.ctx.name(get(row, key)), note=get(row, note), is_name=True)

        return Column(Heading(title, "text", width), cell)

    def marked(self, title: str, key: Get, mark: Callable[[Row], str], write: Write, width: float = 0) -> Column:
        """A value, marked as `mark` says of its row."""

        def cell(row: Row) -> Cell:
            return Cell(write(get(row, key)), mark=mark(row))

        return Column(Heading(title, "number", width), cell)

    def program(self, key: Get = "program_id", width: float = 0, note: Get = nothing) -> Column:
        """A program by its name."""
        return self.name(self.ctx.say("Program"), lambda row: self.ctx.program(get(row, key)), width, note)

    def written(self, title: str, key: Get, write: Write, width: float = 0, definition: str = "") -> Column:
        """A value as `write` writes it, its digits below each other."""
        value = partial(get, key=key)
        return Column(Heading(title, "number", width, definition), lambda row: Cell(write(value(row))), value)

    def number(self, title: str, key: Get, width: float = 0, places: int = 0) -> Column:
        """A plain number."""
        return self.written(title, key, lambda value: self.ctx.number(value, places), width)

    def money(self, title: str, key: Get, width: float = 0) -> Column:
        """Money in a unit of its own: €84k."""
        return self.written(title, key, self.ctx.money, width)

    def amount(self, title: str, key: Get, width: float = 0) -> Column:
        """Money in the table's unit."""
        return self.written(title, key, self.write_amount, width)

    def write_amount(self, value: Decimal | None) -> str:
        """An amount in the table's unit."""
        assert self.scale is not None, "a table of amounts needs its unit"
        return self.ctx.amount(value, self.scale)

    def percent(self, title: str, key: Get, width: float = 0, places: int | None = None) -> Column:
        """A share of one as a percentage."""
        return self.written(title, key, lambda value: self.ctx.percent(value, places), width)

    def bar(self, title: str, key: Get, write: Write, full: Decimal, width: float = 0, skip: str = "total") -> Column:
        """A value with a bar from zero; `full` fills the track. Rows of the class `skip` have none."""

        def cell(row: Row) -> Cell:
            is_skipped = skip and skip in (row.get("program_id"), row.get("row_class"))
            return Cell(write(get(row, key)), 0.0 if is_skipped else bar_width(get(row, key), full))

        return Column(Heading(title, "bar", width), cell, partial(get, key=key))

    def interval(
        self, title: str, keys: tuple[Get, Get, Get], ends: Ends, write: Write, width: float = 0, mark: Mark = None
    ) -> Column:
        """An estimate drawn with its interval (low, estimate, high); `mark` is what it is compared with."""

        def cell(row: Row) -> Cell:
            low, estimate, high = (get(row, key) for key in keys)
            at = mark if mark is None or isinstance(mark, Decimal) else get(row, mark)
            return Cell(write(estimate), interval=place_interval(low, estimate, high, ends, at))

        return Column(Heading(title, "interval", width), cell, partial(get, key=keys[1]))

    def ends(self, title: str, low: Get, high: Get, write: Write, width: float = 0) -> Column:
        """An interval in words: `2.1 to 3.4`."""

        def both(row: Row) -> str | None:
            known = get(row, low) is not None
            return self.ctx.interval(write(get(row, low)), write(get(row, high))) if known else None

        return self.written(title, both, lambda said: said or "–", width)


def more_attached(ctx: Context, hidden: int, file: str) -> tuple[str, ...]:
    """A note on the rows that only the attachment has; nothing when all are shown."""
    if hidden <= 0:
        return ()
    one, many = plural("{n} more is in the attached {file}.", "{n} more are in the attached {file}.")
    return (ctx.count(one, many, hidden, file=f"{file}.csv"),)
