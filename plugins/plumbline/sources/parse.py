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
from plumbline.sources.definition import Source
from plumbline.sources.fields import LONGEST_VALUE_SHOWN, bare, quote, typed
from plumbline.sources.file_checks import FileCheck, check_file, refused
from plumbline.sources.headings import Column, match_headings, path_of
from plumbline.sources.reading import RECORD, read
from plumbline.sources.selecting import THREADS, select_all

MACROS = Path(__file__).with_name("macros.sql")
PARSER_MEMORY = "400MB"
ABSENT = "a value; the field is required"


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
    groups: dict[tuple[tuple[str, ...], int], list[tuple[ParsedFile, FileCheck]]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix=scratch_prefix("parse")) as scratch:
        for file in files:
            db.execute("insert into files values (?, ?, ?)", [file.index, file.name, file.file_day])
            folder = Path(scratch) / str(file.index)
            folder.mkdir()
            try:
                checked = check_file(file.path, source, file.name, folder)
                groups[(checked.headings, checked.header_lines)].append((file, checked))
            except ExportRefused as error:
                file.error = error
        for group in groups.values():
            _parse_alike(db, source, group)


def _parse_alike(db: duckdb.DuckDBPyConnection, source: Source, group: list[tuple[ParsedFile, FileCheck]]) -> None:
    """Files with the same headings are read together."""
    columns: dict[str, Column] = {}
    for file, checked in group:
        try:
            columns, file.notice = match_headings(checked, source, file.name)
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
    _check_types(db, source, columns)
    wrong = _wrong_fields(db)
    by_index = {file.index: (file, checked) for file, checked in group}
    for index, good, skipped, bad in _counts(db):
        file, checked = by_index[index]
        try:
            reconcile_lines(source, file, checked, (good, skipped, bad), broken[index], wrong[index])
            check_acceptance(source, file, checked)
        except ExportRefused as error:
            file.error = error
    _select(db, source, [file for file, _ in group if file.error is None])


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


def _check_types(db: duckdb.DuckDBPyConnection, source: Source, columns: dict[str, Column]) -> None:
    """Table `checked`: each record once, its typed fields, and the list of what is wrong with it.

    Texts (t), bare texts (x) and values (v) are worked out one after the other, each of them once; the list of what is
    wrong only where something is.
    """
    texts, bares, values, named, conditions, wrong = [], [], [], [], [], []
    for n, spec in enumerate(source.fields):
        kind = typed(spec, f"x{n}", f"v{n}")
        texts.append(f"{columns[spec.name].raw} as t{n}")
        bares.append(f"{bare(f't{n}', source.nulls)} as x{n}")
        values.append(f"{kind.value} as v{n}")
        named.append(f'v{n} as "{spec.name}"')
        conditions += [kind.absent_when, kind.refused_when]
        refusal = f"'field': {quote(columns[spec.name].label)}, 'value': left(t{n}, {LONGEST_VALUE_SHOWN}), 'reason':"
        wrong.append(
            f"case when {kind.absent_when} then {{{refusal} {quote(ABSENT)}}}"
            f" when {kind.refused_when} then {{{refusal} {quote(kind.reason)}}} end"
        )
    records = "raw"
    if source.kind == "jsonl":
        records = (
            f"(select *, json_extract_string(case when is_json then c0 else '{{}}' end, {_paths(source)}) as texts"
            " from (select *, json_valid(c0) as is_json from raw))"
        )
        # what is no JSON has no fields: one refusal for the whole record, none for each field
        wrong = [f"case when is_json then {item} end" for item in wrong]
        not_json = f"{{'field': {quote(RECORD)}, 'value': left(c0, {LONGEST_VALUE_SHOWN}), 'reason': 'a JSON object'}}"
        wrong.append(f"case when not is_json then {not_json} end")
        conditions.append("not is_json")
    as_text = ", ".join(f't{n} as "{spec.name}"' for n, spec in enumerate(source.fields))
    skipped = f"coalesce((select {source.skip} from (select {as_text})), false)" if source.skip else "false"
    try:
        db.execute(
            f"create table checked as select file_index, place - first_place + 1 as record, {', '.join(named)},"
            f" skipped, case when not skipped and ({' or '.join(conditions)})"
            f" then list_filter([{', '.join(wrong)}], lambda x: x is not null) else [] end as wrong"
            f" from (select *, {', '.join(values)} from (select *, {skipped} as skipped, {', '.join(bares)}"
            f" from (select *, {', '.join(texts)} from {records}))) join here using (path)"
        )
    except duckdb.Error as error:
        if is_full(error):
            raise
        raise ModelFailed(
            f"{source.yaml_path.name}: the fields can't be read: {error}",
            f"Nothing of {source.title} was loaded.",
            f"Correct `skip` or the field named above in {source.yaml_path.name}.",
        ) from error


def _paths(source: Source) -> str:
    """The places of the fields in a JSON object: their texts are taken out at once, however many they are."""
    return f"[{', '.join(quote(path_of(spec)) for spec in source.fields)}]"


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
            f"{source.sql_path.name} can't be run: {error}",
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
