"""Reading files with the same headings into one raw table, every record accounted for.

DuckDB reads; what it can't read comes back as refusals. A record with a broken quotation mark swallows the lines behind
it: it counts as many as it swallowed, so that a file of which much is lost is refused and not thinned out in silence.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from plumbline.sources.definition import Source
from plumbline.sources.fields import LONGEST_VALUE_SHOWN
from plumbline.sources.file_checks import FileCheck
from plumbline.sources.normalize import LONGEST_LINE
from plumbline.sources.numbers import quote

RECORD = "(row)"


@dataclass(frozen=True)
class Refusal:
    """One refused field, or a whole record as field `(row)`: where it stands, what stands there, what was expected.

    `lines` is how many physical lines it takes along.
    """

    line: int
    field: str
    value: str | None
    reason: str
    lines: int = 1

    @property
    def words(self) -> str:
        """What was found and what was expected, for a log."""
        value = "nothing" if self.value is None else repr(self.value)
        return f"found {value}, expected {self.reason}"


@dataclass(frozen=True)
class Record:
    """A record's place: the physical line on which it begins, and how many lines it takes."""

    line: int
    lines: int


def read(
    db: duckdb.DuckDBPyConnection, source: Source, files: Sequence[tuple[int, FileCheck]]
) -> dict[int, list[Refusal]]:
    """Every readable record into table `raw`, numbered in order; broken records come back as refusals by file.

    Table `here` has each file's index, its path and the number of its first record.
    """
    for table in ("raw", "checked", "reject_errors", "reject_scans"):
        db.execute(f"drop table if exists {table} cascade")
    checked = files[0][1]
    width = len(checked.headings) if source.kind == "csv" else 1
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    quotes = "quote = '\"', escape = '\"'" if source.kind == "csv" else "quote = '', escape = ''"
    delimiter = checked.delimiter if source.kind == "csv" else "\x01"
    db.execute("create or replace temp table here (file_index int, path text)")
    db.executemany("insert into here values (?, ?)", [[index, str(looked.path)] for index, looked in files])
    paths = ", ".join(quote(str(looked.path)) for _, looked in files)
    no_blanks = " where c0 is not null" if width == 1 else ""  # of a single column blank lines are read as records
    db.execute(
        "create table raw as select row_number() over () as place, filename as path, * exclude (filename)"
        f" from read_csv([{paths}], filename = true, auto_detect = false,"
        f" header = false, skip = {checked.header_lines}, columns = {{{columns}}}, delim = {quote(delimiter)},"
        f" {quotes}, new_line = '\\n', null_padding = false, strict_mode = true,"
        f" store_rejects = true, rejects_limit = 0, max_line_size = {LONGEST_LINE + 1}){no_blanks}"
    )
    db.execute(
        "create or replace temp table here as select file_index, path, first_place from here"
        " left join (select path, min(place) as first_place from raw group by path) using (path)"
    )
    broken: dict[int, list[Refusal]] = defaultdict(list)
    by_index = dict(files)
    for index, position, message, text in db.execute(
        "select file_index, line_byte_position, min(error_message), min(csv_line) from reject_errors"
        " join reject_scans using (scan_id, file_id) join here on file_path = path group by all order by all"
    ).fetchall():
        line = _line_at(by_index[index].path, int(position))
        begin = (text or "").strip().partition("\n")[0]
        broken[index].append(Refusal(line, RECORD, begin[:LONGEST_VALUE_SHOWN], _structural(message)))
    return broken


def records_of(source: Source, checked: FileCheck) -> list[Record] | None:
    """Where each record begins (quoted line breaks and blank lines shift it); None where a record never ends."""
    records: list[Record] = []
    with checked.path.open(encoding="utf-8", errors="replace", newline="") as file:
        if source.kind == "jsonl":
            return [Record(number, 1) for number, text in enumerate(file, start=1) if text.strip()]
        for _ in range(checked.header_lines):
            next(file)
        csv.field_size_limit(min(sys.maxsize, 64 * LONGEST_LINE))
        reader = csv.reader(file, delimiter=checked.delimiter)
        before = 0
        try:
            for record in reader:
                if any(record) or len(record) > 1:
                    records.append(Record(checked.header_lines + before + 1, reader.line_num - before))
                before = reader.line_num
        except csv.Error:
            return None
    return records


def widen(broken: Sequence[Refusal], records: Sequence[Record]) -> list[Refusal]:
    """Broken records with the lines that they swallowed."""
    taken = {record.line: record.lines for record in records}
    wide = []
    for refusal in broken:
        lines = taken.get(refusal.line, 1)
        reason = refusal.reason
        if lines > 1:
            reason += f" (it runs on to line {refusal.line + lines - 1})"
        wide.append(Refusal(refusal.line, refusal.field, refusal.value, reason, lines))
    return wide


def _line_at(path: Path, position: int) -> int:
    """The physical line of a byte, or of the first behind it that is not blank (the reader counts records)."""
    line = 1
    with path.open("rb") as file:
        while position > 1 and (chunk := file.read(min(position - 1, 1 << 20))):
            line += chunk.count(b"\n")
            position -= len(chunk)
        while chunk := file.read(1 << 20):
            blank = len(chunk) - len(chunk.lstrip(b"\n"))
            line += blank
            if blank < len(chunk):
                break
    return line


def _structural(message: str) -> str:
    if message.startswith("Expected Number of Columns"):
        expected, _, actual = message.removeprefix("Expected Number of Columns: ").partition(" Found: ")
        return f"a record of {expected} fields (found {actual.split()[0]})"
    if "quote" in message.lower():
        return "a record whose quotation marks pair up"
    if message.startswith("Maximum line size"):
        return f"a record of at most {LONGEST_LINE:,} bytes"
    return message.splitlines()[0]
