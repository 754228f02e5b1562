"""The manifest: which files were taken, what became of them, and what stands in quarantine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Planned:
    """The files that are to be taken: an entry for each, in order of delivery, and where its slices come from."""

    entries: list[Entry] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)


def plan_files(connection: sa.Connection, source: Source, batch: Sequence[Landed]) -> Planned:
    """Entries for the files that were not taken before by the same definition, in order of delivery.

    A file whose bytes were taken under another name is a `duplicate`: it gets an entry and is not loaded. A file that
    is read again, since its definition changed, was known all the time; what is newly read in it was not.
    """
    query = sa.select(manifest).where(manifest.c.source == source.name).order_by(manifest.c.sequence)
    known = [dict(entry) for entry in connection.execute(query).mappings()]
    latest: dict[str, Entry] = {entry["file_name"]: entry for entry in known}
    taken = {_content(entry): entry["file_name"] for entry in known if entry["state"] == "loaded"}
    frontier = _frontier(connection)
    sequence = max((entry["sequence"] for entry in known), default=0)
    planned = Planned()
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
        planned.entries.append(entry)
        again = last is not None and last["state"] == "loaded"
        known_from = _known_from(entry["known_from"], frontier)
        planned.origins.append(Origin(file.file_id, known_from, file.export.file_day, again=again))
    return planned


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


def put_in_quarantine(connection: sa.Connection, entries: Sequence[Entry], files: Sequence[ParsedFile]) -> None:
    """Keep the files' refused fields, in the place of those of an earlier reading."""
    rows: dict[tuple[object, ...], dict[str, Any]] = {}
    read = [(entries[file.index]["file_name"], entries[file.index]["file_id"]) for file in files]
    if read:
        of_files = sa.tuple_(quarantine.c.file_name, quarantine.c.file_id).in_(read)
        connection.execute(quarantine.delete().where(quarantine.c.source == entries[0]["source"], of_files))
    for file in files:
        entry = entries[file.index]
        key = {name: entry[name] for name in ("source", "file_name", "file_id")}
        for r in file.refusals:
            place = {"line": r.line, "field": r.field, "known_from": entry["known_from"]}
            words = {"value": r.value, "reason": f"expected {r.reason}"}
            rows[(*key.values(), r.line, r.field)] = key | place | words
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


def state_contracts(connection: sa.Connection, sources: Sequence[Source]) -> None:
    """What sources promised, beside what they did, for the marts that speak of freshness; those that are gone go."""
    stated = {row["source"]: dict(row) for row in connection.execute(sa.select(source_contract)).mappings()}
    there = {path.stem for source in sources for path in source.folder.glob("*.yaml")}
    gone = stated.keys() - there
    if gone:
        connection.execute(source_contract.delete().where(source_contract.c.source.in_(gone)))
    promises = [
        {
            "source": source.name,
            "system": source.system,
            "title": source.title,
            "arrives": source.arrives,
            "staging_table": source.table,
        }
        for source in sources
    ]
    put(connection, source_contract, [promise for promise in promises if promise != stated.get(promise["source"])])
