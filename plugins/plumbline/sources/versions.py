"""The versions of a slice: which of them hold from when to when, and how that is written down.

A version that says the same as the one before it holds for no day of its own (`known_until` = `known_from`) and has no
rows: it is remembered all the same, so that a file which comes late, between the two, finds it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import sqlalchemy as sa

from plumbline.sources.definition import Source
from plumbline.sources.validate import quoted
from plumbline.warehouse.engines import Warehouse
from plumbline.warehouse.lake import SLICE_KEY
from plumbline.warehouse.ops import slice_
from plumbline.warehouse.staging import SLICE_COLUMNS, StagingTable

FOR_EVER = date(9999, 12, 31)
NO_ROWS = "no rows"


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
    """Write down the difference between what is stored and what is planned.

    In a lake the rows lie by their content: which of them hold, and since when, is said by ops.slice alone.
    """
    new, revived, gone, moved = [], [], [], []
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
    if warehouse.lake is None:
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
            connection.execute(sa.text(f"delete from {table.name} where {_AT}"), key)
        for key in moved:
            connection.execute(sa.text(f"update {table.name} set known_until = :until where {_AT}"), key)
    for key in moved:
        connection.execute(sa.text(f"update ops.slice set known_until = :until where {_AT}"), key)
    for key, _ in new:
        connection.execute(sa.text(f"delete from ops.slice where {_AT}"), key)
    if new:
        connection.execute(slice_.insert(), [key | _columns(version) for key, version in new])
        _insert_rows(warehouse, connection, db, table, [(k, v) for k, v in new if not repeats(v, k["known_from"])])


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
    rows: pa.Table = db.sql(
        f"select {front}, {names} from typed join planned using (file_index, account_id, day)"
        f" order by typed.day, typed.account_id, {order}"
    ).to_arrow_table()
    if rows.num_rows and warehouse.lake is not None:
        warehouse.lake.store_slices(table.name, rows)
    elif rows.num_rows:
        warehouse.insert(connection, table.name, rows)
