"""A file as the reader wants it: UTF-8, lines that end with a line feed, none of them endless, no NUL bytes.

Whatever a vendor's system does to a text file is undone here, so that nothing behind has to know of it. Physical lines
keep their numbers. Memory stays bounded however long a line is.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 20
LONGEST_LINE = 2_000_000
VALUE_SHOWN = 60


class EncodingError(Exception):
    """A byte that the encoding has not: its line, its place in the line, its value and what stands around it."""

    def __init__(self, line: int, position: int, byte: int, around: str, *, at_end: bool) -> None:
        self.line, self.position, self.byte, self.around, self.at_end = line, position, byte, around, at_end
        super().__init__(f"line {line}, position {position}: byte 0x{byte:02X}")


@dataclass
class Lines:
    """What a UTF-8 file's bytes tell: how many lines, whether the last one is ended, which can't be records and why."""

    count: int = 0
    ends_with_newline: bool = True
    has_carriage_returns: bool = False
    has_nul: bool = False
    unreadable: dict[int, tuple[str, str]] = field(default_factory=dict)


def to_utf8(path: Path, encoding: str, target: Path) -> None:
    """Write the text again as UTF-8; EncodingError where it is not in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as reading, target.open("w", encoding="utf-8", newline="") as writing:
        while True:
            chunk = reading.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise _not_text(error, line, at_end=not chunk) from None
            writing.write(text)
            line += text.count("\n")
            if not chunk:
                return


def scan_lines(path: Path) -> Lines:
    """Read a UTF-8 file once, in pieces; EncodingError where it is not UTF-8."""
    lines = Lines()
    decoder = codecs.getincrementaldecoder("utf-8")()
    open_bytes = 0  # of the line that the last piece left open
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise _not_text(error, lines.count + 1, at_end=not chunk) from None
            if not chunk:
                break
            lines.has_carriage_returns |= b"\r" in chunk
            lines.has_nul |= b"\0" in chunk
            first = chunk.find(b"\n")
            if first < 0:
                open_bytes += len(chunk)
            else:
                # a line within one piece is never too long
                _note_long(lines, lines.count + 1, open_bytes + first)
                open_bytes = len(chunk) - chunk.rfind(b"\n") - 1
            lines.count += chunk.count(b"\n")
            lines.ends_with_newline = chunk.endswith(b"\n")
    if not lines.ends_with_newline:
        lines.count += 1
        _note_long(lines, lines.count, open_bytes)
    if lines.has_nul:
        _note_nul(lines, path)
    return lines


def write_normalized(path: Path, lines: Lines, target: Path) -> None:
    """The same lines without carriage returns; a line that can't be a record is left empty."""
    with target.open("wb") as writing:
        for number, (line, _, ended) in enumerate(bounded_lines(path), start=1):
            if number in lines.unreadable:
                writing.write(b"\n" if ended else b"")
            else:
                # within a quoted text a lone carriage return is some old system's line break
                writing.write(line.replace(b"\r\n", b"\n").replace(b"\r", b" "))


def bounded_lines(path: Path) -> Iterator[tuple[bytes, int, bool]]:
    """Each line: its first bytes (all of them up to LONGEST_LINE), its whole length, whether a line feed ends it."""
    with path.open("rb") as file:
        yield from _bounded(file)


def _bounded(file: BinaryIO) -> Iterator[tuple[bytes, int, bool]]:
    while line := file.readline(LONGEST_LINE + 1):
        size, end = len(line), line[-1:]
        while end != b"\n" and (more := file.readline(CHUNK)):
            size += len(more)
            end = more[-1:]
        yield line, size, end == b"\n"


def _note_long(lines: Lines, number: int, size: int) -> None:
    if size > LONGEST_LINE:
        lines.unreadable[number] = (f"{size:,} bytes", f"a line of at most {LONGEST_LINE:,} bytes")


def _note_nul(lines: Lines, path: Path) -> None:
    for number, (line, _, _) in enumerate(bounded_lines(path), start=1):
        place = line.find(b"\0")
        if place >= 0 and number not in lines.unreadable:
            around = line[max(0, place - VALUE_SHOWN // 2) : place + VALUE_SHOWN // 2].decode("utf-8", "replace")
            # the sign for NUL: a database takes no NUL itself
            lines.unreadable[number] = (around.strip().replace("\0", "␀"), "a text; NUL bytes (shown as ␀) are none")


def _not_text(error: UnicodeDecodeError, line: int, *, at_end: bool) -> EncodingError:
    content = error.object
    begin = content.rfind(b"\n", 0, error.start) + 1
    around = content[max(begin, error.start - VALUE_SHOWN // 2) : error.end + VALUE_SHOWN // 2].decode("latin-1")
    return EncodingError(
        line + content[: error.start].count(b"\n"),
        error.start - begin + 1,
        content[error.start],
        " ".join("".join(c if c.isprintable() else " " for c in around.split("\n")[0]).split()),
        at_end=at_end,
    )
