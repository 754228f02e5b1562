"""Running again changes no row; a restated day changes that day; a past day keeps what was said of it."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from plumbline.days import Days
from plumbline.example.world import write_world
from plumbline.settings import Settings
from plumbline.sources.definition import load_sources
from plumbline.sources.pull import pull
from plumbline.warehouse.build import build
from plumbline.warehouse.engines import open_warehouse
from plumbline.warehouse.models import load_models
from plumbline.warehouse.ops import publication
from tests.pipeline.conftest import load
from tests.pipeline.test_engines_agree import rows_of
from tests.pipeline.truth import QUESTIONS, hold

FIRST, LAST = date(2026, 8, 9), date(2026, 8, 19)
# logs of the runs themselves: when a task ran over which days, and what its checks said
LOGS = ("ops.run", "ops.check_result")
CLOCK_COLUMNS = ("recorded_at",)


@pytest.fixture(scope="module")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eleven days with an outage of the CRM and a threshold that becomes known late."""
    folder = tmp_path_factory.mktemp("small_world")
    write_world(folder, FIRST, LAST)
    return folder


@contextmanager
def copy_of(folder: Path, target: Path) -> Iterator[Path]:
    shutil.copytree(folder, target)
    yield target
    shutil.rmtree(target)


def settings_for(world: Path, settings: Settings) -> Settings:
    return Settings(
        home=settings.home,
        company_folder=settings.company_folder,
        drop=str(world),
        landing=settings.landing,
        warehouse=settings.warehouse,
        archive=settings.archive,
        mail=settings.mail,
    )


def fingerprints(settings: Settings) -> dict[str, str]:
    """A hash of the content of every table there is, but for clocks."""
    hashes = {}
    with open_warehouse(settings).read() as connection:
        inspector = sa.inspect(connection)
        for schema in ("ops", "staging", "core", "marts"):
            for name in inspector.get_table_names(schema=schema):
                if f"{schema}.{name}" in LOGS:
                    continue
                columns = [c["name"] for c in inspector.get_columns(name, schema=schema)]
                kept = ", ".join(f'"{c}"' for c in columns if c not in CLOCK_COLUMNS)
                rows = rows_of(connection, f"(select {kept} from {schema}.{name}) as kept")
                hashes[f"{schema}.{name}"] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return hashes


def test_any_task_any_day_any_order_changes_no_row(settings: Settings, small_world: Path) -> None:
    loaded = settings_for(small_world, settings)
    load(loaded, Days(FIRST, LAST))
    build(loaded, Days(FIRST, LAST))
    before = fingerprints(loaded)
    assert len(before) > 60
    dice = random.Random(7)
    names = [source.name for source in load_sources(loaded.sources_folder)]
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    for _ in range(20):
        day = dice.choice(days)
        try:
            pull(loaded, dice.choice(names), Days(day, day))
        except Exception as error:  # an outage planted in the world stays one, however often it is asked for
            assert "has not arrived" in str(error) or "breaks off" in str(error), error
    for first in dice.sample(days, 2):
        build(loaded, Days(first, min(first + timedelta(days=5), LAST)))
    assert fingerprints(loaded) == before


def test_loading_days_in_any_order_gives_the_same_marts(
    duckdb_settings: Settings, small_world: Path, tmp_path: Path
) -> None:
    whole = settings_for(small_world, duckdb_settings)
    load(whole, Days(FIRST, LAST))
    build(whole, Days(FIRST, LAST))
    daily = settings_for(small_world, Settings.from_env({"PLUMBLINE_VAR": str(tmp_path / "daily")}))
    days = list(Days(FIRST, LAST).each())
    random.Random(3).shuffle(days)
    for source in load_sources(daily.sources_folder):
        for day in days:
            try:
                pull(daily, source.name, Days(day, day))
            except Exception as error:
                assert "has not arrived" in str(error) or "breaks off" in str(error), error
    build(daily, Days(FIRST, LAST))
    ours, theirs = fingerprints(whole), fingerprints(daily)
    # a slice that was first met in a later file keeps that version too, with the same rows: the marts see no difference
    marts = {table for table in ours if table.startswith("marts.")}
    assert len(marts) > 10
    assert not {table for table in marts if ours[table] != theirs[table]}


