"""The example company's reports as a reader leafs through them: few pages, full ones, nothing cut, no heading alone."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import date

import pikepdf
import pytest

from plumbline.reports.catalogue import Publication
from plumbline.reports.publish import publish
from plumbline.settings import Settings
from tests.reports.page_fill import MILLIMETRE, page_fill, page_floors
from tests.reports.relations import read, relations

# what the reader was promised, definitions included
BUDGETS = {
    "daily-pulse": (date(2026, 10, 30), 3),
    "weekly-review": (date(2026, 10, 25), 6),
    "board-report": (date(2026, 9, 30), 6),
    "platform-rating": (date(2026, 9, 30), 3),
}
LANGUAGES = ("en", "de", "he")
LEAST_FILL = 0.70  # of every page but the last
LEAST_LAST = 0.20  # of the last one: a page that holds less is not worth turning to
SLACK = 0.10  # of the last page that the budget allows: another week has longer names, more rows
# a quiet week, the season's height, the weeks in which most is told
SUNDAYS = [date(2026, 8, 16), date(2026, 9, 13), date(2026, 9, 20), date(2026, 9, 27), date(2026, 10, 4),
           date(2026, 10, 11), date(2026, 10, 18)]  # fmt: skip
BELOW_HEADING = 8 * MILLIMETRE  # what has to follow a heading on its page: a table's head and a row, two lines


@pytest.mark.parametrize("report", BUDGETS)
def test_pages_are_few_and_full_in_every_language(
    loaded_duckdb: Settings, caplog: pytest.LogCaptureFixture, report: str
) -> None:
    day, budget = BUDGETS[report]
    with caplog.at_level(logging.WARNING):
        publications = publish(loaded_duckdb, report, day, LANGUAGES)
    assert [text for text in caplog.messages if "wider than its box" in text or "runs off" in text] == []
    assert {one.language: one.pages for one in publications if one.pages > budget} == {}
    for one in publications:
        fill = page_fill(one.path)
        assert min(fill[:-1], default=1.0) >= LEAST_FILL, f"{report} ({one.language}): {fill}"
        assert fill[-1] >= LEAST_LAST, f"{report} ({one.language}): {fill}"
        assert list(lonely_headings(one)) == []


@pytest.mark.parametrize("day", SUNDAYS, ids=str)
def test_the_weekly_review_has_room_to_spare_in_its_longest_language(loaded_duckdb: Settings, day: date) -> None:
    budget = BUDGETS["weekly-review"][1]
    (publication,) = publish(loaded_duckdb, "weekly-review", day, ["de"])
    fill = page_fill(publication.path)
    assert len(fill) < budget or (len(fill) == budget and fill[-1] <= 1 - SLACK), fill
    assert min(fill[:-1]) >= LEAST_FILL, fill


def test_what_the_pages_imply_can_be_computed_from_what_they_print(loaded_duckdb: Settings) -> None:
    counted = 0
    for report, (day, _) in BUDGETS.items():
        (publication,) = publish(loaded_duckdb, report, day, ["en"])
        found = relations(read(publication.path))
        assert [relation for relation in found if not relation.holds] == [], report
        counted += len(found)
    assert counted >= 150, "sums, ratios and differences over the four reports"


def lonely_headings(publication: Publication) -> Iterator[str]:
    """Headings with less below them on their page than a reader needs to see what they are about."""
    content = publication.path.read_bytes()
    floors = page_floors(content)
    with pikepdf.Pdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        queue = list(outline.root)
        while queue:
            heading = queue.pop()
            queue += heading.children
            page, _, _, top, *_ = list(heading.destination)
            if float(top) - floors[numbers[page.objgen]] < BELOW_HEADING:
                yield f"{publication.language}: {heading.title}"
