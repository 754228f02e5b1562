"""The staging tables: the same for every vendor, each with its slice's own columns in front."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlglot import exp

from plumbline.warehouse.comments import describe
from plumbline.warehouse.engines import Warehouse
from plumbline.warehouse.sqlfile import SqlFile, read_folder

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

    def create(self, warehouse: Warehouse, connection: sa.Connection) -> None:
        """Make the table where it is missing, with its descriptions; a lake needs none to be made."""
        if warehouse.lake is not None or sa.inspect(connection).has_table(self.file.name, schema="staging"):
            return
        columns = [f"{name} {kind}" for name, (kind, _) in SLICE_COLUMNS.items()]
        columns += [f'"{name}" {kind}' for name, kind in self.types.items()]
        connection.exec_driver_sql(warehouse.translate(f"create table {self.name} ({', '.join(columns)})"))
        describe(connection, self.name, "table", self.file.description, self.words)
        if warehouse.dialect == "postgresql":
            connection.exec_driver_sql(f"create index on {self.name} (source, account_id, day)")


def load_staging(sql_folder: Path) -> dict[str, StagingTable]:
    """The staging tables by their bare name."""
    tables = {}
    for file in read_folder(sql_folder / "staging"):
        if not isinstance(file.statement, exp.Create):
            raise file.wrong("is not a CREATE TABLE")
        types = {
            definition.name: definition.sql(dialect="duckdb").partition(" ")[2]
            for definition in file.statement.find_all(exp.ColumnDef)
        }
        undescribed = sorted(set(types) ^ set(file.columns))
        if undescribed:
            raise file.wrong(f"columns and their descriptions differ: {', '.join(undescribed)}")
        tables[file.name] = StagingTable(file, types, file.names("key"))
    return tables
