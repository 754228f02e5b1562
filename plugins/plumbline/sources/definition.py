"""What a source is: one kind of export, said in one YAML and one SQL file."""

from __future__ import annotations

import codecs
import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from plumbline.errors import SettingsWrong

FIELD_TYPES = (
    "text",
    "integer",
    "decimal",
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
FIELD_KEYS = {"heading", "path", "type", "required", "optional", "format", "zone"}
SLICES = ("rows", "file", "whole")
ARRIVALS = ("daily", "on_change")
KINDS = ("csv", "jsonl")


@dataclass(frozen=True)
class Field:
    """One column of the export: the headings (CSV) or the JSON path by which it is found, and its type."""

    name: str
    type: str = "text"
    headings: tuple[str, ...] = ()
    path: str | None = None
    required: bool = False
    optional: bool = False
    format: str | None = None
    zone: str | None = None


@dataclass(frozen=True)
class Source:
    """One kind of export and its contract.

    `slice` says what a file replaces: `rows` (each row carries its day; the file replaces the days it spans), `file`
    (the file is one day's increment), `whole` (a snapshot: it replaces its predecessor). `arrives` is `daily` (a
    missing day is an error) or `on_change`. `refuse_above` is the share of refused records above which the whole file
    is refused.
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
    delimiter: str = ","
    encoding: str = "utf-8"
    preamble: str | None = None
    nulls: tuple[str, ...] = ("", "-", "--")
    skip: str | None = None
    refuse_above: float = 0.05
    empty: str = "accept"
    parameters: Mapping[str, str] = field(default_factory=dict)

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
    values["fields"] = tuple(_field(path, name, entry) for name, entry in raw["fields"].items())
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
    try:
        codecs.lookup(source.encoding)
    except LookupError:
        raise _wrong(source.yaml_path, f"has encoding: {source.encoding}, which nobody knows") from None
    if not isinstance(source.refuse_above, int | float) or not 0 <= source.refuse_above <= 1:
        raise _wrong(source.yaml_path, f"has refuse_above: {source.refuse_above}; it is a share from 0 to 1, as 0.05")
    if not isinstance(source.look_back_days, int) or source.look_back_days < 0:
        raise _wrong(source.yaml_path, f"has look_back_days: {source.look_back_days}; it is a whole number from 0")


def _field(path: Path, name: str, entry: Any) -> Field:
    """`heading` alone, or a mapping with heading (one or several), path, type, required, optional, format, zone."""
    if not isinstance(entry, dict):
        entry = {"heading": entry}
    headings = entry.get("heading", name)
    _refuse_unknown(path, entry, FIELD_KEYS, f" in field {name}")
    made = Field(
        name=name,
        type=entry.get("type", "text"),
        headings=tuple(headings) if isinstance(headings, list) else (str(headings),),
        path=entry.get("path"),
        required=bool(entry.get("required", False)),
        optional=bool(entry.get("optional", False)),
        format=entry.get("format"),
        zone=entry.get("zone"),
    )
    if made.type not in FIELD_TYPES:
        raise _wrong(path, f"has field {name} of type {made.type}; types are {', '.join(FIELD_TYPES)}")
    return made


def _wrong(path: Path, what: str) -> SettingsWrong:
    return SettingsWrong(f"{path} {what}.", "This source is not pulled.", f"Correct {path.name}; the README shows one.")
