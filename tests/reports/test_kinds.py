"""All four reports in all languages: they leave, they say the same figures, they cope with what is not there."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pdfua
import pypdf
import pytest

from plumbline.errors import ReportRefused
from plumbline.language.language import load_language, load_vocabulary
from plumbline.marts.mart import LEVELS
from plumbline.reports import catalogue, expected
from plumbline.reports.catalogue import Publication, find_plan
from plumbline.reports.kind import compose
from plumbline.reports.pages import write_html
from plumbline.reports.publish import KINDS, publish
from plumbline.reports.verify import plain
from plumbline.settings import Settings
from plumbline.warehouse.engines import open_warehouse
from tests.reports import poor_worlds
from tests.reports.conftest import TEMPLATES, Day, install_marts, read_report
from tests.reports.filled import FRIDAY, MONTH_END, SUNDAY, filled
from tests.reports.marts import MARTS, PROJECT, Rows
from tests.reports.rows import D

REPORTS = {
    "daily_pulse": (FRIDAY, 3),
    "weekly_review": (SUNDAY, 11),
    "board_report": (MONTH_END, 8),
    "platform_rating": (MONTH_END, 6),
}
LANGUAGES = ("en", "de", "he")
Install = Callable[[Rows], Settings]


def words(path: Path) -> str:
    return plain(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


def _without_files(text: str) -> str:
    """Attachments keep their names in every language."""
    return re.sub(r"[\w-]+\s?\.csv", " ", text.replace("- ", "-"))


class Reports:
    """Every report of the filled company in every language, made when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.made: dict[str, dict[str, Publication]] = {}
        self.days: dict[str, Day] = {}

    def __getitem__(self, name: str) -> dict[str, Publication]:
        if name not in self.made:
            made = publish(self.settings, name, REPORTS[name][0], LANGUAGES)
            self.made[name] = {publication.language: publication for publication in made}
        return self.made[name]

    def html(self, name: str, code: str) -> str:
        """A report's text in a language, with nothing but its words and figures."""
        if name not in self.days:
            self.days[name] = read_report(self.settings, name, REPORTS[name][0])
        day = self.days[name]
        ctx = day.context(load_language(code, TEMPLATES))
        html = write_html(ctx, compose(day.kind, ctx), {}, None)
        return plain(unescape(re.sub(r"<[^>]*>", " ", html)))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """The filled company's."""
    return Reports(install_marts(tmp_path_factory.mktemp("filled"), filled()))


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_leaves_in_every_language_within_its_pages(reports: Reports, report: str) -> None:
    for language, one in reports[report].items():
        assert 2 <= one.pages <= REPORTS[report][1], language
        assert one.path.name.endswith(f"_{language}.pdf")
        assert one.subject and one.text and "</html>" in one.html
        assert ('dir="rtl"' in one.html) == (language == "he")


def figures(text: str) -> Counter[str]:
    """The digits of every figure, whatever separates their thousands and decimals."""
    return Counter(re.sub(r"[.,]", "", said) for said in re.findall(r"\d+(?:[.,]\d+)*", text))


@pytest.mark.parametrize("report", REPORTS)
def test_no_figure_differs_between_languages(reports: Reports, report: str) -> None:
    """Compared before pages are broken and lines are drawn: a PDF keeps Hebrew in another order than it is read."""
    said = {language: figures(reports.html(report, language)) for language in LANGUAGES}
    mails = {language: figures(plain(one.text)) for language, one in reports[report].items()}
    assert sum(said["en"].values()) > 50
    for language in ("de", "he"):
        either = said["en"] | said[language]
        assert not {k: (said["en"][k], said[language][k]) for k in either if said["en"][k] != said[language][k]}
        assert mails["en"] == mails[language]


@pytest.mark.parametrize("report", REPORTS)
def test_no_english_is_left_on_a_page_of_another_language(reports: Reports, report: str) -> None:
    english = {
        "the",
        "and",
        "not",
        "known",
        "deals",
        "from",
        "with",
        "which",
        "their",
        "this",
        "are",
        "Revenue",
        "Total",
    }
    for language in ("de", "he"):
        one = reports[report][language]
        for text in (reports.html(report, language), one.text, one.subject):
            assert sorted(english & set(re.findall(r"\b[A-Za-z]+\b", _without_files(text)))) == [], language


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("language", ["en", "he"])
def test_a_report_is_readable_by_a_screen_reader(reports: Reports, report: str, language: str) -> None:
    path = reports[report][language].path
    assert not pdfua.validate(str(path)).findings
    outloud = Path(sys.executable).with_name("outloud")
    done = subprocess.run([outloud, str(path)], capture_output=True, text=True, check=False)
    assert "error(s)" in done.stdout, done.stderr
    # TBL-010 guesses: a table of one row, or its last row on the next page, has more heads than data
    errors = set(re.findall(r"ERROR\s+(\S+)", done.stdout)) - {"TBL-010"}
    assert not errors, done.stdout


