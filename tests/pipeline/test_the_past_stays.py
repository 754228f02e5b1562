"""As first reported is told by what was known: a warehouse that never saw later days says the same of the earlier."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from plumbline.days import Days
from plumbline.settings import Settings
from plumbline.warehouse.build import build
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.models import load_models
from tests.pipeline.conftest import FIRST_DAY

THEN = date(2026, 9, 30)  # ends a week in the middle, a month and a quarter
MODELS = {model.table: model for model in load_models(Settings.from_env({}).sql_folder) if model.materialized != "view"}
# of these, what is told of a day is as of the latest data: their own descriptions say so
LATEST = {name for name, model in MODELS.items() if "latest data" in model.file.description}
KEYS = ("source", "event_day", "program_id", "utm_campaign", "known_from", "known_until")


def is_of_the_past(name: str) -> bool:
    """Whether every row tells the day of knowledge that it speaks of."""
    columns = set(MODELS[name].columns)
    return bool({"known_from", "vintage"} & columns or (name not in LATEST and {"as_of_day", "known_on"} & columns))


@pytest.fixture(scope="module")
def then(loaded_duckdb: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The six months' warehouse without all that came to be known after THEN, built up to it."""
    path = tmp_path_factory.mktemp("then") / "warehouse.duckdb"
    shutil.copy(loaded_duckdb.warehouse.removeprefix("duckdb:///"), path)
    settings = dataclasses.replace(loaded_duckdb, warehouse=f"duckdb:///{path}")
    with open_warehouse(settings).begin() as connection:
        inspector = sa.inspect(connection)
        for schema in ("ops", "staging"):
            for table in inspector.get_table_names(schema=schema):
                columns = {column["name"] for column in inspector.get_columns(table, schema=schema)}
                if "known_from" in columns:
                    forget = f"delete from {schema}.{table} where known_from > :then"
                    connection.execute(sa.text(forget), {"then": THEN})
                if "known_until" in columns:
                    forget = f"update {schema}.{table} set known_until = '9999-12-31' where known_until > :then"
                    connection.execute(sa.text(forget), {"then": THEN})
        for table in MODELS:
            connection.execute(sa.text(f"drop table {table} cascade"))
    build(settings, Days(FIRST_DAY, THEN))
    yield settings
    path.unlink()


def known_then(connection: sa.Connection, name: str) -> list[str]:
    """What a table says of the days up to THEN, as it was known on them; rows without a grain add up."""
    model = MODELS[name]
    told_by = next(column for column in ("known_from", "as_of_day", "known_on") if column in model.columns)
    until = "case when known_until > :then then null else known_until end"
    shown = [f"{until} as {column}" if column == "known_until" else column for column in model.columns]
    where = f"{told_by} <= :then" + (" and vintage = 'as_reported'" if "vintage" in model.columns else "")
    sql = f"select {', '.join(shown)} from {name} where {where}"
    if not model.grain:
        keys = [column for column in model.columns if column in KEYS]
        sums = [f"sum({column})" for column in model.columns if column not in KEYS]
        sql = f"select {', '.join(keys + sums)} from ({sql}) as part group by {', '.join(keys)}"
    return sorted(str(tuple(row)) for row in connection.execute(sa.text(sql), {"then": THEN}))


@pytest.mark.parametrize("name", sorted(filter(is_of_the_past, MODELS)))
def test_what_was_known_is_not_changed_by_what_came_later(loaded_duckdb: Settings, then: Settings, name: str) -> None:
    with open_warehouse(loaded_duckdb).read() as connection:
        now = known_then(connection, name)
    with open_warehouse(then).read() as connection:
        past = known_then(connection, name)
    differences = sorted(set(past) ^ set(now))
    assert past == now, "\n".join([f"{len(differences)} rows differ", *differences[:4]])


def test_most_tables_are_held() -> None:
    assert len(list(filter(is_of_the_past, MODELS))) > 60
