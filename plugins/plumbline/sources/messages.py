"""The log's words on what a pull met with."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from plumbline.errors import ExportRefused
from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.definition import Source
from plumbline.sources.manifest import Entry, file_of_another_day
from plumbline.sources.result import PullResult

LINES_SHOWN = 5


def tell(
    connection: sa.Connection,
    source: Source,
    entries: Sequence[Entry],
    files: Sequence[ParsedFile],
    result: PullResult,
) -> None:
    """The log's words on duplicates, empty files and refused fields; nothing is dropped silently."""
    for entry in entries:
        if entry["state"] == "duplicate":
            result.lines.append(f"{entry['file_name']}: {entry['message']}, which is loaded; nothing was loaded twice.")
    for file in files:
        if file.error:
            continue
        result.rows_refused += file.rows_refused
        result.lines += _oddities(connection, source, entries[file.index], file)
        for refusal in file.refusals[:LINES_SHOWN]:
            result.lines.append(
                f"{file.name}, line {refusal.line}, field {refusal.field}: {refusal.words}."
                " The record is in ops.quarantine and not in the figures."
            )
        if len(file.refusals) > LINES_SHOWN:
            result.lines.append(
                f"{file.name}: {len(file.refusals) - LINES_SHOWN} more refused fields in ops.quarantine."
            )


def _oddities(connection: sa.Connection, source: Source, entry: Entry, file: ParsedFile) -> list[str]:
    """What is no breach of contract, but may well be a mistake."""
    if file.rows_read == file.rows_skipped:
        return [f"{file.name} has headings but no rows: {file.file_day} counts as a day without any."]
    twin = file_of_another_day(connection, source, entry)
    if twin is not None and source.slice != "whole":
        return [
            f"{file.name} has the same bytes as {twin}: that day was probably sent again and {file.file_day} is"
            " missing. It was loaded and no record counts twice; ask for the export of the day."
        ]
    return []


def together(refusals: Sequence[ExportRefused]) -> ExportRefused:
    """Several refusals as one error."""
    if len(refusals) == 1:
        return refusals[0]
    return ExportRefused(
        f"{len(refusals)} files were refused:\n" + "\n".join(f"- {error.message}" for error in refusals),
        refusals[0].cost,
        refusals[0].remedy,
    )
