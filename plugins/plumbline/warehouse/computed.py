"""Marts that SQL can't say: the file's SELECT gives the input, a Python function makes the rows.

The header names the function (`computed: module:function`) and, since no SELECT tells them, the types of the columns,
in brackets before their prose. The function takes and gives a DataFrame; with `partition_by: <column>` it is
called once for each day, and that column is added here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from importlib import import_module
from typing import Any

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from plumbline.warehouse.engines import Warehouse, run_sql
from plumbline.warehouse.sqlfile import SqlFile

Function = Callable[[pd.DataFrame], pd.DataFrame]

TYPED = re.compile(r"\[(?P<type>[^\]]+)\]\s*(?P<prose>.*)", re.DOTALL)
DECIMAL = re.compile(r"decimal\((\d+), (\d+)\)")
ARROW = {"text": pa.string(), "date": pa.date32(), "bigint": pa.int64(), "boolean": pa.bool_()}


def column_types(file: SqlFile) -> dict[str, str]:
    """Column to SQL type, from the header; ModelFailed names a column without one."""
    matches = {name: TYPED.fullmatch(prose) for name, prose in file.columns.items()}
    for name, match in matches.items():
        if match is None or not (match["type"] in ARROW or DECIMAL.fullmatch(match["type"])):
            raise file.wrong(
                f"column {name} of a computed mart must begin with its type, as [text], [date], [bigint], [boolean]"
                " or [decimal(18, 6)]"
            )
    return {name: match["type"] for name, match in matches.items() if match is not None}


def column_prose(file: SqlFile) -> dict[str, str]:
    """Column to description, without the types of a computed mart."""
    matches = {name: TYPED.fullmatch(prose) for name, prose in file.columns.items()}
    return {name: match["prose"] if match else file.columns[name] for name, match in matches.items()}


def load_function(file: SqlFile) -> Function:
    """The function that the header names; ModelFailed where there is none."""
    module, _, name = file.header["computed"].partition(":")
    try:
        function: Function = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise file.wrong(f"names a function that can't be imported: {error}") from error
    return function


def fill(
    warehouse: Warehouse, connection: sa.Connection, file: SqlFile, sql: str, day_column: str | None, into: str
) -> None:
    """Read the input, call the function, append its rows to the table `into`."""
    result = run_sql(connection, sql)
    made = compute(file, list(result.keys()), [tuple(row) for row in result], day_column)
    if made is not None:
        warehouse.insert(connection, into, made)


def compute(
    file: SqlFile, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], day_column: str | None
) -> pa.Table | None:
    """The rows that the header's function makes of its input; None where it makes none."""
    given = pd.DataFrame(rows, columns=list(columns), dtype=object)
    types = column_types(file)
    if day_column is not None and given.empty:
        return None  # an ordinary day: not worth importing the statistics for
    made = _made(file, load_function(file), given, day_column)
    if set(made.columns) != set(types) and not made.empty:
        differ = ", ".join(sorted(set(made.columns) ^ set(types)))
        raise file.wrong(f"{file.header['computed']} and the header's columns differ: {differ}")
    return None if made.empty else _arrow(made, types)


def _made(file: SqlFile, function: Function, given: pd.DataFrame, day_column: str | None) -> pd.DataFrame:
    given = given.astype(object).where(given.notna(), None)
    if day_column is None:
        return function(given)
    parts = []
    for day, rows in given.groupby(day_column, sort=True):
        part = function(rows.reset_index(drop=True))
        if not part.empty:
            parts.append(part.assign(**{day_column: day}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _arrow(rows: pd.DataFrame, types: Mapping[str, str]) -> pa.Table:
    arrays = {name: _array([plain_value(value, types[name]) for value in rows[name]], types[name]) for name in types}
    return pa.table(arrays)


def _array(values: list[Any], kind: str) -> pa.Array:
    match = DECIMAL.fullmatch(kind)
    return pa.array(values, pa.decimal128(int(match[1]), int(match[2])) if match else ARROW[kind])


def plain_value(value: Any, kind: str) -> Any:
    """A value of a DataFrame as the column takes it: absent or not a number is null, decimals are rounded half up."""
    if value is None or value is pd.NaT or value != value:
        return None
    match = DECIMAL.fullmatch(kind)
    if match:
        number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
        return number.quantize(Decimal(1).scaleb(-int(match[2])), ROUND_HALF_UP) if number.is_finite() else None
    if kind == "bigint":
        return int(value)
    if kind == "boolean":
        return bool(value)
    if kind == "date":
        return value if type(value) is date else pd.Timestamp(value).date()
    return str(value)
