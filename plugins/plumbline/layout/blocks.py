"""What a report is made of: sections with a message for a title, holding blocks of plain data.

A block knows nothing of marts or languages; include/templates/blocks draws each kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True)
class Interval:
    """An interval with its estimate, in per cent of the cell's track; `mark` is what it is compared with."""

    low: float
    estimate: float
    high: float
    mark: float | None = None


@dataclass(frozen=True)
class Drawing:
    """A small picture with the words that stand for it."""

    source: str
    alt: str


@dataclass(frozen=True)
class Cell:
    """A cell: its text, before it a bar of so many per cent (with a target's outline) or an interval; a note below."""

    text: str = ""
    bar: float | None = None
    target: float | None = None
    interval: Interval | None = None
    note: str = ""
    line: Drawing | None = None  # how the figure came about, before it
    is_name: bool = False  # text that somebody else wrote: it keeps its own direction and may break anywhere
    mark: str = ""  # agreed: on a matrix's diagonal; now, before: a step that something stands on, or stood on


@dataclass(frozen=True)
class Heading:
    """A column's heading; `kind` is text, number, bar, interval or line; `width` in millimetres, 0 for what is left."""

    title: str
    kind: str = "number"
    width: float = 0
    definition: str = ""  # the key of the definition that the column's reference letter leads to
    room: float = 0  # millimetres that the figures of a column with drawings take


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first cell heads its row. `classes` are classes of rows: "", aside or total."""

    kind: ClassVar[str] = "table"
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tables:
    """Small tables next to each other."""

    kind: ClassVar[str] = "tables"
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Bar:
    """A waterfall's bar in per cent of its track; `end` is where the next one begins; `kind`: total, up, down, flat."""

    start: float
    size: float
    end: float
    kind: str
    is_cut: bool


@dataclass(frozen=True)
class Step:
    """A row of a waterfall; `before` is where the bar above ended, None for the first."""

    name: str
    amount: str
    note: str
    is_total: bool
    bar: Bar
    before: float | None


@dataclass(frozen=True)
class Waterfall:
    """A waterfall whose steps are rows."""

    kind: ClassVar[str] = "waterfall"
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Label:
    """A word beside a drawing, at so many per cent from its beginning (or from its foot)."""

    at: float
    text: str


@dataclass(frozen=True)
class Word:
    """A word inside a drawing, beside a place so many per cent from its left and from its foot."""

    at: float
    up: float
    text: str
    is_left: bool = False  # it ends at its place instead of beginning there


@dataclass(frozen=True)
class Plot:
    """A drawing with its labels as real text; `alt` says what it shows; `height` and `gutter` in millimetres.

    Time, money and shares run from left to right in every language, as the financial press draws them.
    """

    kind: ClassVar[str] = "plot"
    source: str
    alt: str
    across: tuple[Label, ...]
    upward: tuple[Label, ...]
    height: float
    title: str = ""
    note: str = ""
    inside: tuple[Word, ...] = ()
    gutter: float = 15  # what the labels of the height take at the left


@dataclass(frozen=True)
class Plots:
    """Plots next to each other, each as wide as `abreast` of them leave."""

    kind: ClassVar[str] = "plots"
    plots: tuple[Plot, ...]
    abreast: int = 2


@dataclass(frozen=True)
class Text:
    """Paragraphs, or a list."""

    kind: ClassVar[str] = "text"
    sentences: tuple[str, ...]
    is_list: bool = False


@dataclass(frozen=True)
class Counts:
    """Large numbers side by side, each with what it counts; a number that is not known is an empty text."""

    kind: ClassVar[str] = "counts"
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grade:
    """A grade, large, with what stands beside it."""

    kind: ClassVar[str] = "grade"
    grade: str
    beside: tuple[str, ...]
    is_rated: bool


Block = Table | Tables | Waterfall | Plot | Plots | Text | Counts | Grade


@dataclass(frozen=True)
class Section:
    """A titled part of a page. `unknown` is the reason why nothing can be shown; such a section is left out by name."""

    title: str
    definition: str = ""
    subtitle: str = ""
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: str = ""


@dataclass(frozen=True)
class SideBySide:
    """Sections next to each other."""

    sections: tuple[Section, ...]


Part = Section | SideBySide


@dataclass(frozen=True)
class Chapter:
    """Sections below one heading; without a title they follow page one's figures."""

    anchor: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Figure:
    """A figure of page one; `value` is None where it is not known, then `unknown` is the reason."""

    key: str
    name: str
    value: Decimal | None
    text: str
    covers: str
    change: str = ""
    has_change: bool = False
    target: str = ""
    range: str = ""
    line: Drawing | None = None
    bullet: Drawing | None = None
    unknown: str = ""
    earlier: str = ""  # the same figure of the day before, and of a year before
    to_date: str = ""  # the month so far beside its plan, where the figure covers other days


@dataclass(frozen=True)
class Opening:
    """The head of page one: the period, a headline, what supports it, the figures, and the mail's subject."""

    period: str
    headline: str
    support: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    notices: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    subject_day: str = ""  # where the subject says the period shorter
    grades: tuple[tuple[str, str], ...] = ()  # what a report without figures is about, by name

    @property
    def shown(self) -> dict[str, str]:
        """What the reader sees at first sight, by name: a report is mailed again only when one of these has changed."""
        return {figure.name: figure.text for figure in self.figures} | dict(self.grades)
