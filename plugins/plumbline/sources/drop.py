"""Finding a day's exports in the folder where the vendors drop them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from upath import UPath

from plumbline.days import Days
from plumbline.sources.definition import Source
from plumbline.storage import open_path

TOKEN = re.compile(r"\{(delivery_day|day|\*)\}|\*")
NAMES_SHOWN = 5
DAY_FORMATS = ("%Y-%m-%d", "%Y%m%d")


@dataclass(frozen=True)
class Export:
    """One file in the drop: the day it was delivered, the day it is about, and its name below the drop."""

    path: UPath
    name: str
    delivery_day: date
    file_day: date


def find_exports(drop: str, source: Source, days: Days) -> list[Export]:
    """The source's files delivered in the range or in the look-back before it, in order of delivery.

    A pattern without `{delivery_day}` names files that lie still: they are found by every run, and count as delivered
    on the day they are about, or on the range's last day where their name tells none.
    """
    exports: dict[str, Export] = {}
    root = open_path(drop)
    first = days.first - timedelta(days=source.look_back_days)
    for delivery_day in Days(first, days.last).each():
        for export in _matches(root, source.files, delivery_day, days.last):
            if first <= export.delivery_day <= days.last:
                exports[export.name] = export
        if "{delivery_day}" not in source.files:
            break
    return sorted(exports.values(), key=lambda export: (export.delivery_day, export.file_day, export.name))


def whereabouts(drop: str, source: Source, day: date) -> str:
    """Where a day's export would lie, and what lies there instead: for the message about one that is missing."""
    folder_name, _, name = source.files.replace("{delivery_day}", day.isoformat()).rpartition("/")
    looked = name.replace("{day}", day.isoformat()) + (f" (or {day:%Y%m%d} in its name)" if "{day}" in name else "")
    place = f"{drop}/{folder_name}".rstrip("/")
    folder = open_path(place)
    if not folder.is_dir():
        return f"Looked for {looked}, but there is no folder {place}."
    there = sorted(path.name for path in folder.iterdir())
    listed = ", ".join(there[:NAMES_SHOWN]) + (", …" if len(there) > NAMES_SHOWN else "")
    return f"Looked for {looked} in {place}, where there is {listed or 'no file'}."


def _matches(root: UPath, pattern: str, delivery_day: date, last: date) -> Iterator[Export]:
    folder_pattern, _, name_pattern = pattern.rpartition("/")
    folder_name = folder_pattern.replace("{delivery_day}", delivery_day.isoformat())
    folder = root / folder_name if folder_name else root
    if not folder.is_dir():
        return
    regex = re.compile(_regex(name_pattern))
    for path in folder.iterdir():
        match = regex.fullmatch(path.name)
        if not match or path.is_dir():
            continue
        named = _day(match.groupdict().get("day"))
        if "{day}" in name_pattern and named is None:
            continue
        if "{delivery_day}" in pattern:
            file_day = named or delivery_day
            yield Export(path, f"{folder_name}/{path.name}", delivery_day, file_day)
        else:
            name = f"{folder_name}/{path.name}" if folder_name else path.name
            yield Export(path, name, named or last, named or last)


def _regex(name_pattern: str) -> str:
    parts = []
    position = 0
    for token in TOKEN.finditer(name_pattern):
        parts.append(re.escape(name_pattern[position : token.start()]))
        parts.append(r"(?P<day>\d{4}-?\d{2}-?\d{2})" if token.group(1) == "day" else ".*")
        position = token.end()
    return "".join(parts) + re.escape(name_pattern[position:])


def _day(text: str | None) -> date | None:
    for day_format in DAY_FORMATS:
        try:
            return datetime.strptime(text or "", day_format).date()
        except ValueError:
            continue
    return None
