"""What the engines would answer differently, settled for Spark: in the words of its SQL and in its session."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from plumbline.warehouse.lake import Lake
from plumbline.warehouse.spark import in_sparks_words, session
from scripts.spark import Cluster

BERLIN = "timezone('Europe/Berlin', cast('2026-10-24 22:30:00+00' as timestamptz))"
SAME = {
    "a local day, the summer half": f"select cast({BERLIN} as date) as value",
    "a local time, the winter half": f"select {BERLIN.replace('10-24', '10-25')} as value",
    "a product of many digits": (
        "select cast(sum(amount) * cast(0.333333 as decimal(9, 6)) as decimal(28, 8)) as value"
        " from (values (cast(1.11 as decimal(28, 8)))) as given (amount)"
    ),
    "a name that is defined twice": (
        "with part as (select 1 as n) select inside.n + part.n as value"
        " from (with part as (select 20 as n) select n from part) as inside cross join part"
    ),
    "days between": "select date_diff('day', cast('2026-02-27' as date), cast('2026-03-01' as date)) as value",
    "half a cent": "select round(cast(0.125 as decimal(9, 3)), 2) as value",
    "a whole quotient": "select 7 // nullif(2, 0) as value",
}


@pytest.fixture(scope="module")
def ask(cluster: Cluster) -> Iterator[Any]:
    """Asks the cluster a question in DuckDB's words; gives the one value of its answer."""
    with session(Lake(cluster.connect, "")) as spark:
        yield lambda sql: spark.sql(in_sparks_words(sql)).toArrow().to_pylist()[0]["value"]


@pytest.mark.parametrize("sql", SAME.values(), ids=SAME)
def test_spark_answers_as_duckdb_does(ask: Any, sql: str) -> None:
    with duckdb.connect() as db:
        expected = db.execute(sql).fetchall()[0][0]
    answer = ask(sql)
    if isinstance(expected, datetime):
        answer = answer.replace(tzinfo=None)
    assert answer == expected and isinstance(answer, (int, Decimal, date))


def test_a_product_without_room_is_an_error(ask: Any) -> None:
    from pyspark.errors import ArithmeticException

    ten_to_the_20th = "cast(100000000000000000000 as decimal(38, 8))"
    with pytest.raises(ArithmeticException, match="NUMERIC_VALUE_OUT_OF_RANGE"):
        ask(f"select {ten_to_the_20th} * {ten_to_the_20th} as value")


def test_local_clocks_are_told_without_the_machines_zone(ask: Any) -> None:
    assert ask(f"select {BERLIN} as value").replace(tzinfo=None) == datetime(2026, 10, 24, 22, 30) + timedelta(hours=2)
