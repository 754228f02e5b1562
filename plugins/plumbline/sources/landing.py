"""The landing store: immutable copies of what the vendors gave, addressed by their content."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from airflow.sdk import ObjectStoragePath

from plumbline.sources.definition import Source
from plumbline.sources.drop import Export

CHUNK = 1 << 20


@dataclass(frozen=True)
class Landed:
    """A file that lies in the landing store: SHA-256 and size of its bytes, and its place below the store."""

    export: Export
    file_id: str
    size: int
    landed_path: str


def land(landing: str, source: Source, export: Export) -> Landed:
    """Copy an export byte for byte to source/day/content hash/name; a copy that is there already is left alone."""
    digest = hashlib.sha256()
    size = 0
    with _open(export.path, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    file_id = digest.hexdigest()
    relative = f"{source.name}/{export.file_day.isoformat()}/{file_id[:16]}/{export.path.name}"
    target = ObjectStoragePath(landing) / relative
    if not (target.exists() and target.stat().st_size == size):
        target.parent.mkdir(parents=True, exist_ok=True)
        # written aside and renamed, so that a copy that was cut off never looks like a landed file
        aside = target.parent / f".{target.name}.part"
        with _open(export.path, "rb") as reading, _open(aside, "wb") as writing:
            while chunk := reading.read(CHUNK):
                writing.write(chunk)
        aside.move(target)
    return Landed(export, file_id, size, relative)


def _open(path: ObjectStoragePath, mode: str) -> BinaryIO:
    opened: BinaryIO = path.open(mode)  # type: ignore[no-untyped-call]
    return opened


@contextmanager
def local_copy(landing: str, landed_path: str) -> Iterator[Path]:
    """The landed file as a local path, fetched for the moment where the store is not a local folder."""
    stored = ObjectStoragePath(landing) / landed_path
    if stored.protocol in ("file", ""):
        yield Path(stored.path)
        return
    with tempfile.TemporaryDirectory() as folder:
        local = Path(folder) / stored.name
        with _open(stored, "rb") as reading, local.open("wb") as writing:
            while chunk := reading.read(CHUNK):
                writing.write(chunk)
        yield local
