"""What every section is given: the language, the rows that were read, names and figures as this report writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from plumbline.language.writer import Writer
from plumbline.layout.blocks import Section
from plumbline.layout.charts.svg import Drawings
from plumbline.marts.mart import Mart
from plumbline.marts.reading import Reads, Request, Row, Rows

WEEK = timedelta(days=7)
ZERO = Decimal(0)
UNATTRIBUTED = "unattributed"
# named after where the company's revenue comes from
REVENUE = {"measure": ("revenue", "net_revenue"), "restated_measure": ("net_revenue",), "figure": ("revenue",)}
WORD = 8  # letters of a word that is cut: fewer are left out
LONGEST_NAME = 60  # letters of a name on a page; the attached data has it whole
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def clean(name: str) -> str:
    """A name as a page can show it: one line, without control characters and without marks that turn its direction."""
    kept = "".join(sign if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co") else " " for sign in name)
    return re.sub(r"\s+", " ", kept).strip()


def shorten(name: str, limit: int = LONGEST_NAME) -> str:
    """The name in at most `limit` characters: its beginning and its end, which tell names of one series apart."""
    name = clean(name)
    if len(name) <= limit:
        return name
    end = (limit - 1) * 2 // 5
    head, tail = name[: limit - 1 - end], name[len(name) - end :]
    if name[len(head)] != " " and " " in head[-WORD:]:  # a short piece of a word is no help
        head = head.rsplit(" ", 1)[0]
    if name[len(name) - end - 1] != " " and " " in tail[:WORD]:
        tail = tail.split(" ", 1)[1]
    return head.rstrip() + ELLIPSIS + tail.lstrip()


def _named(code: str) -> str:
    return code.replace("_", " ").title() or "–"


@dataclass(frozen=True)
class Known:
    """Which kinds of system have ever told anything up to the day: what tells zero from not known."""

    pipeline: bool
    orders: bool
    cost: bool
    platforms: bool
    first_day: date | None


@dataclass(frozen=True)
class Context(Writer):
    """One report in one language; sections ask it for rows and for words."""

    request: Request
    reads: Reads
    tables: Rows
    marts: Mapping[str, Mart]
    drawings: Drawings = field(default_factory=Drawings)

    def rows(self, name: str, **equal: Any) -> list[Row]:
        """The rows of a read whose columns have these values."""
        return [row for row in self.tables[name] if all(row[key] == value for key, value in equal.items())]

    def first(self, name: str, **equal: Any) -> Row | None:
        """The first of those rows."""
        return next(iter(self.rows(name, **equal)), None)

    @cached_property
    def known(self) -> Known:
        """Which kinds of system are known."""
        row = self.tables["coverage"][0]
        pipeline, orders, cost, platforms = (
            bool(row[f"{of}_rows"]) for of in ("pipeline", "order", "cost", "platform")
        )
        return Known(pipeline, orders, cost, platforms, row["first_day"])

    def may_show(self, name: str) -> bool:
        """Whether the report's scope can see anything of a read."""
        return self.marts[self.reads[name].mart].may_show(self.request.scope)

    def unknown(self, title: str, read: str, reason: str) -> Section:
        """A section that can't be filled: because of the report's scope, or for the reason given."""
        return Section(title, unknown=reason if self.may_show(read) else self.hidden)

    @property
    def hidden(self) -> str:
        """Why a part of a scoped report is empty."""
        return self.say("Not shown: these figures are not available for this report's scope.")

    def term(self, kind: str, code: str | None) -> str:
        """The words for a code of the marts: include/templates/vocabulary.yaml has them."""
        if code in REVENUE.get(kind, ()):
            return self.language.term("revenue", self.request.company.revenue_from)
        return self.language.term(kind, code)

    def sentence(self, kind: str, code: str, **values: object) -> str:
        """The vocabulary's sentence of a kind for a code, its {holes} filled."""
        return self.say(self.language.vocabulary[kind][code], **values)

    def bracketed(self, name: str, more: str) -> str:
        """`name (more)` in the direction of the language; the name alone where there is no more."""
        return self.say("{name} ({more})", name=name, more=more) if more else name

    def of_revenue(self, kind: str, **values: object) -> str:
        """The vocabulary's sentence of a kind for where the company's revenue comes from."""
        return self.sentence(kind, self.request.company.revenue_from, **values)

    def platform(self, code: str | None) -> str:
        """A platform as it writes itself, one that the vocabulary lacks as a name."""
        known = (code or "").lower()
        return self.term("platform", known or None) if known in self.language.vocabulary["platform"] else _named(known)

    @property
    def day(self) -> date:
        """The business day."""
        return self.request.day

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.request.company.currency

    @property
    def is_scoped(self) -> bool:
        """Whether the report sees only a part of the company."""
        return not self.request.scope.is_whole

    @property
    def period(self) -> str:
        """The length of the rolling window of every flow, which never begins before anything was known: 28 days."""
        days, first_day = self.request.company.period_days, self.known.first_day
        return self.count("{n} day", "{n} days", min(days, (self.day - first_day).days + 1) if first_day else days)

    @cached_property
    def program_names(self) -> dict[str, str]:
        """Every program's name by its id, short enough for a table."""
        names = {row["program_id"]: row["program_name"] for row in self.rows("program-names")}
        return {program_id: shorten(name or program_id) for program_id, name in names.items()}

    def program(self, program_id: str | None) -> str:
        """A program's name, short enough for a table."""
        if program_id is None or program_id in self.language.vocabulary["row"]:
            return self.term("row", program_id)
        return self.program_names.get(program_id) or shorten(program_id)

    def name(self, value: str | None) -> str:
        """Any name, short enough for a table."""
        return shorten(value) if value else "–"
