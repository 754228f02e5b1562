"""Any files, in any order and any batches: what is known on a business day is what the latest file says of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.pool import StaticPool

from plumbline.settings import PROJECT
from plumbline.sources.definition import Field, Source
from plumbline.sources.parse import open_parser
from plumbline.sources.slices import cut, place
from plumbline.sources.versions import Origin
from plumbline.warehouse.engines import Warehouse
from plumbline.warehouse.lake import Lake
from plumbline.warehouse.ops import manifest, prepare
from plumbline.warehouse.staging import StagingTable, load_staging

FIRST = date(2026, 10, 26)
SOURCE = Source("ads", Path("."), "ads_{day}.csv", "ad_day", (Field("a"),), "ads", "Ads", slice="rows")


@dataclass(frozen=True)
class File:
    """A file that became known on a day, is about a day, and gives each of some days its spends."""

    known_from: int
    file_day: int
    days: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def spoken(self) -> dict[int, list[Decimal]]:
        """Every day between its first and its last, with its spends; a day left out between them has none."""
        given = {day: sorted(Decimal(spend) for spend in spends) for day, spends in self.days if spends}
        return {day: given.get(day, []) for day in range(min(given), max(given) + 1)} if given else {}


rows = st.dictionaries(st.integers(0, 3), st.lists(st.integers(1, 3), max_size=2, unique=True).map(tuple), max_size=3)
files = st.lists(
    st.builds(File, st.integers(0, 3), st.integers(0, 3), rows.map(lambda given: tuple(sorted(given.items())))),
    min_size=1,
    max_size=5,
    unique_by=lambda file: (file.known_from, file.file_day),
)


@dataclass
class StagingArea:
    warehouse: Warehouse
    connection: sa.Connection
    table: StagingTable
    rows: str  # what gives the staging table's rows


# objects of a lake whose slices the ledger does not know: such as a load leaves that was cut off
ORPHAN = pa.table(
    {"source": ["ads"], "account_id": ["-"], "day": [FIRST], "content_hash": ["an orphan"], "ad_name": ["ad 7"]}
    | {"spend": pa.array([Decimal(7)], pa.decimal128(18, 4))}
)


@pytest.fixture(scope="module", params=["table", "lake"])
def area(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StagingArea]:
    """A warehouse in memory, its staging rows in an empty table or in a lake as Spark reads it."""
    engine = sa.create_engine("duckdb:///:memory:", poolclass=StaticPool)
    table = load_staging(PROJECT / "include" / "sql")["ad_day"]
    warehouse, rows = Warehouse(engine.url), table.name
    if request.param == "lake":
        lake = Lake("sc://nobody", str(tmp_path_factory.mktemp("lake")))
        lake.store_slices(table.name, ORPHAN)
        warehouse = Warehouse(engine.url, lake=lake)
        rows = (
            "(select stored.day, known_from, known_until, ad_name, spend from"
            f" read_parquet('{lake.folder}/staging/ad_day/day=*/*.parquet', union_by_name = true) as stored"
            " join ops.slice using (source, account_id, day, content_hash) where known_from < known_until)"
        )
    with engine.connect() as connection:
        prepare(connection)
        table.create(warehouse, connection)
        connection.commit()
        yield StagingArea(warehouse, connection, table, rows)
    engine.dispose()


# without shrinking, which takes minutes here: a failure says which files in which order
@settings(max_examples=15, deadline=None, database=None, phases=(Phase.explicit, Phase.generate))
@given(files, st.data())
def test_the_order_of_loading_is_of_no_account(area: StagingArea, given_files: list[File], data: st.DataObject) -> None:
    seen = []
    for _ in range(2):
        area.connection.rollback()
        order = data.draw(st.permutations(given_files))
        size = data.draw(st.integers(1, len(order)))
        for start in range(0, len(order), size):
            load(area, order[start : start + size])
        for known_on in range(5):
            assert stored(area, known_on) == expected(given_files, known_on), f"on day {known_on} after {order}"
        seen.append(everything(area))
    assert seen[0] == seen[1]


def expected(given_files: Sequence[File], known_on: int) -> dict[int, list[Decimal]]:
    """What the latest file that speaks of a day says of it; days without rows are left out."""
    spends: dict[int, list[Decimal]] = {}
    for file in sorted(given_files, key=lambda file: (file.known_from, file.file_day)):
        if file.known_from <= known_on:
            spends |= file.spoken
    return {day: spends for day, spends in spends.items() if spends}


def load(area: StagingArea, batch: Sequence[File]) -> None:
    """Load files together, as a pull does."""
    batch = sorted(batch, key=lambda file: (file.known_from, file.file_day))
    origins = {}
    with open_parser() as db:
        db.execute(
            "create table parsed (file_index int, day date, ad_name text, platform text, currency text, spend int)"
        )
        for index, file in enumerate(batch):
            file_id = f"{file.known_from} {file.file_day}"
            known_from, about = FIRST + timedelta(days=file.known_from), FIRST + timedelta(days=file.file_day)
            origins[index] = Origin(file_id, known_from, about)
            db.execute("insert into files values (?, ?, ?)", [index, file_id, about])
            for day, spends in file.days:
                for spend in spends:
                    row = [index, FIRST + timedelta(days=day), f"ad {spend}", "tiktok", "EUR", spend]
                    db.execute("insert into parsed values (?, ?, ?, ?, ?, ?)", row)
            entry = {"source": "ads", "file_name": file_id, "file_id": file_id, "landed_path": "-", "bytes": 1}
            entry |= {"sequence": 1, "definition": "-", "state": "loaded", "file_day": about, "known_from": known_from}
            area.connection.execute(manifest.insert().values(**entry))
        slices, misfits = cut(db, SOURCE, area.table)
        assert not misfits
        place(area.warehouse, area.connection, db, SOURCE, area.table, slices, origins)


def stored(area: StagingArea, known_on: int) -> dict[int, list[Decimal]]:
    """The spends of each day, as known on a business day."""
    held = f"select day, spend from {area.rows} where known_from <= :day and :day < known_until order by day, spend"
    spends: dict[int, list[Decimal]] = {}
    for day, spend in area.connection.execute(sa.text(held), {"day": FIRST + timedelta(days=known_on)}):
        spends.setdefault((day - FIRST).days, []).append(spend)
    return spends


def everything(area: StagingArea) -> list[tuple[object, ...]]:
    """The staging table as it stands, but for which of two equal files a row came from."""
    columns = "day, known_from, known_until, ad_name, spend"
    return [tuple(row) for row in area.connection.execute(sa.text(f"select {columns} from {area.rows} order by all"))]
