"""A staging table whose columns have changed is made anew and filled again from the landing store.

Every file that was loaded still lies there, so nothing is altered in place and nothing guessed: the files are read in
the order in which they came, each known from the business day on which it was, by the definition as it is now.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from plumbline.days import Days
from plumbline.errors import ModelFailed
from plumbline.settings import Settings
from plumbline.sources.definition import Source, load_source
from plumbline.sources.load import BATCH_BYTES, Batch, Pull, parse_batch, write_batch
from plumbline.sources.manifest import Entry, Planned
from plumbline.sources.parse import open_parser
from plumbline.sources.result import PullResult
from plumbline.sources.versions import Origin
from plumbline.warehouse.engines import Warehouse
from plumbline.warehouse.ops import changed_slice, manifest, slice_
from plumbline.warehouse.staging import StagingTable, create_tables

log = logging.getLogger(__name__)


def refill(
    settings: Settings, warehouse: Warehouse, connection: sa.Connection, table: StagingTable, days: Days
) -> None:
    """Make the table anew and fill it, within the caller's transaction.

    ModelFailed where it has rows of a source whose definition is gone: they could not be read again.
    """
    started = time.monotonic()
    sources = _sources(settings, connection, table)
    files = {source.name: _loaded(connection, source) for source in sources}
    count = sum(map(len, files.values()))
    log.warning(
        "%s has other columns than its SQL file declares: it is made anew, and its %d files are read again from the"
        " landing store. The warehouse is held meanwhile. What a changed definition made known only later counts as"
        " known from the day of its file.",
        table.name,
        count,
    )
    mine = slice_.c.source.in_(list(files))
    key = [slice_.c[name] for name in ("source", "account_id", "day", "known_from", "known_until")]
    # a version that only repeats has no rows that could go
    known = sa.select(sa.literal(table.file.name), *key).where(mine, slice_.c.known_until != slice_.c.known_from)
    columns = ["staging_table", "source", "account_id", "day", "known_from", "until_before"]
    connection.execute(insert(changed_slice).from_select(columns, known).on_conflict_do_nothing())
    connection.execute(slice_.delete().where(mine))
    for name in (table.name, table.removed):
        connection.exec_driver_sql(f"drop table if exists {name} cascade")
    create_tables(warehouse, connection, [table])
    for source in sources:
        pull = Pull(source, table, [], PullResult(touched=days))
        for entries in _batches(files[source.name]):
            origins = [Origin(entry["file_id"], entry["known_from"], entry["file_day"]) for entry in entries]
            batch = Batch(pull, [], Planned(entries, origins))
            with open_parser() as db:
                parse_batch(settings, batch, db)
                if pull.error is not None:
                    raise pull.error
                write_batch(warehouse, connection, batch, db)
    log.warning("%s: %d files read again in %.1f s", table.name, count, time.monotonic() - started)


def _sources(settings: Settings, connection: sa.Connection, table: StagingTable) -> list[Source]:
    """The sources that have filled the table."""
    names = sorted(connection.exec_driver_sql(f"select distinct source from {table.name}").scalars())
    paths = {name: settings.sources_folder / f"{name}.yaml" for name in names}
    gone = [name for name, path in paths.items() if not path.exists()]
    if gone:
        raise ModelFailed(
            f"{table.name} has other columns than its SQL file declares, and rows of {', '.join(gone)}, which is no"
            " longer defined: they can't be read again.",
            "Nothing was pulled; the table is as it was.",
            f"Bring {gone[0]}.yaml and {gone[0]}.sql back for one pull, or delete its rows from {table.name} first.",
        )
    return [load_source(path) for path in paths.values()]


def _loaded(connection: sa.Connection, source: Source) -> list[Entry]:
    """The manifest's entries of a source's loaded files, in the order in which they came."""
    mine = sa.select(manifest).where(manifest.c.source == source.name, manifest.c.state == "loaded")
    entries = connection.execute(mine.order_by(manifest.c.sequence)).mappings()
    return [dict(entry) | {"definition": source.definition_hash} for entry in entries]


def _batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """As many files together as fit into memory comfortably."""
    batch: list[Entry] = []
    for entry in entries:
        if batch and sum(other["bytes"] for other in batch) + entry["bytes"] > BATCH_BYTES:
            yield batch
            batch = []
        batch.append(entry)
    if batch:
        yield batch
