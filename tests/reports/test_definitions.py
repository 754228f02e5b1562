"""What a figure means: a line on the last page that its letter leads to, and all of it in the attachment."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pypdf
import yaml

from plumbline.language.language import Language, load_language, load_vocabulary
from plumbline.reports.catalogue import Publication
from plumbline.reports.definitions import load_definitions
from plumbline.reports.kind import compose
from plumbline.reports.pages import write_html
from tests.reports.conftest import TEMPLATES, Day

LONGEST_LINE = 150  # letters that one line of the page holds


def in_full(published: Publication) -> list[dict[str, str]]:
    """The rows of the attachment."""
    content = pypdf.PdfReader(published.path).attachments["definitions.csv"][0]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def test_every_definition_has_its_line() -> None:
    lines = load_vocabulary(TEMPLATES)["definition_line"]
    assert set(load_definitions(TEMPLATES)) == set(lines)
    assert [key for key, line in lines.items() if len(line) > LONGEST_LINE] == []


def test_a_letter_leads_to_one_line_each(nightjar: Day, english: Language) -> None:
    ctx = nightjar.context(english)
    html = write_html(ctx, compose(nightjar.kind, ctx), {}, None)
    led_to = set(re.findall(r'href="#definition-(\w+)"', html))
    lines = dict(re.findall(r'<p id="definition-(\w+)">(.*?)</p>', html))
    assert led_to == set(lines) and len(lines) > 10
    assert unescape(re.sub("<[^>]*>", "", lines["a"])) == (
        "a Qualified pipeline: amount of open deals at or above their team's threshold probability,"
        " at the end of the day"
    )


def test_the_whole_definitions_are_attached(published: Publication) -> None:
    said = yaml.safe_load((TEMPLATES / "definitions.yaml").read_text("utf-8"))["qualified_pipeline"]
    first = in_full(published)[0]
    assert first["letter"] == "a"
    for part in ("name", "definition", "formula", "unit", "caveats"):
        assert first[part] == said[part]
    assert first["marts"] == ", ".join(said["marts"])
    assert first["sources"] == "; ".join(said["from"])


def test_they_are_written_in_the_reports_language(nightjar: Day) -> None:
    with pypdf.PdfReader(io.BytesIO(nightjar.pages(load_language("de", TEMPLATES)).pdf)) as reader:
        rows = csv.DictReader(io.StringIO(reader.attachments["definitions.csv"][0].decode("utf-8")))
        assert next(rows)["name"] == "Qualifizierte Pipeline"


def test_they_are_no_part_of_the_content_hash(nightjar: Day) -> None:
    assert "definitions.csv" not in nightjar.files
