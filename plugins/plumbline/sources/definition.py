"""What a source is: one kind of export, said in one YAML and one SQL file."""

from __future__ import annotations

import codecs
import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from plumbline.errors import SettingsWrong

FIELD_TYPES = (
    "text",
    "integer",
    "decimal",
    "money",
    "percent",
    "probability_percent",
    "probability_fraction",
    "date",
    "timestamp",
    "epoch_us",
    "boolean",
    "currency",
    "json",
)
NUMBER_TYPES = ("integer", "decimal", "money", "percent", "probability_percent", "probability_fraction")
DECIMAL_MARKS = {"point": ".", "comma": ","}
THOUSANDS_MARKS = (",", ".", " ", "'")
CURRENCY_PLACE = "{currency}"
# What is counted or spent is never below zero, unless a field says otherwise.
NEVER_NEGATIVE = {"spend", "impressions", "reach", "clicks", "video_views", "views", "sessions", "users"}
NEVER_NEGATIVE |= {"likes", "comments", "shares", "saves", "followers"}
SLICES = ("rows", "file", "whole")
ARRIVALS = ("daily", "on_change")
KINDS = ("csv", "jsonl")


@dataclass(frozen=True)
class Field:
    """One column of the export: its headings (CSV) or JSON path, its type and its bounds.

    `decimal` and `thousands` are the marks in its numbers; without them the whole column is looked at. `at_least` and
    `at_most` bound its values; dates and instants by `at_most: file_day`, the day that the file is about.
    `equals` names a field with the same value. `currency` is the field that names an amount's currency, or its code;
    `from_field` the field in whose heading or values a currency stands.
    """

    name: str
    type: str = "text"
    headings: tuple[str, ...] = ()
    path: str | None = None
    required: bool = False
    optional: bool = False
    format: str | None = None
    zone: str | None = None
    decimal: str | None = None
    thousands: tuple[str, ...] | None = None
    at_least: float | None = None
    at_most: float | str | None = None
    equals: str | None = None
    currency: str | None = None
    from_field: str | None = None

    @property
    def is_number(self) -> bool:
        """Whether its texts are numbers, whatever they mean."""
        return self.type in NUMBER_TYPES


FIELD_KEYS = {"heading"} | set(Field.__dataclass_fields__) - {"name", "headings"}


@dataclass(frozen=True)
class Source:
    """One kind of export and its contract.

    `slice` says what a file replaces: `rows` (each row carries its day; the file replaces the days it spans), `file`
    (the file is one day's increment), `whole` (a snapshot: it replaces its predecessor). `arrives` is `daily` (a
    missing day is an error) or `on_change`. `refuse_above` is the share of refused records above which the whole file
    is refused.

    `delimiter` is found by the headings where it is not said. `preamble` begins the lines above the table, `footer`
    the first line behind it; `periods` are headings of exports by week or month, where days are due. `sheet` is the
    name of a workbook's sheet. `one_currency` refuses a file whose rows are in several.
    """

    name: str
    folder: Path
    files: str
    table: str
    fields: tuple[Field, ...]
    system: str
    title: str
    owner: str = "data"
    schedule: str = "0 6 * * *"
    time_zone: str | None = None
    arrives: str = "daily"
    slice: str = "file"
    look_back_days: int = 3
    drop: str | None = None
    kind: str = "csv"
    delimiter: str | None = None
    encoding: str = "utf-8"
    sheet: str | None = None
    preamble: str | None = None
    footer: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    decimal: str | None = None
    thousands: tuple[str, ...] | None = None
    one_currency: bool = False
    nulls: tuple[str, ...] = ("", "-", "--")
    skip: str | None = None
    refuse_above: float = 0.05
    empty: str = "accept"

    @property
    def yaml_path(self) -> Path:
        """The file that says all this."""
        return self.folder / f"{self.name}.yaml"

    @property
    def task(self) -> str:
        """The task that pulls it: its own, or for a list that arrives on change the one of its owner's lists."""
        return f"lists_{self.owner}" if self.arrives == "on_change" else self.name

    @property
    def sql_path(self) -> Path:
        """The SELECT that turns the export's fields into the staging table's columns."""
        return self.folder / f"{self.name}.sql"

    @cached_property
    def definition_hash(self) -> str:
        """Changes when the YAML or the SQL changes: then landed files are parsed anew."""
        return hashlib.sha256(self.yaml_path.read_bytes() + self.sql_path.read_bytes()).hexdigest()[:16]


def load_sources(folder: Path) -> list[Source]:
    """Every source defined below the folder, by name; SettingsWrong says which file and key is wrong."""
    return [load_source(path) for path in sorted(folder.glob("*.yaml"))]


def load_source(path: Path) -> Source:
    """Read one source's YAML; once for each content of its files."""
    sql = path.with_suffix(".sql")
    return _load(path, path.read_bytes(), sql.read_bytes() if sql.exists() else b"")


