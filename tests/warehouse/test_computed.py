"""A mart that Python computes: typed by its header, called once a day, rounded half up, the same on both engines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from plumbline.errors import ModelFailed
from plumbline.settings import Settings
from plumbline.warehouse.computed import fill
from plumbline.warehouse.engines import open_warehouse, run_sql
from plumbline.warehouse.models import _model, check_statement
from plumbline.warehouse.ops import prepare
from plumbline.warehouse.sqlfile import read_sql_file

HEADER = """/*
description: a day and what was made of it
materialized: incremental
partition_by: as_of_day
computed: tests.warehouse.test_computed:mean
grain: [as_of_day]
columns:
  as_of_day: [date] the day
  rows_given: [bigint] rows given
  mean: [decimal(18, 2)] their mean
  word: [text] a word
*/
"""
SELECT = (
    "select cast('2026-10-01' as date) as as_of_day, cast(0.01 as decimal(5, 3)) as amount"
    " union all select cast('2026-10-01' as date) as as_of_day, cast(0.02 as decimal(5, 3)) as amount"
    " union all select cast('2026-10-02' as date) as as_of_day, cast(null as decimal(5, 3)) as amount"
)


def mean(rows: pd.DataFrame) -> pd.DataFrame:
    """What the header of the test's file names."""
    known = [value for value in rows["amount"] if value is not None]
    value = sum(known, Decimal(0)) / len(known) if known else float("nan")
    return pd.DataFrame([{"rows_given": len(rows), "mean": value, "word": None if known else "kein Wert, 5 %"}])


def sql_file(folder: Path, header: str = HEADER, select: str = SELECT) -> Path:
    path = folder / "marts" / "day_mean.sql"
    path.parent.mkdir(exist_ok=True)
    path.write_text(header + select, encoding="utf-8")
    return path


def test_a_day_is_computed_from_its_own_rows(settings: Settings, tmp_path: Path) -> None:
    warehouse, model = open_warehouse(settings), _model(read_sql_file(sql_file(tmp_path)))
    with warehouse.begin() as connection:
        prepare(connection)
        run_sql(
            connection,
            "create table marts.day_mean (as_of_day date, rows_given bigint, mean decimal(18, 2), word text)",
        )
        sql = model.sql({}, warehouse.dialect.replace("ql", ""))
        fill(warehouse, connection, model.file, sql, model.partition_by, model.table)
        rows = connection.execute(sa.text("select * from marts.day_mean order by as_of_day")).all()
    assert [tuple(row) for row in rows] == [
        (date(2026, 10, 1), 2, Decimal("0.02"), None),  # 0.015, half up
        (date(2026, 10, 2), 1, None, "kein Wert, 5 %"),
    ]


@pytest.mark.parametrize(
    ("header", "select", "says"),
    [
        (HEADER.replace("[bigint] ", ""), SELECT, "column rows_given of a computed mart must begin with its type"),
        (HEADER.replace(":mean", ""), SELECT, "must name a function"),
        (HEADER, SELECT.replace("as_of_day", "day"), "its SELECT must have as_of_day"),
        (
            HEADER.replace("incremental\npartition_by: as_of_day", "view"),
            SELECT,
            "it must be a table or be kept by days",
        ),
    ],
)
def test_what_is_wrong_with_a_header_is_said(tmp_path: Path, header: str, select: str, says: str) -> None:
    with pytest.raises(ModelFailed, match=says):
        check_statement(_model(read_sql_file(sql_file(tmp_path, header, select))))


def test_a_function_that_gives_other_columns_is_refused(duckdb_settings: Settings, tmp_path: Path) -> None:
    warehouse = open_warehouse(duckdb_settings)
    model = _model(read_sql_file(sql_file(tmp_path, HEADER.replace("rows_given:", "rows:"))))
    with warehouse.begin() as connection, pytest.raises(ModelFailed, match="columns differ: rows, rows_given"):
        fill(warehouse, connection, model.file, SELECT, model.partition_by, model.table)
