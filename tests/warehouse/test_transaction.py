"""What a transaction has written it reads again, however much it is: models read models that the same build made."""

from __future__ import annotations

from collections.abc import Callable

from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse, run_sql

ROWS = 30_000
MANY = " union all ".join(
    f"select number, name, model from part cross join (values {models}) as given (model)"
    for models in ("('a'), ('b'), ('c'), ('d'), ('e')", "('f'), ('g'), ('h'), ('i'), ('j')")
)


def test_rows_of_a_large_insert_are_found_in_the_same_transaction(settings: Settings) -> None:
    warehouse = open_warehouse(settings)
    series = "range" if warehouse.dialect == "duckdb" else "generate_series"
    upper = ROWS if warehouse.dialect == "duckdb" else ROWS - 1
    with warehouse.begin() as connection:
        run_sql(
            connection, f"create table part as select n as number, 'x' || n as name from {series}(0, {upper}) as r(n)"
        )
        run_sql(connection, f"create table many as {MANY} limit 0")
        run_sql(connection, f"insert into many {MANY}")
        counts = run_sql(connection, "select count(*), count(distinct name), count(model) from many").one()
    assert tuple(counts) == (10 * ROWS, ROWS, 10 * ROWS)


def test_a_reader_sees_one_state_of_a_postgresql(new_postgres: Callable[[], str]) -> None:
    """A report reads its marts one after the other, and a build may be done in between."""
    warehouse = open_warehouse(Settings.from_env({"PLUMBLINE_WAREHOUSE": new_postgres()}))
    with warehouse.begin() as connection:
        run_sql(connection, "create table told as select 1 as number")
    with warehouse.read() as reader:
        first = run_sql(reader, "select number from told").scalar_one()
        with warehouse.begin() as writer:
            run_sql(writer, "update told set number = 2")
        assert (first, run_sql(reader, "select number from told").scalar_one()) == (1, 1)
    with warehouse.read() as reader:
        assert run_sql(reader, "select number from told").scalar_one() == 2
