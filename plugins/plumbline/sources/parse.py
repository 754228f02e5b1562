"""Parsing landed files: typed rows on one side, refused fields with their line and reason on the other.

DuckDB reads the files, many at once, in a database of its own in memory. Nothing is dropped silently: every record is
loaded, skipped by a rule of the YAML, or in quarantine. What is loaded ends in the table `parsed`, with the file's
index and the columns of the source's SQL.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import duckdb

from plumbline.errors import ExportRefused, ModelFailed, is_full
from plumbline.scratch import scratch_prefix
from plumbline.sources.acceptance import ParsedFile, check_acceptance, reconcile_lines
from plumbline.sources.checking import check_types, one_currency_only, unreadable_fields
from plumbline.sources.definition import Field, Source
from plumbline.sources.file_checks import FileCheck, refused
from plumbline.sources.headings import Column, match_headings
from plumbline.sources.looking import Ambiguous, look
from plumbline.sources.opening import check_file
from plumbline.sources.privacy import redacted
from plumbline.sources.reading import read, records_of
from plumbline.sources.selecting import THREADS, select_all

MACROS = Path(__file__).with_name("macros.sql")
PARSER_MEMORY = "400MB"


def open_parser() -> duckdb.DuckDBPyConnection:
    """A database for one batch of files: in memory, and of a file that is larger than that partly on disk."""
    spilled = Path(tempfile.gettempdir()) / scratch_prefix("parser").removesuffix("-")
    db = duckdb.connect(config={"threads": THREADS, "memory_limit": PARSER_MEMORY, "temp_directory": str(spilled)})
    db.execute("set timezone = 'UTC'")
    db.execute(MACROS.read_text(encoding="utf-8"))
    db.execute("create table files (file_index int, name text, day date)")
    db.execute("create view file as select name, day from files where file_index = getvariable('file_index')")
    return db


def parse(db: duckdb.DuckDBPyConnection, source: Source, files: Sequence[ParsedFile]) -> None:
    """Parse the files into table `parsed`; a file that breaks its contract gets its error and no rows."""
    groups: dict[tuple[tuple[str, ...], int, str], list[tuple[ParsedFile, FileCheck]]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix=scratch_prefix("parse")) as scratch:
        for file in files:
            db.execute("insert into files values (?, ?, ?)", [file.index, file.name, file.file_day])
            folder = Path(scratch) / str(file.index)
            folder.mkdir()
            try:
                checked = check_file(file.path, source, file.name, folder)
                file.checked = checked
                groups[(checked.headings, checked.header_lines, checked.delimiter)].append((file, checked))
            except ExportRefused as error:
                file.error = error
        for group in groups.values():
            _parse_alike(db, source, group)


def _parse_alike(db: duckdb.DuckDBPyConnection, source: Source, group: list[tuple[ParsedFile, FileCheck]]) -> None:
    """Files with the same headings are read together."""
    columns: dict[str, Column] = {}
    for file, checked in group:
        try:
            columns, notice = match_headings(checked, source, file.name)
            told = "; ".join(words for words in (notice, checked.notice) if words)
            file.notice = redacted(told) if told else None
        except ExportRefused as error:
            file.error = error
    if not columns:
        return
    try:
        broken = read(db, source, [(file.index, checked) for file, checked in group])
    except duckdb.Error as error:
        if is_full(error):
            raise
        _parse_apart(db, source, group, error)
        return
    group, fields = _written_alike(db, source, columns, group)
    if not group:
        return
    check_types(db, source, fields, columns, len(group[0][1].headings))
    wrong = _wrong_fields(db)
    by_index = {file.index: (file, checked) for file, checked in group}
    for index, good, skipped, bad in _counts(db):
        if index not in by_index:
            continue
        file, checked = by_index[index]
        try:
            reconcile_lines(source, file, checked, (good, skipped, bad), broken[index], wrong[index])
            check_acceptance(source, file, checked)
            one_currency_only(db, source, file, checked)
        except ExportRefused as error:
            file.error = error
    _select(db, source, [file for file, _ in group if file.error is None])


def _written_alike(
    db: duckdb.DuckDBPyConnection, source: Source, columns: dict[str, Column], group: list[tuple[ParsedFile, FileCheck]]
) -> tuple[list[tuple[ParsedFile, FileCheck]], tuple[Field, ...]]:
    """The files of the group whose numbers and dates are written alike, and how; the others are parsed apart.

    A file of which that can't be told gets its error. Where the files differ, none is left.
    """
    try:
        looked = look(db, source, columns, [file.index for file, _ in group])
    except duckdb.Error as error:
        raise unreadable_fields(source, error) from error
    styles: dict[tuple[Field, ...], list[tuple[ParsedFile, FileCheck]]] = defaultdict(list)
    for file, checked in group:
        told = looked[file.index]
        if isinstance(told, Ambiguous):
            file.error = _ambiguous(source, file, checked, told)
        else:
            file.fields = told
            styles[told].append((file, checked))
    if len(styles) > 1:
        for alike in styles.values():
            _parse_alike(db, source, alike)
        return [], ()
    return next(((alike, fields) for fields, alike in styles.items()), ([], ()))


def _ambiguous(source: Source, file: ParsedFile, checked: FileCheck, told: Ambiguous) -> ExportRefused:
    records = records_of(source, checked) or []
    line = records[told.record - 1].line if told.record <= len(records) else checked.header_lines + told.record
    return refused(
        source,
        file.name,
        f"Line {line}, field {told.label}: {told.value!r} is {' or '.join(told.readings)}, and nothing in the file"
        " tells which.",
        told.remedy,
    )


def _parse_apart(
    db: duckdb.DuckDBPyConnection, source: Source, group: list[tuple[ParsedFile, FileCheck]], error: duckdb.Error
) -> None:
    """One file of the group can't be read at all: find out which, so that it costs only itself."""
    if len(group) > 1:
        for pair in group:
            _parse_alike(db, source, [pair])
        return
    group[0][0].error = refused(
        source,
        group[0][0].name,
        f"The file can't be read as {'CSV' if source.kind == 'csv' else 'JSON'}: {_first_line(error)}",
        "Export it again; if that does not help, look at the file with a text editor.",
    )


