"""How far a change reaches: which keys of an incremental model have to be made anew when rows of an input changed.

A model's header says it below `changed_by:`, one input a line; several reaches of one input stand apart by semicolons:

    all                     every row: the model is made anew
    order_id                the key that stands in this column of the input
    event_day for 28 days   the business days from that day on, as many as said; also a parameter's (:period_days)
    first until last        every business day from the one column's day to before the other's
    known                   the same of the row's span of knowledge, known_from until known_until
    only first until last   none that another input does not reach; yet only rows of that span are read for a day
    select … from changed   whatever the SELECT gives; `changed` holds the rows that are gone (sign -1) and new
                            (sign 1), `changed_now` those in which what is known today differs

Whatever does not reach a key is not read for it: where an input's reaches are columns, windows and spans of knowledge
alone, only the rows that reach the keys to be made are read, wherever the SELECT names the input.

An input that the header leaves out is met by the column of the key's name, the business or report day by `day`, a span
of knowledge by `known` where the key is a day; everything else makes the whole model anew.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from plumbline.warehouse.keys import Keys, day_literal
from plumbline.warehouse.sqlfile import SqlFile

BETWEEN = re.compile(r"(?P<only>only )?(?P<first>\w+) until (?P<until>\w+)")
WINDOW = re.compile(r"(?P<column>\w+) for (?P<days>:?\w+) days")
DAY_TABLES = ("core.business_day", "core.report_day")
WAYS = ("all", "known", "<column>", "<column> for <n> days", "[only] <column> until <column>", "select …")
SPAN = ("known_from", "known_until")


@dataclass(frozen=True)
class Reach:
    """One way in which a changed row of an input reaches keys: see the module.

    `kind` is all, column, window, span, only or query; `text` the column, that of a span's first day, or the SELECT;
    `days` the length of a window, `until` the column of a span's end.
    """

    kind: str
    text: str = ""
    days: str = ""
    until: str = ""


KNOWN = Reach("span", SPAN[0], until=SPAN[1])


def parse_reach(file: SqlFile, text: str) -> tuple[Reach, ...]:
    """What a header says of one input; ModelFailed where it can't be read."""
    return tuple(_parse_one(file, part.strip()) for part in text.split(";"))


def _parse_one(file: SqlFile, text: str) -> Reach:
    if text == "all":
        return Reach("all")
    if text == "known":
        return KNOWN
    if text.startswith("select "):
        return Reach("query", text)
    if match := WINDOW.fullmatch(text):
        return Reach("window", match["column"], match["days"])
    if match := BETWEEN.fullmatch(text):
        return Reach("only" if match["only"] else "span", match["first"], until=match["until"])
    if re.fullmatch(r"\w+", text):
        return Reach("column", text)
    raise file.wrong(f"changed_by: {text!r} is none of {', '.join(WAYS)}")


def default_reach(table: str, columns: Collection[str], key: str, key_is_day: bool) -> tuple[Reach, ...]:
    """What is meant where the header says nothing of an input with these columns."""
    if key in columns:
        return (Reach("column", key),)
    if key_is_day and table in DAY_TABLES:
        return (Reach("column", "day"),)
    if key_is_day and set(columns) >= set(SPAN):
        return (KNOWN,)
    return (Reach("all"),)


def window_days(reach: Reach, parameters: Mapping[str, int]) -> int:
    """How many days a window is long."""
    return parameters[reach.days[1:]] if reach.days.startswith(":") else int(reach.days)


def rows_read(reach: Reach, keys: Keys, parameters: Mapping[str, int]) -> str:
    """The condition on the rows of an input that reach the keys to be made; "" where it may be any row."""
    if reach.kind == "column":
        return keys.at(reach.text)
    if reach.kind == "window":
        return keys.between(reach.text, window_days(reach, parameters) - 1)
    if reach.kind in ("span", "only"):
        span = [f"{reach.text} <= {day_literal(keys.last)}"] if keys.last is not None else []
        span += [f"{reach.until} > {day_literal(keys.first)}"] if keys.first is not None else []
        return f"({' and '.join(span) or 'true'})"
    return ""
