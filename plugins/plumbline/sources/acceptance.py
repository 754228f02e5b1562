"""The contract over a file as a whole: every line accounted for, whole to its end, and not too much of it refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from plumbline.errors import ExportRefused
from plumbline.sources.definition import Source
from plumbline.sources.file_checks import FileCheck, refused
from plumbline.sources.reading import RECORD, Record, Refusal, records_of, widen

TAIL_SHOWN = 60


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


def reconcile_lines(
    source: Source,
    one: ParsedFile,
    seen: FileCheck,
    counted: tuple[int, int, int],
    broken: list[Refusal],
    wrong: list[tuple[int, str, str | None, str]],
) -> None:
    """Every line of the file is loaded, skipped or refused; ExportRefused where the count does not come out even."""
    _, skipped, bad = counted
    unreadable = [Refusal(line, RECORD, value, reason) for line, (value, reason) in seen.lines.unreadable.items()]
    if broken or wrong or unreadable or sum(counted) != seen.lines.count - seen.header_lines:
        records = records_of(source, seen)
        if records is None or len(records) != sum(counted) + len(broken):
            raise refused(
                source,
                one.name,
                f"The file holds {'an endless record' if records is None else f'{len(records):,} records'}, but"
                f" {sum(counted) + len(broken):,} could be told apart: a quotation mark is missing or stands alone.",
                "Look for it with a text editor, or export the file again.",
            )
        broken = widen(broken, records)
        one.refusals = sorted(broken + unreadable + _located(broken, wrong, records), key=lambda r: (r.line, r.field))
    lost = sum(refusal.lines for refusal in broken) + len(unreadable)
    one.rows_read = sum(counted) + lost
    one.rows_skipped = skipped
    one.rows_refused = bad + lost


def _located(
    broken: list[Refusal], wrong: list[tuple[int, str, str | None, str]], records: list[Record]
) -> list[Refusal]:
    """The refused fields of readable records, by the line on which their record begins."""
    unread = {refusal.line for refusal in broken}
    lines = [record.line for record in records if record.line not in unread]
    return [Refusal(lines[number - 1], name, value, reason) for number, name, value, reason in wrong]


def check_acceptance(source: Source, one: ParsedFile, seen: FileCheck) -> None:
    """The contract over the file as a whole."""
    records = one.rows_read - one.rows_skipped
    if one.refusals and _is_cut_off(one.refusals[-1], seen):
        last = one.refusals[-1]
        tail = " ".join((last.value or "").split())[-TAIL_SHOWN:]
        raise refused(
            source,
            one.name,
            f"The file breaks off in line {last.line} (…{tail}), so rows are missing behind it.",
            "Fetch the export again; it was cut short on its way.",
        )
    if records == 0 and source.empty == "refuse":
        remedy = "Check the export's filters and day; if there is really nothing, write `empty: accept` into"
        raise refused(source, one.name, "The file has headings but no rows.", f"{remedy} {source.yaml_path.name}.")
    if one.refusals and one.rows_refused > source.refuse_above * records:
        first = one.refusals[0]
        allowed = f"allowed are {source.refuse_above:.0%}" if source.refuse_above else "none may"
        broken = "Export it again, or look at that line with a text editor."
        mistyped = f"Correct the export, or the field's type in {source.yaml_path.name}."
        raise refused(
            source,
            one.name,
            f"{one.rows_refused} of {records} records break the contract; {allowed}."
            f" The first: line {first.line}, field {first.field}: {first.words}.",
            broken if first.field == RECORD else mistyped,
        )


def _is_cut_off(last: Refusal, seen: FileCheck) -> bool:
    """The file's last line is not ended, and the record or the last field of it is no whole one."""
    if seen.lines.ends_with_newline:
        return False
    if last.field == RECORD:
        return last.line + last.lines - 1 >= seen.lines.count
    return bool(seen.headings) and last.field == seen.headings[-1] and last.line == seen.lines.count
