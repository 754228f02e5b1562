"""A report that does not say what the marts say must not leave: each kind of damage is done and found."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdf
import pytest

from plumbline.errors import ReportRefused
from plumbline.reports.edition import Edition, attachments, make_pdf
from plumbline.reports.locale import Language
from plumbline.reports.publish import publish
from plumbline.reports.pulse import Pulse
from plumbline.reports.render import Drawings, end_of, lay_out, write_pdf
from plumbline.reports.verify import Truth, verify
from plumbline.settings import Settings
from tests.reports import worlds
from tests.reports.conftest import TEMPLATES, Day
from tests.reports.marts import DAY, Rows

D = Decimal


@pytest.fixture(scope="module")
def good(nightjar: Day, english: Language) -> Edition:
    return nightjar.edition(english)


@pytest.fixture
def check(nightjar: Day, english: Language, good: Edition) -> Callable[..., None]:
    """Verifies the good edition, or what was damaged of it; other damage is given by name."""

    def run(edition: Edition = good, *, truth: Truth = nightjar.truth, pulse: Pulse = nightjar.pulse) -> None:
        verify(edition, english, pulse, truth, attachments(english, nightjar.frames))

    return run


def _rewritten(edition: Edition, change: Callable[[pypdf.PdfWriter], None]) -> Edition:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(edition.pdf))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return replace(edition, pdf=target.getvalue())


def test_a_good_report_may_leave(check: Callable[..., None]) -> None:
    check()


@pytest.mark.parametrize(
    ("figure", "value"),
    [("qualified_pipeline", D("1250000")), ("revenue", D("459000")), ("cost", D("153000")), ("romi", D("0.41"))],
)
def test_a_wrong_figure_on_the_page_is_found(
    check: Callable[..., None], nightjar: Day, english: Language, figure: str, value: Decimal
) -> None:
    wrong = replace(nightjar.pulse.figures[figure], value=value)
    pulse = replace(nightjar.pulse, figures=nightjar.pulse.figures | {figure: wrong})
    edition = nightjar.edition(english, pulse)
    with pytest.raises(ReportRefused, match="page 1 does not say"):
        check(edition)  # the pages differ from what was read
    with pytest.raises(ReportRefused, match=r"on the page and .* in the marts"):
        check(edition, pulse=pulse)  # what was read differs from what the marts say when asked again


def test_marts_that_contradict_each_other_are_found(check: Callable[..., None], nightjar: Day) -> None:
    with pytest.raises(ReportRefused, match="the bridge closes at 1239999"):
        check(truth=replace(nightjar.truth, closing=D(1239999)))
    with pytest.raises(ReportRefused, match=r"Cost of marketing is 154000\.00 on the page and None in the marts"):
        check(truth=replace(nightjar.truth, cost=None))


def test_a_missing_page_is_found(check: Callable[..., None], good: Edition) -> None:
    def keep_one(writer: pypdf.PdfWriter) -> None:
        for number in (2, 1):
            writer.remove_page(writer.pages[number])

    with pytest.raises(ReportRefused, match="it has 1 pages instead of 2 or 3"):
        check(_rewritten(good, keep_one))


def test_a_blank_page_is_found(check: Callable[..., None], good: Edition) -> None:
    def blank(writer: pypdf.PdfWriter) -> None:
        writer.remove_page(writer.pages[1])
        writer.insert_blank_page(width=595, height=842, index=1)

    with pytest.raises(ReportRefused, match="page 2 is blank or nearly so"):
        check(_rewritten(good, blank))


def test_a_missing_or_changed_attachment_is_found(check: Callable[..., None], nightjar: Day, english: Language) -> None:
    frames = dict(nightjar.frames)
    del frames["bridge"]
    frames["pace"] = frames["pace"].head(1)
    edition = make_pdf(TEMPLATES, english, nightjar.pulse, frames, None)
    with pytest.raises(ReportRefused, match=r"bridge\.csv is not attached; the attached pace\.csv is not what"):
        check(edition)


def test_an_empty_table_is_found(check: Callable[..., None], good: Edition) -> None:
    heads = "<table><thead><tr><th>Program</th><th>Cost</th></tr></thead><tbody>{}</tbody></table>"
    for body in ("", "<tr><td></td><td></td></tr>"):
        html = f"<html lang=en><title>x</title><h1>x</h1>{heads.format('<tr><td>a</td></tr>')}{heads.format(body)}"
        laid_out = lay_out(html, TEMPLATES, Drawings(), ("report.css",))
        with pytest.raises(ReportRefused, match="table 2 is empty") as refusal:
            check(replace(good, pdf=write_pdf(laid_out, {}, end_of(DAY))))
        assert "table 1 is empty" not in str(refusal.value)


def test_missing_tags_language_title_and_bookmarks_are_found(check: Callable[..., None], good: Edition) -> None:
    def strip(writer: pypdf.PdfWriter) -> None:
        for key in ("/Lang", "/MarkInfo", "/Outlines", "/StructTreeRoot"):
            del writer.root_object[key]  # type: ignore[arg-type]
        writer.metadata = {}

    with pytest.raises(ReportRefused) as refusal:
        check(_rewritten(good, strip))
    for said in ("no table", "language is not set", "no title", "not tagged", "no bookmarks"):
        assert said in str(refusal.value)


def test_text_that_leaves_its_box_is_found(check: Callable[..., None], nightjar: Day, english: Language) -> None:
    figures = nightjar.pulse.figures
    huge = replace(figures["revenue"], value=D("458000"), target=None)
    pulse = replace(
        nightjar.pulse,
        figures=figures | {"revenue": huge},
        company=replace(nightjar.pulse.company, name="Donaudampfschifffahrtsgesellschaftskapitänsmützen" * 4),
    )
    with pytest.raises(ReportRefused, match="runs off the page"):
        check(nightjar.edition(english, pulse))


def test_a_refused_report_is_neither_archived_nor_recorded(
    installed: Callable[[Rows], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = installed(worlds.nightjar())
    monkeypatch.setattr(
        "plumbline.reports.verify.TRUTH",
        "select 1.0, 1.0, 1.0, 1.0, 1.0"
        " where :day = :day and :model = :model and (:all_programs = 1 or '' in :programs)",
    )
    with pytest.raises(ReportRefused) as refusal:
        publish(settings, "daily_pulse", DAY, ["en"])
    assert refusal.value.cost == "It was not archived and not mailed."
    assert "marts" in refusal.value.remedy
    assert not settings.archive.exists()
    assert isinstance(DAY, date)