def test_a_restated_day_changes_exactly_that_day(duckdb_settings: Settings, small_world: Path, tmp_path: Path) -> None:
    with copy_of(small_world, tmp_path / "world") as world:
        loaded = settings_for(world, duckdb_settings)
        load(loaded, Days(FIRST, LAST))
        build(loaded, Days(FIRST, LAST))
        with open_warehouse(loaded).read() as connection:
            before = {str(r[0]): r[1:] for r in connection.execute(_BY_DAY)}
        restated = LAST - timedelta(days=4)
        path = world / "tiktok_ads" / LAST.isoformat() / f"TikTok_Ads_Report_{LAST}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        position = next(n for n, line in enumerate(lines) if line.startswith(restated.isoformat()))
        fields = lines[position].split(",")
        spend = next(n for n, heading in enumerate(lines[0].split(",")) if heading in ("Cost", "Total cost"))
        at_currency = lines[position].index(",USD,")
        before_cost, rest = lines[position][: at_currency + 5], lines[position][at_currency + 5 :]
        assert fields and spend
        lines[position] = before_cost + "999.99," + rest.partition(",")[2] if rest[0] != '"' else lines[position]
        assert "999.99" in lines[position]
        path.write_text("".join(lines), encoding="utf-8")
        result = pull(loaded, "tiktok_ads", Days(LAST, LAST))
        assert result.slices_changed == 1
        assert result.touched.first == restated
        build(loaded, Days(LAST, LAST))
        with open_warehouse(loaded).read() as connection:
            after = {str(r[0]): r[1:] for r in connection.execute(_BY_DAY)}
    assert {day for day in before if before[day] != after[day]} == {restated.isoformat()}


_BY_DAY = sa.text(
    "select day, sum(cost), sum(net_revenue), sum(platform_conversions) from marts.program_day group by day"
)


def test_a_past_day_keeps_what_was_said_of_it(settings: Settings, small_world: Path) -> None:
    """Day by day with a report in between, then everything again: what was first reported stays, to the cent."""
    loaded = settings_for(small_world, settings)
    reported: dict[date, list[tuple[str, ...]]] = {}
    load(loaded, Days(FIRST, LAST - timedelta(days=4)))
    for day in Days(LAST - timedelta(days=3), LAST).each():
        for source in load_sources(loaded.sources_folder):
            try:
                pull(loaded, source.name, Days(day, day))
            except Exception as error:
                assert "has not arrived" in str(error) or "breaks off" in str(error), error
        build(loaded, Days(FIRST if not reported else day, day))
        reported[day] = reported_on(loaded, day)
        with open_warehouse(loaded).begin() as connection:
            connection.execute(
                publication.insert().values(
                    report="daily-pulse",
                    business_day=day,
                    language="en",
                    path="-",
                    content_hash="-",
                    pages=3,
                    published_at=datetime.now(UTC),
                )
            )
    build(loaded, Days(FIRST, LAST))
    for day, rows in reported.items():
        assert rows, day
        assert reported_on(loaded, day) == rows, day
    moved = 0
    with open_warehouse(loaded).read() as connection:
        moved = connection.execute(sa.text("select count(*) from marts.restatement where source = 'crm'")).scalar_one()
        answer = hold(connection, small_world, QUESTIONS["qualified pipeline"])
    assert moved > 0
    assert answer.figures > 500
    assert not answer.differences, answer.differences[:3]


def test_what_comes_after_a_report_is_known_from_the_day_after(
    duckdb_settings: Settings, small_world: Path, tmp_path: Path
) -> None:
    """A file that is mended after the report went out must not change what the report said."""
    with copy_of(small_world, tmp_path / "world") as world:
        loaded = settings_for(world, duckdb_settings)
        load(loaded, Days(FIRST, LAST))
        build(loaded, Days(FIRST, LAST))
        reported = reported_on(loaded, LAST)
        with open_warehouse(loaded).begin() as connection:
            connection.execute(
                publication.insert().values(
                    report="daily-pulse",
                    business_day=LAST,
                    language="en",
                    path="-",
                    content_hash="-",
                    pages=3,
                    published_at=datetime.now(UTC),
                )
            )
        path = world / "salesforce" / LAST.isoformat() / f"OpportunityHistory_{LAST}.csv"
        kept = path.read_text(encoding="utf-8").splitlines(keepends=True)
        assert len(kept) > 3
        path.write_text("".join(kept[:2]), encoding="utf-8")
        pull(loaded, "salesforce_opportunity_history", Days(LAST, LAST))
        build(loaded, Days(FIRST, LAST))
        assert reported_on(loaded, LAST) == reported
        with open_warehouse(loaded).read() as connection:
            latest = connection.execute(_LATEST, {"day": LAST}).scalar_one()
            as_reported = connection.execute(_AS_REPORTED, {"day": LAST}).scalar_one()
    assert latest != as_reported


_AS_REPORTED = sa.text("select qualified from marts.company_period where as_of_day = :day and vintage = 'as_reported'")
_LATEST = sa.text("select qualified from marts.company_period where as_of_day = :day and vintage = 'latest'")


def reported_on(settings: Settings, day: date) -> list[tuple[str, ...]]:
    """Everything that a report of the day would say, as first reported."""
    rows: list[tuple[str, ...]] = []
    with open_warehouse(settings).read() as connection:
        for model in load_models(settings.sql_folder):
            if model.file.schema == "marts" and {"as_of_day", "vintage"} <= set(model.columns):
                rows += rows_of(
                    connection,
                    f"(select * from {model.table} where as_of_day = '{day}' and vintage = 'as_reported') as said",
                )
    return rows
