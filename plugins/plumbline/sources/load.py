"""Loading what has landed: files are planned and written in transactions, and parsed between them.

Whoever waits for the warehouse waits for rows to be written, never for a file that is being read. Small files go
together; each batch is a transaction of its own, and what was loaded before is not loaded again.
"""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date

import duckdb
import sqlalchemy as sa

from plumbline.days import Days
from plumbline.errors import PlumblineError, room_in
from plumbline.settings import Settings
from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.definition import Source
from plumbline.sources.file_checks import refused
from plumbline.sources.landing import Landed, local_copy
from plumbline.sources.manifest import Planned, note, plan_files, put_in_quarantine
from plumbline.sources.messages import tell
from plumbline.sources.parse import open_parser, parse
from plumbline.sources.result import PullResult
from plumbline.sources.slices import SNAPSHOT_DAY, cut, place
from plumbline.sources.versions import Slice
from plumbline.warehouse.engines import Warehouse
from plumbline.warehouse.ledger import put
from plumbline.warehouse.ops import manifest
from plumbline.warehouse.staging import StagingTable

BATCH_BYTES = 24 << 20  # of exports; while they are parsed they take some ten times as much memory


@dataclass
class Pull:
    """A source that is being pulled: its landed files, and what came of them so far.

    `healed` names those of the bad files whose day a later file told, `missing` the days without a file.
    """

    source: Source
    table: StagingTable
    landed: Sequence[Landed]
    result: PullResult
    seconds: float = 0.0
    bad_files: list[ParsedFile] = field(default_factory=list)
    healed: set[str] = field(default_factory=set)
    missing: list[date] = field(default_factory=list)
    error: PlumblineError | None = None


@dataclass
class Batch:
    """Some files of a source, on their way: as they landed, were planned, parsed and cut into slices."""

    pull: Pull
    landed: list[Landed]
    planned: Planned = field(default_factory=Planned)
    files: list[ParsedFile] = field(default_factory=list)
    slices: list[Slice] = field(default_factory=list)


def load(
    settings: Settings,
    warehouse: Warehouse,
    pulls: Sequence[Pull],
    begin: Callable[[sa.Connection], None],
    end: Callable[[sa.Connection], None],
) -> None:
    """Load what is new; `begin` runs in the first transaction before anything, `end` in the last one.

    What goes wrong with a file or a source stands in its Pull and keeps none of the others back.
    """
    waiting = _batches(pulls)
    with warehouse.begin() as connection:
        begin(connection)
        planned = _next(connection, waiting)
        if not planned:
            end(connection)
    while planned:
        with ExitStack() as parsers:
            parsed = [(batch, parsers.enter_context(open_parser())) for batch in planned]
            with room_in(f"{tempfile.gettempdir()} (TMPDIR)"):
                for batch, db in parsed:
                    parse_batch(settings, batch, db)
            with warehouse.begin() as connection:
                # another task may have loaded the same files meanwhile, or a report gone out: then once more
                if all(_plan(connection, batch) == batch.planned for batch in planned):
                    for batch, db in parsed:
                        write_batch(warehouse, connection, batch, db)
                    waiting.popleft()
                planned = _next(connection, waiting)
                if not planned:
                    end(connection)


def _batches(pulls: Iterable[Pull]) -> deque[list[Batch]]:
    """Files together while they fit into memory comfortably, whichever source they are of."""
    together: deque[list[Batch]] = deque()
    size = BATCH_BYTES
    for pull in pulls:
        for file in pull.landed:
            if not together or size + file.size > BATCH_BYTES:
                together.append([])
                size = 0
            if not together[-1] or together[-1][-1].pull is not pull:
                together[-1].append(Batch(pull, []))
            together[-1][-1].landed.append(file)
            size += file.size
    return together


def _next(connection: sa.Connection, waiting: deque[list[Batch]]) -> list[Batch]:
    """What is new in the first of the waiting batches that holds anything new."""
    while waiting:
        for batch in waiting[0]:
            batch.planned = _plan(connection, batch)
        planned = [batch for batch in waiting[0] if batch.planned.entries]
        if planned:
            return planned
        waiting.popleft()
    return []


def _plan(connection: sa.Connection, batch: Batch) -> Planned:
    """The files that are not loaded yet; none where the source's definition turned out to be wrong."""
    return plan_files(connection, batch.pull.source, batch.landed if batch.pull.error is None else [])


def parse_batch(settings: Settings, batch: Batch, db: duckdb.DuckDBPyConnection) -> None:
    """Parse the files into the parser's table `typed`, cut into slices."""
    pull, started = batch.pull, time.monotonic()
    with ExitStack() as copies:
        batch.files = [
            ParsedFile(
                index,
                copies.enter_context(local_copy(settings.landing, entry["landed_path"])),
                entry["file_name"],
                entry["file_day"],
            )
            for index, entry in enumerate(batch.planned.entries)
            if entry["state"] != "duplicate"
        ]
        batch.slices = []
        try:
            parse(db, pull.source, batch.files)
            if any(file.error is None for file in batch.files):
                batch.slices, misfits = cut(db, pull.source, pull.table)
                for file in batch.files:
                    if file.error is None and file.index in misfits:
                        file.error = refused(pull.source, file.name, *misfits[file.index])
        except PlumblineError as error:
            pull.error = error
            batch.planned = Planned()
    pull.seconds += time.monotonic() - started


def write_batch(warehouse: Warehouse, connection: sa.Connection, batch: Batch, db: duckdb.DuckDBPyConnection) -> None:
    """Put the parsed slices in their places, and say in the ledger what became of each file."""
    if not batch.planned.entries:
        return
    pull, started = batch.pull, time.monotonic()
    entries, result = batch.planned.entries, pull.result
    good = {file.index: batch.planned.origins[file.index] for file in batch.files if file.error is None}
    slices = [piece for piece in batch.slices if piece.file_index in good]
    if good:
        for piece in place(warehouse, connection, db, pull.source, pull.table, slices, good):
            result.slices_changed += 1
            result.rows_loaded += piece.rows
            result.touched = _reach(result.touched, piece.day)
    for file in batch.files:
        note(entries[file.index], file)
    put_in_quarantine(connection, entries, batch.files)
    put(connection, manifest, entries)
    tell(connection, pull.source, entries, batch.files, result)
    pull.bad_files += [file for file in batch.files if file.error is not None]
    pull.seconds += time.monotonic() - started


def _reach(days: Days, day: date) -> Days:
    """The range widened to a slice's day; a snapshot has none."""
    return days if day == SNAPSHOT_DAY else Days(min(days.first, day), max(days.last, day), days.deliver)
