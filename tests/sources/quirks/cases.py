"""A quirk as data: what stands in the file, and the rows, refusals or message that it has to give. Written by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.sources.quirks.reading import Reading, define, read

Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Kind:
    """A vendor's export as a source declares it."""

    yaml: str
    fields: str
    sql: str | None = None


@dataclass(frozen=True)
class Quirk:
    """`refused` are (line, field, value); `message` has to stand in the file's refusal."""

    name: str
    kind: Kind
    content: str | bytes
    rows: list[Row] = field(default_factory=list)
    refused: list[tuple[int, str, str | None]] = field(default_factory=list)
    message: str = ""


def check(quirk: Quirk, folder: Path) -> Reading:
    """Read the quirk's file and hold it to what was written down."""
    source = define(folder, quirk.kind.yaml, quirk.kind.fields, quirk.kind.sql)
    content = quirk.content.encode() if isinstance(quirk.content, str) else quirk.content
    reading = read(source, content)
    if quirk.message:
        assert quirk.message in reading.message
        return reading
    assert reading.message == ""
    assert [refusal[:3] for refusal in reading.refused] == quirk.refused
    assert sorted(reading.rows, key=str) == sorted(quirk.rows, key=str)
    return reading
