"""The manifest: which files were taken, what became of them, and what stands in quarantine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from plumbline.days import Days
from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.definition import Source
from plumbline.sources.landing import Landed
from plumbline.sources.versions import Origin
from plumbline.warehouse.ledger import put
from plumbline.warehouse.ops import manifest, publication, quarantine, slice_, source_contract

Entry = dict[str, Any]


def new_entries(connection: sa.Connection, source: Source, batch: Sequence[Landed]) -> list[Entry]:
    """Entries for the files that were not taken before by the same definition, in order of delivery.

    A file whose bytes were taken under another name is a `duplicate`: it gets an entry and is not loaded.
    """
    query = sa.select(manifest).where(manifest.c.source == source.name).order_by(manifest.c.sequence)
    known = [dict(entry) for entry in connection.execute(query).mappings()]
    latest: dict[str, Entry] = {entry["file_name"]: entry for entry in known}
    taken = {_content(entry): entry["file_name"] for entry in known if entry["state"] == "loaded"}
    frontier = _frontier(connection)
    sequence = max((entry["sequence"] for entry in known), default=0)
    entries: list[Entry] = []
    for file in batch:
        last = latest.get(file.export.name)
        if last is not None and last["file_id"] != file.file_id:
            last = None
        if last is not None and last["state"] != "refused" and last["definition"] == source.definition_hash:
            continue
        if last is None:
            sequence += 1
        # what a refused file says is not known before it is read
        known_since = last["known_from"] if last is not None and last["state"] != "refused" else None
        entry: Entry = {
            "source": source.name,
            "file_name": file.export.name,
            "file_id": file.file_id,
            "landed_path": file.landed_path,
            "file_day": file.export.file_day,
            "known_from": known_since or _known_from(file.export.delivery_day, frontier),
            "bytes": file.size,
            "sequence": last["sequence"] if last is not None else sequence,
            "definition": source.definition_hash,
            "state": "loaded",
            "rows_read": None,
            "rows_skipped": None,
            "rows_refused": None,
            "message": None,
        }
        twin = taken.setdefault(_content(entry), file.export.name)
        if twin != file.export.name:
            entry |= {"state": "duplicate", "message": f"the same bytes as {twin}"}
        entries.append(entry)
    return entries


def origins(connection: sa.Connection, source: Source, entries: Sequence[Entry]) -> list[Origin]:
    """Where the slices of these files come from.

    A file that is read again, since its definition changed, was known all the time; what is newly read in it was not.
    """
    frontier = _frontier(connection)
    query = sa.select(manifest).where(manifest.c.source == source.name).order_by(manifest.c.sequence)
    latest = {row.file_name: (row.file_id, row.state) for row in connection.execute(query)}
    return [
        Origin(
            entry["file_id"],
            _known_from(entry["known_from"], frontier),
            entry["file_day"],
            again=latest.get(entry["file_name"]) == (entry["file_id"], "loaded"),
        )
        for entry in entries
    ]


def _frontier(connection: sa.Connection) -> date | None:
    """The last business day of which a report is out."""
    return connection.execute(sa.select(sa.func.max(publication.c.business_day))).scalar()


def _known_from(delivery_day: date, frontier: date | None) -> date:
    """What a published report could not know was first known on the day after it."""
    return delivery_day if frontier is None else max(delivery_day, frontier + timedelta(days=1))


def _content(entry: Mapping[str, Any]) -> tuple[str, date, date]:
    return entry["file_id"], entry["known_from"], entry["file_day"]


def note(entry: Entry, file: ParsedFile) -> None:
    """Write into a file's entry what parsing made of it."""
    entry |= {
        "rows_read": file.rows_read,
        "rows_skipped": file.rows_skipped,
        "rows_refused": file.rows_refused,
        "state": "refused" if file.error else "loaded",
        "message": file.error.message if file.error else file.notice,
    }


def put_in_quarantine(connection: sa.Connection, entry: Entry, file: ParsedFile) -> None:
    """Keep a file's refused fields, in the place of those of an earlier reading."""
    key = {name: entry[name] for name in ("source", "file_name", "file_id")}
    connection.execute(quarantine.delete().where(*(quarantine.c[name] == value for name, value in key.items())))
    rows = {
        (r.line, r.field): key
        | {
            "line": r.line,
            "field": r.field,
            "known_from": entry["known_from"],
            "value": r.value,
            "reason": f"expected {r.reason}",
        }
        for r in file.refusals
    }
    if rows:
        connection.execute(quarantine.insert(), list(rows.values()))


def is_healed(connection: sa.Connection, source: Source, file: ParsedFile) -> bool:
    """Whether a later file tells what the refused one would have told.

    Vendors send a file again when they notice; a snapshot is replaced by the next one, and a file that carries past
    days again brings the refused file's day with it.
    """
    of_source = manifest.c.source == source.name
    refused = connection.execute(
        sa.select(sa.func.max(manifest.c.sequence)).where(of_source, manifest.c.file_name == file.name)
    ).scalar_one()
    later = sa.select(manifest).where(of_source, manifest.c.sequence > refused, manifest.c.state == "loaded")
    covers_the_day = manifest.c.file_day == file.file_day
    if source.slice == "whole":
        covers_the_day = manifest.c.file_day >= file.file_day
    if source.slice == "rows":
        day = sa.select(slice_.c.file_id).where(slice_.c.source == source.name, slice_.c.day == file.file_day)
        covers_the_day = covers_the_day | manifest.c.file_id.in_(day)
    return connection.execute(later.where(covers_the_day).limit(1)).first() is not None


def file_of_another_day(connection: sa.Connection, source: Source, entry: Entry) -> str | None:
    """A file about an earlier day that has the very same bytes."""
    query = sa.select(manifest.c.file_name).where(
        manifest.c.source == source.name,
        manifest.c.file_id == entry["file_id"],
        manifest.c.file_day < entry["file_day"],
        manifest.c.state == "loaded",
    )
    file_name = connection.execute(query.order_by(manifest.c.sequence).limit(1)).scalar()
    return None if file_name is None else str(file_name)


def missing_days(connection: sa.Connection, source: Source, days: Days) -> list[date]:
    """The days of the range about which a source that arrives daily has given no file."""
    if source.arrives != "daily" or "{" not in source.files:
        return []
    query = sa.select(manifest.c.file_day).where(manifest.c.source == source.name, manifest.c.state != "refused")
    there = set(connection.execute(query).scalars())
    return [day for day in days.each() if day not in there]


def state_contract(connection: sa.Connection, source: Source) -> None:
    """What the source promised, beside what it did, for the marts that speak of freshness; sources that are gone go."""
    there = {path.stem for path in source.yaml_path.parent.glob("*.yaml")}
    connection.execute(source_contract.delete().where(source_contract.c.source.not_in(there)))
    promise = {
        "source": source.name,
        "system": source.system,
        "title": source.title,
        "arrives": source.arrives,
        "staging_table": source.table,
    }
    put(connection, source_contract, [promise])
