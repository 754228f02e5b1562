"""What a file is wrapped in: gzip and ZIP archives are unpacked, within bounds, before anybody looks at the table."""

from __future__ import annotations

import errno
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

# An archive of some kilobytes can hold gigabytes of nothing. These are the bounds of everything that is unpacked.
LARGEST_UNPACKED = 256 << 20  # bytes of one file
LARGEST_SHARED_TEXTS = 64 << 20  # bytes of a workbook's table of texts, which is held in memory
MOST_CELLS = 20_000_000  # of a sheet, empty ones among them
MOST_MEMBERS = 1000  # files in an archive

CHUNK = 1 << 20
GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0"
EXPORTS = (".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson", ".xlsx", ".gz")
LAYERS = 3  # an archive within an archive is the most that somebody sends
NAMES_SHOWN = 5
# what gzip, zipfile, zlib and the XML parser raise over a file that is damaged, and none of them documents in full
DAMAGED = (
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    SyntaxError,
)


class NotUnpacked(Exception):
    """Why something could not be unpacked, and what to do about it."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(message)


def unpack(path: Path, scratch: Path) -> tuple[Path, list[str]]:
    """The file within its archives, and words for what it was taken out of, the outermost first.

    A workbook is a ZIP archive, too, and left as it is. NotUnpacked where an archive is damaged, locked, too large or
    holds several exports.
    """
    layers: list[str] = []
    for layer in range(LAYERS):
        start = _start(path)
        target = scratch / f"unpacked{layer}"
        if start.startswith(GZIP):
            layers.append("gzip")
            with readable("a gzip archive"), gzip.open(path) as reading:
                _copy(reading, target)
        elif start.startswith(ZIP) and not is_workbook(path):
            with readable("a ZIP archive"), zipfile.ZipFile(path) as archive:
                member = _only_export(archive)
                layers.append(f"ZIP, {PurePosixPath(member.filename).name}")
                with archive.open(member) as reading:
                    _copy(reading, target)
        else:
            break
        path = target
    return path, layers


def is_workbook(path: Path) -> bool:
    """Whether a ZIP archive is a workbook of Excel's (XLSX), with its sheets within bounds; NotUnpacked otherwise."""
    if not _start(path).startswith(ZIP):
        return False
    with readable("a ZIP archive or an Excel workbook"), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    if not any(member.filename == "xl/workbook.xml" for member in members):
        return False
    for member in members:
        most = LARGEST_SHARED_TEXTS if member.filename == "xl/sharedStrings.xml" else LARGEST_UNPACKED
        if member.file_size > most:
            raise _too_large(most)
    return True


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(OLE):
        raise NotUnpacked(
            "The file is an Excel workbook of the old kind (.xls), or one with a password.",
            "Save it as XLSX or CSV, without a password.",
        )
    return start


def _only_export(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise NotUnpacked(f"The archive holds {len(members):,} files.", "Send one export a file.")
    names = {member.filename: PurePosixPath(member.filename) for member in members if not member.is_dir()}
    kept = [name for name, path in names.items() if path.suffix.lower() in EXPORTS]
    kept = [name for name in kept if not names[name].name.startswith(".")]  # what a Mac puts beside each file
    if len(kept) != 1:
        listed = ", ".join(sorted(kept)[:NAMES_SHOWN]) + (", …" if len(kept) > NAMES_SHOWN else "")
        what = f"{len(kept)} exports: {listed}" if kept else "no CSV and no workbook"
        raise NotUnpacked(f"The archive holds {what}.", "Send one export a file.")
    member = archive.getinfo(kept[0])
    if member.flag_bits & 1:
        raise NotUnpacked("The archive has a password.", "Send it without one.")
    return member


def _copy(reading: IO[bytes] | gzip.GzipFile, target: Path) -> None:
    size = 0
    with target.open("wb") as writing:
        while chunk := reading.read(CHUNK):
            size += len(chunk)
            if size > LARGEST_UNPACKED:
                raise _too_large(LARGEST_UNPACKED)
            writing.write(chunk)


def _too_large(most: int) -> NotUnpacked:
    return NotUnpacked(
        f"The archive unpacks to more than {most >> 20} MB, which no export does: it may be made to fill the disk.",
        "Look at where it came from; a true export of that size has to come in parts, or unpacked.",
    )


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Whatever the libraries say of a damaged archive, in our words."""
    try:
        yield
    except (*DAMAGED, OSError) as error:
        # an error with another number is the disk's; EINVAL is a place before the file's beginning
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise
        raise NotUnpacked(
            f"The file is {what} that can't be opened: it is damaged or was cut short.", "Fetch it again."
        ) from None
