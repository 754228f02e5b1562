"""The table in a file of which nothing is known: its delimiter, its headings and its rows."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from plumbline.errors import ExportRefused
from plumbline.scratch import scratch_prefix
from plumbline.sources.definition import Source
from plumbline.sources.headings import found
from plumbline.sources.normalize import LONGEST_LINE
from plumbline.sources.opening import check_file
from plumbline.sources.table import DELIMITERS, LINES_TRIED

ROWS_READ = 20_000
ENCODINGS = ("utf-8", "utf-16-le", "cp1252")


@dataclass(frozen=True)
class Unknown:
    """A table as it stands in a file: what the file is in words, the line of the headings, and the rows behind them."""

    form: tuple[str, ...]
    encoding: str
    delimiter: str
    heading_line: int
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    above: tuple[str, ...]


def look_at(path: Path, name: str, folder: Path) -> Unknown:
    """The table in the file; ExportRefused where it is no table at all."""
    neutral = Source(name=path.stem, folder=folder, files=name, table="", fields=(), system="", title=name)
    refusal: ExportRefused | None = None
    for encoding in ENCODINGS:
        with tempfile.TemporaryDirectory(prefix=scratch_prefix("try")) as scratch:
            try:
                checked = check_file(path, replace(neutral, encoding=encoding), name, Path(scratch))
            except ExportRefused as error:
                refusal = refusal or error
                continue
            return _table(checked.path, checked.form, encoding)
    assert refusal is not None
    raise refusal


def candidates(table: Unknown, sources: Sequence[Source]) -> list[Source]:
    """The sources all of whose needed headings stand in one of the first lines, the one that knows most first."""
    lines = [*table.above, table.delimiter.join(_quoted(cell) for cell in table.headings)]
    best: dict[str, int] = {}
    for line in lines[-LINES_TRIED:]:
        for delimiter in DELIMITERS:
            cells = next(csv.reader([line], delimiter=delimiter), [])
            for source in sources:
                known, lacking = found(cells, source)
                if known and not lacking:
                    best[source.name] = max(best.get(source.name, 0), known)
    return sorted((s for s in sources if s.name in best), key=lambda s: (-best[s.name], s.name))


def _table(path: Path, form: tuple[str, ...], encoding: str) -> Unknown:
    csv.field_size_limit(LONGEST_LINE)
    read = {delimiter: _rows(path, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda each: _regularity(read[each]))
    rows = read[delimiter]
    width = _width(rows)
    place = next((n for n, (_, row) in enumerate(rows) if _looks_like_headings(row, width)), 0)
    line, headings = rows[place] if rows else (1, [])
    while headings and not headings[-1].strip():
        headings = headings[:-1]
    body = [tuple(row[: len(headings)]) for _, row in rows[place + 1 :] if len(row) >= len(headings) and any(row)]
    above = tuple(delimiter.join(row) for _, row in rows[:place])
    return Unknown(form[:-1] if len(form) > 1 and "columns" in form[-1] else form, encoding, delimiter, line,
                   tuple(heading.strip().strip("\ufeff") for heading in headings), tuple(body), above)  # fmt: skip


def _rows(path: Path, delimiter: str) -> list[tuple[int, list[str]]]:
    """The first rows that are not blank, with the line on which each ends."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        try:
            return [(reader.line_num, row) for row in islice(reader, ROWS_READ) if any(cell.strip() for cell in row)]
        except csv.Error:
            return []


def _width(rows: Sequence[tuple[int, list[str]]]) -> int:
    counts = Counter(len(row) for _, row in rows)
    return max(counts, key=lambda width: (counts[width] * (width > 1), width), default=0)


def _regularity(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, int]:
    """How many rows have the same number of cells, more than one of them."""
    width = _width(rows)
    return (sum(len(row) == width for _, row in rows), width) if width > 1 else (0, 0)


def _looks_like_headings(row: Sequence[str], width: int) -> bool:
    cells = [cell.strip() for cell in row]
    named = [cell for cell in cells if cell]
    return (
        len(cells) == width
        and len(named) >= 0.8 * width
        and len(set(named)) == len(named)
        and not any(cell.replace(".", "").replace(",", "").replace("-", "").isdigit() for cell in named)
    )


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'
