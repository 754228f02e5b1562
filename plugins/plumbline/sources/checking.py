"""Every record's fields typed and held to what the source says of them; what is wrong is listed by record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from plumbline.errors import ModelFailed, is_full
from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.definition import Field, Source
from plumbline.sources.fields import LONGEST_VALUE_SHOWN, bare, typed
from plumbline.sources.file_checks import FileCheck, refused
from plumbline.sources.headings import Column, path_of
from plumbline.sources.numbers import currencies_beside, quote
from plumbline.sources.privacy import redacted
from plumbline.sources.reading import RECORD, records_of

WANTED = "a value; the field is required"
WANTED_BESIDE = "an amount with its currency, as EUR 12.50; a sign that several currencies share names none"
# an instant of a file's day, wherever on earth the day is
DAY_AND_ZONE = "interval 36 hours"


def check_types(
    db: duckdb.DuckDBPyConnection,
    source: Source,
    fields: Sequence[Field],
    columns: Mapping[str, Column],
    width: int,
) -> None:
    """Table `checked`: each record of `raw` (of `width` columns) once, its typed fields, the list of what is wrong.

    Texts (t), bare texts (x) and values (v) are worked out one after the other, each of them once; the list of what is
    wrong only where something is.
    """
    texts, bares, values, named, conditions, wrong = [], [], [], [], [], []
    numbers = {spec.name: n for n, spec in enumerate(fields)}
    for n, spec in enumerate(fields):
        column = columns[spec.name]
        kind = typed(spec, f"x{n}", f"v{n}")
        texts.append(f"{column.raw} as t{n}")
        bares.append(f"{bare(f't{n}', source.nulls)} as x{n}")
        values.append(f"{kind.value} as v{n}")
        named.append(f'v{n} as "{spec.name}"')
        # what a currency is taken from is what its refusal shows
        beside = column.taken_from is not None
        shown = numbers[column.taken_from or spec.name]
        problems = [(kind.absent_when, WANTED_BESIDE if beside else WANTED), (kind.refused_when, kind.reason)]
        problems += _out_of_bounds(spec, n, fields, numbers, columns)
        refusal = f"'field': {quote(column.label)}, 'value': left(t{shown}, {LONGEST_VALUE_SHOWN}), 'reason':"
        cases = [(when, reason) for when, reason in problems if when != "false"]
        conditions += [when for when, _ in cases]
        if cases:
            wrong.append(f"case {' '.join(f'when {w} then {{{refusal} {quote(why)}}}' for w, why in cases)} end")
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
    as_text = ", ".join(f't{n} as "{spec.name}"' for n, spec in enumerate(fields))
    skipped = f"coalesce((select {source.skip} from (select {as_text})), false)" if source.skip else "false"
    if source.kind == "csv":
        # spreadsheets export the empty rows below their table, too
        cells = ", ".join(f"nullif(c{n}, '')" for n in range(width))
        skipped = f"{skipped} or coalesce({cells}) is null"
    try:
        db.execute(
            f"create table checked as select file_index, place - first_place + 1 as record, {', '.join(named)},"
            f" skipped, case when not skipped and ({' or '.join(conditions) or 'false'})"
            f" then list_filter([{', '.join(wrong)}], lambda x: x is not null) else [] end as wrong"
            f" from (select *, {', '.join(values)} from (select *, {skipped} as skipped, {', '.join(bares)}"
            f" from (select *, {', '.join(texts)} from {records}))) join here using (path)"
            " join (select file_index, day as file_day from files) using (file_index)"
        )
    except duckdb.Error as error:
        raise unreadable_fields(source, error) from error


def unreadable_fields(source: Source, error: duckdb.Error) -> Exception:
    """The error of a definition whose fields or `skip` make no SQL; a full disk's stays what it is."""
    if is_full(error):
        return error
    return ModelFailed(
        f"{source.yaml_path.name}: the fields can't be read: {redacted(str(error))}",
        f"Nothing of {source.title} was loaded.",
        f"Correct `skip` or the field named above in {source.yaml_path.name}.",
    )


def one_currency_only(db: duckdb.DuckDBPyConnection, source: Source, file: ParsedFile, checked: FileCheck) -> None:
    """ExportRefused where the source is one account's and the file's rows are in several currencies."""
    names = [spec.name for spec in source.fields if spec.type == "currency"]
    if not source.one_currency or not names:
        return
    found = db.execute(
        f'select "{names[0]}", min(record) from checked where file_index = ? and not skipped and len(wrong) = 0'
        f' and "{names[0]}" is not null group by all order by 2',
        [file.index],
    ).fetchall()
    if len(found) < 2:
        return
    records = records_of(source, checked) or []
    where = " and ".join(
        f"{code} (line {records[record - 1].line if record <= len(records) else '?'})" for code, record in found
    )
    raise refused(
        source,
        file.name,
        f"Its rows are in several currencies: {where}. An account has one.",
        "Export it again in the account's currency.",
    )


def _out_of_bounds(
    spec: Field, n: int, fields: Sequence[Field], numbers: Mapping[str, int], columns: Mapping[str, Column]
) -> Iterator[tuple[str, str]]:
    """What a value that is one still must not be, as conditions and words for what was expected."""
    if spec.at_least is not None:
        yield f"v{n} < {spec.at_least}", f"a number of at least {spec.at_least:g}"
    if spec.at_most == "file_day":
        latest = "file_day" if spec.type == "date" else f"file_day + {DAY_AND_ZONE}"
        yield f"v{n} > {latest}", "a day that is no later than the one that the file is about"
    elif spec.at_most is not None:
        yield f"v{n} > {spec.at_most}", f"a number of at most {spec.at_most:g}"
    if spec.equals is not None:
        label = columns[spec.equals].label
        yield f"v{n} <> v{numbers[spec.equals]}", f"the same day as in {label!r}: a row of several days is of none"
    yield from _in_another_currency(spec, n, fields, numbers, columns)


def _in_another_currency(
    spec: Field, n: int, fields: Sequence[Field], numbers: Mapping[str, int], columns: Mapping[str, Column]
) -> Iterator[tuple[str, str]]:
    """An amount whose heading, sign or code says another currency than its row does."""
    named = [other for other in fields if other.type == "currency"]
    if not spec.is_number or (spec.currency is None and len(named) != 1):
        return
    by_name = {other.name: other for other in named}
    of = spec.currency or named[0].name
    due = f"v{numbers[of]}" if of in by_name else quote(of)
    if columns[spec.name].currency is not None:
        yield f"{due} <> {quote(columns[spec.name].currency or '')}", "an amount in the currency of its row"
    elif spec.type == "money":
        yield f"not list_contains({currencies_beside(f'x{n}')}, {due})", "an amount in the currency of its row"


def _paths(source: Source) -> str:
    """The places of the fields in a JSON object: their texts are taken out at once, however many they are."""
    return f"[{', '.join(quote(path_of(spec)) for spec in source.fields)}]"
