"""Reading bytes by a definition that a test writes: what was loaded, skipped and refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.definition import Source, load_source
from plumbline.sources.parse import open_parser, parse

DAY = date(2026, 10, 30)


@dataclass
class Reading:
    """What became of a file: its rows as texts, the refusals as (line, field, value, reason), the words for both."""

    rows: list[tuple[str | None, ...]]
    file: ParsedFile

    @property
    def refused(self) -> list[tuple[int, str, str | None, str]]:
        """The refused fields."""
        return [(r.line, r.field, r.value, r.reason) for r in self.file.refusals]

    @property
    def message(self) -> str:
        """Why the whole file was refused; empty where it was not."""
        return self.file.error.message if self.file.error else ""


def define(folder: Path, yaml: str, fields: str, sql: str | None = None, table: str = "ad_day") -> Source:
    """A source of one field a line of `fields`; its SQL gives all of them unless it says otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line.strip() for line in fields.splitlines() if line.strip()]
    names = ", ".join(line.partition(":")[0] for line in lines)
    (folder / "quirk.sql").write_text(sql or f"select {names} from export", encoding="utf-8")
    path = folder / "quirk.yaml"
    head = f"title: Quirk\nfiles: a.csv\ntable: {table}\nrefuse_above: 0.5\n{yaml}\nfields:\n"
    path.write_text(head + "".join(f"  {line}\n" for line in lines), encoding="utf-8")
    return load_source(path)


def read(source: Source, content: bytes, name: str = "a.csv") -> Reading:
    """Parse the bytes as a file of 30 October 2026."""
    path = source.folder / name
    path.write_bytes(content)
    file = ParsedFile(0, path, name, DAY)
    with open_parser() as db:
        parse(db, source, [file])
        if file.error is not None:
            return Reading([], file)
        columns = [row[0] for row in db.execute("describe parsed").fetchall() if row[0] != "file_index"]
        texts = ", ".join(f'cast("{column}" as text)' for column in columns)
        return Reading(db.execute(f"select {texts} from parsed").fetchall(), file)
