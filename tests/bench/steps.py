"""The measured steps, ours and those of peers that run in our own Python: `python -m tests.bench.steps <step> …`.

Each prints one line of JSON: the seconds of the work itself, without the start of Python, and what else it counted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

Said = dict[str, Any]
DBT_PROJECT = {
    "dbt_project.yml": """\
name: bench
version: "1.0.0"
profile: bench
models:
  bench:
    +materialized: table
    core: {+schema: core}
    marts: {+schema: marts}
""",
    "profiles.yml": """\
bench:
  target: dev
  outputs:
    dev: {type: duckdb, path: warehouse.duckdb, threads: 2, settings: {TimeZone: UTC}}
""",
    "macros/schema.sql": """\
{% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}
""",
}


def world(out: str, scale: str, first: str, last: str) -> Said:
    """Write an example world."""
    from plumbline.example.world import write_world

    started = time.monotonic()
    write_world(Path(out), date.fromisoformat(first), date.fromisoformat(last), scale=int(scale), truth=False)
    return {"seconds": time.monotonic() - started}


def load(first: str, last: str, *sources: str) -> Said:
    """Pull the sources, all of them unless named."""
    from plumbline.days import Days
    from plumbline.settings import Settings
    from plumbline.sources.definition import load_sources
    from plumbline.sources.pull import pull_all

    settings = Settings.from_env()
    names = sources or [source.name for source in load_sources(settings.sources_folder)]
    started = time.monotonic()
    pull_all(settings, names, Days(date.fromisoformat(first), date.fromisoformat(last)))
    return {"seconds": time.monotonic() - started, "sources": len(names)}


def nothing_new(day: str) -> Said:
    """Pull every source of a day twice more; the seconds that one source took the last time."""
    from plumbline.days import Days
    from plumbline.settings import Settings
    from plumbline.sources.definition import load_sources
    from plumbline.sources.pull import pull_all

    settings = Settings.from_env()
    names = [source.name for source in load_sources(settings.sources_folder)]
    days = Days(date.fromisoformat(day), date.fromisoformat(day))
    pull_all(settings, names, days)
    started = time.monotonic()
    pull_all(settings, names, days)
    return {"seconds": (time.monotonic() - started) / len(names)}


def build(day: str, full: str = "") -> Said:
    """Bring the marts up to date."""
    from plumbline.days import Days
    from plumbline.settings import Settings
    from plumbline.warehouse.build import build as make

    started = time.monotonic()
    result = make(Settings.from_env(), Days(date.fromisoformat(day), date.fromisoformat(day)), full=bool(full))
    return {"seconds": time.monotonic() - started, "summary": result.summary}


def backfill(first: str, last: str) -> Said:
    """Load a range of days and build the marts over it."""
    loaded, built = load(first, last), build(last)
    return {"seconds": loaded["seconds"] + built["seconds"]} | {"load": loaded["seconds"], "build": built["seconds"]}


def dbt_project(folder: str) -> Said:
    """Write a dbt project of the same SELECTs: one model each; what Python computes it reads as it is stored."""
    import re

    from plumbline.settings import Settings
    from plumbline.warehouse.models import load_models
    from plumbline.warehouse.parameters import sql_parameters

    started, settings = time.monotonic(), Settings.from_env()
    parameters = sql_parameters(settings.company)
    models = [model for model in load_models(settings.sql_folder) if not model.is_computed]
    tables = "|".join(re.escape(model.table) for model in models)
    for model in models:
        schema, _, name = model.table.partition(".")
        path = Path(folder) / "models" / schema / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        sql = re.sub(rf"\b(?:{tables})\b", lambda found: f"{{{{ ref('{found[0].partition('.')[2]}') }}}}",
                     model.sql(parameters, "duckdb"))  # fmt: skip
        path.write_text(sql, encoding="utf-8")
    for name, content in DBT_PROJECT.items():
        (Path(folder) / name).parent.mkdir(exist_ok=True)
        (Path(folder) / name).write_text(content, encoding="utf-8")
    return {"seconds": time.monotonic() - started, "models": len(models)}


def dag_files() -> Said:
    """Import every DAG file."""
    from importlib.util import module_from_spec, spec_from_file_location

    from plumbline.settings import PROJECT

    started, files = time.monotonic(), sorted((PROJECT / "dags").glob("*.py"))
    for path in files:
        spec = spec_from_file_location(path.stem, path)
        assert spec and spec.loader
        spec.loader.exec_module(module_from_spec(spec))
    return {"seconds": time.monotonic() - started, "files": len(files)}


def airflow_alone() -> Said:
    """The peer of `dag_files`: what any DAG file imports."""
    started = time.monotonic()
    from airflow.sdk import DAG, Asset, PartitionedAssetTimetable, get_current_context, task  # noqa: F401

    return {"seconds": time.monotonic() - started}


def bare_import(drop: str, database: str, first: str, last: str) -> Said:
    """The peer of `load`: the same files read by DuckDB's own readers, one table a source, types as it guesses them."""
    import duckdb

    from plumbline.days import Days
    from plumbline.settings import Settings
    from plumbline.sources.definition import load_sources
    from plumbline.sources.drop import find_exports

    days = Days(date.fromisoformat(first), date.fromisoformat(last))
    files = [
        (source, [str(export.path) for export in find_exports(drop, source, days)])
        for source in load_sources(Settings.from_env().sources_folder)
        if not source.drop
    ]
    rows, started = 0, time.monotonic()
    with duckdb.connect(database) as db:
        for source, paths in files:
            if paths:
                reader = "read_json" if source.kind == "jsonl" else "read_csv"
                lines = "format = 'newline_delimited'" if source.kind == "jsonl" else "strict_mode = false"
                options = f"union_by_name = true, filename = true, ignore_errors = true, {lines}"
                db.execute(f"create table {source.name} as from {reader}(?, {options})", [paths])
                rows += db.sql(f"select count(*) from {source.name}").fetchall()[0][0]
    return {"seconds": time.monotonic() - started, "rows": rows}


