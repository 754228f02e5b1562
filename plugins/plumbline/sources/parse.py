"""Parsing landed files: typed rows on one side, refused fields with their line and reason on the other.

DuckDB reads the files, many at once, in a database of its own in memory. Nothing is dropped silently: every record is
loaded, skipped by a rule of the YAML, or in quarantine. What is loaded ends in the table `parsed`, with the file's
index and the columns of the source's SQL.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from plumbline.errors import ExportRefused, ModelFailed
from plumbline.sources.definition import Source
from plumbline.sources.fields import LONGEST_VALUE_SHOWN, quote, typed
from plumbline.sources.headings import match_headings
from plumbline.sources.preflight import LONGEST_LINE, Preflight, look_at, refused

MACROS = Path(__file__).with_name("macros.sql")


@dataclass(frozen=True)
class Refusal:
    """One refused field: where it stands, what stands there, what was expected."""

    line: int
    field: str
    value: str | None
    reason: str


@dataclass
class ParsedFile:
    """A local copy of an export, and what became of its records."""

    index: int
    path: Path
    name: str
    file_day: date
    error: ExportRefused | None = None
    notice: str | None = None
    rows_read: int = 0
    rows_skipped: int = 0
    rows_refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)


def open_parser() -> duckdb.DuckDBPyConnection:
    """A database in memory for one batch of files."""
    db = duckdb.connect(config={"threads": 2})
    db.execute("set timezone = 'UTC'")
    db.execute(MACROS.read_text(encoding="utf-8"))
    db.execute("create table files (file_index int, name text, day date)")
    db.execute("create view file as select name, day from files where file_index = getvariable('file_index')")
    return db


def parse(db: duckdb.DuckDBPyConnection, source: Source, files: Sequence[ParsedFile]) -> None:
    """Parse the files into table `parsed`; a file that breaks its contract gets its error and no rows."""
    groups: dict[tuple[tuple[str, ...], int, str], list[tuple[ParsedFile, Preflight]]] = defaultdict(list)
    for one in files:
        db.execute("insert into files values (?, ?, ?)", [one.index, one.name, one.file_day])
        try:
            seen = look_at(one.path, source, one.name)
            groups[(seen.headings, seen.header_lines, seen.newline)].append((one, seen))
        except ExportRefused as error:
            one.error = error
    for group in groups.values():
        _parse_alike(db, source, group)


def _parse_alike(db: duckdb.DuckDBPyConnection, source: Source, group: list[tuple[ParsedFile, Preflight]]) -> None:
    """Files with the same headings are read together."""
    first_file, first_seen = group[0]
    try:
        columns, notice = match_headings(first_seen, source, first_file.name)
    except ExportRefused:
        for one, seen in group:
            try:
                match_headings(seen, source, one.name)
            except ExportRefused as error:
                one.error = error
        return
    for table in ("raw", "checked", "reject_errors", "reject_scans"):
        db.execute(f"drop table if exists {table} cascade")
    broken = _read(db, source, group)
    _check_types(db, source, columns)
    wrong = _wrong_fields(db)
    for index, good, skipped, bad in _counts(db):
        one, seen = next(pair for pair in group if pair[0].index == index)
        structural = broken.pop(index, [])
        lines = _lines_of_records(one.path, source, seen, structural) if index in wrong else []
        typed_refusals = [Refusal(lines[n - 1], name, value, reason) for n, name, value, reason in wrong.get(index, [])]
        one.refusals = sorted(structural + typed_refusals, key=lambda r: (r.line, r.field))
        one.notice = notice
        one.rows_read = good + skipped + bad + len(structural)
        one.rows_skipped = skipped
        one.rows_refused = bad + len(structural)
        try:
            _enforce(source, one, seen)
        except ExportRefused as error:
            one.error = error
    _select(db, source, [one for one, _ in group if one.error is None])


def _read(
    db: duckdb.DuckDBPyConnection, source: Source, group: list[tuple[ParsedFile, Preflight]]
) -> dict[int, list[Refusal]]:
    """Every readable record into `raw`, numbered by file; broken records come back as refusals by file."""
    seen = group[0][1]
    width = len(seen.headings) if source.kind == "csv" else 1
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    quotes = "quote = '\"', escape = '\"'" if source.kind == "csv" else "quote = '', escape = ''"
    delimiter = source.delimiter if source.kind == "csv" else "\x01"
    newline = "\\r\\n" if seen.newline == "\r\n" else "\\n"
    db.execute("create or replace temp table here (file_index int, path text)")
    db.executemany("insert into here values (?, ?)", [[one.index, str(one.path)] for one, _ in group])
    paths = ", ".join(quote(str(one.path)) for one, _ in group)
    as_json = ", case when json_valid(c0) then c0 else '{}' end as json" if source.kind == "jsonl" else ""
    db.execute(
        f"create table raw as select file_index, r.* exclude (path, place){as_json},"
        " place - min(place) over (partition by file_index) + 1 as record from (select row_number() over () as place,"
        f" filename as path, * exclude (filename) from read_csv([{paths}], filename = true, auto_detect = false,"
        f" header = false, skip = {seen.header_lines}, columns = {{{columns}}}, delim = {quote(delimiter)}, {quotes},"
        f" encoding = {quote(source.encoding)}, new_line = '{newline}', null_padding = false, strict_mode = true,"
        f" store_rejects = true, rejects_limit = 0, max_line_size = {LONGEST_LINE})) r join here using (path)"
    )
    broken: dict[int, list[Refusal]] = defaultdict(list)
    by_index = {one.index: one for one, _ in group}
    for index, position, message, text in db.execute(
        "select file_index, line_byte_position, min(error_message), min(csv_line) from reject_errors"
        " join reject_scans using (scan_id, file_id) join here on file_path = path group by all order by all"
    ).fetchall():
        line = _line_at(by_index[index].path, int(position))
        broken[index].append(Refusal(line, "(row)", _short(text), _structural(message)))
    for one, looked in group:
        for line, size in looked.long_lines.items():
            # a line past the limit is passed over by the reader without a word
            reason = f"a line of at most {LONGEST_LINE:,} bytes"
            broken[one.index].append(Refusal(line, "(row)", f"{size:,} bytes", reason))
    return broken


def _line_at(path: Path, position: int) -> int:
    """The physical line of a byte (the reader counts records, not lines)."""
    line = 1
    with path.open("rb") as file:
        while position > 0 and (chunk := file.read(min(position, 1 << 20))):
            line += chunk.count(b"\n")
            position -= len(chunk)
    return line


def _structural(message: str) -> str:
    if message.startswith("Expected Number of Columns"):
        expected, _, found = message.removeprefix("Expected Number of Columns: ").partition(" Found: ")
        return f"a record of {expected} fields (found {found.split()[0]})"
    if "quote" in message.lower():
        return "a record whose quotation marks are closed"
    return message.splitlines()[0]


def _check_types(db: duckdb.DuckDBPyConnection, source: Source, columns: dict[str, str]) -> None:
    """Table `checked`: each record once, its typed fields, and the list of what is wrong with it."""
    values, wrong = [], []
    for spec in source.fields:
        raw = columns[spec.name]
        kind = typed(spec, raw, source.nulls)
        values.append(kind.value)
        label = quote(spec.path or spec.headings[0])
        wrong.append(
            f"case when {kind.refused_when} then {{'field': {label},"
            f" 'value': left({raw}, {LONGEST_VALUE_SHOWN}), 'reason': {quote(kind.reason)}}} end"
        )
    if source.kind == "jsonl":
        # what is no JSON has no fields: one refusal for the whole record, none for each field
        wrong = [f"case when json_valid(c0) then {item} end" for item in wrong]
        not_json = f"{{'field': '(row)', 'value': left(c0, {LONGEST_VALUE_SHOWN}), 'reason': 'a JSON object'}}"
        wrong.append(f"case when not json_valid(c0) then {not_json} end")
    named = ", ".join(f'{value} as "{spec.name}"' for value, spec in zip(values, source.fields, strict=True))
    as_text = ", ".join(f'{columns[spec.name]} as "{spec.name}"' for spec in source.fields)
    try:
        db.execute(
            f"create table checked as select file_index, record, {named},"
            f" list_filter([{', '.join(wrong)}], lambda x: x is not null) as wrong,"
            f" coalesce((select {source.skip or 'false'} from (select {as_text})), false) as skipped from raw"
        )
    except duckdb.Error as error:
        raise ModelFailed(
            f"{source.yaml_path.name}: the fields can't be read: {error}",
            f"Nothing of {source.title} was loaded.",
            f"Correct `skip` or the field named above in {source.yaml_path.name}.",
        ) from error


def _counts(db: duckdb.DuckDBPyConnection) -> list[tuple[int, int, int, int]]:
    return db.execute(
        "select file_index, count(record) filter (where not skipped and len(wrong) = 0),"
        " count(record) filter (where skipped), count(record) filter (where not skipped and len(wrong) > 0)"
        " from here left join checked using (file_index) group by file_index order by file_index"
    ).fetchall()


def _wrong_fields(db: duckdb.DuckDBPyConnection) -> dict[int, list[tuple[int, str, str | None, str]]]:
    found: dict[int, list[tuple[int, str, str | None, str]]] = defaultdict(list)
    for index, record, name, value, reason in db.execute(
        "select file_index, record, w.field, w.value, w.reason from (select file_index, record, unnest(wrong) as w"
        " from checked where not skipped) order by file_index, record"
    ).fetchall():
        found[index].append((int(record), name, value, reason))
    return found


def _lines_of_records(path: Path, source: Source, seen: Preflight, structural: list[Refusal]) -> list[int]:
    """The physical line on which each readable record begins (quoted line breaks and blank lines shift it)."""
    broken = {refusal.line for refusal in structural}
    with path.open(encoding=source.encoding, errors="replace", newline="") as file:
        if source.kind == "jsonl":
            return [number for number, text in enumerate(file, start=1) if text.strip() and number not in broken]
        for _ in range(seen.header_lines):
            next(file)
        csv.field_size_limit(max(LONGEST_LINE, *seen.long_lines.values(), 0) + 1)
        reader = csv.reader(file, delimiter=source.delimiter)
        lines: list[int] = []
        before = 0
        for record in reader:
            line = seen.header_lines + before + 1
            before = reader.line_num
            if record and line not in broken:
                lines.append(line)
    return lines


def _enforce(source: Source, one: ParsedFile, seen: Preflight) -> None:
    """The contract over the file as a whole."""
    records = one.rows_read - one.rows_skipped
    last = one.refusals[-1] if one.refusals else None
    if not seen.ends_with_newline and last is not None and last.field == "(row)":
        raise refused(
            source,
            one.name,
            f"The file breaks off in line {last.line}: {last.value!r} is no whole record, so rows are missing"
            " behind it.",
            "Fetch the export again; it was cut short on its way.",
        )
    if records == 0 and source.empty == "refuse":
        raise refused(source, one.name, "The file has headings but no rows.", "Check the export's filters and day.")
    if one.refusals and one.rows_refused > source.refuse_above * records:
        first = one.refusals[0]
        raise refused(
            source,
            one.name,
            f"{one.rows_refused} of {records} records break the contract (allowed is {source.refuse_above:.0%})."
            f" The first: line {first.line}, field {first.field}, value {first.value!r}; expected {first.reason}.",
            f"Correct the export, or the field's type in {source.yaml_path.name}.",
        )


def _select(db: duckdb.DuckDBPyConnection, source: Source, files: list[ParsedFile]) -> None:
    """Run the source's SQL on each file by itself."""
    fields = ", ".join(f'"{spec.name}"' for spec in source.fields)
    db.execute(
        f"create or replace view export as select record, {fields} from checked"
        " where not skipped and len(wrong) = 0 and file_index = getvariable('file_index')"
    )
    sql = source.sql_path.read_text(encoding="utf-8").strip().rstrip(";")
    select = f"select cast(getvariable('file_index') as int) as file_index, given.* from (\n{sql}\n) as given"
    try:
        db.execute(f"create table if not exists parsed as {select} limit 0")
        for one in files:
            db.execute(f"set variable file_index = {one.index}")
            db.execute(f"insert into parsed by name {select}")
    except duckdb.Error as error:
        raise ModelFailed(
            f"{source.sql_path.name} can't be run: {error}",
            f"Nothing of {source.title} was loaded.",
            f"Correct the SQL; it reads `export` with the fields {fields} and `file` with name and day.",
        ) from error


def _short(value: str | None) -> str | None:
    return None if value is None else value.strip()[:LONGEST_VALUE_SHOWN]
