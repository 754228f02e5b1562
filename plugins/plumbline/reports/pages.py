"""From a document to its pages: the template filled and laid out once, what the report says of itself at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from plumbline.layout.charts.svg import plumb_line
from plumbline.layout.overflow import overflowing
from plumbline.layout.render import end_of, fill, lay_out, write_pdf
from plumbline.reports.context import Context
from plumbline.reports.definitions import FILE, Letters, load_definitions, written_out
from plumbline.reports.kind import Document
from plumbline.reports.message import scope_text
from plumbline.warehouse import ops


@dataclass(frozen=True)
class Run:
    """A finished build: its business days, when it ended, how many checks it ran and how many of them warned."""

    first_day: date
    last_day: date
    recorded_at: datetime
    checks: int
    warnings: int


@dataclass(frozen=True)
class Pages:
    """The PDF's bytes, its number of pages, and texts that are wider than their boxes."""

    pdf: bytes
    count: int
    overflowing: tuple[str, ...]


def make_pages(ctx: Context, document: Document, files: Mapping[str, bytes], run: Run | None) -> Pages:
    """Fill the template, break it into pages and write the PDF."""
    templates = ctx.request.settings.templates_folder
    letters = Letters(load_definitions(templates, ctx.request.company.revenue_from))
    laid_out = lay_out(write_html(ctx, document, files, run, letters), templates, ctx.drawings)
    attached = {**files, FILE: written_out(ctx, letters)} if letters.used() else files

    def description(file: str) -> str:
        if file == FILE:
            return ctx.say("What each figure means, in full")
        return ctx.say("The data behind the pages: {name}", name=file.removesuffix(".csv"))

    return Pages(write_pdf(laid_out, attached, description, ctx.day), len(laid_out.pages), tuple(overflowing(laid_out)))


def write_html(
    ctx: Context, document: Document, files: Mapping[str, bytes], run: Run | None, letters: Letters | None = None
) -> str:
    """The report's HTML, before it is broken into pages; `letters` then know which figures it refers to."""
    request, opening = ctx.request, document.opening
    templates, company = request.settings.templates_folder, request.company
    return fill(
        templates, ctx.language, "report.html.j2",
        document=document,
        opening=opening,
        company=company.name,
        scope=scope_text(ctx),
        title=ctx.say("{company}: {report}, {day}", company=company.name, report=document.report, day=opening.period),
        as_known=ctx.say("as known from the exports of {day}", day=ctx.language.short_day(ctx.day)),
        footing=f"{company.name} · {document.report} · {opening.period}",
        dated=end_of(ctx.day).strftime("%Y-%m-%dT%H:%M:%SZ"),
        mark=ctx.drawings.add(plumb_line()),
        letters=letters or Letters(load_definitions(templates, company.revenue_from)),
        about=about(ctx, len(files) + 1, run),
    )  # fmt: skip


def read_run(connection: sa.Connection, day: date) -> Run | None:
    """The latest build that covers a business day; None where the ledger knows of none."""
    if not sa.inspect(connection).has_table("run", schema="ops"):
        return None
    run, result = ops.run.c, ops.check_result.c
    covers = (run.task == "build", run.state == "done", run.first_day <= day, run.last_day >= day)
    latest = sa.select(run.first_day, run.last_day, run.recorded_at).where(*covers).order_by(run.recorded_at.desc())
    found = connection.execute(latest.limit(1)).first()
    if found is None:
        return None
    counts = sa.select(sa.func.count(), sa.func.count().filter(result.rows_found > 0))
    checks, warnings = connection.execute(counts.where(result.last_day == found.last_day)).one()
    return Run(found.first_day, found.last_day, found.recorded_at, checks, warnings)


def about(ctx: Context, files: int, run: Run | None) -> list[tuple[str, str]]:
    """(what, which) lines about this report: its run, the company's rules, the attached data."""
    company = ctx.request.company
    rules = ctx.say(
        "{currency}; days of {zone}; flows of {days}; threshold {threshold} unless a team has its own; credit {model}",
        currency=company.currency,
        zone=company.time_zone,
        days=ctx.count("{n} day", "{n} days", company.period_days),
        threshold=ctx.percent(company.default_threshold),
        model=ctx.term("model", company.default_model),
    )
    return [
        (ctx.say("Run"), _run_text(ctx, run)),
        (ctx.say("Rules"), rules),
        (
            ctx.say("Rounding"),
            ctx.say("each figure by itself, so sums of printed figures may differ in the last digit"),
        ),
        (
            ctx.say("Data"),
            ctx.count("{n} CSV file, attached to this PDF", "{n} CSV files, attached to this PDF", files),
        ),
    ]


def _run_text(ctx: Context, run: Run | None) -> str:
    if run is None:
        return ctx.say("the ledger holds no finished build of this day")
    at = run.recorded_at.astimezone(ZoneInfo(ctx.request.company.time_zone))
    words = {
        "first": ctx.language.day(run.first_day),
        "last": ctx.language.day(run.last_day),
        "day": ctx.language.day(at.date()),
        "time": f"{at:%H:%M}",
        "checks": ctx.count("{n} check", "{n} checks", run.checks),
        "warnings": ctx.count("{n} warning", "{n} warnings", run.warnings),
    }
    if run.first_day == run.last_day:
        return ctx.say("build of {last}, done on {day} at {time}: {checks}, {warnings}", **words)
    return ctx.say("build of {first} to {last}, done on {day} at {time}: {checks}, {warnings}", **words)
