"""The staging tables: the same for every vendor, each with its slice's own columns in front."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from sqlglot import exp

from plumbline.warehouse.comments import describe
from plumbline.warehouse.engines import SQLGLOT_DIALECT, Warehouse
from plumbline.warehouse.ops import columns_of
from plumbline.warehouse.sqlfile import SqlFile, read_sql_file

SLICE_COLUMNS: Mapping[str, tuple[str, str]] = {
    "source": ("text not null", "the source that loaded the row"),
    "account_id": ("text not null", "the vendor's account; '-' where there is only one"),
    "day": ("date not null", "the slice's day in the account's own zone; 1900-01-01 in a snapshot"),
    "known_from": ("date not null", "the business day from which this version of the slice was known"),
    "known_until": ("date not null", "the first business day on which it no longer held; 9999-12-31 while it does"),
    "file_id": ("text not null", "SHA-256 of the file the row came from: see ops.manifest"),
}


@dataclass(frozen=True)
class StagingTable:
    """A staging table as its SQL file declares it: columns in order with their DuckDB types, and the natural key."""

    file: SqlFile
    types: Mapping[str, str]
    key: tuple[str, ...]

    @property
    def name(self) -> str:
        """staging.<name>"""
        return self.file.table

    @property
    def words(self) -> dict[str, str]:
        """What each of its columns holds."""
        return {name: text for name, (_, text) in SLICE_COLUMNS.items()} | dict(self.file.columns)

    @property
    def removed(self) -> str:
        """removed.<name>: the rows that loads took out of it since the last build."""
        return f"removed.{self.file.name}"

    def create(self, warehouse: Warehouse, connection: sa.Connection) -> None:
        """Make the table and the one of its removed rows where they are missing, with their descriptions."""
        create_tables(warehouse, connection, [self])


def create_tables(
    warehouse: Warehouse, connection: sa.Connection, tables: Iterable[StagingTable]
) -> list[StagingTable]:
    """Make several tables, each with the one of its removed rows, where they are missing; a lake needs none.

    Returns those that are there with other columns than their files declare.
    """
    if warehouse.lake is not None:
        return []
    there = columns_of(connection, "staging", "removed")
    outdated = []
    for declared in tables:
        columns = [f"{name} {kind}" for name, (kind, _) in SLICE_COLUMNS.items()]
        columns += [f'"{name}" {kind}' for name, kind in declared.types.items()]
        for table in (declared.name, declared.removed):
            schema, name = table.split(".")
            if name in there[schema]:
                if schema == "staging" and _declared(declared) != _stored(there[schema][name], warehouse):
                    outdated.append(declared)
                continue
            connection.exec_driver_sql(warehouse.translate(f"create table {table} ({', '.join(columns)})"))
            gone = "Rows that loads took out since the last build. " if schema == "removed" else ""
            describe(connection, table, "table", gone + declared.file.description, declared.words)
            if warehouse.dialect == "postgresql" and schema == "staging":
                connection.exec_driver_sql(f"create index on {table} (source, account_id, day)")
    return outdated


def _declared(table: StagingTable) -> dict[str, str]:
    """The columns of the table with their types."""
    kinds = {name: kind for name, (kind, _) in SLICE_COLUMNS.items()} | dict(table.types)
    return {name: _kind(kind.lower().partition(" not null")[0], "duckdb") for name, kind in kinds.items()}


def _stored(columns: Mapping[str, str], warehouse: Warehouse) -> dict[str, str]:
    return {name: _kind(kind, SQLGLOT_DIALECT[warehouse.dialect]) for name, kind in columns.items()}


@lru_cache(maxsize=256)
def _kind(kind: str, dialect: str) -> str:
    """A type in one spelling, whichever engine spells it."""
    return exp.DataType.build(kind, dialect=dialect).sql(dialect="duckdb")


def load_staging(sql_folder: Path) -> dict[str, StagingTable]:
    """The staging tables by their bare name."""
    return {path.stem: load_table(path) for path in sorted((sql_folder / "staging").glob("*.sql"))}


def load_table(path: Path) -> StagingTable:
    """One staging table; its file is parsed once for each content."""
    return _load(path, path.read_bytes())


@lru_cache(maxsize=512)
def _load(path: Path, content: bytes) -> StagingTable:
    file = read_sql_file(path)
    if not isinstance(file.statement, exp.Create):
        raise file.wrong("is not a CREATE TABLE")
    types = {
        definition.name: definition.sql(dialect="duckdb").partition(" ")[2]
        for definition in file.statement.find_all(exp.ColumnDef)
    }
    undescribed = sorted(set(types) ^ set(file.columns))
    if undescribed:
        raise file.wrong(f"columns and their descriptions differ: {', '.join(undescribed)}")
    return StagingTable(file, types, file.names("key"))
