"""Pulling a source over a range of business days: find, land, parse, load."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from plumbline.days import Days
from plumbline.errors import ExportRefused, SettingsWrong, SourceMissing
from plumbline.settings import Settings
from plumbline.sources.definition import Source, load_source
from plumbline.sources.drop import find_exports
from plumbline.sources.landing import Landed, land, local_copy
from plumbline.sources.parse import ParsedFile, open_parser, parse
from plumbline.warehouse.engines import Warehouse, warehouse
from plumbline.warehouse.ledger import put, record_run
from plumbline.warehouse.ops import manifest, prepare, publication, quarantine
from plumbline.warehouse.slices import SNAPSHOT_DAY, Origin, cut, place
from plumbline.warehouse.staging import StagingTable, load_staging

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
        return f"{self.rows_loaded:,} rows loaded, {self.rows_refused:,} refused, {self.slices_changed:,} slices changed"


def pull(settings: Settings, source_name: str, days: Days) -> PullResult:
    """Bring a source up to date for the range.

    A bad file costs only itself: the others are loaded, then ExportRefused is raised for the bad ones. SourceMissing is
    raised where a single asked day has no export; in a range of days a missing one is a gap, which the report names.
    """
    started = time.monotonic()
    source, table = _definition(settings, source_name)
    house = warehouse(settings)
    with house.begin() as connection:
        prepare(connection)
        table.create(house, connection)
    result = PullResult(touched=days)
    refused_files: list[ParsedFile] = []
    landed = [land(settings.landing, source, export) for export in find_exports(_drop(settings, source), source, days)]
    for batch in _batches(landed):
        refused_files += _load(settings, house, source, table, batch, result)
    with house.begin() as connection:
        state = "failed" if refused_files else "done"
        record_run(connection, f"pull:{source.name}", days, state, result.summary, time.monotonic() - started)
        missing = _missing_days(connection, source, days)
        healed = {one.name for one in refused_files if _healed(connection, source, one)}
    refusals = [one.error for one in refused_files if one.error is not None and one.name not in healed]
    result.lines += [f"{one.error}\nA later file of that day was loaded." for one in refused_files if one.name in healed]
    if refusals:
        raise _together(refusals)
    _report_missing(settings, source, days, missing, result)
    return result


def _drop(settings: Settings, source: Source) -> str:
    return str(settings.company_folder / source.drop) if source.drop else settings.drop


def _definition(settings: Settings, source_name: str) -> tuple[Source, StagingTable]:
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
    for one in landed:
        if batch and sum(b.size for b in batch) + one.size > BATCH_BYTES:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def _load(
    settings: Settings,
    house: Warehouse,
    source: Source,
    table: StagingTable,
    batch: Sequence[Landed],
    result: PullResult,
) -> list[ParsedFile]:
    """Parse and load what is new in a batch, in one transaction; the refused files come back."""
    with ExitStack() as stack:
        db = stack.enter_context(open_parser())
        connection = stack.enter_context(house.begin())
        entries = _new_entries(connection, source, batch, result)
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
        good = [one for one in files if one.error is None]
        if good:
            origins = {f.index: Origin(entries[f.index]["file_id"], entries[f.index]["known_from"]) for f in good}
            slices = [s for s in cut(db, source, table) if s.file_index in origins]
            changed = place(house, connection, db, source, table, slices, origins)
            result.slices_changed += len(changed)
            result.rows_loaded += sum(piece.rows for piece in changed)
            for piece in changed:
                result.touched = _reach(result.touched, piece.day)
        for one in files:
            _note(entries[one.index], one, result)
        put(connection, manifest, entries)
        _quarantine(connection, files, entries)
    return [one for one in files if one.error is not None]


def _new_entries(
    connection: sa.Connection, source: Source, batch: Sequence[Landed], result: PullResult
) -> list[dict[str, Any]]:
    """Manifest entries for the files that were not loaded before by the same definition, in order of delivery."""
    known = connection.execute(sa.select(manifest).where(manifest.c.source == source.name)).mappings().all()
    latest: dict[str, Any] = {}
    for entry in sorted(known, key=lambda e: e["sequence"]):
        latest[entry["file_name"]] = entry
    frontier = connection.execute(sa.select(sa.func.max(publication.c.business_day))).scalar()
    sequence = max((entry["sequence"] for entry in known), default=0)
    taken = {(e["file_id"], e["known_from"], e["file_day"]): e["file_name"] for e in known if e["state"] == "loaded"}
    entries = []
    for one in batch:
        name, delivery_day = one.export.name, one.export.delivery_day
        last = latest.get(name)
        same = last is not None and last["file_id"] == one.file_id
        if same and last["state"] != "refused" and last["definition"] == source.definition_hash:
            continue
        if same:
            known_from = last["known_from"]
        else:
            # what a published report could not know was first known on the day after it
            known_from = delivery_day if frontier is None else max(delivery_day, frontier + timedelta(days=1))
        entry: dict[str, Any] = {
            "source": source.name,
            "file_name": name,
            "file_id": one.file_id,
            "landed_path": one.landed_path,
            "file_day": one.export.file_day,
            "known_from": known_from,
            "bytes": one.size,
            "sequence": last["sequence"] if same else (sequence := sequence + 1),
            "definition": source.definition_hash,
            "state": "loaded",
            "message": None,
        }
        twin = taken.get((one.file_id, known_from, one.export.file_day))
        if twin is not None and twin != name:
            entry |= {"state": "duplicate", "message": f"the same bytes as {twin}"}
            result.lines.append(f"{name}: the same bytes as {twin}, which is loaded already; nothing was loaded twice.")
        else:
            taken[one.file_id, known_from, one.export.file_day] = name
        entries.append(entry)
    return entries


def _note(entry: dict[str, Any], one: ParsedFile, result: PullResult) -> None:
    entry |= {
        "rows_read": one.rows_read,
        "rows_skipped": one.rows_skipped,
        "rows_refused": one.rows_refused,
        "state": "refused" if one.error else "loaded",
        "message": one.error.message if one.error else one.notice,
    }
    if one.error:
        return
    result.rows_refused += one.rows_refused
    for refusal in one.refusals[:LINES_SHOWN]:
        result.lines.append(
            f"{one.name}, line {refusal.line}, field {refusal.field}: {refusal.value!r} stands where {refusal.reason}"
            " was expected; the record is in ops.quarantine and not in the figures."
        )
    if len(one.refusals) > LINES_SHOWN:
        result.lines.append(f"{one.name}: {len(one.refusals) - LINES_SHOWN} more refused fields in ops.quarantine.")


def _quarantine(connection: sa.Connection, files: Sequence[ParsedFile], entries: list[dict[str, Any]]) -> None:
    for one in files:
        key = {name: entries[one.index][name] for name in ("source", "file_name", "file_id")}
        connection.execute(quarantine.delete().where(*(quarantine.c[name] == value for name, value in key.items())))
        rows = {
            (r.line, r.field): key
            | {
                "line": r.line,
                "field": r.field,
                "known_from": entries[one.index]["known_from"],
                "value": r.value,
                "reason": f"expected {r.reason}",
            }
            for r in one.refusals
        }
        if rows:
            connection.execute(quarantine.insert(), list(rows.values()))


def _reach(days: Days, day: date) -> Days:
    """The range widened to a slice's day; a snapshot has none."""
    return days if day == SNAPSHOT_DAY else Days(min(days.first, day), max(days.last, day), days.deliver)


