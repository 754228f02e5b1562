"""Slices: the rows of one source, account and day, replaced whole, with every version kept.

A slice that arrives with other rows than were known supersedes the older version from the business day on which it was
first known; the older one stays, so that "what did we say then" has an answer for ever. A slice that arrives with the
same rows changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import duckdb
import pyarrow as pa
import sqlalchemy as sa

from plumbline.errors import ModelFailed
from plumbline.sources.definition import Source
from plumbline.warehouse.engines import Warehouse
from plumbline.warehouse.ops import slice_
from plumbline.warehouse.staging import SLICE_COLUMNS, StagingTable

SNAPSHOT_DAY = date(1900, 1, 1)
FOR_EVER = date(9999, 12, 31)
ONLY_ACCOUNT = "-"
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
    known_until: date = FOR_EVER
    file_index: int | None = None


@dataclass(frozen=True)
class Origin:
    """Where a file's slices come from: its content's id, and the business day from which it counts as known."""

    file_id: str
    known_from: date


def cut(db: duckdb.DuckDBPyConnection, source: Source, table: StagingTable) -> list[Slice]:
    """Cut table `parsed` into slices, typed for the staging table in `typed`.

    ModelFailed where the source's SQL does not fit its staging table or repeats a key.
    """
    given = [row[0] for row in db.execute("select column_name from (describe parsed)").fetchall()]
    _check_columns(given, source, table)
    columns = ", ".join(
        f"cast({_quoted(name) if name in given else 'null'} as {kind.upper().split(' NOT ')[0]}) as {_quoted(name)}"
        for name, kind in table.types.items()
    )
    account = f"coalesce(cast(account_id as text), '{ONLY_ACCOUNT}')" if "account_id" in given else f"'{ONLY_ACCOUNT}'"
    day = {"whole": f"date '{SNAPSHOT_DAY}'", "file": "files.day", "rows": "parsed.day"}[source.slice]
    content = ", '|', ".join(f"coalesce(cast({_quoted(name)} as varchar), chr(0))" for name in table.types)
    db.execute(
        f"create table typed as select *, md5(concat({content})) as row_hash from (select file_index,"
        f" {account} as account_id, {day} as day, {columns} from parsed join files using (file_index))"
    )
    _check_key(db, source, table)
    found = db.execute(
        "select file_index, account_id, day, md5(string_agg(row_hash, '' order by row_hash)), count(*) from typed"
        " group by all order by all"
    ).fetchall()
    slices = {(index, account, day): Slice(index, account, day, digest, n) for index, account, day, digest, n in found}
    if source.slice == "rows":
        _add_empty_days(slices)
    elif source.slice == "file":
        for index, day in db.execute("select file_index, day from files").fetchall():
            if not any(key[0] == index for key in slices):
                slices[index, ONLY_ACCOUNT, day] = Slice(index, ONLY_ACCOUNT, day, NO_ROWS, 0)
    return list(slices.values())


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
    house: Warehouse,
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
    planned = {key: dict(versions) for key, versions in stored.items()}
    order = {index: position for position, index in enumerate(origins)}
    changed = []
    for piece in sorted(slices, key=lambda s: (order[s.file_index], s.account_id, s.day)):
        origin = origins[piece.file_index]
        versions = planned.get((piece.account_id, piece.day), {})
        held = [day for day in versions if day <= origin.known_from]
        current = versions[max(held)] if held else None
        if current is not None and current.content_hash == piece.content_hash:
            continue
        if current is None and piece.rows == 0 and source.slice == "rows":
            continue
        planned[piece.account_id, piece.day] = versions
        versions[origin.known_from] = Version(
            piece.content_hash, origin.file_id, piece.rows, file_index=piece.file_index
        )
        changed.append(piece)
    for versions in planned.values():
        days = sorted(versions)
        for day, following in zip(days, [*days[1:], FOR_EVER], strict=True):
            versions[day] = replace(versions[day], known_until=following)
    _store(house, connection, db, source, table, stored, planned)
    return changed


Versions = dict[tuple[str, date], dict[date, Version]]


def _stored(connection: sa.Connection, source: Source) -> Versions:
    stored: Versions = defaultdict(dict)
    for row in connection.execute(sa.select(slice_).where(slice_.c.source == source.name)):
        stored[row.account_id, row.day][row.known_from] = Version(
            row.content_hash, row.file_id, row.rows_loaded, row.known_until
        )
    return stored


def _store(
    house: Warehouse,
    connection: sa.Connection,
    db: duckdb.DuckDBPyConnection,
    source: Source,
    table: StagingTable,
    stored: Versions,
    planned: Versions,
) -> None:
    """Carry out the difference between what is stored and what is planned."""
    new, superseded, replaced = [], [], []
    for (account_id, day), versions in planned.items():
        for known_from, version in versions.items():
            old = stored.get((account_id, day), {}).get(known_from)
            key = {"source": source.name, "account_id": account_id, "day": day, "known_from": known_from}
            if version.file_index is not None:
                new.append((key, version))
                if old is not None:
                    replaced.append(key)
            elif old is not None and old.known_until != version.known_until:
                superseded.append(key | {"until": version.known_until})
    where = "source = :source and account_id = :account_id and day = :day and known_from = :known_from"
    for target in (table.name, "ops.slice"):
        for key in replaced:
            connection.execute(sa.text(f"delete from {target} where {where}"), key)
        for key in superseded:
            connection.execute(sa.text(f"update {target} set known_until = :until where {where}"), key)
    if not new:
        return
    connection.execute(
        slice_.insert(),
        [
            {
                **key,
                "known_until": v.known_until,
                "content_hash": v.content_hash,
                "rows_loaded": v.rows,
                "file_id": v.file_id,
            }
            for key, v in new
        ],
    )
    db.register("planned", _plan_table(new))
    front = ", ".join(f"planned.{name}" for name in SLICE_COLUMNS)
    names = ", ".join(f"typed.{_quoted(name)}" for name in table.types)
    order = ", ".join(f"typed.{_quoted(name)}" for name in (table.key or tuple(table.types)))
    rows: pa.Table = db.sql(
        f"select {front}, {names} from typed join planned using (file_index, account_id, day)"
        f" order by typed.day, typed.account_id, {order}"
    ).to_arrow_table()
    if rows.num_rows:
        house.insert(connection, table.name, rows)


def _plan_table(new: list[tuple[dict[str, object], Version]]) -> pa.Table:
    text, day = pa.string(), pa.date32()
    return pa.table(
        {
            "file_index": pa.array([v.file_index for _, v in new], pa.int32()),
            "source": pa.array([k["source"] for k, _ in new], text),
            "account_id": pa.array([k["account_id"] for k, _ in new], text),
            "day": pa.array([k["day"] for k, _ in new], day),
            "known_from": pa.array([k["known_from"] for k, _ in new], day),
            "known_until": pa.array([v.known_until for _, v in new], day),
            "file_id": pa.array([v.file_id for _, v in new], text),
        }
    )


def _check_columns(given: list[str], source: Source, table: StagingTable) -> None:
    unknown = sorted(set(given) - {"file_index", "account_id", "day", *table.types})
    if unknown or ("day" not in given and source.slice == "rows"):
        what = f"gives columns that {table.name} has not: {', '.join(unknown)}" if unknown else "gives no column `day`"
        raise ModelFailed(
            f"{source.sql_path.name} {what}.",
            f"Nothing of {source.title} was loaded.",
            f"Correct the SQL. The table's columns: account_id, day, {', '.join(table.types)}.",
        )


def _check_key(db: duckdb.DuckDBPyConnection, source: Source, table: StagingTable) -> None:
    if not table.key:
        return
    key = ", ".join(_quoted(name) for name in table.key)
    twice = db.execute(
        f"select file_index, account_id, day, {key}, count(*) from typed group by all having count(*) > 1"
        " order by all limit 1"
    ).fetchone()
    if twice is not None:
        file_name = db.execute("select name from files where file_index = ?", [twice[0]]).fetchone()
        raise ModelFailed(
            f"{file_name[0] if file_name else ''}: {source.sql_path.name} gives {twice[-1]} rows for the same key"
            f" (account_id, day, {key}) = ({', '.join(str(v) for v in twice[1:-1])}).",
            f"Nothing of this pull was loaded; {source.title} stays as it was known before.",
            "Sum or pick the repeated rows in the SQL, as the contract of the export asks.",
        )


def _quoted(name: str) -> str:
    return f'"{name}"'
