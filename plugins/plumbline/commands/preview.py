"""`make try SOURCE=name FILE=path`: what a source makes of a file, without touching the warehouse."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from plumbline.errors import PlumblineError
from plumbline.settings import Settings
from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.parse import open_parser, parse
from plumbline.sources.pull import definition
from plumbline.sources.slices import cut

ROWS_SHOWN = 5


def main(source_name: str, path: Path) -> None:
    """Parse the file by the source's YAML and SQL, and show the first rows and everything refused."""
    source, table = definition(Settings.from_env(), source_name)
    one = ParsedFile(0, path, path.name, date.today())
    with open_parser() as db:
        parse(db, source, [one])
        if one.error is None:
            slices, misfits = cut(db, source, table)
            if 0 in misfits:
                sys.exit("\n".join(misfits[0]))
            print(f"{one.rows_read} records read, {one.rows_skipped} skipped, {one.rows_refused} refused.")
            print(f"{sum(piece.rows for piece in slices)} rows for {table.name}, in {len(slices)} slices. The first:\n")
            columns = ", ".join(["account_id", "day", *(f'"{name}"' for name in table.types)])
            _show(
                db.execute(f"select {columns} from typed limit {ROWS_SHOWN}").fetchall(),
                ["account_id", "day", *table.types],
            )
    for refusal in one.refusals:
        print(f"  line {refusal.line}, field {refusal.field}: {refusal.words}")
    if one.notice:
        print(f"  {one.notice}")
    if one.error is not None:
        sys.exit(str(one.error))


def _show(rows: list[tuple[object, ...]], names: list[str]) -> None:
    """A record a paragraph; what is empty in all of them is left out."""
    for row in rows:
        for name, value in zip(names, row, strict=True):
            if value is not None:
                print(f"  {name:24} {value}")
        print()


if __name__ == "__main__":
    if len(sys.argv) != 3 or not all(sys.argv[1:]):
        sys.exit("Usage: make try SOURCE=<name of a YAML in include/sources> FILE=<path of an export>")
    try:
        main(sys.argv[1], Path(sys.argv[2]))
    except (PlumblineError, FileNotFoundError) as error:
        sys.exit(f"\n{error}")
