"""The mail that carries a report: a subject with the figure first, bodies that are useful without the attachment."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline.language.language import Language, text
from plumbline.layout.render import fill
from plumbline.mail.message import CorrectionText
from plumbline.reports.context import Context
from plumbline.reports.kind import Document


@dataclass(frozen=True)
class Message:
    """Subject, plain text and HTML of one mail; the HTML refers to nothing outside itself."""

    subject: str
    text: str
    html: str


def write_message(ctx: Context, document: Document, attachment: str) -> Message:
    """The mail of a report; `attachment` is the PDF's file name."""
    opening, report, company = document.opening, document.report, ctx.request.company.name
    subject = " · ".join([*opening.subject, f"{report}, {opening.subject_day or opening.period}"])
    title = " ".join(subject.split())
    attached = ctx.say(
        "The pages behind these figures, and where each of them comes from, are attached: {file}", file=attachment
    )
    values = {"title": title, "company": company, "report": report, "opening": opening, "attached": attached}
    plain, html = (
        fill(ctx.request.settings.templates_folder, ctx.language, template, scope=scope_text(ctx), **values)
        for template in ("mail/report.txt.j2", "mail/report.html.j2")
    )
    return Message(title, plain.strip() + "\n", html)


def scope_text(ctx: Context) -> str:
    """Whose rows the report shows; empty for the whole company."""
    scope = ctx.request.scope
    return "" if scope.is_whole else ctx.say("Only {names}", names=ctx.language.listed(list(scope.names)))


def correction_text(language: Language) -> CorrectionText:
    """How a mail that corrects an earlier one names what has changed."""
    translate = language.catalogue.gettext
    return CorrectionText(translate(text("Corrected: {changes}")), translate(text("{figure} {now} (was {before})")))
