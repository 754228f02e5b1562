"""Publishing a report: read the marts once, make and verify every language, and only then archive and record them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from plumbline.errors import ReportRefused
from plumbline.reports import board_report, daily_pulse, platform_rating, weekly_review
from plumbline.reports.archive import archive, file_name, record
from plumbline.reports.draft import Kind, Order
from plumbline.reports.edition import content_hash
from plumbline.reports.locale import load_language
from plumbline.reports.publication import Publication, find_plan
from plumbline.reports.runs import read_run
from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse

MAKERS: dict[str, Kind] = {
    "daily_pulse": daily_pulse.draft,
    "weekly_review": weekly_review.draft,
    "board_report": board_report.draft,
    "platform_rating": platform_rating.draft,
}


def publish(
    settings: Settings, report: str, business_day: date, languages: Sequence[str] | None = None
) -> list[Publication]:
    """Make a report of a business day, one publication for each of its languages (or of those asked for).

    `report` is the name in its YAML, or the YAML's own. Safe to call again: the same marts give the same content hash,
    and the same bytes while the run is the same. Raises ReportRefused when the report is not due on that day, the marts
    hold nothing of it, or the pages do not say what the marts say; then no language of it is archived.
    """
    plan = find_plan(settings.reports_folder, report)
    if not plan.is_due(business_day):
        raise ReportRefused(
            f"{plan.title} is {plan.schedule}; {business_day} closes none of its periods.",
            "Nothing was made.",
            "Ask for a Sunday (weekly), or for the last day of a month or a quarter.",
        )
    order = Order(settings, plan, plan.scope(settings.company), business_day)
    with open_warehouse(settings).read() as connection:
        draft = MAKERS[plan.kind](connection, order)
        run = read_run(connection, business_day)
    made = []
    for code in languages or plan.languages:
        language = load_language(code, settings.templates_folder)
        edition = draft.edition(language, run)
        draft.verify(edition, language)
        made.append((language, edition))
    published = []
    for language, edition in made:
        path = archive(settings, plan, language, business_day, edition.pdf)
        letter = draft.letter(language, file_name(settings, plan, language, business_day))
        publication = Publication(
            report=plan.name,
            business_day=business_day,
            language=language.code,
            path=path,
            content_hash=content_hash(plan, language, draft.frames, order.scope),
            pages=edition.pages,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            recipients=plan.readers(language.code),
        )
        record(settings, publication)
        published.append(publication)
    return published