@lru_cache(maxsize=256)
def _load(path: Path, yaml_content: bytes, sql_content: bytes) -> Source:
    raw = _mapping(path)
    _refuse_unknown(path, raw, {f for f in Source.__dataclass_fields__ if f not in ("name", "folder")})
    missing = sorted({"files", "table", "fields", "title"} - set(raw))
    if missing:
        raise _wrong(path, f"lacks {', '.join(missing)}")
    values = dict(raw)
    values["system"] = raw.get("system", path.stem)
    if not isinstance(raw["fields"], dict):
        raise _wrong(path, "has fields that are no mapping of names to headings")
    for key in ("footer", "periods", "thousands"):
        if key in raw:
            values[key] = _texts(raw[key])
    values["fields"] = tuple(_field(path, name, entry, values) for name, entry in raw["fields"].items())
    if "nulls" in raw:
        values["nulls"] = ("", *(str(word) for word in raw["nulls"]))
    # a snapshot without rows would take everything away
    values.setdefault("empty", "refuse" if raw.get("slice") == "whole" else "accept")
    source = Source(name=path.stem, folder=path.parent, **values)
    for key, allowed in (("slice", SLICES), ("arrives", ARRIVALS), ("kind", KINDS), ("empty", ("accept", "refuse"))):
        if getattr(source, key) not in allowed:
            raise _wrong(path, f"has {key}: {getattr(source, key)}; allowed are {', '.join(allowed)}")
    _check_values(source)
    if not source.sql_path.exists():
        raise _wrong(path, f"has no {source.sql_path.name} beside it")
    return source


def _mapping(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise _wrong(path, f"is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(raw, dict):
        raise _wrong(path, "is empty")
    return raw


def _refuse_unknown(path: Path, given: Mapping[str, Any], known: set[str], where: str = "") -> None:
    unknown = sorted(set(given) - known)
    if not unknown:
        return
    close = difflib.get_close_matches(str(unknown[0]), sorted(known), n=1)
    meant = f"did you mean {close[0]!r}? " if close else ""
    raise _wrong(path, f"has the unknown key {unknown[0]!r}{where}; {meant}Known are {', '.join(sorted(known))}")


def _check_values(source: Source) -> None:
    path = source.yaml_path
    try:
        codecs.lookup(source.encoding)
    except LookupError:
        raise _wrong(path, f"has encoding: {source.encoding}, which nobody knows") from None
    if not isinstance(source.refuse_above, int | float) or not 0 <= source.refuse_above <= 1:
        raise _wrong(path, f"has refuse_above: {source.refuse_above}; it is a share from 0 to 1, as 0.05")
    if not isinstance(source.look_back_days, int) or source.look_back_days < 0:
        raise _wrong(path, f"has look_back_days: {source.look_back_days}; it is a whole number from 0")
    if source.delimiter is not None and len(source.delimiter) != 1:
        raise _wrong(path, f'has delimiter: {source.delimiter!r}; it is one character, as ; or "\\t"')
    _check_marks(path, source.decimal, source.thousands)
    fields = {spec.name: spec for spec in source.fields}
    for spec in source.fields:
        _check_field(path, spec, fields)


def _field(path: Path, name: str, entry: Any, source: Mapping[str, Any]) -> Field:
    """`heading` alone, or a mapping of a Field's keys; the marks in numbers are the source's unless it has its own."""
    if not isinstance(entry, dict):
        entry = {"heading": entry}
    values = dict(entry)
    kind = entry.get("type", "text")
    _refuse_unknown(path, entry, FIELD_KEYS, f" in field {name}")
    if kind not in FIELD_TYPES:
        raise _wrong(path, f"has field {name} of type {kind}; types are {', '.join(FIELD_TYPES)}")
    # a currency that stands in another field has a column of its own only where one is named
    values["headings"] = _texts(values.pop("heading", [] if "from_field" in entry else name))
    for key in ("required", "optional"):
        values[key] = bool(entry.get(key, False))
    if kind in NUMBER_TYPES:
        marks = entry if "decimal" in entry else source
        values["decimal"] = marks.get("decimal")
        values["thousands"] = _texts(marks["thousands"]) if marks.get("thousands") is not None else None
        if name in NEVER_NEGATIVE:
            values.setdefault("at_least", 0)
    return Field(name, **values)


def _check_marks(path: Path, decimal: str | None, thousands: tuple[str, ...] | None) -> None:
    if decimal is not None and decimal not in DECIMAL_MARKS:
        raise _wrong(path, f"has decimal: {decimal}; allowed are {', '.join(DECIMAL_MARKS)}")
    if thousands is None:
        return
    if decimal is None:
        raise _wrong(path, "has thousands: without decimal: point or decimal: comma beside it")
    allowed = [sign for sign in THOUSANDS_MARKS if sign != DECIMAL_MARKS[decimal]]
    odd = [sign for sign in thousands if sign not in allowed]
    if odd:
        signs = " ".join(map(repr, allowed))
        raise _wrong(path, f"has thousands: {odd[0]!r}; beside decimal: {decimal} allowed are {signs}")


def _check_field(path: Path, spec: Field, fields: Mapping[str, Field]) -> None:
    _check_marks(path, spec.decimal, spec.thousands)
    for key in ("equals", "from_field"):
        other = getattr(spec, key)
        if other is not None and other not in fields:
            raise _wrong(path, f"has field {spec.name} with {key}: {other}, which is no field of it")
    if spec.from_field is not None and spec.type != "currency":
        raise _wrong(path, f"has field {spec.name} with from_field, which only a field of type currency has")
    for key in ("at_least", "at_most"):
        bound = getattr(spec, key)
        is_day = key == "at_most" and bound == "file_day" and spec.type in ("date", "timestamp")
        is_number = isinstance(bound, int | float) and spec.is_number
        if bound is not None and not is_day and not is_number:
            raise _wrong(path, f"has field {spec.name} with {key}: {bound}; it is a number, or file_day for days")


def _texts(given: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in given) if isinstance(given, list | tuple) else (str(given),)


def _wrong(path: Path, what: str) -> SettingsWrong:
    return SettingsWrong(
        f"{path} {what}.", "This source is not pulled.", f"Correct {path.name}; docs/sources.md has every key."
    )
