"""Connections as Airflow keeps them: by their id, with secrets that no repr shows."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy.engine import make_url

import plumbline.airflow  # noqa: F401  registers Airflow's connections
from plumbline import connections
from plumbline.errors import SettingsWrong
from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse, run_sql

SECRET = "p@ss/word"


def test_a_mail_server_is_found_by_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"conn_type": "smtp", "host": "mail.example", "port": 587, "login": "pulse", "password": SECRET,
            "extra": {"from_email": "pulse@nightjar.example", "disable_ssl": True}}  # fmt: skip
    monkeypatch.setenv("AIRFLOW_CONN_POST_OFFICE", json.dumps(kept))
    connection = connections.find("post_office")
    assert (connection.host, connection.port) == ("mail.example", 587)
    assert (connection.login, connection.password) == ("pulse", SECRET)
    assert connection.extra["from_email"] == "pulse@nightjar.example"
    assert SECRET not in repr(connection)


def test_a_postgres_connection_is_a_warehouse(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str, duckdb_settings: Settings
) -> None:
    url = make_url(postgres_url)
    kept = {"conn_type": "postgres", "host": url.host, "port": url.port, "login": url.username, "schema": url.database,
            "extra": dict(url.query)}  # fmt: skip
    monkeypatch.setenv("AIRFLOW_CONN_OUR_WAREHOUSE", json.dumps(kept))
    settings = Settings.from_env({"PLUMBLINE_WAREHOUSE": "our_warehouse"})
    with open_warehouse(settings).read() as connection:
        assert connection.dialect.name == "postgresql"
        assert run_sql(connection, "select 1 as one").scalar_one() == 1


def test_a_spark_connection_is_a_warehouse(monkeypatch: pytest.MonkeyPatch, duckdb_settings: Settings) -> None:
    kept = {"conn_type": "spark_connect", "host": "spark.example", "port": 443, "password": SECRET}
    monkeypatch.setenv("AIRFLOW_CONN_OUR_SPARK", json.dumps(kept))
    warehouse = open_warehouse(replace(duckdb_settings, warehouse="our_spark"))
    assert warehouse.dialect == "duckdb"  # the ledger's
    assert warehouse.lake is not None
    assert warehouse.lake.address == "sc://spark.example:443/;token=p%40ss%2Fword;use_ssl=true"
    assert SECRET not in repr(warehouse) and "p%40ss" not in repr(warehouse)


def test_an_unknown_id_says_what_to_add() -> None:
    with pytest.raises(connections.ConnectionMissing):
        connections.find("nowhere")
    with pytest.raises(SettingsWrong, match="names the connection nowhere, which is not defined") as caught:
        open_warehouse(Settings.from_env({"PLUMBLINE_WAREHOUSE": "nowhere"}))
    assert "Add the connection nowhere" in caught.value.remedy
