"""Slices: the rows of one source, account and day, replaced whole, with every version kept.

A slice that arrives with other rows than were known supersedes the older version from the business day on which it was
first known; the older one stays, so that "what did we say then" has an answer for ever. A slice that arrives with the
same rows changes nothing. What is known on a business day does not depend on the order in which files were loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import duckdb
import sqlalchemy as sa

from plumbline.sources.definition import Source
from plumbline.sources.validate import bare_type, check_columns, misfits
from plumbline.sources.versions import (
    NO_ROWS,
    Origin,
    Slice,
    Version,
    Versions,
    carry_out,
    in_force,
    repeats,
    settle,
)
from plumbline.warehouse.engines import Warehouse, quoted
from plumbline.warehouse.ops import manifest, slice_
from plumbline.warehouse.staging import StagingTable

SNAPSHOT_DAY = date(1900, 1, 1)
ONLY_ACCOUNT = "-"


def cut(
    db: duckdb.DuckDBPyConnection, source: Source, table: StagingTable
) -> tuple[list[Slice], dict[int, tuple[str, str]]]:
    """Cut table `parsed` into slices, typed for the staging table in `typed`; and the files whose rows don't fit it.

    ModelFailed where the source's SQL itself does not fit its staging table.
    """
    given = [row[0] for row in db.execute("select column_name from (describe parsed)").fetchall()]
    check_columns(given, source, table)
    columns = ", ".join(
        f"try_cast({quoted(name) if name in given else 'null'} as {bare_type(kind)}) as {quoted(name)}"
        for name, kind in table.types.items()
    )
    account = f"coalesce(cast(account_id as text), '{ONLY_ACCOUNT}')" if "account_id" in given else f"'{ONLY_ACCOUNT}'"
    day = {"whole": f"date '{SNAPSHOT_DAY}'", "file": "files.day", "rows": "try_cast(parsed.day as date)"}
    content = ", '|', ".join(f"coalesce(cast({quoted(name)} as varchar), chr(0))" for name in table.types)
    db.execute(
        f"create table typed as select *, md5(concat({content})) as row_hash from (select file_index,"
        f" {account} as account_id, {day[source.slice]} as day, {columns} from parsed join files using (file_index))"
    )
    hashed = db.execute(
        "select file_index, account_id, day, md5(string_agg(row_hash, '' order by row_hash)), count(*) from typed"
        " where day is not null group by all order by all"
    ).fetchall()
    slices = {(index, account, day): Slice(index, account, day, digest, n) for index, account, day, digest, n in hashed}
    if source.slice == "rows":
        _add_empty_days(slices)
    else:
        for index, file_day in db.execute("select file_index, day from files").fetchall():
            if not any(key[0] == index for key in slices):
                about = SNAPSHOT_DAY if source.slice == "whole" else file_day
                slices[index, ONLY_ACCOUNT, about] = Slice(index, ONLY_ACCOUNT, about, NO_ROWS, 0)
    return list(slices.values()), misfits(db, source, table)


def _add_empty_days(slices: dict[tuple[int, str, date], Slice]) -> None:
    """A day between a file's first and last that has no rows is a day without rows, not a day unknown."""
    spans: dict[tuple[int, str], list[date]] = defaultdict(list)
    for index, account, day in slices:
        spans[index, account].append(day)
    for (index, account), days in spans.items():
        for n in range((max(days) - min(days)).days):
            day = min(days) + timedelta(days=n)
            slices.setdefault((index, account, day), Slice(index, account, day, NO_ROWS, 0))


def place(
    warehouse: Warehouse,
    connection: sa.Connection,
    db: duckdb.DuckDBPyConnection,
    source: Source,
    table: StagingTable,
    slices: Sequence[Slice],
    origins: Mapping[int, Origin],
) -> list[Slice]:
    """Put the slices in their places among the versions that are there; returns those that changed something.

    `origins` by file index, in the order in which the files became known.
    """
    stored = _stored(connection, source)
    planned: Versions = defaultdict(dict, {key: dict(versions) for key, versions in stored.items()})
    order = {index: position for position, index in enumerate(origins)}
    slices = [*slices, *_no_longer_there(source, stored, slices, origins)]
    for piece in sorted(slices, key=lambda s: (order[s.file_index], s.account_id, s.day)):
        origin = origins[piece.file_index]
        versions = planned[piece.account_id, piece.day]
        speaks = in_force(versions, origin.known_from)
        if origin.again and speaks is not None and speaks.file_id != origin.file_id:
            continue  # a later file has spoken about this day
        held = versions.get(origin.known_from)
        if held is None or _may_replace(held, piece, origin):
            versions[origin.known_from] = origin.version(piece)
    settle(planned, _before_any(source))
    carry_out(warehouse, connection, db, source, table, stored, planned)
    return [piece for piece in slices if _changes(source, stored, planned, piece, origins[piece.file_index])]


def _may_replace(held: Version, piece: Slice, origin: Origin) -> bool:
    """Of two files that became known together the one about the later day speaks, even where both say the same."""
    if held.content_hash == piece.content_hash:
        return held.file_day < origin.file_day
    return held.file_id == origin.file_id or held.file_day <= origin.file_day


def _before_any(source: Source) -> str | None:
    """What is known of a slice of which nothing is known: a day without rows is no news where rows carry the day."""
    return NO_ROWS if source.slice == "rows" else None


def _no_longer_there(
    source: Source, stored: Versions, slices: Sequence[Slice], origins: Mapping[int, Origin]
) -> list[Slice]:
    """Slices that a file gave when it was read before, and no longer gives as its definition is now."""
    there = {(piece.file_index, piece.account_id, piece.day) for piece in slices}
    return [
        Slice(index, account_id, day, NO_ROWS, 0)
        for index, origin in origins.items()
        if origin.again
        for (account_id, day), versions in stored.items()
        if (version := in_force(versions, origin.known_from)) is not None
        and version.file_id == origin.file_id
        and (index, account_id, day) not in there
        and (source.slice != "file" or day == origin.file_day)
    ]


def _changes(source: Source, stored: Versions, planned: Versions, piece: Slice, origin: Origin) -> bool:
    """Whether something else is known on the day from which the piece is known than was before."""
    key, day = (piece.account_id, piece.day), origin.known_from
    placed = planned[key].get(day)
    if placed is None or placed.file_index != piece.file_index:
        return False
    was = in_force(stored.get(key, {}), day)
    if (was.content_hash if was else _before_any(source)) == piece.content_hash:
        return False
    old = stored.get(key, {}).get(day)
    return not repeats(placed, day) or (old is not None and not repeats(old, day))


def _stored(connection: sa.Connection, source: Source) -> Versions:
    files = sa.select(manifest.c.file_id, sa.func.max(manifest.c.file_day)).where(manifest.c.source == source.name)
    file_days = {file_id: day for file_id, day in connection.execute(files.group_by(manifest.c.file_id))}
    stored: Versions = defaultdict(dict)
    for row in connection.execute(sa.select(slice_).where(slice_.c.source == source.name)):
        stored[row.account_id, row.day][row.known_from] = Version(
            row.content_hash,
            row.file_id,
            row.rows_loaded,
            file_days.get(row.file_id, row.known_from),
            row.known_until,
        )
    return stored
