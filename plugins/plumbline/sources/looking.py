"""How numbers and dates are written where a source does not say: told by the whole column, or not at all.

`50.000` is fifty or fifty thousand, 03/04/2026 a day of March or of April. The other values of the column tell, or the
other columns of the file; where none does, the file is refused with both readings. One damaged value must not turn a
column over: whatever tells has to be more than DAMAGED of what could tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb

from plumbline.sources.definition import Field, Source
from plumbline.sources.fields import ISO_DATE, bare
from plumbline.sources.headings import Column
from plumbline.sources.numbers import quote

DAMAGED = 0.05
DATE_FORMATS = (
    ISO_DATE,
    "%Y%m%d",
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%Y-%m-%d 00:00:00",
)
POINT, COMMA, EITHER = "point", "comma", "either"
# of the digits and marks alone; a first zero is no thousand, and three digits behind the only mark tell nothing
MARKS = {
    EITHER: r"^[1-9]\d{0,2}[.,]\d{3}$",
    POINT: r"^((\d+|\d{1,3}(,\d{3})+)?\.\d+|\d{1,3}(,\d{3}){2,})$",
    COMMA: r"^((\d+|\d{1,3}(\.\d{3})+)?,\d+|\d{1,3}(\.\d{3}){2,})$",
}


@dataclass(frozen=True)
class Ambiguous:
    """A value with two readings: its record's number, its field's label, both readings, what to declare."""

    record: int
    label: str
    value: str
    readings: tuple[str, str]
    remedy: str


def look(
    db: duckdb.DuckDBPyConnection, source: Source, columns: Mapping[str, Column], indexes: Iterable[int]
) -> dict[int, tuple[Field, ...] | Ambiguous]:
    """For each file of table `raw` the fields as its own values have them; or a value that can't be told."""
    fields: dict[int, dict[str, Field]] = {index: {spec.name: spec for spec in source.fields} for index in indexes}
    unclear: dict[int, Ambiguous] = {}
    if source.kind == "csv":
        numbers = [spec for spec in source.fields if spec.is_number and spec.decimal is None]
        dates = [spec for spec in source.fields if spec.type == "date" and spec.format is None]
        for index, styles in _number_styles(db, source, columns, numbers).items():
            for spec in numbers:
                mark = styles[spec.name]
                if isinstance(mark, Ambiguous):
                    unclear.setdefault(index, mark)
                elif mark == COMMA:
                    fields[index][spec.name] = replace(spec, decimal=COMMA)
        for index, formats in _date_formats(db, source, columns, dates).items():
            for spec in dates:
                chosen = formats[spec.name]
                if isinstance(chosen, Ambiguous):
                    unclear.setdefault(index, chosen)
                elif chosen != ISO_DATE:
                    fields[index][spec.name] = replace(spec, format=chosen)
    return {index: unclear.get(index) or tuple(named.values()) for index, named in fields.items()}


def _number_styles(
    db: duckdb.DuckDBPyConnection, source: Source, columns: Mapping[str, Column], specs: Sequence[Field]
) -> dict[int, dict[str, str | Ambiguous]]:
    digits = {
        spec.name: f"regexp_replace({bare(columns[spec.name].raw, source.nulls)}, '[^0-9.,]', '', 'g')"
        for spec in specs
    }
    classes = {name: _class_of(x) for name, x in digits.items()}
    styles: dict[int, dict[str, str | Ambiguous]] = {}
    for index, *counts in _by_file(db, _records(source, columns), columns, specs, classes):
        seen = {spec.name: counts[5 * n : 5 * n + 5] for n, spec in enumerate(specs)}
        point = sum(of[1] for of in seen.values())
        comma = sum(of[2] for of in seen.values())
        styles[index] = {}
        for spec in specs:
            either, points, commas, value, record = seen[spec.name]
            if spec.type == "integer":
                either = 0  # of a whole number three digits are thousands
            mark = _told(points, commas, either) or _told(point - points, comma - commas)
            unclear = mark is None and either
            styles[index][spec.name] = _two_numbers(source, spec, columns, value, record) if unclear else mark or POINT
    return styles


def _class_of(x: str) -> str:
    cases = " ".join(f"when regexp_matches({x}, {quote(like)}) then {quote(mark)}" for mark, like in MARKS.items())
    return f"case when not regexp_matches({x}, '[.,]') then null {cases} end"


def _told(point: int, comma: int, either: int = 0) -> str | None:
    """Which mark parts decimals, if that is more than damaged values would say."""
    if point > DAMAGED * (comma + either) and comma <= DAMAGED * point:
        return POINT
    if comma > DAMAGED * (point + either) and point <= DAMAGED * comma:
        return COMMA
    return None


