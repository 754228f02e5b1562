"""Which business days a run is for: said by its parameters, else by what triggered it, else by the clock.

Assets are partitioned by the days asked for. So the build of a business day starts when every source has reported that
very day, however late, and never takes one source's Tuesday for another one's Monday.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from airflow.sdk import Asset, Context, Param
from airflow.sdk.exceptions import AirflowSkipException

from plumbline.airflow.partition import days_of, key_of
from plumbline.days import Days
from plumbline.errors import SettingsWrong
from plumbline.settings import Settings

log = logging.getLogger(__name__)

MARTS = Asset(name="plumbline_marts", uri="x-plumbline://warehouse/marts")


def source_asset(name: str) -> Asset:
    """The rows of one source, as the warehouse holds them."""
    return Asset(name=name, uri=f"x-plumbline://source/{name}")


def day_params() -> dict[str, Param]:
    """The form of every DAG."""
    return {
        "first_day": _day_param("First business day", "Empty: as the schedule says."),
        "last_day": _day_param("Last business day", "Empty: the first day alone."),
        "deliver": Param(
            None,
            type=["null", "boolean"],
            title="Mail the report",
            description="Empty: yes for the schedule's own day; no for days named here and for backfills.",
        ),
    }


def run_days(context: Context) -> Days:
    """The days of this run.

    Mail goes out by itself only for the day that the schedule has come to: days that somebody names, ranges and
    backfills are history, and history is mailed only when `deliver` asks for it.
    """
    params, run = context["params"], context["dag_run"]
    wish: bool | None = params.get("deliver")
    if (named := _named(params)) is not None:
        return replace(named, deliver=bool(wish))
    days = _of_trigger(context)
    if days is None:
        zone = ZoneInfo(Settings.from_env().company.time_zone)
        # An interval begins on the business day and ends when its exports have arrived, on the next morning.
        start = run.data_interval_start
        day = start.astimezone(zone).date() if start else run.run_after.astimezone(zone).date() - timedelta(days=1)
        days = Days(day, day, deliver=True)
    if run.run_type == "backfill":
        days = replace(days, deliver=False)
    return days if wish is None else replace(days, deliver=wish)


def emit(context: Context, asset: Asset, asked: Days, touched: Days) -> None:
    """Let the next DAG know: the days asked for are the partition, those that may have changed are to be computed."""
    event = context["outlet_events"][asset]
    reach = Days(min(asked.first, touched.first), asked.last, asked.deliver)
    event.extra.update(reach.as_extra())
    event.add_partitions(key_of(asked))


def partition_days(context: Context, days: Days) -> Days:
    """The days that the whole chain was asked for, where `days` may reach further back to what was restated."""
    key = context.get("partition_key")
    return days_of(key, deliver=days.deliver) if key else days


def skip(reason: str) -> NoReturn:
    """End the task as skipped; its log says why, which Airflow's own does not."""
    log.info("%s", reason)
    raise AirflowSkipException(reason)


def is_published(settings: Settings, day: date) -> bool:
    """Whether a report of that business day has passed its verification."""
    from plumbline.warehouse.engines import open_warehouse
    from plumbline.warehouse.ops import prepare, publication

    warehouse = open_warehouse(settings)
    with warehouse.begin() as connection:
        prepare(connection)
        query = sa.select(publication.c.report).where(publication.c.business_day == day)
        return connection.execute(query).first() is not None


def _day_param(title: str, description: str) -> Param:
    return Param(None, type=["null", "string"], format="date", title=title, description=description)


def _named(params: Mapping[str, Any]) -> Days | None:
    first, last = params.get("first_day") or params.get("last_day"), params.get("last_day") or params.get("first_day")
    if first is None or last is None:
        return None
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    if begin > end:
        raise SettingsWrong(
            f"The first day {begin} lies after the last day {end}.",
            "Nothing was done.",
            "Trigger again with both in order.",
        )
    return Days(begin, end)


def _of_trigger(context: Context) -> Days | None:
    events = context.get("triggering_asset_events") or {}
    return Days.from_extras(event.extra for asset in events for event in events[asset])
