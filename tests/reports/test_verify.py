"""A report that does not say what the marts say must not leave: each kind of damage is done and found."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest

from plumbline.errors import ReportRefused
from plumbline.language.language import Language
from plumbline.layout.charts.svg import Drawings
from plumbline.layout.render import lay_out, write_pdf
from plumbline.reports import expected
from plumbline.reports.kind import Expected, compose
from plumbline.reports.pages import Pages, make_pages
from plumbline.reports.publish import publish
from plumbline.reports.verify import verify
from plumbline.settings import Settings
from tests.reports import poor_worlds, worlds
from tests.reports.conftest import TEMPLATES, Day
from tests.reports.marts import DAY, Rows

D = Decimal
Check = Callable[..., None]


@pytest.fixture(scope="module")
def good(nightjar: Day, english: Language) -> Pages:
    return nightjar.pages(english)


@pytest.fixture
def check(nightjar: Day, english: Language, good: Pages) -> Check:
    """Verifies the good report, or what was damaged of it; other damage is given by name."""

    def run(pages: Pages = good, *, expected: Expected = nightjar.expected, **tampered: list[dict[str, Any]]) -> None:
        ctx = nightjar.context(english, **tampered)
        verify(ctx, compose(nightjar.kind, ctx), pages, nightjar.files, expected)

    return run


def _rewritten(pages: Pages, change: Callable[[pypdf.PdfWriter], None]) -> Pages:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pages.pdf))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return replace(pages, pdf=target.getvalue())


def _today(day: Day, **changed: object) -> list[dict[str, Any]]:
    """The company's figures with other values on the business day."""
    return [row | changed if row["as_of_day"] == DAY else row for row in day.rows["figures"]]


def test_a_good_report_may_leave(check: Check) -> None:
    check()


@pytest.mark.parametrize(
    ("column", "value"),
    [("qualified", D("1250000")), ("net_revenue", D("470000")), ("cost", D("153000")), ("romi", D("0.51"))],
)
def test_a_wrong_figure_on_the_page_is_found(
    check: Check, nightjar: Day, english: Language, column: str, value: Decimal
) -> None:
    wrong = _today(nightjar, **{column: value})
    pages = nightjar.pages(english, figures=wrong)
    with pytest.raises(ReportRefused, match="page 1 does not say"):
        check(pages)  # the pages differ from what was read
    with pytest.raises(ReportRefused, match=r"on the page and .* in the marts"):
        check(pages, figures=wrong)  # what was read differs from what the marts say when asked again


def test_a_known_figure_that_the_page_calls_unknown_is_found(check: Check, nightjar: Day, english: Language) -> None:
    for column, name in (("qualified", "Qualified pipeline"), ("net_revenue", "Revenue at the till")):
        unknown = _today(nightjar, **{column: None})
        with pytest.raises(ReportRefused, match=rf"{name} is None on the page and \d[\d.]* in the marts"):
            check(nightjar.pages(english, figures=unknown), figures=unknown)
    # the coverage decides whether a till is connected at all
    no_till = [row | {"order_rows": 0} for row in nightjar.rows["coverage"]]
    with pytest.raises(ReportRefused, match="Revenue at the till is None on the page and 458000"):
        check(nightjar.pages(english, coverage=no_till), coverage=no_till)


def test_an_unknown_figure_that_the_page_states_is_found(check: Check, nightjar: Day) -> None:
    for key, name in (("cost", r"Cost of marketing is 154000\.00"), ("romi", r"ROMI is 0\.39")):
        with pytest.raises(ReportRefused, match=rf"{name}\d* on the page and None in the marts"):
            check(expected={**nightjar.expected, key: None})


def test_a_zero_is_not_the_same_as_not_known(english: Language, read_day: Callable[..., Day]) -> None:
    poor = read_day(poor_worlds.poor())
    ctx = poor.context(english)
    document, pages = compose(poor.kind, ctx), poor.pages(english)
    verify(ctx, document, pages, poor.files, poor.expected)
    with pytest.raises(ReportRefused, match="Revenue at the till is None on the page and 0 in the marts"):
        verify(ctx, document, pages, poor.files, {**poor.expected, "revenue": D(0)})


def test_a_figure_that_nothing_was_expected_of_is_found(check: Check, nightjar: Day) -> None:
    expected = {key: value for key, value in nightjar.expected.items() if key != "romi"}
    with pytest.raises(ReportRefused, match="nothing says what ROMI should be"):
        check(expected=expected)
    with pytest.raises(ReportRefused, match="page 1 has no figure 'churn'"):
        check(expected={**nightjar.expected, "churn": D(1)})


