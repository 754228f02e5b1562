"""Pulling a source over a range of business days: find, land, parse, load."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from plumbline.days import Days
from plumbline.errors import ExportRefused, PlumblineError, Retryable, SettingsWrong, SourceMissing
from plumbline.settings import Settings
from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.definition import Source, load_source
from plumbline.sources.drop import find_exports, whereabouts
from plumbline.sources.file_checks import refused
from plumbline.sources.landing import Landed, land, local_copy
from plumbline.sources.manifest import (
    Entry,
    file_of_another_day,
    is_healed,
    missing_days,
    new_entries,
    note,
    origins,
    put_in_quarantine,
    state_contract,
)
from plumbline.sources.parse import open_parser, parse
from plumbline.sources.slices import SNAPSHOT_DAY, cut, place
from plumbline.warehouse.engines import Warehouse, open_warehouse
from plumbline.warehouse.ledger import put, record_run
from plumbline.warehouse.ops import manifest, prepare
from plumbline.warehouse.staging import StagingTable, load_staging

log = logging.getLogger(__name__)

BATCH_BYTES = 256 << 20
LINES_SHOWN = 5


@dataclass
class PullResult:
    """What a pull did: the business days whose figures may have changed, and the words for the log."""

    touched: Days
    lines: list[str] = field(default_factory=list)
    rows_loaded: int = 0
    rows_refused: int = 0
    slices_changed: int = 0

    @property
    def summary(self) -> str:
        """One line for the log and the ledger."""
        return (
            f"{self.rows_loaded:,} rows loaded, {self.rows_refused:,} refused, {self.slices_changed:,} slices changed"
        )


def pull(settings: Settings, source_name: str, days: Days) -> PullResult:
    """Bring a source up to date for the range.

    A bad file costs only itself: the others are loaded, then ExportRefused is raised for the bad ones. SourceMissing is
    raised where a single asked day has no export; in a range of days a missing one is a gap, which the report names.
    """
    started = time.monotonic()
    source, table = definition(settings, source_name)
    warehouse = open_warehouse(settings)
    with warehouse.begin() as connection:
        prepare(connection)
        table.create(warehouse, connection)
        state_contract(connection, source)
    result = PullResult(touched=days)
    drop = str(settings.company_folder / source.drop) if source.drop else settings.drop
    landed = [land(settings.landing, source, export) for export in find_exports(drop, source, days)]
    if landed:
        log.info("%s: %d files for %s to %s", source.name, len(landed), days.first, days.last)
    bad_files: list[ParsedFile] = []
    for batch in _batches(landed):
        bad_files += _load(settings, warehouse, source, table, batch, result)
    with warehouse.begin() as connection:
        state = "failed" if bad_files else "done"
        record_run(connection, f"pull:{source.name}", days, state, result.summary, time.monotonic() - started)
        missing = missing_days(connection, source, days)
        healed = {file.name for file in bad_files if is_healed(connection, source, file)}
    for file in bad_files:
        result.lines.append(f"{file.error}" + ("\nA later file of that day was loaded." if file.name in healed else ""))
    done = result.summary if landed else f"no file for {days.first} to {days.last}"
    log.info("%s: %s in %.1f s", source.name, done, time.monotonic() - started)
    for line in result.lines:
        log.info("%s", line)
    refusals = [file.error for file in bad_files if file.error is not None and file.name not in healed]
    if refusals:
        raise _together(refusals)
    _report_missing(drop, source, days, missing, result)
    return result


def pull_all(settings: Settings, source_names: Sequence[str], days: Days) -> dict[str, PullResult]:
    """Pull sources after each other. One that fails keeps none of the others back; then its error is raised."""
    results: dict[str, PullResult] = {}
    errors: list[PlumblineError] = []
    for name in source_names:
        try:
            results[name] = pull(settings, name, days)
        except PlumblineError as error:
            errors.append(error)
    if errors:
        # what needs a person is said before what heals by itself
        errors.sort(key=lambda error: isinstance(error, Retryable))
        for other in errors[1:]:
            log.error("%s", other)
        raise errors[0]
    return results


def definition(settings: Settings, source_name: str) -> tuple[Source, StagingTable]:
    """A source and the staging table it fills; SettingsWrong says what is missing."""
    path = settings.sources_folder / f"{source_name}.yaml"
    if not path.exists():
        raise SettingsWrong(f"There is no source {source_name!r}.", "Nothing is pulled.", f"Write {path}.")
    source = load_source(path)
    tables = load_staging(settings.sql_folder)
    if source.table not in tables:
        raise SettingsWrong(
            f"{path.name} names the staging table {source.table!r}, which does not exist.",
            f"{source.title} is not pulled.",
            f"Use one of {', '.join(sorted(tables))}.",
        )
    return source, tables[source.table]


def _batches(landed: Sequence[Landed]) -> Iterator[list[Landed]]:
    """Files together while they fit into memory comfortably."""
    batch: list[Landed] = []
    size = 0
    for file in landed:
        if batch and size + file.size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += file.size
    if batch:
        yield batch


def _load(
    settings: Settings,
    warehouse: Warehouse,
    source: Source,
    table: StagingTable,
    batch: Sequence[Landed],
    result: PullResult,
) -> list[ParsedFile]:
    """Parse and load what is new in a batch, in one transaction; the refused files come back."""
    with ExitStack() as stack:
        db = stack.enter_context(open_parser())
        connection = stack.enter_context(warehouse.begin())
        entries = new_entries(connection, source, batch)
        known = origins(connection, source, entries)
        files = [
            ParsedFile(
                index,
                stack.enter_context(local_copy(settings.landing, entry["landed_path"])),
                entry["file_name"],
                entry["file_day"],
            )
            for index, entry in enumerate(entries)
            if entry["state"] != "duplicate"
        ]
        parse(db, source, files)
        if any(file.error is None for file in files):
            slices, misfits = cut(db, source, table)
            for file in files:
                if file.error is None and file.index in misfits:
                    file.error = refused(source, file.name, *misfits[file.index])
            good = {file.index: known[file.index] for file in files if file.error is None}
            slices = [piece for piece in slices if piece.file_index in good]
            for piece in place(warehouse, connection, db, source, table, slices, good):
                result.slices_changed += 1
                result.rows_loaded += piece.rows
                result.touched = _reach(result.touched, piece.day)
        for file in files:
            note(entries[file.index], file)
            put_in_quarantine(connection, entries[file.index], file)
        put(connection, manifest, entries)
        _tell(connection, source, entries, files, result)
    return [file for file in files if file.error is not None]


def _tell(
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


def _reach(days: Days, day: date) -> Days:
    """The range widened to a slice's day; a snapshot has none."""
    return days if day == SNAPSHOT_DAY else Days(min(days.first, day), max(days.last, day), days.deliver)


def _report_missing(drop: str, source: Source, days: Days, missing: Sequence[date], result: PullResult) -> None:
    if not missing:
        return
    if days.first == days.last:
        raise SourceMissing(
            f"{source.title}: the export of {days.last} has not arrived. {whereabouts(drop, source, days.last)}",
            f"Figures that need {source.title!r} stay as of the day before; the report says so if it stays away.",
            "This task looks again by itself. If the vendor is down, nothing else is to be done; when the file comes"
            " later, the next day's pull takes it up.",
        )
    result.lines.append(f"{source.title}: no export about {', '.join(day.isoformat() for day in missing)}.")
    log.warning("%s", result.lines[-1])


def _together(refusals: Sequence[ExportRefused]) -> ExportRefused:
    if len(refusals) == 1:
        return refusals[0]
    return ExportRefused(
        f"{len(refusals)} files were refused:\n" + "\n".join(f"- {error.message}" for error in refusals),
        refusals[0].cost,
        refusals[0].remedy,
    )
