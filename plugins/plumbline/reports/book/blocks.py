"""What a page is made of: sections with a message for a title, holding tables, falls, plots or plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from plumbline.reports.charts.waterfall import Bar


@dataclass(frozen=True)
class Span:
    """An interval with its middle, in per cent of the track; `mark` is what it is held against, such as 1 or 0."""

    low: float
    middle: float
    high: float
    mark: float | None = None


@dataclass(frozen=True)
class Cell:
    """A cell: what it says, a bar of so many per cent or an interval before it, a softer line below it."""

    said: str = ""
    bar: float | None = None
    span: Span | None = None
    note: str = ""


@dataclass(frozen=True)
class Column:
    """A column's heading; `kind` is text, num, bar or span; `width` in millimetres, 0 for what is left."""

    title: str
    kind: str = "num"
    width: float = 0
    ref: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first cell heads its row. `kinds` are classes of rows: "", aside or total."""

    block: ClassVar[str] = "table"
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A row of a waterfall."""

    name: str
    amount: str
    note: str
    is_end: bool
    bar: Bar
    before: float | None


@dataclass(frozen=True)
class Fall:
    """A waterfall whose steps are rows."""

    block: ClassVar[str] = "fall"
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Label:
    """A word beside a drawing, at so many per cent from its beginning (or from its foot)."""

    at: float
    said: str


@dataclass(frozen=True)
class Plot:
    """A drawing with its axes' labels as real text; `alt` says what it shows; `height` in millimetres."""

    block: ClassVar[str] = "plot"
    source: str
    alt: str
    across: tuple[Label, ...]
    upward: tuple[Label, ...]
    height: float
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class Plots:
    """Plots next to each other."""

    block: ClassVar[str] = "plots"
    plots: tuple[Plot, ...]


@dataclass(frozen=True)
class Words:
    """Paragraphs, or a list."""

    block: ClassVar[str] = "words"
    sentences: tuple[str, ...]
    is_list: bool = False


@dataclass(frozen=True)
class Grade:
    """A platform's grade, large, with what stands beside it."""

    block: ClassVar[str] = "grade"
    grade: str
    beside: tuple[str, ...]
    is_rated: bool


Block = Table | Fall | Plot | Plots | Words | Grade


@dataclass(frozen=True)
class Section:
    """A titled part; `why` stands in place of its blocks where nothing is known, and says the reason."""

    title: str
    ref: str = ""
    subtitle: str = ""
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Beside:
    """Sections next to each other."""

    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Page:
    """What begins on a page of its own, or follows where `follows` says so; it runs on as far as it has to."""

    anchor: str
    title: str
    parts: tuple[Section | Beside, ...]
    follows: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure of page one; `value` None where it is not known, then `why` says the reason."""

    key: str
    name: str
    value: Decimal | None
    said: str
    scope: str
    change: str
    why: str = ""


@dataclass(frozen=True)
class Book:
    """A whole report in one language."""

    report: str
    day: str
    period: str
    known: str
    sentences: tuple[str, str, str] | tuple[str, ...]
    figures: tuple[Figure, ...]
    first: tuple[Section | Beside, ...]
    pages: tuple[Page, ...]
    notices: tuple[str, ...] = ()
    subject: str = ""
    meanings: tuple[str, ...] = field(default=())