def test_words_and_counts_that_no_page_says_are_found(check: Check, nightjar: Day) -> None:
    check(expected={**nightjar.expected, "words": "Orders booked", "count": 412})
    with pytest.raises(ReportRefused, match=r"no page says “TikTok AAA” \(grade\); no page says “71,234” \(reach\)"):
        check(expected={**nightjar.expected, "grade": "TikTok AAA", "reach": 71234})


def test_marts_that_contradict_each_other_are_found(
    check: Check, english: Language, read_day: Callable[..., Day]
) -> None:
    rows = worlds.nightjar()
    rows["pipeline_bridge"][0]["closing"] -= 1000
    day = read_day(rows)
    ctx = day.context(english)
    with pytest.raises(ReportRefused, match=r"Qualified pipeline is 1240000\.0* on the page and 1239000"):
        verify(ctx, compose(day.kind, ctx), day.pages(english), day.files, day.expected)


def test_a_missing_page_is_found(check: Check, good: Pages) -> None:
    def keep_one(writer: pypdf.PdfWriter) -> None:
        for number in range(good.count - 1, 0, -1):
            writer.remove_page(writer.pages[number])

    with pytest.raises(ReportRefused, match=f"it has 1 of the {good.count} pages"):
        check(_rewritten(good, keep_one))


def test_a_blank_page_is_found(check: Check, good: Pages) -> None:
    def blank(writer: pypdf.PdfWriter) -> None:
        writer.remove_page(writer.pages[1])
        writer.insert_blank_page(width=595, height=842, index=1)

    with pytest.raises(ReportRefused, match="page 2 is blank or nearly so"):
        check(_rewritten(good, blank))


def test_a_missing_or_changed_attachment_is_found(check: Check, nightjar: Day, english: Language) -> None:
    ctx = nightjar.context(english)
    files = dict(nightjar.files)
    del files["bridge.csv"]
    files["pace.csv"] = files["pace.csv"].splitlines(keepends=True)[0]
    pages = make_pages(ctx, compose(nightjar.kind, ctx), files, None)
    with pytest.raises(ReportRefused) as refusal:
        check(pages)
    assert "bridge.csv is not attached" in str(refusal.value)
    assert "the attached pace.csv is not what" in str(refusal.value)


def test_an_empty_table_is_found(check: Check, good: Pages) -> None:
    heads = "<table><thead><tr><th>Program</th><th>Cost</th></tr></thead><tbody>{}</tbody></table>"
    for body in ("", "<tr><td></td><td></td></tr>"):
        html = f"<html lang=en><title>x</title><h1>x</h1>{heads.format('<tr><td>a</td></tr>')}{heads.format(body)}"
        laid_out = lay_out(html, TEMPLATES, Drawings())
        with pytest.raises(ReportRefused, match="table 2 is empty") as refusal:
            check(replace(good, pdf=write_pdf(laid_out, {}, str, DAY)))
        assert "table 1 is empty" not in str(refusal.value)


def test_missing_tags_language_title_and_bookmarks_are_found(check: Check, good: Pages) -> None:
    def strip(writer: pypdf.PdfWriter) -> None:
        for key in ("/Lang", "/MarkInfo", "/Outlines", "/StructTreeRoot"):
            del writer.root_object[key]  # type: ignore[arg-type]
        writer.metadata = {}

    with pytest.raises(ReportRefused) as refusal:
        check(_rewritten(good, strip))
    for words in ("no table", "language is not set", "no title", "not tagged", "no bookmarks"):
        assert words in str(refusal.value)


def test_text_that_leaves_its_box_is_found_and_told_but_refuses_nothing(
    check: Check, nightjar: Day, english: Language, templates: Path
) -> None:
    with (templates / "styles" / "report.css").open("a", encoding="utf-8") as styles:
        styles.write(".headline { white-space: nowrap }")
    pages = nightjar.at(templates).pages(english)
    text = next(text for text in pages.overflowing if text.startswith("page 1: “Till orders is late."))
    assert text.endswith("is wider than its box")
    check(pages)


def test_a_refused_report_is_neither_archived_nor_recorded(
    installed: Callable[[Rows], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = installed(worlds.nightjar())
    wrong = dict.fromkeys(("qualified_pipeline", "closing", "revenue", "contribution", "cost"), D(1))
    monkeypatch.setattr(expected, "ask", lambda *_, **__: [wrong])
    with pytest.raises(ReportRefused) as refusal:
        publish(settings, "daily_pulse", DAY, ["en"])
    assert refusal.value.cost == "It was not archived and not mailed."
    assert "marts" in refusal.value.remedy
    assert not settings.archive.exists()
    assert re.search("Qualified pipeline is 1240000", str(refusal.value))
