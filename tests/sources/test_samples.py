"""Every source reads a small sample of its vendor's export. The samples and the rows expected of them are data.

`samples/<source>/<name>.csv` (or .jsonl) is an export, `<name>.expected.csv` the staging rows that it gives, with
the columns of interest, `<name>.refused.csv` what of it is put aside.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plumbline.settings import PROJECT
from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.definition import load_source, load_sources
from plumbline.sources.parse import open_parser, parse
from plumbline.sources.slices import cut
from plumbline.warehouse.staging import load_staging

SAMPLES = Path(__file__).with_name("samples")
SOURCES = PROJECT / "include" / "sources"
DAY = date(2026, 10, 30)
EXPORTS = sorted(path for path in SAMPLES.glob("*/*") if path.suffixes in ([".csv"], [".jsonl"]))


def table(path: Path) -> tuple[list[str], list[tuple[str, ...]]]:
    """A CSV's headings and rows."""
    with path.open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    return heading, [tuple(row) for row in rows]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_gives_the_expected_rows(export: Path) -> None:
    source = load_source(SOURCES / f"{export.parent.name}.yaml")
    staging = load_staging(PROJECT / "include" / "sql")[source.table]
    columns, expected = table(export.with_suffix(".expected.csv"))
    refused = export.with_suffix(".refused.csv")
    refusals = table(refused)[1] if refused.exists() else []
    # the share of refused rows is not what a sample of three lines is about
    file = ParsedFile(0, export, export.name, DAY)
    lenient = replace(source, refuse_above=1.0) if refusals else source
    with open_parser() as db:
        parse(db, lenient, [file])
        assert file.error is None
        _, misfits = cut(db, source, staging)
        assert misfits == {}
        names = ", ".join(f"coalesce(cast(\"{name}\" as text), '')" for name in columns)
        rows = db.execute(f"select {names} from typed").fetchall()
    assert sorted(rows) == sorted(expected)
    assert [(str(r.line), r.field, r.value) for r in file.refusals] == refusals


def test_every_source_has_a_sample_and_every_sample_a_source() -> None:
    sources = {source.name for source in load_sources(SOURCES)}
    assert len(sources) > 10
    assert {path.parent.name for path in EXPORTS} == sources


def test_every_sample_says_something() -> None:
    for export in EXPORTS:
        assert table(export.with_suffix(".expected.csv"))[1], export


def test_every_column_that_a_source_fills_stands_in_a_sample() -> None:
    """A field that the SQL mixes up with another one would not be seen otherwise."""
    staging = load_staging(PROJECT / "include" / "sql")
    for source in load_sources(SOURCES):
        shown: set[str] = set()
        for export in EXPORTS:
            if export.parent.name == source.name:
                columns, rows = table(export.with_suffix(".expected.csv"))
                shown |= {name for place, name in enumerate(columns) if any(row[place] for row in rows)}
        sql = source.sql_path.read_text(encoding="utf-8")
        filled = {name for name in staging[source.table].types if name in sql.replace(",", " ").split()}
        assert filled <= shown, (source.name, filled - shown)
