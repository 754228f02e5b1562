"""The finished report: the real PDF from real marts in a real DuckDB file, read back as a reader would."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pdfua
import pypdf
import pytest
import sqlalchemy as sa

from plumbline.errors import ReportRefused
from plumbline.reports import publish as publishing
from plumbline.reports.locale import Language
from plumbline.reports.publication import Publication
from plumbline.settings import Settings
from plumbline.warehouse import ops
from plumbline.warehouse.engines import open_warehouse
from tests.reports import worlds
from tests.reports.conftest import Day
from tests.reports.marts import DAY, Rows, settings_for, write_marts

Install = Callable[[Rows], Settings]


def publish(settings: Settings, day: date) -> Publication:
    """The pulse of a day in English."""
    return publishing.publish(settings, "daily_pulse", day, ["en"])[0]


def _text(path: Path) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(path).pages]


def test_three_pages_say_what_the_marts_say(published: Publication) -> None:
    day, trust, meaning = _text(published.path)
    assert published.pages == 3
    for said in (
        "Nightjar Costumes GmbH",
        "Friday, 30 October 2026",
        "Qualified pipeline rose €64k to €1.24m",
        "€458k",
    ):
        assert said in day
    assert "Opening 1,176" in day and "Closing 1,240" in day and "Newly qualified +96" in day
    assert "Total 1,240 +84 1,187 154 458 197 40 3.5 4.7" in day
    assert (
        "Claimed by TikTok 412" in trust
        and "Not explained by the data −18" in trust
        and "Rung at the till 206" in trust
    )
    assert "Wholesale autumn 2026, Fêtes & Farces Target accounts Lena Vogt won 90% → 100% −40.0" in trust
    assert "(contribution − cost) / cost" in meaning and "qualified-pipeline.csv" in meaning


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
        ("daily-pulse", DAY, "en", first.content_hash, 3)
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
    assert "build of 30 October 2026" in _text(again.path)[2]
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
        "reconciliation.csv", "restated.csv", "pace.csv", "sources.csv",
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
    assert reader.metadata.title == "Nightjar Costumes GmbH: Daily pulse, 30 October 2026"
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


def test_the_longest_names_are_neither_clipped_nor_pushed_off_the_page(installed: Install) -> None:
    publication = publish(installed(worlds.longest()), DAY)
    assert publication.pages == 3
    assert "Total 1,240 +84" in _text(publication.path)[0]


@pytest.mark.parametrize("world", [worlds.poor, worlds.empty])
def test_a_company_that_lacks_almost_everything_is_told_so(installed: Install, world: Callable[[], Rows]) -> None:
    publication = publish(installed(world()), DAY)
    assert publication.pages == 2, "so little fits on one page, before the one that says where it comes from"
    day = _text(publication.path)[0]
    assert "Qualified pipeline a Not known No CRM with probabilities is connected." in day
    assert "Not known: no CRM with probabilities is connected." in day
    assert "No target is set for this month." in day
    assert "nan" not in day and "None" not in day


def test_a_funnel_is_drawn_where_no_bridge_can_be(installed: Install) -> None:
    publication = publish(installed(worlds.funnel()), DAY)
    day = _text(publication.path)[0]
    assert "Of 8,000 leads 842 became won deals; they rang R$166k at the till e" in day
    assert "Organic search 2,296 271 12% 51.0" in day
    assert "Total 8,000 842 11% 166.5" in day
    assert "lead-funnel.csv" in pypdf.PdfReader(publication.path).attachments


def test_no_column_of_dashes_is_drawn_for_what_nobody_knows(installed: Install) -> None:
    day = _text(publish(installed(worlds.poor()), DAY).path)[0]
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
    assert evil.replace(" ", "") in _text(publication.path)[0].replace(" ", "")
    assert "<script" not in publication.html
    assert "198.51.100.7" not in str(pypdf.PdfReader(publication.path).trailer["/Root"])


def test_more_than_eight_programs_are_gathered_so_that_rows_add_up(
    nightjar: Day, english: Language, read_day: Callable[[Rows], Day]
) -> None:
    rows = worlds.nightjar()
    for number in range(6):
        program = f"extra_{number}"
        rows["program"].append({"program_id": program, "program_name": f"Extra {number}"})
        rows["qualified_pipeline"].append(
            {
                "as_of_day": DAY,
                "vintage": "as_reported",
                "model": "last_non_direct",
                "program_id": program,
                "currency": "EUR",
                "qualified": worlds.D(100 + number),
                "weighted": worlds.D(50),
            }
        )
    programs = read_day(rows).pulse.programs
    assert [row.kind for row in programs] == ["program"] * 8 + ["others", "unattributed", "total"]
    others = programs[8]
    # Newsletter (12,000) comes before the extras; seven programs are named already, so five extras are gathered
    assert others.pipeline == worlds.D(100 + 101 + 102 + 103 + 104)
    for column in ("pipeline", "weighted", "cost", "revenue", "contribution"):
        assert sum(getattr(row, column) for row in programs[:-1]) == getattr(programs[-1], column)


def test_nothing_is_fetched_from_outside(nightjar: Day, english: Language, templates: Path) -> None:
    from plumbline.reports.edition import make_pdf
    from plumbline.reports.render import OutsideFetch

    page = templates / "parts" / "page_day.html.j2"
    for address in (
        "http://127.0.0.1:9/x.png",
        "file:///etc/hostname",
        "data:image/png;base64,AAAA",
        "plumbline:fonts/../x",
    ):
        page.write_text(f'<img src="{address}" alt="x">', encoding="utf-8")
        with pytest.raises(OutsideFetch, match="not one of its own files"):
            make_pdf(templates, english, nightjar.pulse, nightjar.frames, None)


def test_a_template_that_asks_for_what_is_not_there_fails(nightjar: Day, english: Language, templates: Path) -> None:
    from jinja2 import UndefinedError

    from plumbline.reports.edition import make_pdf

    (templates / "parts" / "page_day.html.j2").write_text("{{ view.no_such_thing }}", encoding="utf-8")
    with pytest.raises(UndefinedError):
        make_pdf(templates, english, replace(nightjar.pulse), nightjar.frames, None)
