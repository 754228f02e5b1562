"""From a vendor's file to a table that can be read: out of its archive, into UTF-8, between preamble and footer."""

from __future__ import annotations

import codecs
from dataclasses import replace
from pathlib import Path

from plumbline.errors import ExportRefused
from plumbline.sources.containers import NotUnpacked, is_workbook, unpack
from plumbline.sources.definition import Source
from plumbline.sources.file_checks import FileCheck, refuse_other_things, refused, wrong_encoding
from plumbline.sources.headings import found
from plumbline.sources.normalize import EncodingError, Lines, scan_lines, to_utf8, write_normalized
from plumbline.sources.table import cut_above, find_footer, find_table
from plumbline.sources.workbook import write_sheet

# A mark of order at its beginning proves an encoding, whatever a YAML says.
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# The control characters of Latin-1 stand in no text: what says it is Latin-1 means the code page of Windows.
WINDOWS = {"iso8859-1": "cp1252"}
WORDS = {"\t": "tabs", ",": "commas", ";": "semicolons"}


def check_file(path: Path, source: Source, name: str, scratch: Path) -> FileCheck:
    """Read the file once, in order; ExportRefused where it can't be an export of this source at all.

    `scratch` is a folder for what is unpacked, and for copies of a file of other line ends or another encoding.
    """
    try:
        path, layers = unpack(path, scratch)
        if source.kind == "csv" and is_workbook(path):
            return _check_workbook(path, source, name, scratch, layers)
    except NotUnpacked as problem:
        raise refused(source, name, problem.message, problem.remedy) from None
    refuse_other_things(path, source, name)
    path, encoding, lines = _as_utf8(path, source, name, scratch)
    table, notice = None, None
    if source.kind == "csv":
        table = find_table(path, source)
        if table is None:
            raise _no_headings(source, name)
        footer = find_footer(path, source, table)
        if footer is not None:
            lines, notice = cut_above(path, lines, footer, scratch / "table")
            path = scratch / "table"
    header_lines = table.header_lines if table is not None else 0
    if any(number <= header_lines for number in lines.unreadable):
        raise refused(
            source,
            name,
            "The first lines hold NUL bytes: this is UTF-16 without its mark, or a damaged copy.",
            "Export it again as UTF-8, or fetch it again.",
        )
    if lines.has_carriage_returns or lines.unreadable:
        write_normalized(path, lines, scratch / "normalized")
        path = scratch / "normalized"
    if table is None:
        return FileCheck(path, (), 0, lines, form=(*layers, encoding))
    form = (*layers, encoding, f"columns parted by {WORDS.get(table.delimiter, repr(table.delimiter))}")
    return FileCheck(path, table.headings, header_lines, lines, table.delimiter, form, notice)


def _check_workbook(path: Path, source: Source, name: str, scratch: Path, layers: list[str]) -> FileCheck:
    sheet = write_sheet(path, source, scratch / "sheet")
    path = scratch / "sheet"
    lines = scan_lines(path)
    lines.unreadable |= sheet.unreadable
    table = find_table(path, replace(source, delimiter=","))
    if table is None:
        raise _no_headings(source, name)
    form = (*layers, f"Excel workbook, sheet {sheet.title!r}")
    checked = FileCheck(path, table.headings, table.header_lines, lines, table.delimiter, form)
    footer = find_footer(path, source, table)
    if footer is not None:
        lines, notice = cut_above(path, lines, footer, scratch / "table")
        checked = replace(checked, path=scratch / "table", lines=lines, notice=notice)
    if lines.unreadable:
        write_normalized(checked.path, lines, scratch / "normalized")
        checked = replace(checked, path=scratch / "normalized")
    return checked


def _as_utf8(path: Path, source: Source, name: str, scratch: Path) -> tuple[Path, str, Lines]:
    """The text as UTF-8, the name of the encoding that it had, and what its lines are like."""
    with path.open("rb") as file:
        start = file.read(4)
    proven = next((encoding for mark, encoding in MARKS.items() if start.startswith(mark)), None)
    declared = codecs.lookup(source.encoding).name
    encoding = proven or WINDOWS.get(declared, declared)
    copy = scratch / "to_utf8"
    try:
        if encoding == "utf-8":
            return path, "UTF-8", scan_lines(path)
        if not encoding.startswith("utf"):
            try:
                # text of another encoding is never UTF-8 by chance, and read as its own it would be loaded garbled
                return path, "UTF-8", scan_lines(path)
            except EncodingError:
                pass
        to_utf8(path, encoding, copy)
        return copy, encoding.upper(), scan_lines(copy)
    except EncodingError as error:
        if encoding == "utf-8" and proven is None and not error.at_end and _is_windows(path, source, copy):
            return copy, "CP1252", scan_lines(copy)
        raise wrong_encoding(source, name, source.encoding if proven is None else encoding, error) from None


def _is_windows(path: Path, source: Source, copy: Path) -> bool:
    """Whether Windows' code page makes the source's own headings of it, one of them with a letter beyond ASCII."""
    if source.kind != "csv":
        return False
    try:
        to_utf8(path, "cp1252", copy)
    except EncodingError:
        return False
    table = find_table(copy, source)
    if table is None or found(table.headings, source)[1]:
        return False
    return any(found([heading], source)[0] for heading in table.headings if not heading.isascii())


def _no_headings(source: Source, name: str) -> ExportRefused:
    return refused(source, name, "No line with headings was found.", "Export it again with its heading row.")
