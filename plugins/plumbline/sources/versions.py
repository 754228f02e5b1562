"""The versions of a slice: which of them hold from when to when, and how that is written down.

A version that says the same as the one before it holds for no day of its own (`known_until` = `known_from`) and has no
rows: it is remembered all the same, so that a file which comes late, between the two, finds it there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import sqlalchemy as sa

from plumbline.sources.definition import Source
from plumbline.warehouse.engines import Warehouse, quoted
from plumbline.warehouse.lake import SLICE_KEY
from plumbline.warehouse.ops import changed_slice, slice_
from plumbline.warehouse.staging import SLICE_COLUMNS, StagingTable

FOR_EVER = date(9999, 12, 31)
NO_ROWS = "no rows"
ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class Slice:
    """A slice as one file gives it: the hash of its rows, which wait in the parser's table `typed`."""

    file_index: int
    account_id: str
    day: date
    content_hash: str
    rows: int


@dataclass(frozen=True)
class Version:
    """A slice's content as known from a business day; `file_index` is None where the warehouse has it already."""

    content_hash: str
    file_id: str
    rows: int
    file_day: date
    known_until: date = FOR_EVER
    file_index: int | None = None


@dataclass(frozen=True)
class Origin:
    """Where a file's slices come from: its content's id, from when they are known, and the day it is about.

    `again` where the file was loaded before, by another definition.
    """

    file_id: str
    known_from: date
    file_day: date
    again: bool = False

    def version(self, piece: Slice) -> Version:
        """A slice of this file as a version."""
        return Version(piece.content_hash, self.file_id, piece.rows, self.file_day, file_index=piece.file_index)


Versions = dict[tuple[str, date], dict[date, Version]]


def repeats(version: Version, known_from: date) -> bool:
    """Whether it only says again what the version before it says."""
    return version.known_until == known_from


def in_force(versions: Mapping[date, Version], day: date) -> Version | None:
    """The version that is known on a business day; None where none is known yet."""
    held = [known_from for known_from in versions if known_from <= day]
    return versions[max(held)] if held else None


def settle(planned: Versions, before: str | None) -> None:
    """Give every version its `known_until`: that of the next one that says something else."""
    for versions in planned.values():
        days = sorted(versions)
        contents = [before, *(versions[day].content_hash for day in days)]
        following = FOR_EVER
        for day, was in reversed(list(zip(days, contents[:-1], strict=True))):
            if versions[day].content_hash == was:
                versions[day] = replace(versions[day], known_until=day)
            else:
                versions[day] = replace(versions[day], known_until=following)
                following = day


def carry_out(
    warehouse: Warehouse,
    connection: sa.Connection,
    db: duckdb.DuckDBPyConnection,
    source: Source,
    table: StagingTable,
    stored: Versions,
    planned: Versions,
) -> None:
    """Write down the difference between what is stored and what is planned, and tell the next build of it.

    In a lake the rows lie by their content: which of them hold, and since when, is said by ops.slice alone.
    """
    new, revived, gone, moved = [], [], [], []
    changed: list[dict[str, Any]] = []
    for (account_id, day), versions in planned.items():
        before = stored.get((account_id, day), {})
        for known_from, version in versions.items():
            old = before.get(known_from)
            key: dict[str, Any] = {
                "source": source.name,
                "account_id": account_id,
                "day": day,
                "known_from": known_from,
            }
            if version.file_index is not None:
                new.append((key, version))
                if old is not None:
                    gone.append(key)
            elif old is not None and old.known_until != version.known_until:
                moved.append(key | {"until": version.known_until})
                if repeats(old, known_from):
                    revived.append(key | _donor(before, version))
                elif repeats(version, known_from):
                    gone.append(key)
            else:
                continue
            if not repeats(version, known_from) or (old is not None and not repeats(old, known_from)):
                only_moved = old is not None and version.file_index is None and not repeats(version, known_from)
                until_before = old.known_until if old is not None and only_moved else None
                changed.append(key | {"staging_table": source.table, "until_before": until_before})
    if warehouse.lake is not None:
        revived, gone, changed = [], [], []
    columns = ", ".join(quoted(name) for name in table.types)
    for key in revived:
        # its rows are those of the version that it used to repeat
        connection.execute(
            sa.text(
                f"insert into {table.name} ({', '.join(SLICE_COLUMNS)}, {columns}) select source, account_id, day,"
                f" cast(:known_from as date), known_until, :file_id, {columns} from {table.name} where {_AT_DONOR}"
            ),
            key,
        )
    for key in gone:
        _take_out(connection, source, table, key)
    _tell(warehouse, connection, source, changed)
    for key in moved:
        if warehouse.lake is None:
            connection.execute(sa.text(f"update {table.name} set known_until = :until where {_AT}"), key)
        connection.execute(sa.text(f"update ops.slice set known_until = :until where {_AT}"), key)
    for key, _ in new:
        if key["known_from"] in stored.get((key["account_id"], key["day"]), {}):
            connection.execute(sa.text(f"delete from ops.slice where {_AT}"), key)
    if new:
        warehouse.insert(connection, str(slice_), pa.Table.from_pylist([key | _columns(v) for key, v in new]))
        _insert_rows(warehouse, connection, db, table, [(k, v) for k, v in new if not repeats(v, k["known_from"])])