def _counts(db: duckdb.DuckDBPyConnection) -> list[tuple[int, int, int, int]]:
    return db.execute(
        "select file_index, count(record) filter (where not skipped and len(wrong) = 0),"
        " count(record) filter (where skipped), count(record) filter (where not skipped and len(wrong) > 0)"
        " from here left join checked using (file_index) group by file_index order by file_index"
    ).fetchall()


def _wrong_fields(db: duckdb.DuckDBPyConnection) -> dict[int, list[tuple[int, str, str | None, str]]]:
    by_file: dict[int, list[tuple[int, str, str | None, str]]] = defaultdict(list)
    for index, record, name, value, reason in db.execute(
        "select file_index, record, w.field, w.value, w.reason from (select file_index, record, unnest(wrong) as w"
        " from checked where not skipped) order by file_index, record"
    ).fetchall():
        by_file[index].append((int(record), name, value, reason))
    return by_file


def _select(db: duckdb.DuckDBPyConnection, source: Source, files: list[ParsedFile]) -> None:
    """Run the source's SQL on each file by itself."""
    fields = ", ".join(f'"{spec.name}"' for spec in source.fields)
    db.execute(
        f"create or replace view exports as select file_index, record, {fields} from checked"
        " where not skipped and len(wrong) = 0"
    )
    sql = source.sql_path.read_text(encoding="utf-8").strip().rstrip(";")
    try:
        errors = select_all(db, sql, [file.index for file in files])
    except duckdb.Error as error:
        if is_full(error):
            raise
        raise ModelFailed(
            f"{source.sql_path.name} can't be run: {redacted(str(error))}",
            f"Nothing of {source.title} was loaded.",
            f"Correct the SQL; it reads `export` with the fields {fields} and `file` with name and day.",
        ) from error
    for file in files:
        if file.index in errors:
            if is_full(errors[file.index]):
                raise errors[file.index]
            what = f"{source.sql_path.name} stumbles over a value: {_first_line(errors[file.index])}"
            file.error = refused(source, file.name, what, f"Correct the export, or {source.sql_path.name}.")


def _first_line(error: duckdb.Error) -> str:
    return str(error).strip().splitlines()[0]
