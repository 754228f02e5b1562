"""The contract over a file as a whole: every line accounted for, whole to its end, and not too much of it refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from plumbline.errors import ExportRefused
from plumbline.sources.definition import Field, Source
from plumbline.sources.file_checks import FileCheck, refused
from plumbline.sources.privacy import redacted
from plumbline.sources.reading import RECORD, Record, Refusal, records_of, widen

TAIL_SHOWN = 60


@dataclass
class ParsedFile:
    """A local copy of an export, what was seen in it (`fields` as its own values are written), what became of it."""

    index: int
    path: Path
    name: str
    file_day: date
    error: ExportRefused | None = None
    notice: str | None = None
    checked: FileCheck | None = None
    fields: tuple[Field, ...] = ()
    rows_read: int = 0
    rows_skipped: int = 0
    rows_refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)


def reconcile_lines(
    source: Source,
    file: ParsedFile,
    checked: FileCheck,
    counted: tuple[int, int, int],
    broken: list[Refusal],
    wrong: list[tuple[int, str, str | None, str]],
) -> None:
    """Every line of the file is loaded, skipped or refused; ExportRefused where the count does not come out even."""
    _, skipped, bad = counted
    unreadable = [Refusal(line, RECORD, value, reason) for line, (value, reason) in checked.lines.unreadable.items()]
    if broken or wrong or unreadable or sum(counted) != checked.lines.count - checked.header_lines:
        records = records_of(source, checked)
        if records is None or len(records) != sum(counted) + len(broken):
            raise refused(
                source,
                file.name,
                f"The file holds {'an endless record' if records is None else f'{len(records):,} records'}, but"
                f" {sum(counted) + len(broken):,} could be told apart: a quotation mark is missing or stands alone.",
                "Look for it with a text editor, or export the file again.",
            )
        broken = widen(broken, records)
        refusals = [*broken, *unreadable, *_located(broken, wrong, records)]
        file.refusals = [_discreet(refusal) for refusal in sorted(refusals, key=lambda r: (r.line, r.field))]
    lost = sum(refusal.lines for refusal in broken) + len(unreadable)
    file.rows_read = sum(counted) + lost
    file.rows_skipped = skipped
    file.rows_refused = bad + lost


def _discreet(refusal: Refusal) -> Refusal:
    return refusal if refusal.value is None else replace(refusal, value=redacted(refusal.value))


def _located(
    broken: list[Refusal], wrong: list[tuple[int, str, str | None, str]], records: list[Record]
) -> list[Refusal]:
    """The refused fields of readable records, by the line on which their record begins."""
    unread = {refusal.line for refusal in broken}
    lines = [record.line for record in records if record.line not in unread]
    return [Refusal(lines[number - 1], name, value, reason) for number, name, value, reason in wrong]


def check_acceptance(source: Source, file: ParsedFile, checked: FileCheck) -> None:
    """The contract over the file as a whole."""
    records = file.rows_read - file.rows_skipped
    if file.refusals and _is_cut_off(file.refusals[-1], checked):
        last = file.refusals[-1]
        tail = " ".join((last.value or "").split())[-TAIL_SHOWN:]
        raise refused(
            source,
            file.name,
            f"The file breaks off in line {last.line} (…{tail}), so rows are missing behind it.",
            "Fetch the export again; it was cut short on its way.",
        )
    if records == 0 and source.empty == "refuse":
        remedy = "Check the export's filters and day; if there is really nothing, write `empty: accept` into"
        raise refused(source, file.name, "The file has headings but no rows.", f"{remedy} {source.yaml_path.name}.")
    if file.refusals and file.rows_refused > source.refuse_above * records:
        first = file.refusals[0]
        allowed = f"allowed are {source.refuse_above:.0%}" if source.refuse_above else "none may"
        broken = "Export it again, or look at that line with a text editor."
        mistyped = f"Correct the export, or the field's type in {source.yaml_path.name}."
        raise refused(
            source,
            file.name,
            f"{file.rows_refused} of {records} records break the contract; {allowed}."
            f" The first: line {first.line}, field {first.field}: {first.words}.",
            broken if first.field == RECORD else mistyped,
        )


def _is_cut_off(last: Refusal, checked: FileCheck) -> bool:
    """The file's last line is not ended, and the record or the last field of it is no whole one."""
    if checked.lines.ends_with_newline:
        return False
    if last.field == RECORD:
        return last.line + last.lines - 1 >= checked.lines.count
    return bool(checked.headings) and last.field == checked.headings[-1] and last.line == checked.lines.count