def _missing_days(connection: sa.Connection, source: Source, days: Days) -> list[date]:
    if source.arrives != "daily" or ("{day}" not in source.files and "{delivery_day}" not in source.files):
        return []
    query = sa.select(manifest.c.file_day).where(manifest.c.source == source.name, manifest.c.state != "refused")
    there = set(connection.execute(query).scalars())
    return [day for day in days.each() if day not in there]


def _report_missing(
    settings: Settings, source: Source, days: Days, missing: Sequence[date], result: PullResult
) -> None:
    if not missing:
        return
    if days.first == days.last:
        pattern = source.files.replace("{delivery_day}", days.last.isoformat()).replace("{day}", days.last.isoformat())
        raise SourceMissing(
            f"{source.title}: the export of {days.last} has not arrived. Looked for {pattern} in {_drop(settings, source)}.",
            f"Figures that need {source.title} stay as of the day before; the report says so if it stays away.",
            "This task looks again by itself. If the vendor is down, nothing else is to be done; when the file comes"
            " later, the next day's pull takes it up.",
        )
    result.lines.append(f"{source.title}: no export about {', '.join(day.isoformat() for day in missing)}.")


def _healed(connection: sa.Connection, source: Source, one: ParsedFile) -> bool:
    """Whether another file about the same day was loaded, as vendors send it again when they notice."""
    query = sa.select(sa.func.count()).where(
        manifest.c.source == source.name,
        manifest.c.file_day == one.file_day,
        manifest.c.file_name != one.name,
        manifest.c.state == "loaded",
    )
    return bool(connection.execute(query).scalar_one())


def _together(refusals: Sequence[ExportRefused]) -> ExportRefused:
    if len(refusals) == 1:
        return refusals[0]
    return ExportRefused(
        f"{len(refusals)} files were refused:\n" + "\n".join(f"- {error.message}" for error in refusals),
        refusals[0].cost,
        refusals[0].remedy,
    )
