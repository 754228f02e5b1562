"""A look at a file's bytes before it is parsed: is it whole, is it text, where does the table begin?"""

from __future__ import annotations

import codecs
import csv
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from plumbline.errors import ExportRefused
from plumbline.sources.definition import Source

LONGEST_LINE = 2_000_000
BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Preflight:
    """What was seen: `header_lines` physical lines precede the first record, `headings` stand in the last of them."""

    headings: tuple[str, ...]
    header_lines: int
    newline: str
    ends_with_newline: bool
    long_lines: dict[int, int] = field(default_factory=dict)


def look_at(path: Path, source: Source, name: str) -> Preflight:
    """Read the file once, in order; ExportRefused where it can't be an export of this source at all."""
    with path.open("rb") as file:
        start = file.read(4)
        if not start:
            raise refused(
                source, name, "The file is empty (0 bytes).", "Export it again; the vendor may not have been ready."
            )
        for bom, encoding in BOMS.items():
            if start.startswith(bom) and not source.encoding.startswith("utf-16"):
                raise refused(
                    source,
                    name,
                    f"The file is encoded in {encoding.upper()}; expected is {source.encoding.upper()}.",
                    f"Export it again as UTF-8, or write `encoding: {encoding}` into {source.yaml_path.name}.",
                )
        file.seek(0)
        decoder = codecs.getincrementaldecoder(source.encoding)()
        header: list[str] = []
        headings: tuple[str, ...] | None = () if source.kind == "jsonl" else None
        header_lines = 0
        newline, line = "\n", b""
        long_lines: dict[int, int] = {}
        for number, line in enumerate(file, start=1):
            try:
                text = decoder.decode(line)
            except UnicodeDecodeError as error:
                raise _wrong_encoding(source, name, number, line, error) from None
            if len(line) > LONGEST_LINE:
                long_lines[number] = len(line)
            if headings is None:
                header.append(text)
                if _is_preamble(text, source):
                    continue
                headings = _headings(text, source)
                header_lines = number
                newline = "\r\n" if line.endswith(b"\r\n") else "\n"
    if headings is None:
        raise refused(source, name, "No line with headings was found.", "Export it again with its heading row.")
    return Preflight(headings, header_lines, newline, line.endswith(b"\n"), long_lines)


def refused(source: Source, name: str, message: str, remedy: str) -> ExportRefused:
    """The file as a whole is refused; what was loaded before stays as it was."""
    return ExportRefused(
        f"{name}: {message}",
        f"Nothing of this file was loaded; {source.title} stays as it was known before.",
        f"{remedy} Then clear the task {source.name} in the DAG pull_{source.system}.",
    )


def fold(heading: str) -> str:
    """Headings are compared without case, width and surrounding space."""
    return unicodedata.normalize("NFKC", heading).strip().strip("\ufeff").strip().casefold()


def _is_preamble(text: str, source: Source) -> bool:
    bare = text.strip().strip("\ufeff")
    return not bare or (source.preamble is not None and bare.startswith(source.preamble))


def _headings(text: str, source: Source) -> tuple[str, ...]:
    return tuple(next(csv.reader([text.strip("\ufeff").rstrip("\r\n")], delimiter=source.delimiter), ()))


def _wrong_encoding(source: Source, name: str, number: int, line: bytes, error: UnicodeDecodeError) -> ExportRefused:
    snippet = line[max(0, error.start - 20) : error.end + 10].decode("latin-1")
    return refused(
        source,
        name,
        f"Line {number} is not {source.encoding.upper()}: byte 0x{line[error.start]:02X} at position {error.start + 1}"
        f" (…{snippet.strip()}…).",
        f"Export it again as {source.encoding.upper()}, or write `encoding: latin-1` (or what the vendor uses) into"
        f" {source.yaml_path.name}.",
    )