def bare_copy(database: str, out: str) -> Said:
    """The peer of `world`: DuckDB's COPY of the same rows, one file a source."""
    import duckdb

    rows = 0
    started = time.monotonic()
    with duckdb.connect(database, read_only=True) as db:
        for (table,) in db.sql("select table_name from information_schema.tables").fetchall():
            ending = "json" if table == "ga4_purchases" else "csv"
            rows += db.execute(f"copy {table} to '{out}/{table}.{ending}'").fetchall()[0][0]
    return {"seconds": time.monotonic() - started, "rows": rows}


def postgres_copy(url: str, drop: str, pattern: str) -> Said:
    """The peer of a pull into PostgreSQL: COPY of the same files as they are, every column a text.

    Lines of another length, at which COPY stops, are taken out before the clock starts.
    """
    import csv
    import io

    import psycopg

    contents, columns = [], ""
    for path in sorted(Path(drop).glob(pattern)):
        with path.open(encoding="utf-8", newline="") as file:
            heading, *lines = csv.reader(file)
        columns = ", ".join(f'"{column}" text' for column in heading)
        content = io.StringIO()
        csv.writer(content).writerows(line for line in lines if len(line) == len(heading))
        contents.append(content.getvalue().encode())
    started = time.monotonic()
    with psycopg.connect(url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        cursor.execute(f"create table bare ({columns})")
        for of_file in contents:
            with cursor.copy("copy bare from stdin (format csv)") as copy:
                copy.write(of_file)
        cursor.execute("select count(*) from bare")
        rows = cursor.fetchone()
    return {"seconds": time.monotonic() - started, "rows": rows[0] if rows else 0}


STEPS: dict[str, Callable[..., Said]] = {
    step.__name__: step
    for step in (
        world,
        load,
        nothing_new,
        build,
        backfill,
        dbt_project,
        dag_files,
        airflow_alone,
        bare_import,
        bare_copy,
        postgres_copy,
    )
}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](*sys.argv[2:])))
