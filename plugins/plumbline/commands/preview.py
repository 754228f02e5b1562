"""`make try FILE=path [SOURCE=name]`: what a file is and what would become of it, without touching the warehouse.

Without a source the one is taken whose headings the file has; where there is none, a new one is proposed.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from plumbline.errors import PlumblineError
from plumbline.proposals.proposing import propose
from plumbline.proposals.unknown import Unknown, candidates, look_at
from plumbline.scratch import scratch_prefix
from plumbline.settings import Settings
from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.definition import Source, load_sources
from plumbline.sources.fields import ISO_DATE
from plumbline.sources.numbers import example
from plumbline.sources.opening import check_file
from plumbline.sources.parse import open_parser, parse
from plumbline.sources.privacy import redacted
from plumbline.sources.pull import definition
from plumbline.sources.reading import records_of
from plumbline.sources.slices import cut
from plumbline.warehouse.staging import load_staging

ROWS_SHOWN = 5
REFUSALS_SHOWN = 50
LINES_SHOWN = 20


def main(source_name: str, path: Path) -> None:
    """Say what the file is, and what the source, or one that is proposed, makes of it."""
    settings = Settings.from_env()
    if not source_name:
        sources = load_sources(settings.sources_folder)
        table = look_at(path, path.name, settings.sources_folder)
        fitting = candidates(table, sources)
        if not fitting:
            _propose(settings, path, table, sources)
            return
        source_name = fitting[0].name
        others = f" (so do {', '.join(source.name for source in fitting[1:])})" if len(fitting) > 1 else ""
        print(f"The source {source_name} knows these headings{others}.")
    _try(settings, source_name, path)


def _try(settings: Settings, source_name: str, path: Path) -> None:
    """Parse the file by the source's YAML and SQL: how it was read, the first rows, all that is skipped or refused."""
    source, table = definition(settings, source_name)
    one = ParsedFile(0, path, path.name, date.today())
    with open_parser() as db:
        parse(db, source, [one])
        _show_form(source, one)
        if one.error is None:
            slices, misfits = cut(db, source, table)
            if 0 in misfits:
                sys.exit("\n".join(misfits[0]))
            print(f"{one.rows_read} records read, {one.rows_skipped} skipped, {one.rows_refused} refused.")
            skipped = db.execute("select record from checked where skipped order by record").fetchall()
            if skipped:
                print(f"  skipped: {_lines(source, path, [int(record) for (record,) in skipped])}")
            print(f"{sum(piece.rows for piece in slices)} rows for {table.name}, in {len(slices)} slices. The first:\n")
            columns = ", ".join(["account_id", "day", *(f'"{name}"' for name in table.types)])
            _show(
                db.execute(f"select {columns} from typed limit {ROWS_SHOWN}").fetchall(),
                ["account_id", "day", *table.types],
            )
    for refusal in one.refusals[:REFUSALS_SHOWN]:
        print(f"  line {refusal.line}, field {refusal.field}: {refusal.words}")
    if len(one.refusals) > REFUSALS_SHOWN:
        print(f"  and {len(one.refusals) - REFUSALS_SHOWN:,} more")
    if one.notice:
        print(f"  {one.notice}")
    if one.error is not None:
        sys.exit(str(one.error))


def _show_form(source: Source, one: ParsedFile) -> None:
    if one.checked is None:
        return
    print(f"{one.name}: {'; '.join(one.checked.form)}; headings in line {one.checked.header_lines or '-'}.")
    for spec in one.fields:
        if spec.is_number:
            print(f"  {spec.name:24} {spec.type}, as {example(spec)}")
        elif spec.type == "date":
            print(f"  {spec.name:24} date, as {spec.format or ISO_DATE}")


def _lines(source: Source, path: Path, records: Sequence[int]) -> str:
    """Where records stand in the file."""
    with tempfile.TemporaryDirectory(prefix=scratch_prefix("try")) as scratch:
        places = records_of(source, check_file(path, source, path.name, Path(scratch))) or []
    lines = [places[record - 1].line for record in records if record <= len(places)]
    more = f" and {len(lines) - LINES_SHOWN:,} more" if len(lines) > LINES_SHOWN else ""
    return f"line {', '.join(map(str, lines[:LINES_SHOWN]))}{more}"


def _propose(settings: Settings, path: Path, table: Unknown, sources: Sequence[Source]) -> None:
    name = re.sub(r"\W+", "_", path.name.partition(".")[0].lower()).strip("_") or "export"
    made = propose(name, table, load_staging(settings.sql_folder), sources)
    parted = {"\t": "tabs", ",": "commas", ";": "semicolons"}[table.delimiter]
    form = "; ".join([*table.form, f"columns parted by {parted}", f"headings in line {table.heading_line}"])
    print(f"{path.name}: {form}.")
    print(f"No source knows it. {len(table.rows):,} rows were looked at; staging.{made.table} fits best.")
    for line in made.missing:
        print(f"  missing  {line}")
    for line in made.doubts:
        print(f"  unclear  {redacted(line)}")
    for suffix, text in (("yaml", made.yaml), ("sql", made.sql)):
        print(f"\n--- {settings.sources_folder / name}.{suffix}\n{text}")
    print(f"Look it over, save both files, then: make try SOURCE={name} FILE={path}")


def _show(rows: list[tuple[object, ...]], names: list[str]) -> None:
    """A record a paragraph; what is empty in all of them is left out."""
    for row in rows:
        for name, value in zip(names, row, strict=True):
            if value is not None:
                print(f"  {name:24} {value}")
        print()


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[2]:
        sys.exit("Usage: make try FILE=<path of an export> [SOURCE=<name of a YAML in include/sources>]")
    try:
        main(sys.argv[1], Path(sys.argv[2]))
    except (PlumblineError, FileNotFoundError) as error:
        sys.exit(f"\n{error}")
