"""Where Spark's tables lie: Parquet below one folder or object store. What of it counts is said by the ledger.

Nothing that may be read is ever written over. The rows of a slice are one object, named by their content, in the
partition of their business day; from when to when they hold is said by `ops.slice`. A build writes each table, or each
day's partition of it, to a place of its own, and `ops.lake_part` says which place counts. So a load or a build that is
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

from plumbline.days import Days
from plumbline.storage import open_path

WHOLE = "-"  # the only part of a table that is not partitioned
SLICE_KEY = ("source", "account_id", "day", "content_hash")
CONNECTION = re.compile(r"(?<=://)[^/@]*@")  # Airflow's connection in an address: s3://connection@bucket
BUILD = "build"  # the folders of a table: build=<its build's id>
PART = "part"  # the folders of a partitioned table: part=<day>

lake_part = sa.Table(
    "lake_part",
    sa.MetaData(schema="ops"),
    sa.Column("table_name", sa.Text, primary_key=True, comment="schema.name"),
    sa.Column("part", sa.Text, primary_key=True, comment="the partition's business day; - for a whole table"),
    sa.Column("location", sa.Text, nullable=False, comment="its folder below the lake"),
    sa.Column("columns", sa.Text, nullable=False, comment="the columns of its rows, with commas"),
    comment="One row for each table, or partition of one, that Spark's last builds made.",
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

    def store(self, location: str, rows: pa.Table, day_column: str | None = None) -> None:
        """Write a small table to a place of its own, in one partition for each day where there is a `day_column`."""
        if day_column is None:
            self._write(self.root / location / "rows.parquet", rows)
            return
        for day in pc.unique(rows[day_column]):
            piece = rows.filter(pc.equal(rows[day_column], day))
            self._write(self.root / location / f"{PART}={day}" / "rows.parquet", piece)

    def read(self, locations: Sequence[str]) -> pa.Table | None:
        """The rows at some places, without Spark; None where there is no place."""
        root = self.root
        files = [file.path for location in locations for file in sorted((root / location).glob("*.parquet"))]
        return pq.ParquetDataset(files, filesystem=root.fs, partitioning=None).read() if files else None

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

    def parts(self, location: str) -> list[str]:
        """The days of the partitions that a build wrote there."""
        found = (self.root / location).glob(f"{PART}=*")
        return sorted(folder.name.partition("=")[2] for folder in found)


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
    """A table that a build made: its place below the lake, its columns with Spark's types, the days of its partitions.

    `parts` is the one part WHOLE where it is not partitioned, and empty where there are no rows to speak of.
    """

    table: str
    location: str
    types: Mapping[str, str]
    parts: Sequence[str]
    day_column: str | None

    @property
    def places(self) -> dict[str, str]:
        """The folder of each part below the lake."""
        return {part: self.location if part == WHOLE else f"{self.location}/{PART}={part}" for part in self.parts}


def kept_places(connection: sa.Connection, table: str, columns: Sequence[str], days: Days) -> list[str]:
    """The places of a partitioned table's days outside of a range; none where its columns have changed."""
    if not sa.inspect(connection).has_table(lake_part.name, schema="ops"):
        return []
    outside = sa.or_(lake_part.c.part < days.first.isoformat(), lake_part.c.part > days.last.isoformat())
    wanted = (lake_part.c.table_name == table, lake_part.c.columns == ",".join(columns), outside)
    return list(connection.execute(sa.select(lake_part.c.location).where(*wanted).order_by(lake_part.c.part)).scalars())


def builds_in_use(connection: sa.Connection) -> set[str]:
    """The ids of the builds of which anything counts."""
    if not sa.inspect(connection).has_table(lake_part.name, schema="ops"):
        return set()
    places = connection.execute(sa.select(lake_part.c.location)).scalars()
    return {folder.partition("=")[2] for place in places for folder in place.split("/") if folder.startswith(BUILD)}


def remember(connection: sa.Connection, made: Sequence[Made], days: Days) -> None:
    """Let the places of a build count from now on, in place of those that held these tables and days before."""
    lake_part.create(connection, checkfirst=True)
    for one in made:
        columns = ",".join(one.types)
        replaced: sa.ColumnElement[bool] = sa.true()
        if one.day_column is not None:
            asked = lake_part.c.part.between(days.first.isoformat(), days.last.isoformat())
            replaced = sa.or_(asked, lake_part.c.part == WHOLE, lake_part.c.columns != columns)
        connection.execute(lake_part.delete().where(lake_part.c.table_name == one.table, replaced))
        rows = [
            {"table_name": one.table, "part": part, "location": place, "columns": columns}
            for part, place in one.places.items()
        ]
        if rows:
            connection.execute(lake_part.insert(), rows)
