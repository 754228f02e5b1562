"""A look at a file's bytes before it is parsed: is it whole, is it text, where does the table begin?"""

from __future__ import annotations

import codecs
import csv
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from plumbline.errors import ExportRefused
from plumbline.sources.definition import Source
from plumbline.sources.normalize import EncodingError, Lines, bounded_lines, scan_lines, to_utf8, write_normalized

BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
OTHER_THINGS = {
    b"\x1f\x8b": "a gzip archive",
    b"pk\x03\x04": "a ZIP archive or an Excel workbook",
    b"%pdf": "a PDF",
    b"<!doctype": "a web page, perhaps an error or a login page",
    b"<html": "a web page, perhaps an error or a login page",
}
LONGEST_PREAMBLE = 1000


@dataclass(frozen=True)
class FileCheck:
    """What was seen: `header_lines` physical lines precede the first record, `headings` stand in the last of them.

    `path` is the file to be read: UTF-8 with line feeds, the export itself where it is that already.
    """

    path: Path
    headings: tuple[str, ...]
    header_lines: int
    lines: Lines


def check_file(path: Path, source: Source, name: str, scratch: Path) -> FileCheck:
    """Read the file once, in order; ExportRefused where it can't be an export of this source at all.

    `scratch` is a folder for a normalized copy of a file that has other line ends or another encoding.
    """
    _refuse_other_things(path, source, name)
    normalized = scratch / "normalized"
    try:
        if codecs.lookup(source.encoding).name != "utf-8":
            to_utf8(path, source.encoding, scratch / "to_utf8")
            path = scratch / "to_utf8"
        lines = scan_lines(path)
    except EncodingError as error:
        raise _wrong_encoding(source, name, error) from None
    headings, header_lines = ((), 0) if source.kind == "jsonl" else _find_headings(path, source, name)
    if any(number <= header_lines for number in lines.unreadable):
        raise refused(
            source,
            name,
            "The first lines hold NUL bytes: this is UTF-16 without its mark, or a damaged copy.",
            "Export it again as UTF-8, or fetch it again.",
        )
    if lines.has_carriage_returns or lines.unreadable:
        write_normalized(path, lines, normalized)
        path = normalized
    return FileCheck(path, headings, header_lines, lines)


def refused(source: Source, name: str, message: str, remedy: str) -> ExportRefused:
    """The file as a whole is refused; what was loaded before stays as it was."""
    return ExportRefused(
        f"{name}: {message}",
        f"Nothing of this file was loaded; what was known of {source.title!r} before still holds.",
        f"{remedy} Then clear the task {source.task} in the DAG pull_{source.system}.",
    )


def fold(heading: str) -> str:
    """Headings are compared without case, width and surrounding space."""
    return unicodedata.normalize("NFKC", heading).strip().strip("\ufeff").strip().casefold()


def _refuse_other_things(path: Path, source: Source, name: str) -> None:
    with path.open("rb") as file:
        start = file.read(512)
    if not start:
        raise refused(
            source, name, "The file is empty (0 bytes).", "Export it again; the vendor may not have been ready."
        )
    for bom, encoding in BOMS.items():
        if start.startswith(bom) and not source.encoding.lower().startswith("utf-16"):
            raise refused(
                source,
                name,
                f"The file is encoded in {encoding.upper()}; expected is {source.encoding.upper()}.",
                f"Export it again as UTF-8, or write `encoding: {encoding}` into {source.yaml_path.name}.",
            )
    for magic, what in OTHER_THINGS.items():
        if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(magic):
            raise refused(
                source,
                name,
                f"The file is {what}, not {'a CSV' if source.kind == 'csv' else 'lines of JSON'}.",
                "Export it again in the right format.",
            )


def _find_headings(path: Path, source: Source, name: str) -> tuple[tuple[str, ...], int]:
    for number, (line, _, _) in enumerate(bounded_lines(path), start=1):
        text = line.decode("utf-8", "replace")
        if number > LONGEST_PREAMBLE:
            break
        if not _is_preamble(text, source):
            return _headings(text, source), number
    raise refused(source, name, "No line with headings was found.", "Export it again with its heading row.")


def _is_preamble(text: str, source: Source) -> bool:
    bare = text.strip().strip("\ufeff")
    return not bare or (source.preamble is not None and bare.startswith(source.preamble))


def _headings(text: str, source: Source) -> tuple[str, ...]:
    bare = text.strip("\ufeff").rstrip("\r\n").replace("\r", " ")
    return tuple(next(csv.reader([bare], delimiter=source.delimiter), ()))


def _wrong_encoding(source: Source, name: str, error: EncodingError) -> ExportRefused:
    if error.at_end:
        return refused(
            source,
            name,
            f"The file breaks off in line {error.line}, in the middle of a character, so rows are missing behind it.",
            "Fetch the export again; it was cut short on its way.",
        )
    return refused(
        source,
        name,
        f"Line {error.line} is not {source.encoding.upper()}: byte 0x{error.byte:02X} at position {error.position}"
        f" (…{error.around}…).",
        f"Export it again as {source.encoding.upper()}, or write `encoding: latin-1` (or what the vendor uses) into"
        f" {source.yaml_path.name}.",
    )
