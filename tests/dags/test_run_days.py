"""Which days a run is for, and whether they may be mailed."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from airflow.sdk import Asset, Context

from plumbline.airflow.partition import key_of
from plumbline.airflow.run_days import partition_days, run_days
from plumbline.days import Days
from plumbline.errors import SettingsWrong

NIGHT_OF_30 = datetime(2026, 10, 30, 5, 0, tzinfo=UTC)  # 06:00 in Berlin


def context(
    *,
    params: dict[str, Any] | None = None,
    run_type: str = "scheduled",
    start: datetime | None = NIGHT_OF_30,
    run_after: datetime = datetime(2026, 10, 31, 5, 0, tzinfo=UTC),
    events: dict[Asset, list[dict[str, Any]]] | None = None,
    partition_key: str | None = None,
) -> Context:
    """As much of Airflow's context as the days depend on."""
    none = {"first_day": None, "last_day": None, "deliver": None}
    triggering = {asset: [SimpleNamespace(extra=extra) for extra in extras] for asset, extras in (events or {}).items()}
    run = SimpleNamespace(run_type=run_type, data_interval_start=start, run_after=run_after)
    return cast(
        Context,
        {
            "params": none | (params or {}),
            "dag_run": run,
            "triggering_asset_events": triggering,
            "partition_key": partition_key,
        },
    )


def days(first: str, last: str, deliver: bool) -> Days:
    return Days.from_extras([{"first_day": first, "last_day": last, "deliver": deliver}]) or pytest.fail()


def test_the_schedule_means_the_day_on_which_the_interval_begins_and_mails_it() -> None:
    assert run_days(context()) == days("2026-10-30", "2026-10-30", True)


@pytest.mark.parametrize(
    ("start", "day"),
    [
        (datetime(2026, 3, 28, 5, 0, tzinfo=UTC), "2026-03-28"),  # the night in which clocks go forward ends it
        (datetime(2026, 3, 29, 4, 0, tzinfo=UTC), "2026-03-29"),
        (datetime(2026, 10, 24, 4, 0, tzinfo=UTC), "2026-10-24"),
        (datetime(2026, 10, 25, 5, 0, tzinfo=UTC), "2026-10-25"),  # clocks went back
        (datetime(2026, 10, 29, 23, 30, tzinfo=UTC), "2026-10-30"),  # half past midnight in Berlin
    ],
)
def test_the_day_is_the_companys_also_when_clocks_change(start: datetime, day: str) -> None:
    assert run_days(context(start=start)) == days(day, day, True)


def test_without_an_interval_it_is_the_day_before_the_run() -> None:
    assert run_days(context(start=None, run_type="manual")) == days("2026-10-30", "2026-10-30", True)


def test_a_backfill_mails_nothing_unless_asked() -> None:
    assert not run_days(context(run_type="backfill")).deliver
    assert run_days(context(run_type="backfill", params={"deliver": True})).deliver


def test_named_days_mail_nothing_unless_asked() -> None:
    named = {"first_day": "2026-05-01", "last_day": "2026-10-29"}
    assert run_days(context(params=named)) == days("2026-05-01", "2026-10-29", False)
    assert run_days(context(params=named | {"deliver": True})) == days("2026-05-01", "2026-10-29", True)
    assert run_days(context(params={"last_day": "2026-08-03"})) == days("2026-08-03", "2026-08-03", False)


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(SettingsWrong, match="lies after"):
        run_days(context(params={"first_day": "2026-10-30", "last_day": "2026-10-01"}))


def test_a_triggered_run_takes_all_that_its_triggers_touched() -> None:
    events = {
        Asset("a"): [{"first_day": "2026-10-24", "last_day": "2026-10-30", "deliver": True}],
        Asset("b"): [{"first_day": "2026-10-30", "last_day": "2026-10-30", "deliver": False}, {"other": 1}],
    }
    assert run_days(context(events=events, run_type="asset_triggered")) == days("2026-10-24", "2026-10-30", True)
    quiet = context(events=events, run_type="asset_triggered", params={"deliver": False})
    assert not run_days(quiet).deliver


def test_the_partition_is_what_was_asked_for_whatever_was_restated() -> None:
    reach = days("2026-10-24", "2026-10-30", True)
    assert key_of(days("2026-10-30", "2026-10-30", True)) == "2026-10-30"
    asked = partition_days(context(partition_key="2026-10-30"), reach)
    assert asked == days("2026-10-30", "2026-10-30", True)
    history = partition_days(context(partition_key="2026-05-01..2026-10-29"), reach)
    assert key_of(history) == "2026-05-01..2026-10-29"
    assert partition_days(context(), reach) == reach
