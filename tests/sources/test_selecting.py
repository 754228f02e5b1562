"""A source's SQL for many files at once says what it says of each file by itself."""

from __future__ import annotations

import duckdb
import pytest

from plumbline.sources.parse import open_parser
from plumbline.sources.selecting import for_all_files, select_all

# the same key in two files, and twice in one of them
ROWS = "(0, 1, 'a', 5), (0, 2, 'a', 7), (0, 3, 'b', 1), (1, 1, 'a', 9), (1, 2, 'c', 2), (2, 1, 'b', 4)"
PLAIN = {
    "select key, value from export where value > 1": 5,
    "select key, value from export qualify row_number() over (partition by key order by record desc) = 1": 5,
    "select key, value, row_number() over (order by record) as place from export": 6,
    "select key, sum(value) as value from export group by key": 5,
    "select key, count(*) as value from export group by all": 5,
    "select key, sum(value) as value from export group by 1": 5,
    "select key, sum(value) as value from export group by key qualify row_number() over (order by key) = 1": 3,
}
APART = {
    "select sum(value) as value from export": 3,
    "select distinct key from export": 5,
    "select key from export order by value limit 1": 3,
    "select e.key from export as e join export as o on e.value < o.value": 4,
    "select key from export where value = (select max(value) from export)": 3,
    "with e as (select * from export) select key from e": 6,
    "select key, name from export cross join file": 6,
    "select mode(key) as key from export": 3,
}


@pytest.mark.parametrize(("sql", "count"), [*PLAIN.items(), *APART.items()])
def test_together_is_as_apart(sql: str, count: int) -> None:
    apart = [row for file in range(3) for row in selected(sql, [file])]
    assert sorted(selected(sql, [0, 1, 2])) == sorted(apart)
    assert len(apart) == count


@pytest.mark.parametrize("sql", PLAIN)
def test_a_plain_select_runs_once(sql: str) -> None:
    together = for_all_files(sql)
    assert together is not None
    with parser() as db:
        db.execute("create view export as select * from exports")
        assert {row[-1] for row in db.execute(together).fetchall()} == {0, 1, 2}


def test_a_value_that_can_not_be_taken_costs_its_file() -> None:
    sql = "select cast(case when value = 9 then 'nine' else key || value end as text) as key from export"
    sql = f"{sql} where cast(case when value = 9 then 'nine' else '1' end as int) = 1"
    with parser() as db:
        errors = select_all(db, sql, [0, 1, 2])
        assert list(errors) == [1]
        assert "nine" in str(errors[1])
        assert db.execute("select file_index, count(*) from parsed group by all order by all").fetchall() == [
            (0, 3),
            (2, 1),
        ]


def parser() -> duckdb.DuckDBPyConnection:
    db = open_parser()
    db.execute("insert into files select i, 'f' || i, date '2026-10-30' from range(3) as r(i)")
    db.execute(f"create table exports as select * from (values {ROWS}) as given (file_index, record, key, value)")
    return db


def selected(sql: str, files: list[int]) -> list[tuple[object, ...]]:
    """The rows of these files."""
    with parser() as db:
        assert select_all(db, sql, files) == {}
        return db.execute("select * from parsed").fetchall()
