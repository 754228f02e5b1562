"""What the columns of an unknown table hold: types, formats and null words, told by all values of a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from babel.core import get_global

from plumbline.sources.headings import fold
from plumbline.sources.looking import COMMA, DATE_FORMATS, EITHER, MARKS, POINT
from plumbline.sources.numbers import CODE, SIGNS

NO_VALUE = {"", "-", "--"}  # what a source takes for no value without being told
OTHER_NO_VALUE = {"n/a", "na", "#n/a", "null", "none", "nan", "<5", "(blank)", "k.a.", "."}
IDENTIFIERS = re.compile(r"\b(id|ids|no|nr|number|nummer|zip|postcode|plz|phone|code|sku|reference)\b")
LONG_ID = 12  # digits from which a number is taken for an id
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?")
OFFSET = re.compile(r" ?(Z|[+-]\d{2}(:?\d{2})?)")
AMOUNT = re.compile(r"[+−-]?\(?[+−-]?[\d.,'’\s\u00a0\u2007\u2009\u202f]*\d[\d.,'’\s\u00a0\u2007\u2009\u202f]*%?\)?")
CURRENCY = re.compile("|".join([*(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True)), CODE]))


@dataclass(frozen=True)
class Column:
    """A column of an unknown table: its heading, its type, further keys of the YAML, and what has to be looked at."""

    heading: str
    type: str
    keys: Mapping[str, str] = field(default_factory=dict)
    filled: bool = True
    nulls: frozenset[str] = frozenset()
    marks: Mapping[str, int] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def guess(heading: str, values: Sequence[str]) -> Column:
    """What a column's values are."""
    bare = [value.strip() for value in values]
    odd = frozenset(value for value in bare if value.lower() in OTHER_NO_VALUE)
    there = [value for value in bare if value and value.lower() not in NO_VALUE | OTHER_NO_VALUE]
    filled = len(there) == len(bare)
    if not there:
        return Column(heading, "text", filled=False, nulls=odd)
    for kind, keys, doubts in _readings(heading, there):
        marks = _marks(there) if kind in ("decimal", "money", "percent", "integer") else {}
        return Column(heading, kind, keys, filled, odd, marks, doubts)
    return Column(heading, "text", filled=filled)


def decimal_mark(columns: Sequence[Column]) -> tuple[str | None, str | None]:
    """The mark of decimals in the file's numbers, and a doubt where nothing tells it."""
    point = sum(column.marks.get(POINT, 0) for column in columns)
    comma = sum(column.marks.get(COMMA, 0) for column in columns)
    unclear = [column.heading for column in columns if column.type != "integer" and column.marks.get(EITHER)]
    if comma > point:
        return COMMA, None
    if point > comma or not unclear:
        return (POINT if point else None), None
    return None, f"{', '.join(unclear)}: 1.234 and 1,234 can be thousands or decimals; write decimal: point or comma"


def _readings(heading: str, values: Sequence[str]) -> Iterator[tuple[str, dict[str, str], tuple[str, ...]]]:
    """The readings that all values allow, the narrowest first."""
    if all(value.lower() in ("true", "false") for value in values):
        yield "boolean", {}, ()
    formats = [form for form in DATE_FORMATS if all(_is_date(value, form) for value in values)]
    if len(formats) == 1 or (formats and formats[0].startswith("%Y")):
        yield "date", {} if formats[0] == DATE_FORMATS[0] else {"format": f'"{formats[0]}"'}, ()
    elif formats:
        yield "date", {}, (f"{values[0]} can be {' or '.join(formats)}: write format: and which",)
    if all(INSTANT.match(value) for value in values):
        if all(OFFSET.fullmatch(INSTANT.sub("", value, count=1)) for value in values):
            yield "timestamp", {}, ()
        if all(INSTANT.fullmatch(value) for value in values):
            yield "timestamp", {"zone": "UTC"}, ("whose clock is it? UTC is a guess",)
    if all(re.fullmatch("[A-Za-z]{3}", value) and value.upper() in _currencies() for value in values):
        yield "currency", {}, ()
    yield from _numbers(heading, values)


def _numbers(heading: str, values: Sequence[str]) -> Iterator[tuple[str, dict[str, str], tuple[str, ...]]]:
    digits = [value for value in values if re.fullmatch(r"\d+", value)]
    is_id = IDENTIFIERS.search(fold(heading).replace("_", " ")) or any(
        len(value) >= LONG_ID or (value[0] == "0" and len(value) > 1) for value in digits
    )
    if is_id and len(digits) == len(values):
        yield "text", {}, ()
    elif all(re.fullmatch(r"[+-]?\d+", value) for value in values):
        yield ("decimal" if _is_money(heading) else "integer"), {}, ()
    if all(AMOUNT.fullmatch(value) for value in values):
        if all(value.endswith("%") for value in values):
            yield "percent", {}, ()
        whole = all(re.fullmatch(r"[+-]?\d{1,3}([.,\s\u00a0\u202f]\d{3})*|[+-]?\d+", value) for value in values)
        yield ("integer" if whole and not _is_money(heading) else "decimal"), {}, ()
    elif all(AMOUNT.fullmatch(CURRENCY.sub("", value, count=1).strip()) for value in values):
        yield "money", {}, ()


def _is_money(heading: str) -> bool:
    words = ("amount", "cost", "spend", "spent", "price", "value", "revenue", "betrag", "kosten", "umsatz", "montant")
    return any(word in fold(heading) for word in words)


def _is_date(value: str, form: str) -> bool:
    try:
        return 1900 <= datetime.strptime(value, form).year < 2200
    except ValueError:
        return False


def _marks(values: Sequence[str]) -> dict[str, int]:
    bare = [re.sub(r"[^0-9.,]", "", value) for value in values]
    counts = {mark: sum(bool(re.match(like, value)) for value in bare) for mark, like in MARKS.items()}
    # what fits `either` fits one of the others, too, and tells nothing
    for mark, sign in ((POINT, "."), (COMMA, ",")):
        counts[mark] -= sum(bool(re.match(MARKS[EITHER], value)) and sign in value for value in bare)
    return counts


def _currencies() -> frozenset[str]:
    return frozenset(code for codes in get_global("territory_currencies").values() for code, *_ in codes)
