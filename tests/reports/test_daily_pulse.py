"""The finished report: the real PDF from real marts in a real DuckDB file, read back as a reader would."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pdfua
import pypdf
import pytest
import sqlalchemy as sa
from jinja2 import UndefinedError

from plumbline.errors import ReportRefused
from plumbline.language.language import Language, load_language
from plumbline.layout.render import OutsideFetch
from plumbline.reports import publish as publishing
from plumbline.reports.catalogue import Publication
from plumbline.settings import Settings
from plumbline.warehouse import ops
from plumbline.warehouse.engines import open_warehouse
from tests.reports import poor_worlds, worlds
from tests.reports.conftest import TEMPLATES, Day
from tests.reports.marts import DAY, Rows, settings_for, write_marts

Install = Callable[[Rows], Settings]


def publish(settings: Settings, day: date) -> Publication:
    """The pulse of a day in English."""
    return publishing.publish(settings, "daily_pulse", day, ["en"])[0]


def _text(path: Path) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(path).pages]


def test_the_pages_say_what_the_marts_say(published: Publication) -> None:
    pages = _text(published.path)
    day, everything = pages[0], " ".join(pages)
    assert published.pages == len(pages)
    for words in (
        "Nightjar Costumes GmbH",
        "Friday, 30 October 2026",
        "Qualified pipeline rose €64k to €1.24m",
        "€458k",
        "Opening 1,176",
        "Newly qualified +96",
        "Closing 1,240",
    ):
        assert words in day
    for words in (
        "Total 1,240 +84 1,187 154 458 197 40 3.5 4.7",
        "Reported by TikTok 412",
        "Unexplained −18",
        "Orders booked 206",
        "Wholesale autumn 2026 Fêtes & Farces Target accounts Lena Vogt won 90% → 100% −40.0",
        "(contribution − cost of marketing) / cost of marketing",
        "11 CSV files, attached to this PDF",
    ):
        assert words in everything
    order = ["What moved it", "Total 1,240 +84", "Can it be believed?", "deals that moved", "Where each figure comes"]
    assert sorted(order, key=everything.index) == order


def test_every_letter_leads_to_a_meaning(published: Publication) -> None:
    reader = pypdf.PdfReader(published.path)
    targets = {
        str(annotation.get_object()["/Dest"])
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if "/Dest" in annotation.get_object()
    }
    assert len(targets) == 15
    assert targets <= set(reader.named_destinations)
    heights = [
        abs(float(a.get_object()["/Rect"][3]) - float(a.get_object()["/Rect"][1]))
        for page in reader.pages
        for a in page.get("/Annots", [])
    ]
    assert min(heights) > 4, "a link without height can't be pressed"


def test_it_is_filed_and_recorded_once(installed: Install) -> None:
    settings = installed(worlds.nightjar())
    first = publish(settings, DAY)
    assert first.path == settings.archive / "nightjar-costumes-gmbh_daily-pulse_2026-10-30_en.pdf"
    before, row = first.path.read_bytes(), _publications(settings)
    second = publish(settings, DAY)
    assert second.content_hash == first.content_hash
    assert second.path.read_bytes() == before, "the same marts give the same bytes"
    assert _publications(settings) == row, "the same report leaves its row as it is"
    assert [(r.report, r.business_day, r.language, r.content_hash, r.pages) for r in row] == [
        ("daily-pulse", DAY, "en", first.content_hash, first.pages)
    ]
    assert [path.name for path in settings.archive.iterdir()] == [first.path.name]


def test_postgresql_gives_the_same_report(
    published: Publication, tmp_path: Path, new_postgres: Callable[[], str]
) -> None:
    settings = settings_for(tmp_path, new_postgres())
    write_marts(settings.warehouse, worlds.nightjar())
    publication = publish(settings, DAY)
    assert publication.content_hash == published.content_hash
    assert publication.path.read_bytes() == published.path.read_bytes()
    assert len(_publications(settings)) == 1


def test_the_content_hash_follows_the_data_and_not_the_run(installed: Install) -> None:
    settings = installed(worlds.nightjar())
    first = publish(settings, DAY)
    with open_warehouse(settings).begin() as connection:
        ops.prepare(connection)
        connection.execute(
            ops.run.insert().values(
                task="build", first_day=DAY, last_day=DAY, state="done", summary="44 models", seconds=2
            )
        )
    again = publish(settings, DAY)
    assert "build of 30 October 2026" in " ".join(_text(again.path))
    assert again.content_hash == first.content_hash
    with open_warehouse(settings).begin() as connection:
        connection.exec_driver_sql("update marts.deal_move set deal_name = 'Renamed' where deal_id = '006A'")
    assert publish(settings, DAY).content_hash != first.content_hash


def test_the_mail_goes_to_the_readers_of_the_language(published: Publication) -> None:
    assert [one.address for one in published.recipients] == [
        "ceo@nightjar.example", "cfo@nightjar.example", "cmo@nightjar.example",
    ]  # fmt: skip
    assert published.subject == "Qualified pipeline €1.24m (+€84k) · ROMI 40% · Daily pulse, 30 Oct"


def _publications(settings: Settings) -> list[sa.Row[tuple[object, ...]]]:
    with open_warehouse(settings).read() as connection:
        return list(connection.execute(sa.select(*ops.publication.c)))


def test_the_data_travels_inside(published: Publication, nightjar: Day) -> None:
    attached = pypdf.PdfReader(published.path).attachments
    assert set(attached) == {
        "figures.csv", "qualified-pipeline.csv", "bridge.csv", "deals-moved.csv", "programs.csv",
        "reconciliation.csv", "restated.csv", "pace.csv", "sources.csv", "open-deals.csv", "definitions.csv",
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(attached["qualified-pipeline.csv"][0].decode("utf-8"))))
    found = {row["program_id"]: row["qualified"] for row in rows if row["as_of_day"] == str(DAY)}
    assert found == {program: now for program, (now, _, _) in worlds.PIPELINE.items()}


def test_it_is_tagged_for_screen_readers(published: Publication) -> None:
    report = pdfua.validate(str(published.path))
    assert not report.findings, [str(finding) for finding in report.findings]
    assert len(report.outcomes) > 5, "a validator that checks nothing finds nothing"
    reader = pypdf.PdfReader(published.path)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == "Nightjar Costumes GmbH: Daily pulse, Friday, 30 October 2026"
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    titles = [str(entry.title) for entry in reader.outline if not isinstance(entry, list)]  # type: ignore[union-attr]
    assert [title.replace("\N{NO-BREAK SPACE}", " ") for title in titles] == [
        worlds.HEADLINE,
        "Can it be believed?",
        "Where each figure comes from",
    ]


def test_fonts_are_ours_embedded_and_cut_to_what_is_used(published: Publication) -> None:
    fonts = {}
    for page in pypdf.PdfReader(published.path).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            found = font.get_object()
            descendant = found["/DescendantFonts"][0].get_object()
            fonts[str(found["/BaseFont"])] = "/FontFile2" in descendant["/FontDescriptor"]
    assert len(fonts) == 3
    assert all(fonts.values())
    assert all(re.fullmatch(r"/[A-Z]{6}\+Plumbline.*", name) for name in fonts), fonts


def test_the_longest_names_are_neither_clipped_nor_pushed_off_the_page(
    english: Language, read_day: Callable[..., Day]
) -> None:
    pages = read_day(worlds.longest()).pages(english)
    assert pages.overflowing == ()
    assert "Total 1,240 +84" in " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pages.pdf)).pages)


WORLDS = {
    "nightjar": worlds.nightjar, "poor": poor_worlds.poor, "funnel": poor_worlds.funnel, "seen": poor_worlds.seen,
    "empty": poor_worlds.empty, "longest": worlds.longest,
}  # fmt: skip


@pytest.mark.parametrize("code", ["en", "de", "he"])
@pytest.mark.parametrize("world", WORLDS)
def test_no_text_leaves_its_box(read_day: Callable[..., Day], world: str, code: str) -> None:
    assert read_day(WORLDS[world]()).pages(load_language(code, TEMPLATES)).overflowing == ()


@pytest.mark.parametrize("world", [poor_worlds.poor, poor_worlds.empty])
def test_a_company_that_lacks_almost_everything_is_told_so(installed: Install, world: Callable[[], Rows]) -> None:
    publication = publish(installed(world()), DAY)
    assert publication.pages <= 2, "so little fits on one page, and where it comes from on another"
    pages = _text(publication.path)
    assert "Qualified pipeline a Not known No CRM with probabilities is connected." in pages[0]
    words = " ".join(pages)
    not_shown = words[words.index("Not shown") :]
    assert "What moved it; Deals that moved. Not known: no CRM with probabilities is connected." in not_shown
    assert "Pace against target. No target is set for this month." in not_shown
    assert "nan" not in words and "None" not in words


def test_a_funnel_is_drawn_where_no_bridge_can_be(installed: Install) -> None:
    publication = publish(installed(poor_worlds.funnel()), DAY)
    day = " ".join(_text(publication.path))
    assert "Of 8,000 leads 842 became won deals; they brought R$166k" in day
    assert "Organic search 2,296 271 12% 51.0" in day
    assert "Total 8,000 842 11% 166.5" in day
    assert "lead-funnel.csv" in pypdf.PdfReader(publication.path).attachments


def test_no_column_of_dashes_is_drawn_for_what_nobody_knows(installed: Install) -> None:
    day = " ".join(_text(publish(installed(poor_worlds.poor()), DAY).path))
    assert "Program Cost Unattributed 95.9 Total 95.9" in day
    assert "ROI %" not in day


def test_a_day_that_was_never_built_is_refused(installed: Install) -> None:
    settings = installed(worlds.nightjar())
    with pytest.raises(ReportRefused, match="hold nothing of 2027-01-01"):
        publish(settings, DAY.replace(year=2027, month=1, day=1))
    assert not settings.archive.exists()


def test_names_are_text_and_never_markup(installed: Install) -> None:
    rows = worlds.nightjar()
    evil = "<script>alert(1)</script><img src='http://198.51.100.7/x'>"
    rows["program"][2]["program_name"] = evil
    rows["deal_move"][0]["account_name"] = "</td><b>&amp;"
    publication = publish(installed(rows), DAY)
    assert evil.replace(" ", "") in "".join(_text(publication.path)).replace(" ", "")
    assert "<script" not in publication.html
    assert "198.51.100.7" not in str(pypdf.PdfReader(publication.path).trailer["/Root"])


def test_nothing_is_fetched_from_outside(nightjar: Day, english: Language, templates: Path) -> None:
    page = templates / "blocks" / "definitions.html.j2"
    for address in (
        "http://127.0.0.1:9/x.png",
        "file:///etc/hostname",
        "data:image/png;base64,AAAA",
        "plumbline:fonts/../x",
    ):
        page.write_text(f'<img src="{address}" alt="x">', encoding="utf-8")
        with pytest.raises(OutsideFetch, match="not one of its own files"):
            nightjar.at(templates).pages(english)


def test_a_template_that_asks_for_what_is_not_there_fails(nightjar: Day, english: Language, templates: Path) -> None:
    (templates / "blocks" / "definitions.html.j2").write_text("{{ document.no_such_thing }}", encoding="utf-8")
    with pytest.raises(UndefinedError):
        nightjar.at(templates).pages(english)
