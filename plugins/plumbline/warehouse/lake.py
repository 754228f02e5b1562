"""Where Spark's tables lie: Parquet below one folder or object store. What of it counts is said by the ledger.

Nothing that may be read is ever written over. The rows of a slice are one object, named by their content, in the
partition of their business day; from when to when they hold is said by `ops.slice`. A build writes each table
to a place of its own, and `ops.lake_table` says which place counts. So a load or a build that is
cut off leaves at most objects that nobody reads.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa
from upath import UPath

from plumbline.storage import open_path

SLICE_KEY = ("source", "account_id", "day", "content_hash")
BUILD = "build"  # the folders of a table: build=<its build's id>
CONNECTION = re.compile(r"(?<=://)[^/@]*@")  # Airflow's connection in an address: s3://connection@bucket

lake_table = sa.Table(
    "lake_table",
    sa.MetaData(schema="ops"),
    sa.Column("name", sa.Text, primary_key=True, comment="schema.name"),
    sa.Column("location", sa.Text, nullable=False, comment="the folder of its rows, below the lake"),
    comment="One row for each table that Spark's last build made.",
)


@dataclass(frozen=True)
class Lake:
    """A Spark cluster's address (sc://host:port) and the folder or object store that it shares with the workers."""

    address: str = field(repr=False)  # it may hold a token
    folder: str

    @property
    def root(self) -> UPath:
        """The lake's folder."""
        return open_path(self.folder)

    def store_slices(self, table: str, rows: pa.Table) -> None:
        """Write the rows of new slices of `staging.<name>`, one object a slice; needs no Spark.

        `rows` has the columns of SLICE_KEY before the table's own; the rest of a slice is the ledger's to say.
        """
        for piece in _slices(rows):
            key = piece.select(SLICE_KEY).slice(0, 1).to_pylist()[0]
            name = ".".join(quote(str(key[column]), safe="") for column in ("source", "account_id", "content_hash"))
            self._write(self.root / table.replace(".", "/") / f"day={key['day']}" / f"{name}.parquet", piece)

    def store(self, location: str, rows: pa.Table) -> None:
        """Write a small table to a place of its own."""
        self._write(self.root / location / "rows.parquet", rows)

    def read(self, location: str) -> pa.Table | None:
        """The rows at a place, without Spark; None where nothing lies there."""
        root = self.root
        files = [file.path for file in sorted((root / location).glob("*.parquet"))]
        return pq.ParquetDataset(files, filesystem=root.fs, partitioning=None).read() if files else None

    def types(self, location: str) -> dict[str, str]:
        """The columns of the rows at a place, with Spark's types."""
        root = self.root
        file = next(file.path for file in (root / location).glob("*.parquet"))
        return {column.name: _sparks_name(column.type) for column in pq.read_schema(file, filesystem=root.fs)}

    def _write(self, path: UPath, rows: pa.Table) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Spark passes over names that begin with a dot: a file that was cut off is never read
        aside = path.parent / f".{path.name}.part"
        with aside.open("wb") as file:
            pq.write_table(rows, file)
        aside.fs.move(aside.path, path.path)

    def path(self, location: str) -> str:
        """A place below the lake as Spark addresses it: the cluster has credentials of its own."""
        return f"{CONNECTION.sub('', self.folder).rstrip('/')}/{location}"

    def has(self, location: str) -> bool:
        """Whether anything lies there."""
        folder = self.root / location
        return folder.exists() and any(folder.iterdir())

    def sweep(self, in_use: Collection[str], before: str) -> None:
        """Remove the tables of builds that do not count (any more) and were begun before another build's id."""
        for folder in self.root.glob(f"*/*/{BUILD}=*"):
            build = folder.name.partition("=")[2]
            if build < before and build not in in_use:
                folder.fs.rm(folder.path, recursive=True)


def _sparks_name(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    if pa.types.is_timestamp(kind):
        return "timestamp" if kind.tz else "timestamp_ntz"
    names = {"int64": "bigint", "int32": "int", "bool": "boolean", "date32[day]": "date"}
    return names.get(str(kind), str(kind))


def _slices(rows: pa.Table) -> Iterator[pa.Table]:
    """The rows of each slice, in one piece."""
    rows = rows.sort_by([(column, "ascending") for column in SLICE_KEY])
    before, after = rows.slice(0, rows.num_rows - 1), rows.slice(1)
    differs = [pc.not_equal(before[column], after[column]) for column in SLICE_KEY]
    starts = [0, *(n + 1 for n in pc.indices_nonzero(reduce(pc.or_, differs)).to_pylist()), rows.num_rows]
    for start, end in pairwise(starts):
        yield rows.slice(start, end - start)


@dataclass(frozen=True)
class Made:
    """A table that a build made: its place below the lake, and its columns with Spark's types."""

    table: str
    location: str
    types: Mapping[str, str]


def builds_in_use(connection: sa.Connection) -> set[str]:
    """The ids of the builds of which anything counts."""
    if not sa.inspect(connection).has_table(lake_table.name, schema="ops"):
        return set()
    return {place.rpartition("=")[2] for place in connection.execute(sa.select(lake_table.c.location)).scalars()}


def remember(connection: sa.Connection, made: Sequence[Made]) -> None:
    """Let the tables of a build count from now on, in the place of all that counted before."""
    lake_table.create(connection, checkfirst=True)
    connection.execute(lake_table.delete())
    connection.execute(lake_table.insert(), [{"name": one.table, "location": one.location} for one in made])
