"""What loads leave for the next build: every row that came, moved or went since the last one is told."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.sources.bench import Bench
from tests.warehouse.test_any_order import File, StagingArea, area, files, load
from tests.warehouse.test_slices import DAYS, SQL, YAML, deliver

__all__ = ["area"]

KEY = "source, account_id, day, known_from"
ROW = f"{KEY}, file_id, platform, ad_name, currency, spend"
Row = tuple[object, ...]


# without shrinking, as in test_any_order
@settings(max_examples=25, deadline=None, database=None, phases=(Phase.explicit, Phase.generate))
@given(files, st.data())
def test_what_differs_from_the_last_build_is_told(
    area: StagingArea, given_files: list[File], data: st.DataObject
) -> None:
    if area.warehouse.lake is not None:
        pytest.skip("a build on Spark makes every model anew: nothing has to be told")
    for table in ("ops.manifest", "ops.slice", "staging.ad_day"):
        area.connection.exec_driver_sql(f"delete from {table}")
    order = data.draw(st.permutations(given_files))
    size = data.draw(st.integers(1, len(order)))
    built = build(area)
    for start in range(0, len(order), size):
        load(area, order[start : start + size])
        area.connection.commit()
        now, told = staging(area), feed(area)
        removed = {row[:-1]: row[-1] for row in rows(area, f"select {ROW}, known_until from removed.ad_day")}
        assert removed == {row: until for row, until in built.items() if row[:4] in told and told[row[:4]] is None}
        for row in built.keys() - now.keys():
            assert row in removed, f"{row} went and is not among the removed rows"
        for row in {row for row, _ in built.items() ^ now.items()}:
            assert row[:4] in told, f"{row} came, moved or went and is not told"
        until_then = {row[:4]: until for row, until in built.items()}
        for key, until_before in told.items():
            # no row of its own is as good as a span of no days
            assert until_before is None or until_before == until_then.get(key, key[3])
        if data.draw(st.booleans()):
            built = build(area)


def test_what_changed_twice_is_told_as_the_last_build_saw_it(any_bench: Bench) -> None:
    any_bench.define("ads", YAML, SQL)
    for number, spend in ((0, "10"), (3, "30"), (2, "20"), (1, "10")):
        deliver(any_bench, DAYS[number], DAYS[number], f"0 x {spend}")
    any_bench.pull("ads", DAYS[0])
    assert told(any_bench) == [(DAYS[0], None)]
    empty(any_bench)
    any_bench.pull("ads", DAYS[3])
    any_bench.pull("ads", DAYS[2])
    any_bench.pull("ads", DAYS[1])
    ever = date(9999, 12, 31)
    assert told(any_bench) == [(DAYS[0], ever), (DAYS[2], None), (DAYS[3], None)]
    empty(any_bench)
    any_bench.pull("ads", DAYS[3], first=DAYS[0])
    assert told(any_bench) == []


def test_the_rows_of_a_version_that_is_replaced_are_kept_for_the_build(any_bench: Bench) -> None:
    any_bench.define("ads", YAML, SQL)
    deliver(any_bench, DAYS[0], DAYS[0], "0 x 10", "0 y 5")
    any_bench.pull("ads", DAYS[0])
    empty(any_bench)
    deliver(any_bench, DAYS[0], DAYS[0], "0 x 10", "0 z 7")
    any_bench.pull("ads", DAYS[0])
    assert told(any_bench) == [(DAYS[0], None)]
    assert any_bench.rows("select ad_name, spend from removed.ad_day order by 1") == [("x", 10), ("y", 5)]


def test_a_version_that_loses_its_rows_since_it_repeats_and_gets_them_back(any_bench: Bench) -> None:
    any_bench.define("ads", YAML, SQL)
    ever = date(9999, 12, 31)
    for number, spend in ((2, "10"), (0, "10"), (1, "99")):
        deliver(any_bench, DAYS[number], DAYS[number], f"0 x {spend}")
    any_bench.pull("ads", DAYS[2])
    empty(any_bench)
    any_bench.pull("ads", DAYS[0])
    assert told(any_bench) == [(DAYS[0], None), (DAYS[2], None)]
    assert any_bench.rows("select known_from, known_until from removed.ad_day") == [(DAYS[2], ever)]
    empty(any_bench)
    any_bench.pull("ads", DAYS[1])
    assert told(any_bench) == [(DAYS[0], ever), (DAYS[1], None), (DAYS[2], DAYS[2])]


def test_a_load_that_fails_tells_nothing(bench: Bench) -> None:
    bench.define("ads", YAML, SQL)
    deliver(bench, DAYS[0], DAYS[0], "0 x 10")
    bench.pull("ads", DAYS[0])
    empty(bench)
    with bench.begin() as connection:
        connection.exec_driver_sql("drop table removed.ad_day")
        connection.exec_driver_sql("create table removed.ad_day as select 1 as of_another_shape")
    deliver(bench, DAYS[0], DAYS[0], "0 x 98")
    with pytest.raises(sa.exc.DBAPIError):
        bench.pull("ads", DAYS[0])
    assert told(bench) == []


def told(bench: Bench) -> list[tuple[object, ...]]:
    """What the next build is told of the day with the number 0."""
    query = "select known_from, until_before from ops.changed_slice where staging_table = 'ad_day' and day = :day"
    return bench.rows(f"{query} order by 1", day=DAYS[0])


def empty(bench: Bench) -> None:
    """As a build does at its end."""
    with bench.begin() as connection:
        connection.exec_driver_sql("delete from ops.changed_slice")
        connection.exec_driver_sql("delete from removed.ad_day")


def build(area: StagingArea) -> dict[Row, object]:
    """Empty the feed, as a build does at its end; returns what it saw."""
    for table in ("ops.changed_slice", "removed.ad_day"):
        area.connection.exec_driver_sql(f"delete from {table}")
    seen = staging(area)
    area.connection.commit()
    return seen


def staging(area: StagingArea) -> dict[Row, object]:
    """Every row with its known_until. No file gives a row twice."""
    return {row[:-1]: row[-1] for row in rows(area, f"select {ROW}, known_until from staging.ad_day")}


def feed(area: StagingArea) -> dict[Row, object]:
    """The slice versions that are told, with their known_until when last built."""
    found = rows(area, f"select staging_table, {KEY}, until_before from ops.changed_slice")
    assert {row[0] for row in found} <= {"ad_day"}
    return {row[1:-1]: row[-1] for row in found}


def rows(area: StagingArea, sql: str) -> list[Row]:
    """What a SELECT finds."""
    return [tuple(row) for row in area.connection.exec_driver_sql(sql)]