def _take_out(connection: sa.Connection, source: Source, table: StagingTable, key: Mapping[str, Any]) -> None:
    """Delete a version's rows; those that the last build saw are kept, as it saw them, for the next one."""
    names = [quoted(name) for name in (*SLICE_COLUMNS, *table.types)]
    as_built = [
        "coalesce(touched.until_before, gone.known_until)" if name == '"known_until"' else f"gone.{name}"
        for name in names
    ]
    version = ("source", "account_id", "day", "known_from")
    on = " and ".join(f"touched.{name} = gone.{name}" for name in version)
    at = " and ".join(f"gone.{name} = :{name}" for name in version)
    connection.execute(
        sa.text(
            f"insert into {table.removed} ({', '.join(names)}) select {', '.join(as_built)} from {table.name} as gone"
            f" left join ops.changed_slice as touched on touched.staging_table = :staging_table and {on}"
            f" where {at} and (touched.source is null or touched.until_before is not null)"
        ),
        {**key, "staging_table": source.table},
    )
    connection.execute(sa.text(f"delete from {table.name} where {_AT}"), key)
    connection.execute(
        sa.text(f"update ops.changed_slice set until_before = null where staging_table = :staging_table and {_AT}"),
        {**key, "staging_table": source.table},
    )


def _tell(
    warehouse: Warehouse, connection: sa.Connection, source: Source, changed: Sequence[Mapping[str, Any]]
) -> None:
    """Leave word of the changed versions for the next build."""
    columns = [changed_slice.c[name] for name in ("account_id", "day", "known_from")]
    # of two changes before a build the first one knows what the last build saw
    of_source = (changed_slice.c.source == source.name, changed_slice.c.staging_table == source.table)
    told = {tuple(row) for row in connection.execute(sa.select(*columns).where(*of_source))}
    news = [row for row in changed if (row["account_id"], row["day"], row["known_from"]) not in told]
    if news:
        rows = pa.Table.from_pylist(news, _CHANGED)
        warehouse.insert(connection, str(changed_slice), rows)


_CHANGED = pa.schema(
    [
        *((name, pa.string()) for name in ("staging_table", "source", "account_id")),
        *((name, pa.date32()) for name in ("day", "known_from", "until_before")),
    ]
)
_AT = "source = :source and account_id = :account_id and day = :day and known_from = :known_from"
_AT_DONOR = "source = :source and account_id = :account_id and day = :day and known_from = :donor"


def _donor(before: Mapping[date, Version], version: Version) -> dict[str, object]:
    """Where the rows of a version that had none of its own lie."""
    held = [day for day, old in before.items() if old.content_hash == version.content_hash and not repeats(old, day)]
    return {"donor": held[0] if held else None, "file_id": version.file_id}


def _columns(version: Version) -> dict[str, object]:
    return {
        "known_until": version.known_until,
        "content_hash": version.content_hash,
        "rows_loaded": version.rows,
        "file_id": version.file_id,
    }


def _insert_rows(
    warehouse: Warehouse,
    connection: sa.Connection,
    db: duckdb.DuckDBPyConnection,
    table: StagingTable,
    new: list[tuple[dict[str, Any], Version]],
) -> None:
    text, day = pa.string(), pa.date32()
    plan = pa.table(
        {
            "file_index": pa.array([v.file_index for _, v in new], pa.int32()),
            "source": pa.array([k["source"] for k, _ in new], text),
            "account_id": pa.array([k["account_id"] for k, _ in new], text),
            "day": pa.array([k["day"] for k, _ in new], day),
            "known_from": pa.array([k["known_from"] for k, _ in new], day),
            "known_until": pa.array([v.known_until for _, v in new], day),
            "file_id": pa.array([v.file_id for _, v in new], text),
            "content_hash": pa.array([v.content_hash for _, v in new], text),
        }
    )
    db.register("planned", plan)
    front = ", ".join(f"planned.{name}" for name in (SLICE_COLUMNS if warehouse.lake is None else SLICE_KEY))
    names = ", ".join(f"typed.{quoted(name)}" for name in table.types)
    order = ", ".join(f"typed.{quoted(name)}" for name in (table.key or tuple(table.types)))
    if any(version.rows for _, version in new):
        rows = db.sql(
            f"select {front}, {names} from typed join planned using (file_index, account_id, day)"
            f" order by typed.day, typed.account_id, {order}"
        )
        if warehouse.lake is None:
            warehouse.insert(connection, table.name, rows.to_arrow_reader(ROWS_AT_ONCE))
        else:
            warehouse.lake.store_slices(table.name, rows.to_arrow_table())
