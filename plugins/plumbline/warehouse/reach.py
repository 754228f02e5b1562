"""How far a change reaches: which keys of an incremental model have to be made anew when rows of an input changed.

A model's header says it below `changed_by:`, one input a line; several reaches of one input stand apart by semicolons:

    all                     every row: the model is made anew
    order_id                the key that stands in this column of the input
    event_day for 28 days   the business days from that day on, as many as said; also a parameter's (:period_days)
    known                   every business day of the changed row's span of knowledge
    select … from changed   whatever the SELECT gives; `changed` holds the rows that are gone (sign -1) and new
                            (sign 1), `changed_now` those in which what is known today differs

Whatever does not reach a key is not read for it: where an input's reaches are columns, windows and spans of knowledge
alone, only the rows that reach the keys to be made are read, wherever the SELECT names the input.

An input that the header leaves out is met by the column of the key's name, the business or report day by `day`, a span
of knowledge by `known` where the key is a day; everything else makes the whole model anew.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from plumbline.warehouse.sqlfile import SqlFile

WINDOW = re.compile(r"(?P<column>\w+) for (?P<days>:?\w+) days")
DAY_TABLES = ("core.business_day", "core.report_day")
SPAN = frozenset(("known_from", "known_until"))


@dataclass(frozen=True)
class Reach:
    """One way in which a changed row of an input reaches keys: see the module.

    `kind` is all, column, window, known or query; `text` the column or the SELECT, `days` the length of a window.
    """

    kind: str
    text: str = ""
    days: str = ""


def parse_reach(file: SqlFile, text: str) -> tuple[Reach, ...]:
    """What a header says of one input; ModelFailed where it can't be read."""
    return tuple(_parse_one(file, part.strip()) for part in text.split(";"))


def _parse_one(file: SqlFile, text: str) -> Reach:
    if text in ("all", "known"):
        return Reach(text)
    if text.startswith("select "):
        return Reach("query", text)
    if match := WINDOW.fullmatch(text):
        return Reach("window", match["column"], match["days"])
    if re.fullmatch(r"\w+", text):
        return Reach("column", text)
    raise file.wrong(f"changed_by: {text!r} is none of all, known, <column>, <column> for <n> days, select …")


def default_reach(table: str, columns: Collection[str], key: str, key_is_day: bool) -> tuple[Reach, ...]:
    """What is meant where the header says nothing of an input with these columns."""
    if key in columns:
        return (Reach("column", key),)
    if key_is_day and table in DAY_TABLES:
        return (Reach("column", "day"),)
    if key_is_day and set(columns) >= SPAN:
        return (Reach("known"),)
    return (Reach("all"),)


def window_days(reach: Reach, parameters: Mapping[str, int]) -> int:
    """How many days a window is long."""
    return parameters[reach.days[1:]] if reach.days.startswith(":") else int(reach.days)


def rows_read(reach: Reach, keys: str, days: Sequence[date], parameters: Mapping[str, int]) -> str:
    """The condition on the rows of an input that reach the keys to be made (`in (…)`); "" where it may be any row.

    `days` are those keys in order where they are days.
    """
    if reach.kind == "column":
        return f'"{reach.text}" {keys}'
    if reach.kind == "window":
        earliest = days[0] - timedelta(days=window_days(reach, parameters) - 1)
        return f'"{reach.text}" between {day_literal(earliest)} and {day_literal(days[-1])}'
    if reach.kind == "known":
        return f"(known_from <= {day_literal(days[-1])} and known_until > {day_literal(days[0])})"
    return ""


def day_literal(day: date) -> str:
    """A day in SQL."""
    return f"cast('{day}' as date)"
