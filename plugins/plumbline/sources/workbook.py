"""A workbook's sheet as lines of CSV: a row a line, so that line numbers are the sheet's own.

Cells that a workbook holds as numbers and dates are written as their field expects them; texts stay as they were typed.
"""

from __future__ import annotations

import csv
import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from plumbline.errors import is_full
from plumbline.sources.containers import MOST_CELLS, NotUnpacked
from plumbline.sources.definition import Field, Source
from plumbline.sources.fields import ISO_DATE
from plumbline.sources.headings import field_of, found

log = logging.getLogger(__name__)

ROWS_LOOKED_AT = 50
# Excel keeps fifteen digits of a number: of a longer id the last ones are gone.
EXACT_DIGITS = 15
ERRORS = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")
LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass
class Sheet:
    """A sheet that was written: its title; the rows that are no records, with what stands there and what is due."""

    title: str
    unreadable: dict[int, tuple[str, str]] = field(default_factory=dict)


def write_sheet(path: Path, source: Source, target: Path) -> Sheet:
    """Write the sheet with the source's headings as CSV; NotUnpacked where there is none, or several could be meant."""
    try:
        # by an open file: of a path the library would judge the name
        with path.open("rb") as content, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that nobody needs here
            book = openpyxl.load_workbook(content, read_only=True, data_only=True)
            try:
                sheet = Sheet(_chosen(book, source))
                with target.open("w", encoding="utf-8", newline="") as writing:
                    _write(_rows(book[sheet.title]), source, csv.writer(writing, lineterminator="\n"), sheet, writing)
            finally:
                book.close()
    except NotUnpacked:
        raise
    except Exception as error:  # of a damaged workbook the library raises whatever its parts stumble over
        if isinstance(error, MemoryError) or is_full(error):
            raise
        log.debug("%s stumbles over %s", openpyxl.__name__, type(error).__name__)
        raise NotUnpacked(
            "The file is an Excel workbook that can't be read: it is damaged or was cut short.", "Fetch it again."
        ) from None
    return sheet


def _chosen(book: Any, source: Source) -> str:
    titles: list[str] = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if source.sheet is not None:
        if source.sheet not in titles:
            raise NotUnpacked(
                f"The workbook has no sheet {source.sheet!r}; its sheets are {', '.join(map(repr, titles))}.",
                f"Correct `sheet:` in {source.yaml_path.name}, or export it again.",
            )
        return source.sheet
    if not titles:
        raise NotUnpacked("The workbook has no visible sheet.", "Export it again.")
    best = {title: max((_known(row, source) for row in _first_rows(book[title])), default=0) for title in titles}
    most = max(best.values())
    chosen = [title for title in titles if best[title] == most]
    if len(chosen) > 1 and most:
        raise NotUnpacked(
            f"The workbook has {len(chosen)} sheets with these headings: {', '.join(map(repr, chosen))}.",
            f"Name the one that counts as `sheet:` in {source.yaml_path.name}.",
        )
    return chosen[0]


def _first_rows(sheet: Any) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(_rows(sheet)):
        if number == ROWS_LOOKED_AT:
            return
        yield row


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:
    """Each row's cells, as far as the sheet is filled; what the file says of its own size is not believed."""
    sheet.reset_dimensions()
    cells = 0
    for row in sheet.iter_rows():
        cells += len(row) + 1
        if cells > MOST_CELLS:
            raise NotUnpacked(
                f"The sheet {sheet.title!r} has more than {MOST_CELLS:,} cells.", "Export fewer days, or as CSV."
            )
        yield row


def _known(row: Sequence[Any], source: Source) -> int:
    return found([_text(cell, None) for cell in row], source)[0]


def _write(rows: Iterator[Sequence[Any]], source: Source, writer: Any, sheet: Sheet, writing: Any) -> None:
    fields: list[Field | None] = []
    for number, row in enumerate(rows, start=1):
        texts = [_text(cell, fields[n] if n < len(fields) else None) for n, cell in enumerate(row)]
        while texts and not texts[-1] and len(texts) > len(fields):
            texts.pop()
        if not any(texts):
            writing.write("\n")
            continue
        if not fields and _is_heading(texts, source):
            fields = [field_of(heading, source) for heading in texts]
        problem = next((p for cell, spec in zip(row, fields, strict=False) if (p := _problem(cell, spec))), None)
        if problem is not None:
            sheet.unreadable[number] = problem
        writer.writerow(texts + [""] * (len(fields) - len(texts)))


def _is_heading(texts: Sequence[str], source: Source) -> bool:
    known, _ = found(texts, source)
    return known > 0 and 2 * known >= len([spec for spec in source.fields if not spec.optional])


def _text(cell: Any, spec: Field | None) -> str:
    """What the cell holds, as its field would have it in a CSV."""
    match cell.value:
        case None:
            return ""
        case bool() as truth:
            return str(truth).lower()
        case datetime() as instant:
            if instant.time() != time():
                return instant.isoformat(" ", "seconds")
            return instant.strftime((spec.format if spec is not None and spec.type == "date" else None) or ISO_DATE)
        case date() as day:
            return day.strftime((spec.format if spec is not None and spec.type == "date" else None) or ISO_DATE)
        case int() | float() as number:
            return _number(Decimal(repr(number)), _is_share(cell), spec)
        case other:
            return " ".join(str(other).split("\n")).replace("\r", " ").replace("\0", " ")


def _number(number: Decimal, is_share: bool, spec: Field | None) -> str:
    kind = spec.type if spec is not None else "text"
    share = is_share and kind in ("percent", "probability_percent")
    if not number.is_finite():
        return str(number)
    text = f"{number * 100 if share else number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
        if len(text.partition(".")[2]) == 3:
            text += "0"  # a cell's 1.234 is no thousand, whatever the texts around it mean
    if spec is not None and spec.decimal == "comma":
        text = text.replace(".", ",")
    return f"{text}%" if share else text


def _is_share(cell: Any) -> bool:
    """Whether the cell shows 0.0123 as 1.23 %."""
    return "%" in LITERALS.sub("", cell.number_format or "")


def _problem(cell: Any, spec: Field | None) -> tuple[str, str] | None:
    """Why a row can't be taken: an id whose last digits the workbook has rounded away, or a formula that failed."""
    if spec is None:
        return None
    value = cell.value
    if isinstance(value, str) and ERRORS.fullmatch(value):
        return f"{value} in {spec.headings[0]}", "a value; the formula in the cell has failed"
    if spec.type == "text" and isinstance(value, int | float) and abs(value) >= 10**EXACT_DIGITS:
        return f"{value} in {spec.headings[0]}", (
            f"a text: of numbers a workbook keeps {EXACT_DIGITS} digits, so the last ones of this id are lost"
        )
    return None
