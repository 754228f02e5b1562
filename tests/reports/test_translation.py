"""Texts can be translated: the catalogue is complete, and a language is a .po file and nothing else."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path

import pdfua
import pypdf
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from plumbline.commands.texts import catalogue
from plumbline.language.language import load_language
from plumbline.reports.kind import compose
from plumbline.reports.message import write_message
from plumbline.reports.pages import make_pages
from plumbline.reports.verify import plain
from tests.reports.conftest import TEMPLATES, Day


def test_the_template_of_all_catalogues_is_up_to_date() -> None:
    with (TEMPLATES / "locale" / "messages.pot").open("rb") as source:
        written = {(message.id, message.context) for message in read_po(source) if message.id}
    found = {(message.id, message.context) for message in catalogue() if message.id}
    assert found
    assert written == found, "run make texts"


def _pseudo(templates: Path, code: str) -> None:
    """A catalogue of a language in which every text is said in brackets."""
    found = Catalog(locale=code, charset="utf-8")
    for message in catalogue():
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        said = tuple(f"⟨{one}⟩" for one in ids)
        many = tuple(said[min(n, len(said) - 1)] for n in range(found.num_plurals))
        found.add(message.id, many if len(ids) > 1 else said[0], context=message.context)
    folder = templates / "locale" / code / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "messages.po").open("wb") as target:
        write_po(target, found)


def test_every_word_of_a_report_comes_from_the_catalogue(nightjar: Day, templates: Path) -> None:
    _pseudo(templates, "fr")
    language = load_language("fr", templates)
    ctx = nightjar.at(templates).context(language)
    document = compose(nightjar.kind, ctx)
    message = write_message(ctx, document, "x.pdf")
    for line in (line.strip() for line in message.text.splitlines()):
        assert not line or line.startswith(("⟨", "-- ", "Nightjar Costumes GmbH", "--")), line
    pages = make_pages(ctx, document, nightjar.files, None)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pages.pdf)).pages)
    outside = text
    while (shorter := re.sub(r"⟨[^⟨⟩]*⟩", " ", outside)) != outside:
        outside = shorter
    english = {
        "the",
        "and",
        "of",
        "is",
        "are",
        "not",
        "known",
        "deals",
        "deal",
        "from",
        "to",
        "with",
        "Total",
        "Others",
    }
    assert english & set(re.findall(r"\b[A-Za-z]+\b", outside)) == set()


def test_a_page_that_runs_from_right_to_left_composes_itself(nightjar: Day, templates: Path, tmp_path: Path) -> None:
    _pseudo(templates, "he")
    language = load_language("he", templates)
    path = tmp_path / "he.pdf"
    path.write_bytes(nightjar.at(templates).pages(language).pdf)
    assert not pdfua.validate(str(path)).findings
    reader = pypdf.PdfReader(path)
    assert reader.trailer["/Root"]["/Lang"] == "he"  # type: ignore[index]
    seen: list[tuple[str, float]] = []

    def note(text: str, _: object, matrix: list[float], *__: object) -> None:
        if text.strip():
            seen.append((text.strip(), matrix[4]))

    reader.pages[0].extract_text(visitor_text=note)
    company = next(x for text, x in seen if "Nightjar" in text)
    assert company > 300, "the strip begins at the right"


def test_styles_know_no_left_and_no_right() -> None:
    files = [*TEMPLATES.glob("styles/*.css"), *TEMPLATES.glob("**/*.j2")]
    assert len(files) > 8
    for file in files:
        said = re.sub(r"@bottom-(left|right)|/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"(?<![\w])(left|right)\b\s*[:;}]|:\s*(left|right)\b|-(left|right)\b", said), file.name


@pytest.mark.parametrize("code", ["de", "he"])
def test_nothing_is_left_untranslated(code: str) -> None:
    """Every text has its translation, in every plural form, with the same holes to be filled."""
    path = TEMPLATES / "locale" / code / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        found = read_po(source, locale=code)
    assert not list(found.obsolete)
    forms = {"de": 2, "he": 3}[code]
    assert found.num_plurals == forms
    for message in catalogue():
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        ours = found.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        assert ours is not None, message.id
        said = ours.string if isinstance(ours.string, tuple) else (ours.string,)
        assert len(said) == (forms if len(ids) > 1 else 1), message.id
        wanted = {hole for one in ids for hole in re.findall(r"{\w+}", one)}
        for one in said:
            assert one.strip() or not ids[0].strip(), message.id
            assert set(re.findall(r"{\w+}", one)) <= wanted, message.id
        assert len(ids) > 1 or set(re.findall(r"{\w+}", said[0])) == wanted, message.id


@pytest.mark.parametrize(("n", "said"), [(1, "עסקה 1 שנסגרה"), (2, "2 עסקאות שנסגרו"), (5, "5 עסקאות שנסגרו")])
def test_hebrew_counts_as_hebrew_does(n: int, said: str) -> None:
    language = load_language("he", TEMPLATES)
    assert plain(language.count("{n} won deal", "{n} won deals", n)) == said


def test_a_minus_stays_before_its_digits_where_lines_run_from_right_to_left() -> None:
    language = load_language("he", TEMPLATES)
    assert language.money(Decimal(-22000), "EUR") == "\u2066−22\u2069\u00a0אלף\u00a0€"
    assert language.percent(Decimal("-0.4")) == "\u2066−40%\u2069"
    assert language.change(Decimal(3700), "EUR").startswith("\u2066+3.7\u2069")
    assert plain(language.arrow("40%", "60%")) == "40% ← 60%"
    assert load_language("de", TEMPLATES).arrow("40 %", "60 %") == "40 % → 60 %"
    assert load_language("de", TEMPLATES).money(Decimal(-22000), "EUR") == "−22\u00a0Tsd.\u00a0€"