WORLDS: dict[str, Callable[[], Rows]] = {
    "poor": poor_worlds.poor,
    "funnel": poor_worlds.funnel,
    "seen": poor_worlds.seen,
    "empty": poor_worlds.empty,
}


def _dated(rows: Rows, day: date) -> Rows:
    """The world's last day, moved to the day that a report is about."""
    moved = FRIDAY - day
    return {
        name: [
            {key: value - moved if isinstance(value, date) else value for key, value in row.items()} for row in found
        ]
        for name, found in rows.items()
    }


@pytest.mark.parametrize("report", [name for name in REPORTS if name != "daily_pulse"])
@pytest.mark.parametrize("world", WORLDS)
def test_what_nobody_knows_is_said_in_words(installed: Install, report: str, world: str) -> None:
    day = REPORTS[report][0]
    (one,) = publish(installed(_dated(WORLDS[world](), day)), report, day, ["en"])
    said = words(one.path)
    assert "ot known" in said or "missing" in said
    assert not re.search(r"\b(nan|None|inf|NaN)\b", said + one.text)


@pytest.mark.parametrize("report", [name for name in REPORTS if name != "daily_pulse"])
def test_the_longest_names_do_not_spill(tmp_path: Path, report: str) -> None:
    rows = filled()
    long = "Donaudampfschifffahrtsgesellschaft and associated theatres of the Rhineland, second call for tenders"
    for table in rows.values():
        for row in table:
            for column in ("program_name", "creator_name", "ad_name", "title", "company", "item_name", "program_group"):
                if row.get(column):
                    row[column] = f"{long} {row[column]}"
    day = read_report(install_marts(tmp_path, rows), report, REPORTS[report][0])
    for code in ("de", "he"):
        pages = day.pages(load_language(code, TEMPLATES))
        assert pages.overflowing == ()
        assert pages.count <= REPORTS[report][1]


def test_a_report_is_made_only_on_the_day_that_closes_its_time(installed: Install) -> None:
    with pytest.raises(ReportRefused, match="weekly; 2026-10-30 closes none"):
        publish(installed(filled()), "weekly_review", FRIDAY, ["en"])
    plans = {name: find_plan(PROJECT / "include" / "reports", name) for name in REPORTS}
    assert plans["weekly_review"].last_due(date(2026, 10, 26), FRIDAY) is None
    assert plans["weekly_review"].last_due(date(2026, 10, 1), FRIDAY) == SUNDAY
    assert plans["board_report"].last_due(date(2026, 9, 1), FRIDAY) == MONTH_END
    assert plans["platform_rating"].last_due(date(2026, 7, 1), date(2026, 9, 29)) is None
    assert plans["platform_rating"].is_due(MONTH_END) and not plans["platform_rating"].is_due(date(2026, 10, 31))
    assert plans["daily_pulse"].last_due(FRIDAY, FRIDAY) == FRIDAY


def test_a_wrong_figure_is_refused(installed: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"revenue": D(1), "contribution": D(2), "cost": D(3), "qualified_pipeline": D(4), "closing": D(4)}
    monkeypatch.setattr(expected, "ask", lambda *_, **__: [wrong])
    settings = installed(filled())
    with pytest.raises(ReportRefused, match=r"Revenue at the till is 49382\.68\d* on the page and 1 in the marts"):
        publish(settings, "board_report", MONTH_END, ["en"])
    assert not settings.archive.exists()


def test_more_pages_than_planned_are_told_and_refuse_nothing(
    installed: Install, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(KINDS, "platform_rating", replace(KINDS["platform_rating"], page_budget=1))
    (publication,) = publish(installed(filled()), "platform_rating", MONTH_END, ["en"])
    assert publication.path.exists()
    assert f"platform-rating (en): {publication.pages} pages, planned were 1" in caplog.text


def test_marts_that_the_warehouse_lacks_are_named(installed: Install) -> None:
    settings = installed(filled())
    with open_warehouse(settings).begin() as connection:
        connection.exec_driver_sql("alter table marts.forecast drop column naive")
        connection.exec_driver_sql("drop table marts.lead_score")
    with pytest.raises(ReportRefused, match=r"lacks marts\.lead_score, marts\.forecast\.naive\.") as refusal:
        publish(settings, "daily_pulse", FRIDAY, ["en"])
    assert refusal.value.cost == "No report can be made."
    assert "Run the build" in refusal.value.remedy
    assert not settings.archive.exists()


def test_every_read_names_a_mart_and_every_level_is_known() -> None:
    for kind in KINDS.values():
        for name, read in kind.reads.items():
            assert read.mart in MARTS, name
            assert set(read.order) <= set(MARTS[read.mart].columns), name
    assert set(LEVELS) == {name for name, mart in MARTS.items() if "level" in mart.columns}
    assert set(load_vocabulary(TEMPLATES)["definition"]) <= set(MARTS)
    assert {kind: KINDS[kind].schedule for kind in KINDS} == catalogue.KINDS
