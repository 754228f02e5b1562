"""Where the table stands in a text file: below what preamble, with which delimiter, above what footer."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from plumbline.sources.definition import Source
from plumbline.sources.headings import found
from plumbline.sources.normalize import Lines, bounded_lines

DELIMITERS = (",", ";", "\t")
LONGEST_PREAMBLE = 1000
LINES_TRIED = 50  # that are neither blank nor declared as preamble
LONGEST_HEADING = 100_000
START_SHOWN = 60


@dataclass(frozen=True)
class Table:
    """A table's headings, the delimiter between them, and the number of lines down to them."""

    headings: tuple[str, ...]
    delimiter: str
    header_lines: int


def find_table(path: Path, source: Source) -> Table | None:
    """The table whose headings the source knows best; None where there is no line at all.

    Headings decide on the delimiter, too: campaigns are full of signs that a look at frequencies takes for one.
    """
    best: Table | None = None
    most = -1
    tried = 0
    needed = sum(not spec.optional for spec in source.fields)
    for number, (line, _, _) in enumerate(bounded_lines(path), start=1):
        if number > LONGEST_PREAMBLE or tried >= LINES_TRIED:
            break
        text = line[:LONGEST_HEADING].decode("utf-8", "replace")
        if _is_preamble(text, source):
            continue
        tried += 1
        for delimiter in (source.delimiter,) if source.delimiter else DELIMITERS:
            headings = _cells(text, delimiter)
            known, lacking = found(headings, source)
            if known > most:
                best, most = Table(headings, delimiter, number), known
            if known and not lacking:
                return best
        if 2 * most >= needed:
            break  # headings of which some were renamed: what stands below is no preamble
    return best


def find_footer(path: Path, source: Source, table: Table) -> int | None:
    """The first line behind the table: a declared footer, or the preamble of a second table; None without one."""
    if source.preamble is None and not source.footer:
        return None
    starts = tuple(start.encode() for start in (*source.footer, *([source.preamble] if source.preamble else [])))
    within = False  # a quoted text that runs on over several lines
    for number, (line, _, _) in enumerate(bounded_lines(path), start=1):
        if number <= table.header_lines:
            continue
        if not within and line.lstrip(b' "\xef\xbb\xbf').startswith(starts):
            return number
        within ^= line.count(b'"') % 2 == 1
    return None


def cut_above(path: Path, lines: Lines, footer: int, target: Path) -> tuple[Lines, str]:
    """Copy the lines above the footer; returns what is left, and a notice of what was not read."""
    start = ""
    with target.open("wb") as writing:
        for number, (line, _, _) in enumerate(bounded_lines(path), start=1):
            if number == footer:
                start = line[:START_SHOWN].decode("utf-8", "replace").strip().strip('"')
                break
            writing.write(line)
    kept = Lines(
        footer - 1,
        has_carriage_returns=lines.has_carriage_returns,
        has_nul=lines.has_nul,
        unreadable={number: why for number, why in lines.unreadable.items() if number < footer},
    )
    return kept, f"not read: {lines.count - footer + 1:,} lines behind the table, from line {footer} ({start!r})"


def _is_preamble(text: str, source: Source) -> bool:
    bare = text.strip().strip("\ufeff")
    return not bare or (source.preamble is not None and bare.startswith(source.preamble))


def _cells(text: str, delimiter: str) -> tuple[str, ...]:
    bare = text.strip("\ufeff").rstrip("\r\n").replace("\r", " ")
    try:
        return tuple(next(csv.reader([bare], delimiter=delimiter), ()))
    except csv.Error:
        return (bare,)
