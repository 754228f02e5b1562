"""Names come from systems that others fill: whatever they hold, all reports go out, readable, and nothing leaks."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import DictionaryObject

from plumbline.reports.catalogue import Publication
from plumbline.reports.publish import publish
from tests.reports.conftest import install_marts
from tests.reports.filled import FRIDAY, MONTH_END, SUNDAY, filled
from tests.reports.marts import Rows

pytestmark = pytest.mark.slow
REPORTS = {"daily_pulse": FRIDAY, "weekly_review": SUNDAY, "board_report": MONTH_END, "platform_rating": MONTH_END}
LANGUAGES = ("en", "de", "he")
COLUMNS = (
    "program_name", "program_group", "owner", "deal_name", "account_name", "campaign_name", "title", "item_name",
    "ad_name", "creator_name", "company", "industry", "role", "stage_before", "stage_after",
)  # fmt: skip
VALUES = {"rejection_reason": "reason", "prospect_profile": "value"}  # names in columns that elsewhere hold codes

EVIL = (
    "<script>alert(1)</script>",
    "*{display:none}</style><style>*{display:none}",
    '<link rel=attachment href="file:///etc/passwd">',
    "<img src='http://198.51.100.7/x.png'>",
    '=HYPERLINK("http://198.51.100.7","x")',
    "@import url(http://198.51.100.7/x.css);",
    "{{ 7 * 7 }}{% include '/etc/passwd' %} {name} %s",
    "]]>--><!--&amp;&#0;",
)
CONTROLS = "".join(map(chr, range(0x20))) + "\x7f\x85\u2028\u2029"
BIDI = "\u202e\u202a\u2066\u2067\u200f\u200e"
NAMES: dict[str, Callable[[int], str]] = {
    "unbroken": lambda n: f"{n}{'Donaudampfschifffahrt' * 6}"[:120],
    "hostile": lambda n: f"{BIDI}{EVIL[n % len(EVIL)]}{CONTROLS}תחפושת {n}",
    "words": lambda n: f"{n} " + " ".join(["autumn", "und", "Herbst", "retargeting", "a"] * 60),
}


def renamed(name: Callable[[int], str]) -> Rows:
    """The filled company with every name replaced; equal names stay equal."""
    rows, known = filled(), dict[str, str]()
    for mart, table in rows.items():
        columns = (*COLUMNS, VALUES[mart]) if mart in VALUES else COLUMNS
        for row in table:
            for column in columns:
                if row.get(column):
                    row[column] = known.setdefault(row[column], name(len(known)))
    assert len(known) > 20
    return rows


def texts(publication: Publication) -> Iterator[str]:
    """What a reader reads: each page, its title and bookmarks, the mail."""
    reader = pypdf.PdfReader(publication.path)
    yield from (page.extract_text() for page in reader.pages)
    yield from (str(entry.title) for entry in reader.outline if not isinstance(entry, list))  # type: ignore[union-attr]
    yield from (publication.subject, publication.text, publication.html)


def addresses(reader: pypdf.PdfReader) -> Iterator[str]:
    """Every address that a page's links lead to outside the document."""
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            action = annotation.get_object().get("/A")
            if isinstance(action, DictionaryObject) and "/URI" in action:
                yield str(action["/URI"])


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("report", REPORTS)
def test_all_reports_go_out_whatever_the_names(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, report: str, kind: str
) -> None:
    settings, day = install_marts(tmp_path, renamed(NAMES[kind])), REPORTS[report]
    with caplog.at_level(logging.WARNING):
        publications = publish(settings, report, day, LANGUAGES)
    assert [publication.language for publication in publications] == list(LANGUAGES)
    overflowing = [text for text in caplog.messages if "wider than its box" in text or "runs off" in text]
    assert overflowing == []
    for publication in publications:
        reader = pypdf.PdfReader(publication.path)
        assert list(addresses(reader)) == []
        assert all(name.endswith(".csv") for name in reader.attachments)
        assert not re.search(r"<(script|link|img|style)\b|(src|href)\s*=\s*[\"']?(http|file)", _tags(publication.html))
        for text in texts(publication):
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\u202a\u202e]", text)
        assert "\n" not in publication.subject


def _tags(html: str) -> str:
    """The tags of a mail, without the text between them and without its own styles."""
    return " ".join(re.findall(r"<[^>]*>", re.sub(r"<style>.*?</style>", "", html, count=1, flags=re.DOTALL)))
