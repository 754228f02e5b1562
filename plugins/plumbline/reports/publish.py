"""Publishing reports: read the marts once, make and verify every language, and only then archive and record them."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from plumbline.errors import ReportRefused
from plumbline.language.language import load_language
from plumbline.marts.mart import load_marts
from plumbline.marts.reading import Request, Rows, as_csv, content_hash, open_reader, read_all
from plumbline.reports.archive import file_name, record
from plumbline.reports.catalogue import Publication, ReportPlan, find_plan
from plumbline.reports.context import Context
from plumbline.reports.kind import Expected, Kind, compose
from plumbline.reports.kinds import board_report, daily_pulse, platform_rating, weekly_review
from plumbline.reports.message import correction_text, write_message
from plumbline.reports.pages import Run, make_pages, read_run
from plumbline.reports.verify import verify
from plumbline.scratch import write_whole
from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse

log = logging.getLogger(__name__)

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND for module in (daily_pulse, weekly_review, board_report, platform_rating)
}


@dataclass(frozen=True)
class Source:
    """What all languages of a report are made of: its rows, what page one should say, and the run that built them."""

    kind: Kind
    plan: ReportPlan
    request: Request
    rows: Rows
    expected: Expected
    run: Run | None

    @property
    def files(self) -> dict[str, bytes]:
        """The attachments by name: every read that is attached and has rows."""
        return {
            f"{name}.csv": as_csv(self.rows[name])
            for name, read in self.kind.reads.items()
            if read.is_attached and self.rows[name]
        }


def publish(
    settings: Settings, reports: str | Sequence[str], business_day: date, languages: Sequence[str] | None = None
) -> list[Publication]:
    """Make reports of a business day, one publication for each of their languages (or of those asked for).

    `reports` are names in their YAMLs, or the YAMLs' own. Several reports share what they read. Safe to call again: the
    same marts give the same content hash, and the same bytes while the run is the same. Raises ReportRefused when a
    report is not due on that day, the marts hold nothing of it, or the pages do not say what the marts say; then no
    language of that report is archived.
    """
    plans = [_due_plan(settings, name, business_day) for name in ([reports] if isinstance(reports, str) else reports)]
    memory: dict[Any, Any] = {}
    with open_warehouse(settings).read() as connection:
        sources = [_read(connection, plan, request_of(settings, plan, business_day), memory) for plan in plans]
    return [publication for source in sources for publication in _publish(source, languages)]


def _due_plan(settings: Settings, report: str, day: date) -> ReportPlan:
    plan = find_plan(settings.reports_folder, report)
    if not plan.is_due(day):
        raise ReportRefused(
            f"{plan.title} is {plan.schedule}; {day} closes none of its periods.",
            "Nothing was made.",
            "Ask for a Sunday (weekly), or for the last day of a month or a quarter.",
        )
    return plan


def request_of(settings: Settings, plan: ReportPlan, day: date) -> Request:
    """What a report of a business day asks of the marts."""
    return Request(settings, plan.name, plan.schedule, plan.scope(settings.company), day)


def _read(connection: sa.Connection, plan: ReportPlan, request: Request, memory: dict[Any, Any]) -> Source:
    started, kind = time.monotonic(), KINDS[plan.kind]
    reader = open_reader(connection, request.settings, request.scope, memory)
    rows = read_all(kind.reads, reader, request)
    if not any(row["as_of_day"] == request.day for name in kind.shows_day for row in rows[name]):
        raise ReportRefused(
            f"The marts hold nothing of {request.day}.",
            f"There is no {plan.name} of this day, and no mail.",
            "Run the build for this day, then make the report again.",
        )
    log.info(
        "%s of %s: read %d rows of %d marts in %.1f s", plan.name, request.day,
        sum(map(len, rows.values())), len({read.mart for read in kind.reads.values()}), time.monotonic() - started,
    )  # fmt: skip
    return Source(kind, plan, request, rows, kind.expected(connection, request), read_run(connection, request.day))


def _publish(source: Source, languages: Sequence[str] | None) -> list[Publication]:
    settings, plan, files = source.request.settings, source.plan, source.files
    publications, pdfs = [], []
    for code in languages or plan.languages:
        started = time.monotonic()
        language = load_language(code, settings.templates_folder)
        marts = load_marts(settings.sql_folder / "marts")
        ctx = Context(language, source.request, source.kind.reads, source.rows, marts)
        document = compose(source.kind, ctx)
        pages = make_pages(ctx, document, files, source.run)
        verify(ctx, document, pages, files, source.expected)
        for text in pages.overflowing:
            log.warning("%s (%s): %s", plan.name, code, text)
        if pages.count > source.kind.page_budget:
            log.warning("%s (%s): %d pages, planned were %d", plan.name, code, pages.count, source.kind.page_budget)
        name = file_name(settings, plan, code, source.request.day)
        message = write_message(ctx, document, name)
        publications.append(
            Publication(
                report=plan.name,
                business_day=source.request.day,
                language=code,
                path=settings.archive / name,
                content_hash=content_hash(source.request, code, files),
                pages=pages.count,
                subject=message.subject,
                text=message.text,
                html=message.html,
                recipients=plan.readers(code),
                figures=document.opening.shown,
                correction=correction_text(language),
            )
        )
        pdfs.append(pages.pdf)
        log.info("%s: %d pages in %s, verified, %.1f s", name, pages.count, code, time.monotonic() - started)
    for publication, pdf in zip(publications, pdfs, strict=True):
        write_whole(publication.path, pdf)
        record(settings, publication)
    log.info("%s: %d archived in %s", plan.name, len(publications), settings.archive)
    return publications
