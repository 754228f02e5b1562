"""Pulling sources over a range of business days: find, land, parse, load."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from plumbline.days import Days
from plumbline.errors import PlumblineError, Retryable, SettingsWrong, SourceMissing
from plumbline.settings import Settings
from plumbline.sources.definition import Source, load_source
from plumbline.sources.drop import find_exports, whereabouts
from plumbline.sources.landing import land
from plumbline.sources.load import Pull, load
from plumbline.sources.manifest import is_healed, missing_days, state_contracts
from plumbline.sources.messages import together
from plumbline.sources.refill import refill
from plumbline.sources.result import PullResult
from plumbline.warehouse.engines import Warehouse, open_warehouse
from plumbline.warehouse.ledger import record_run
from plumbline.warehouse.ops import prepare
from plumbline.warehouse.staging import StagingTable, create_tables, load_table

log = logging.getLogger(__name__)


def pull(settings: Settings, source_name: str, days: Days) -> PullResult:
    """Bring a source up to date for the range.

    A bad file costs only itself: the others are loaded, then ExportRefused is raised for the bad ones. SourceMissing is
    raised where a single asked day has no export; in a range of days a missing one is a gap, which the report names.
    """
    return pull_all(settings, [source_name], days)[source_name]


def pull_all(settings: Settings, source_names: Sequence[str], days: Days) -> dict[str, PullResult]:
    """Pull sources in one pass. One that fails keeps none of the others back; then its error is raised."""
    errors: list[PlumblineError] = []
    pulls: list[Pull] = []
    for name in source_names:
        try:
            pulls.append(_land(settings, name, days))
        except PlumblineError as error:
            errors.append(error)
    if pulls:
        warehouse = open_warehouse(settings)
        load(
            settings,
            warehouse,
            pulls,
            begin=lambda connection: _make_ready(settings, warehouse, connection, pulls, days),
            end=lambda connection: _conclude(connection, pulls, days),
        )
    for pulled in pulls:
        if pulled.error is None:
            _judge(settings, pulled, days)
    errors += [pulled.error for pulled in pulls if pulled.error is not None]
    if errors:
        # what needs a person is said before what heals by itself
        errors.sort(key=lambda error: isinstance(error, Retryable))
        for other in errors[1:]:
            log.error("%s", other)
        raise errors[0]
    return {pulled.source.name: pulled.result for pulled in pulls}


def definition(settings: Settings, source_name: str) -> tuple[Source, StagingTable]:
    """A source and the staging table it fills; SettingsWrong says what is missing."""
    path = settings.sources_folder / f"{source_name}.yaml"
    if not path.exists():
        raise SettingsWrong(f"There is no source {source_name!r}.", "Nothing is pulled.", f"Write {path}.")
    source = load_source(path)
    table = settings.sql_folder / "staging" / f"{source.table}.sql"
    if not table.exists():
        tables = sorted(path.stem for path in table.parent.glob("*.sql"))
        raise SettingsWrong(
            f"{path.name} names the staging table {source.table!r}, which does not exist.",
            f"{source.title} is not pulled.",
            f"Use one of {', '.join(tables)}.",
        )
    return source, load_table(table)


def _land(settings: Settings, source_name: str, days: Days) -> Pull:
    """Copy the source's exports into the landing store; no transaction is open meanwhile."""
    started = time.monotonic()
    source, table = definition(settings, source_name)
    landed = [land(settings.landing, source, export) for export in find_exports(_drop(settings, source), source, days)]
    if landed:
        log.info("%s: %d files for %s to %s", source.name, len(landed), days.first, days.last)
    return Pull(source, table, landed, PullResult(touched=days), time.monotonic() - started)


def _drop(settings: Settings, source: Source) -> str:
    return str(settings.company_folder / source.drop) if source.drop else settings.drop


def _make_ready(
    settings: Settings, warehouse: Warehouse, connection: sa.Connection, pulls: Sequence[Pull], days: Days
) -> None:
    """The ledger and the staging tables, as they are declared now."""
    prepare(connection)
    tables = {pulled.table.name: pulled.table for pulled in pulls}
    for table in create_tables(warehouse, connection, tables.values()):
        refill(settings, warehouse, connection, table, days)
    state_contracts(connection, [pulled.source for pulled in pulls])


def _conclude(connection: sa.Connection, pulls: Sequence[Pull], days: Days) -> None:
    """Record the runs, and look up what files that are bad or missing mean by now."""
    for pulled in pulls:
        if pulled.error is None:
            state = "failed" if pulled.bad_files else "done"
            record_run(connection, f"pull:{pulled.source.name}", days, state, pulled.result.summary, pulled.seconds)
            pulled.missing = missing_days(connection, pulled.source, days)
            pulled.healed = {file.name for file in pulled.bad_files if is_healed(connection, pulled.source, file)}


def _judge(settings: Settings, pulled: Pull, days: Days) -> None:
    """Say in the log what became of a source; its error where it has one."""
    source, result = pulled.source, pulled.result
    for file in pulled.bad_files:
        later = "\nA later file of that day was loaded." if file.name in pulled.healed else ""
        result.lines.append(f"{file.error}{later}")
    done = result.summary if pulled.landed else f"no file for {days.first} to {days.last}"
    log.info("%s: %s in %.1f s", source.name, done, pulled.seconds)
    for line in result.lines:
        log.info("%s", line)
    refusals = [file.error for file in pulled.bad_files if file.error is not None and file.name not in pulled.healed]
    if refusals:
        pulled.error = together(refusals)
    elif pulled.missing and days.first == days.last:
        pulled.error = _missing(_drop(settings, source), source, days.last)
    elif pulled.missing:
        result.lines.append(f"{source.title}: no export about {', '.join(day.isoformat() for day in pulled.missing)}.")
        log.warning("%s", result.lines[-1])


def _missing(drop: str, source: Source, day: date) -> SourceMissing:
    return SourceMissing(
        f"{source.title}: the export of {day} has not arrived. {whereabouts(drop, source, day)}",
        f"Figures that need {source.title!r} stay as of the day before; the report says so if it stays away.",
        "This task looks again by itself. If the vendor is down, nothing else is to be done; when the file comes"
        " later, the next day's pull takes it up.",
    )
