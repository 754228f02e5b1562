"""The daily pulse: read the marts, say what they mean, draw, verify, archive.

The order of this module is the order of the work; each step lives in a module of its own.
"""

from __future__ import annotations

from datetime import date

from plumbline.errors import ReportRefused
from plumbline.reports import verify
from plumbline.reports.archive import archive, record
from plumbline.reports.assemble import assemble
from plumbline.reports.edition import attachments, content_hash, make_pdf
from plumbline.reports.frames import Frames, read_frames
from plumbline.reports.letter import write_letter
from plumbline.reports.locale import load_language
from plumbline.reports.publication import Publication, load_plan
from plumbline.reports.runs import read_run
from plumbline.settings import Settings
from plumbline.warehouse.engines import warehouse


def publish(settings: Settings, business_day: date) -> Publication:
    """Make the daily pulse of a business day, verify it and put it into the archive.

    Safe to call again: the same marts give the same content hash, and the same bytes while the run is the same. Raises
    ReportRefused when the marts hold nothing of the day or the pages do not say what the marts say.
    """
    company = settings.company
    plan = load_plan(settings.reports_folder / "daily_pulse.yaml")
    language = load_language(plan.languages[0], settings.templates_folder)
    with warehouse(settings).read() as connection:
        frames = read_frames(connection, business_day, company.period_days, company.default_model)
        run = read_run(connection, business_day)
        truth = verify.read_truth(connection, business_day, company.default_model)
    _refuse_unknown_day(frames, business_day)
    pulse = assemble(frames, company, business_day)
    edition = make_pdf(settings.templates_folder, language, pulse, frames, run)
    verify.verify(edition, language, pulse, truth, attachments(language, frames))
    path = archive(settings, plan, language, business_day, edition.pdf)
    letter = write_letter(settings.templates_folder, language, pulse, path.name)
    publication = Publication(
        report=plan.name,
        business_day=business_day,
        language=language.code,
        path=path,
        content_hash=content_hash(plan, language, frames),
        pages=edition.pages,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        recipients=plan.readers(language.code),
    )
    record(settings, publication)
    return publication


def _refuse_unknown_day(frames: Frames, business_day: date) -> None:
    if business_day not in set(frames["figures"]["as_of_day"]) and frames["sources"].empty:
        raise ReportRefused(
            f"The marts hold nothing of {business_day}.",
            "There is no daily pulse of this day, and no mail.",
            "Run the build for this day, then make the report again.",
        )
