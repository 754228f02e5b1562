"""Which column is which: by heading, never by position."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from plumbline.errors import ExportRefused
from plumbline.sources.definition import CURRENCY_PLACE, Field, Source
from plumbline.sources.file_checks import FileCheck, refused
from plumbline.sources.numbers import SIGNS, currencies_beside, quote

LONGEST_LINE_SHOWN = 200
ABSENT = "cast(null as varchar)"


@dataclass(frozen=True)
class Column:
    """Where a field is found: a raw SQL expression, and the words by which the file's owner knows it.

    `currency` is the code that stands in the heading, as in `Amount spent (USD)`; `taken_from` the field in whose
    column this one stands, too.
    """

    raw: str
    label: str
    currency: str | None = None
    taken_from: str | None = None


def fold(heading: str) -> str:
    """Headings are compared without case, width, marks of order and spaces around or doubled within."""
    return " ".join(unicodedata.normalize("NFKC", heading).replace("\ufeff", "").split()).casefold()


def path_of(spec: Field) -> str:
    """Where the field stands in a JSON object."""
    return spec.path or f"$.{spec.name}"


def found(headings: Sequence[str], source: Source) -> tuple[int, int]:
    """How many of the source's fields these headings name, and how many they lack although they are needed."""
    places = _places(headings)
    missed = [spec for spec in source.fields if spec.headings and _place(spec, places) is None]
    known = sum(bool(spec.headings) for spec in source.fields) - len(missed)
    return known, sum(not spec.optional and spec.from_field is None for spec in missed)


def field_of(heading: str, source: Source) -> Field | None:
    """The field that a heading names."""
    places = _places([heading])
    return next((spec for spec in source.fields if _place(spec, places) is not None), None)


def match_headings(checked: FileCheck, source: Source, name: str) -> tuple[dict[str, Column], str | None]:
    """Field name -> its column, and a notice of headings that nobody reads.

    A needed heading that is missing or stands twice refuses the file: rows loaded under a wrong heading would be worse
    than none.
    """
    if source.kind == "jsonl":
        return {f.name: Column(f"texts[{n}]", path_of(f)) for n, f in enumerate(source.fields, start=1)}, None
    places = _places(checked.headings)
    columns: dict[str, Column] = {}
    missing: list[Field] = []
    used: set[str] = set()
    for spec in source.fields:
        place = _place(spec, places)
        if place is not None:
            folded, currency = place
            if len(places[folded]) > 1:
                raise _twice(checked, source, name, places[folded])
            index = places[folded][0]
            columns[spec.name] = Column(f"c{index}", checked.headings[index], currency)
            used.add(folded)
        elif spec.optional:
            columns[spec.name] = Column(ABSENT, spec.headings[0] if spec.headings else spec.name)
        elif spec.from_field is None:
            missing.append(spec)
    if missing:
        raise _missing(checked, source, name, missing, used)
    for spec in source.fields:
        if spec.from_field is not None and (spec.name not in columns or columns[spec.name].raw == ABSENT):
            columns[spec.name] = _currency_from(spec.from_field, columns[spec.from_field])
    _check_one_currency(source, name, list(columns.values()))
    new = [heading for heading in checked.headings if fold(heading) not in used and heading.strip()]
    return columns, f"headings not read: {', '.join(new)}" if new else None


def _places(headings: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for index, heading in enumerate(headings):
        places[fold(heading)].append(index)
    return places


def _place(spec: Field, places: dict[str, list[int]]) -> tuple[str, str | None] | None:
    """The folded heading of the field there, and the currency in it; the first alias that is there wins."""
    for alias in spec.headings:
        if CURRENCY_PLACE not in alias:
            if fold(alias) in places:
                return fold(alias), None
            continue
        pattern = _pattern(alias)
        for heading in places:
            if (match := pattern.fullmatch(heading)) and (code := _code(match.group(1))):
                return heading, code
    return None


@lru_cache(maxsize=512)
def _pattern(alias: str) -> re.Pattern[str]:
    before, _, behind = fold(alias).partition(CURRENCY_PLACE)
    return re.compile(re.escape(before) + r"([^\s()]{1,3})" + re.escape(behind))


def _code(word: str) -> str | None:
    """USD of usd; the code of a sign that only one currency has."""
    signs = {fold(sign): codes for sign, codes in SIGNS.items() if len(codes) == 1}
    if word in signs:
        return signs[word][0]
    return word.upper() if re.fullmatch("[a-z]{3}", word) else None


def _currency_from(name: str, column: Column) -> Column:
    """The currency in another column's heading; without one, what stands beside each of its amounts."""
    if column.currency is not None:
        return Column(quote(column.currency), column.label, taken_from=name)
    codes = currencies_beside(column.raw)
    return Column(f"case when len({codes}) = 1 then ({codes})[1] end", column.label, taken_from=name)


def _check_one_currency(source: Source, name: str, columns: Sequence[Column]) -> None:
    named = {column.currency: column.label for column in columns if column.currency is not None}
    if len(named) > 1:
        labels = " and ".join(repr(label) for label in named.values())
        raise refused(
            source,
            name,
            f"Its headings name several currencies: {labels}. Amounts of different money can't be told apart by row.",
            "Export it again in the account's currency.",
        )


def _twice(checked: FileCheck, source: Source, name: str, indexes: Sequence[int]) -> ExportRefused:
    columns = " and ".join(str(index + 1) for index in indexes)
    return refused(
        source,
        name,
        f"Line {checked.header_lines} has the heading {checked.headings[indexes[0]]!r} {len(indexes)} times, as columns"
        f" {columns}: which of them counts can't be told.",
        "Export it again with that column once.",
    )


def _missing(checked: FileCheck, source: Source, name: str, missing: list[Field], used: set[str]) -> ExportRefused:
    listed = ", ".join(checked.headings)[:LONGEST_LINE_SHOWN]
    periods = {fold(period) for period in source.periods}
    longer = [heading for heading in checked.headings if fold(heading) in periods]
    if longer and any(spec.type == "date" for spec in missing):
        return refused(
            source,
            name,
            f"Its rows are of a whole period ({', '.join(map(repr, longer))} in line {checked.header_lines}), where"
            " each has to be of one day.",
            "Export it again by day.",
        )
    if not used:
        return refused(
            source,
            name,
            f"Line {checked.header_lines} holds none of this export's {len(source.fields)} headings."
            f" Found: {listed!r}.",
            f"It is another file, or the vendor changed them all: export it again, or correct {source.yaml_path.name}.",
        )
    spare = {fold(heading): heading for heading in checked.headings if fold(heading) not in used}
    sentences = []
    for spec in missing:
        close = difflib.get_close_matches(fold(spec.headings[0]), list(spare), n=1, cutoff=0.5)
        looked = " or ".join(repr(heading) for heading in spec.headings)
        sentences.append(looked + (f", perhaps now called {spare[close[0]]!r}" if close else ""))
    return refused(
        source,
        name,
        f"Line {checked.header_lines} lacks the heading {'; '.join(sentences)}. Headings that nobody asks for:"
        f" {', '.join(spare.values()) or 'none'}.",
        f"If the vendor renamed it, add the new heading to `heading:` in {source.yaml_path.name}.",
    )
