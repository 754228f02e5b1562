"""The landing store: immutable copies of what the vendors gave, addressed by their content."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from upath import UPath

from plumbline.errors import room_in
from plumbline.scratch import beside, scratch_prefix, tidy_beside
from plumbline.sources.definition import Source
from plumbline.sources.drop import Export
from plumbline.storage import open_path

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
    with export.path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    file_id = digest.hexdigest()
    relative = f"{source.name}/{export.file_day.isoformat()}/{file_id[:16]}/{export.path.name}"
    target = open_path(landing) / relative
    if not (target.exists() and target.stat().st_size == size):
        with room_in(landing):
            _copy(export.path, target)
    return Landed(export, file_id, size, relative)


def _copy(export: UPath, target: UPath) -> None:
    """Written aside and renamed, so that a copy that was cut off never looks like a landed file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.parent / beside(Path(target.name)).name
    try:
        with export.open("rb") as reading, aside.open("wb") as writing:
            while chunk := reading.read(CHUNK):
                writing.write(chunk)
        aside.fs.move(aside.path, target.path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    if _is_local(target):
        tidy_beside(Path(target.path))


def _is_local(path: UPath) -> bool:
    return path.protocol in ("file", "")


@contextmanager
def local_copy(landing: str, landed_path: str) -> Iterator[Path]:
    """The landed file as a local path, fetched for the moment where the store is not a local folder."""
    stored = open_path(landing) / landed_path
    if _is_local(stored):
        yield Path(stored.path)
        return
    with tempfile.TemporaryDirectory(prefix=scratch_prefix("landed")) as folder:
        local = Path(folder) / stored.name
        with stored.open("rb") as reading, local.open("wb") as writing:
            while chunk := reading.read(CHUNK):
                writing.write(chunk)
        yield local
