"""What a look at a file has shown, and the words with which a file as a whole is refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plumbline.errors import ExportRefused
from plumbline.sources.definition import Source
from plumbline.sources.normalize import EncodingError, Lines
from plumbline.sources.privacy import redacted

OTHER_THINGS = {
    b"%pdf": "a PDF",
    b"<!doctype": "a web page, perhaps an error or a login page",
    b"<html": "a web page, perhaps an error or a login page",
}


@dataclass(frozen=True)
class FileCheck:
    """What was seen: `header_lines` physical lines precede the first record, `headings` stand in the last of them.

    `path` is the file to be read: UTF-8 with line feeds, the export itself where it is that already. `form` says in
    words what it was: its archives, its encoding, its delimiter. `notice` tells of lines that belong to no table.
    """

    path: Path
    headings: tuple[str, ...]
    header_lines: int
    lines: Lines
    delimiter: str = ","
    form: tuple[str, ...] = ()
    notice: str | None = None


def refused(source: Source, name: str, message: str, remedy: str) -> ExportRefused:
    """The file as a whole is refused; what was loaded before stays as it was. Nobody's address is quoted."""
    return ExportRefused(
        f"{name}: {redacted(message)}",
        f"Nothing of this file was loaded; what was known of {source.title!r} before still holds.",
        f"{remedy} Then clear the task {source.task} in the DAG pull_{source.system}.",
    )


def refuse_other_things(path: Path, source: Source, name: str) -> None:
    """ExportRefused for an empty file and for what is no table at all."""
    with path.open("rb") as file:
        start = file.read(512)
    if not start:
        raise refused(
            source, name, "The file is empty (0 bytes).", "Export it again; the vendor may not have been ready."
        )
    for magic, what in OTHER_THINGS.items():
        if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(magic):
            raise refused(
                source,
                name,
                f"The file is {what}, not {'a CSV' if source.kind == 'csv' else 'lines of JSON'}.",
                "Export it again in the right format.",
            )


def wrong_encoding(source: Source, name: str, encoding: str, error: EncodingError) -> ExportRefused:
    """A byte that the encoding has not, in a file that is none of another encoding for certain."""
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
        f"Line {error.line} is not {encoding.upper()}: byte 0x{error.byte:02X} at position {error.position}"
        f" (…{error.around}…).",
        f"Export it again as {encoding.upper()}, or write `encoding: latin-1` (or what the vendor uses) into"
        f" {source.yaml_path.name}.",
    )