def _two_numbers(source: Source, spec: Field, columns: Mapping[str, Column], value: str, record: int) -> Ambiguous:
    whole, _, rest = value.replace(",", ".").partition(".")
    mark = "point" if "." in value else "comma"
    other = "comma" if mark == "point" else "point"
    readings = (f"{whole}.{rest} (its {mark} parts decimals)", f"{whole}{rest} (its {mark} parts thousands)")
    remedy = f"Write `decimal: {mark}` or `decimal: {other}` to the field {spec.name} in {source.yaml_path.name}."
    return Ambiguous(record, columns[spec.name].label, value, readings, remedy)


def _date_formats(
    db: duckdb.DuckDBPyConnection, source: Source, columns: Mapping[str, Column], specs: Sequence[Field]
) -> dict[int, dict[str, str | Ambiguous]]:
    texts = {spec.name: bare(columns[spec.name].raw, source.nulls) for spec in specs}
    records = _records(source, columns)
    odd = [
        name for name, x in texts.items() if _count(db, records, f"{x} is not null and {_parsed(x, ISO_DATE)} is null")
    ]
    looked = [spec for spec in specs if spec.name in odd]
    formats: dict[int, dict[str, str | Ambiguous]] = {}
    if not looked:
        return formats
    shares = ", ".join(
        f"count({texts[spec.name]}), {', '.join(f'count({_parsed(texts[spec.name], f)})' for f in DATE_FORMATS)}"
        for spec in looked
    )
    width = 1 + len(DATE_FORMATS)
    for index, *counts in db.execute(
        f"select file_index, {shares} from {records} join here using (path) group by file_index order by file_index"
    ).fetchall():
        formats[index] = {spec.name: ISO_DATE for spec in specs}
        for n, spec in enumerate(looked):
            total, *parsed = counts[width * n : width * (n + 1)]
            fits = sorted(zip(parsed, DATE_FORMATS, strict=True), key=lambda pair: -pair[0])
            best, second = fits[0], fits[1]
            if not best[0] or best[0] < (1 - DAMAGED) * total:
                continue  # no one format: what does not fit is refused record by record
            told = best[0] - second[0] > DAMAGED * total or not _count(
                db, records, _differ(texts[spec.name], best[1], second[1])
            )
            formats[index][spec.name] = (
                best[1] if told else _two_dates(db, source, columns, spec, index, (best[1], second[1]))
            )
    return formats


def _two_dates(
    db: duckdb.DuckDBPyConnection,
    source: Source,
    columns: Mapping[str, Column],
    spec: Field,
    index: int,
    formats: tuple[str, str],
) -> Ambiguous:
    x, records = bare(columns[spec.name].raw, source.nulls), _records(source, columns)
    first, second = (_parsed(x, f) for f in formats)
    value, one, other, record = db.execute(
        f"select {x}, {first}, {second}, place - first_place + 1 from {records} join here using (path)"
        f" where file_index = {index} and {_differ(x, *formats)} order by place limit 1"
    ).fetchall()[0]
    readings = (f"{_spoken(one)} ({formats[0]})", f"{_spoken(other)} ({formats[1]})")
    remedy = f'Write `format: "{formats[0]}"` or `format: "{formats[1]}"` to the field {spec.name} in'
    return Ambiguous(int(record), columns[spec.name].label, value, readings, f"{remedy} {source.yaml_path.name}.")


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _parsed(x: str, form: str) -> str:
    value = f"cast(try_strptime({x}, {quote(form)}) as date)"
    return f"case when year({value}) between 1900 and 2199 then {value} end"


def _differ(x: str, first: str, second: str) -> str:
    return f"{_parsed(x, first)} <> {_parsed(x, second)}"


def _count(db: duckdb.DuckDBPyConnection, records: str, condition: str) -> int:
    return int(db.execute(f"select count(*) from {records} where {condition}").fetchall()[0][0])


def _records(source: Source, columns: Mapping[str, Column]) -> str:
    """The records that count: a totals row has words where the others have days."""
    if source.skip is None:
        return "raw"
    texts = ", ".join(f'{columns[spec.name].raw} as "{spec.name}"' for spec in source.fields)
    return f"(select * from raw where not coalesce((select {source.skip} from (select {texts})), false)) as raw"


def _by_file(
    db: duckdb.DuckDBPyConnection,
    records: str,
    columns: Mapping[str, Column],
    specs: Sequence[Field],
    classes: Mapping[str, str],
) -> list[Any]:
    """By file, for each field: how many values are of each class, and the first of class `either` with its record."""
    if not specs:
        return []
    each = ", ".join(f"{columns[s.name].raw} as t{n}, {classes[s.name]} as k{n}" for n, s in enumerate(specs))
    counted = ", ".join(
        ", ".join(f"count(*) filter (k{n} = {quote(mark)})" for mark in MARKS)
        + f", arg_min(trim(t{n}), place) filter (k{n} = {quote(EITHER)})"
        + f", min(place - first_place + 1) filter (k{n} = {quote(EITHER)})"
        for n in range(len(specs))
    )
    return db.execute(
        f"select file_index, {counted} from (select *, {each} from {records}) join here using (path)"
        " group by file_index order by file_index"
    ).fetchall()
