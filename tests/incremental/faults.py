"""Faults in the logic of incremental builds, each of which the comparison with a full build has to find.

These are planted into the builder's code and sought in the small shop; test_header_faults.py plants others into the
headers of include/sql.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from plumbline.warehouse import build as building
from plumbline.warehouse import changes, checks, incremental, scope
from plumbline.warehouse.changes import Extent, Feeds, feed_name
from plumbline.warehouse.incremental import FRESH, Builder
from plumbline.warehouse.keys import Keys
from plumbline.warehouse.models import Model
from plumbline.warehouse.reach import Reach
from plumbline.warehouse.scope import Scopes

Plant = Callable[[pytest.MonkeyPatch], None]


def known_spans_end_at_once(patch: pytest.MonkeyPatch) -> None:
    spans = Feeds.spans

    def first_days(self: Feeds, table: str, first: str, until: str) -> list[tuple[date, date]]:
        return [(day, day + timedelta(days=1)) for day, _ in spans(self, table, first, until)]

    patch.setattr(Feeds, "spans", first_days)


def known_is_left_out(patch: pytest.MonkeyPatch) -> None:
    days = Scopes._days_of

    def without(self: Scopes, table: str, reach: Reach) -> set[date]:
        return set() if reach.kind == "span" else days(self, table, reach)

    patch.setattr(Scopes, "_days_of", without)


def windows_are_one_day_long(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(scope, "window_days", lambda reach, parameters: 1)


def what_is_gone_is_not_in_the_feed(patch: pytest.MonkeyPatch) -> None:
    record = Feeds.record

    def new_rows(self: Feeds, table: str, columns: Sequence[str], select: str) -> Extent:
        return record(self, table, columns, select.replace("having sum(sign) <> 0", "having sum(sign) > 0"))

    patch.setattr(Feeds, "record", new_rows)


def a_view_passes_on_new_rows_alone(patch: pytest.MonkeyPatch) -> None:
    feed = Builder._view_feed

    def new_rows(self: Builder, model: Model, inputs: Mapping[str, Extent]) -> str:
        return f"select * from ({feed(self, model, inputs)}) as passed where sign > 0"

    patch.setattr(Builder, "_view_feed", new_rows)


def until_before_is_ignored(patch: pytest.MonkeyPatch) -> None:
    _replace_in_staging_feed(patch, "touched.until_before as known_until", "now.known_until as known_until")


def removed_rows_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    feed = changes._staging_feed
    patch.setattr(changes, "_staging_feed", lambda table, columns: feed(table, columns) + " where false")


def a_failed_build_empties_the_feed(patch: pytest.MonkeyPatch) -> None:
    remember = building._remember

    def forgetful(connection: sa.Connection, results: Any, days: Any, state: str, *more: Any) -> None:
        if state == "failed":
            changes.forget_changes(connection, ["staging.sale", "staging.rate"])
        remember(connection, results, days, state, *more)

    patch.setattr(building, "_remember", forgetful)


def the_feed_is_emptied_before_it_is_read(patch: pytest.MonkeyPatch) -> None:
    feeds = changes.staging_feeds

    def emptied(found: Feeds, tables: Mapping[str, Sequence[str]]) -> None:
        if found.connection.execute(sa.text("select count(*) from ops.built")).scalar_one():
            changes.forget_changes(found.connection, tables)
        feeds(found, tables)

    patch.setattr(building, "staging_feeds", emptied)


def fingerprints_leave_parameters_out(patch: pytest.MonkeyPatch) -> None:
    take = building.fingerprint
    patch.setattr(building, "fingerprint", lambda model, parameters, staging: take(model, {}, staging))


def grains_are_held_within_a_key(patch: pytest.MonkeyPatch) -> None:
    hold = Builder._hold_grain

    def within(self: Builder, model: Model, rows: str) -> None:
        hold(self, model, FRESH if " is null or " in rows else rows)

    patch.setattr(Builder, "_hold_grain", within)


def a_check_that_held_holds_on(patch: pytest.MonkeyPatch) -> None:
    run = building.run_check

    def held(builder: Builder, check: checks.Check, before: tuple[int, str] | None) -> checks.CheckResult:
        return run(builder, check, before) if before is None else checks.CheckResult(check, *before)

    patch.setattr(building, "run_check", held)


def windows_are_read_a_day_short(patch: pytest.MonkeyPatch) -> None:
    read = scope.rows_read

    def short(reach: Reach, keys: Keys, parameters: Mapping[str, int]) -> str:
        if reach.kind == "window" and keys.first:
            keys = replace(keys, first=keys.first + timedelta(days=1))
        return read(reach, keys, parameters)

    patch.setattr(scope, "rows_read", short)


def what_is_known_is_read_for_the_first_day(patch: pytest.MonkeyPatch) -> None:
    read = scope.rows_read

    def first(reach: Reach, keys: Keys, parameters: Mapping[str, int]) -> str:
        return read(reach, replace(keys, last=keys.first) if reach.kind == "span" else keys, parameters)

    patch.setattr(scope, "rows_read", first)


def only_the_new_rows_keys_are_deleted(patch: pytest.MonkeyPatch) -> None:
    run = incremental.run_sql

    def fresh_keys(connection: sa.Connection, sql: str) -> Any:
        if sql.startswith("delete from ") and " in (select " in sql:
            sql = re.sub(r"from feed_\w+\)$", f"from {FRESH})", sql)
        return run(connection, sql)

    patch.setattr(incremental, "run_sql", fresh_keys)


def a_table_made_anew_is_no_news(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Feeds, "everything", Feeds.nothing)


def known_today_forgets_what_is_gone(patch: pytest.MonkeyPatch) -> None:
    net = Feeds.net

    def new_rows(self: Feeds, table: str) -> str:
        return f"(select * from {net(self, table)} where sign > 0)"

    patch.setattr(Feeds, "net", new_rows)


def selects_see_new_rows_alone(patch: pytest.MonkeyPatch) -> None:
    query = Scopes._query

    def new_rows(self: Scopes, table: str, reach: Reach) -> str:
        new = f"(select * from {feed_name(table)} where sign > 0)"
        return re.sub(rf"\b{feed_name(table)}\b(?!_now)", new, query(self, table, reach), flags=re.IGNORECASE)

    patch.setattr(Scopes, "_query", new_rows)


def _replace_in_staging_feed(patch: pytest.MonkeyPatch, old: str, new: str) -> None:
    feed = changes._staging_feed

    def other(table: str, columns: Sequence[str]) -> str:
        sql = feed(table, columns)
        assert old in sql
        return sql.replace(old, new)

    patch.setattr(changes, "_staging_feed", other)


MECHANICS: Mapping[str, Plant] = {
    plant.__name__.replace("_", " "): plant
    for plant in (
        known_spans_end_at_once,
        known_is_left_out,
        windows_are_one_day_long,
        what_is_gone_is_not_in_the_feed,
        a_view_passes_on_new_rows_alone,
        until_before_is_ignored,
        removed_rows_are_forgotten,
        a_failed_build_empties_the_feed,
        the_feed_is_emptied_before_it_is_read,
        fingerprints_leave_parameters_out,
        grains_are_held_within_a_key,
        a_check_that_held_holds_on,
        windows_are_read_a_day_short,
        what_is_known_is_read_for_the_first_day,
        only_the_new_rows_keys_are_deleted,
        a_table_made_anew_is_no_news,
        known_today_forgets_what_is_gone,
        selects_see_new_rows_alone,
    )
}
