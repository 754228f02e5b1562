"""The mail: useful without its attachment, in plain text as in HTML, with nothing fetched from anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from plumbline.language.language import Language
from plumbline.reports.catalogue import Publication
from plumbline.reports.kind import compose
from plumbline.reports.message import Message, write_message
from tests.reports import poor_worlds, worlds
from tests.reports.conftest import Day
from tests.reports.marts import DAY

TEXT = f"""\
{worlds.HEADLINE}.
Revenue is 3% behind plan (€469k of €484k), with 1 day of the month left.
In 28 days marketing cost €154k and earned €215k of contribution: ROMI 40%, up 3 points in a week.
TikTok reported 412 purchases in 28 days; analytics tracked 330, the books show 206. The largest known cause of the \
gap: purchases after ads that were shown but not clicked (88).

Incomplete today. Till orders: 1 day late, as of 29 Oct; 1 day of the period missing.

Qualified pipeline: €1.24m (41 qualified deals of 72 open)
  +€84k vs Fri 23 Oct. Target €1.30m: 95% reached.
ROMI: 40% (28 days to 30 Oct)
  +3 points vs Fri 23 Oct. Target 39%: +0.2 points.
Revenue at the till: €458k (28 days to 30 Oct)
  −€12k vs Fri 23 Oct. Target €452k: 101% reached. Month to date: 97% of plan.
Cost of marketing: €154k (28 days to 30 Oct)
  +€3.2k vs Fri 23 Oct. Budget €149k: 103% used. Month to date: 99% of budget.

The pages behind these figures, and where each of them comes from, are attached: \
nightjar-costumes-gmbh_daily-pulse_2026-10-30_en.pdf

-- 
Nightjar Costumes GmbH · Daily pulse · Friday, 30 October 2026
"""


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_plain_text_says_the_day(published: Publication) -> None:
    assert published.text == TEXT


def test_the_html_says_the_same_and_fetches_nothing(published: Publication) -> None:
    reader = _Words()
    reader.feed(published.html)
    text = re.sub(r"\s+", " ", "".join(reader.words))
    for part in (
        "Qualified pipeline rose €64k",
        "ROMI 40%",
        "€458k",
        "Budget €149k: 103% used",
        "Till orders: 1 day late",
    ):
        assert part in text
    assert not re.search(r"src=|href=|url\(|http|<script|<link|@import", published.html)
    assert 'name="viewport"' in published.html


def mail(day: Day, language: Language, **tampered: list[dict[str, Any]]) -> Message:
    """The mail of a day."""
    ctx = day.context(language, **tampered)
    return write_message(ctx, compose(day.kind, ctx), "x.pdf")


def test_a_poor_company_gets_a_subject_with_what_is_known(
    english: Language, read_day: Callable[..., Day], nightjar: Day
) -> None:
    poor = mail(read_day(poor_worlds.poor()), english)
    assert poor.subject == "Cost of marketing IDR 95.9m · Daily pulse, 30 Oct"
    assert "Revenue at the till: Not known. No till is connected." in poor.text
    assert mail(read_day(poor_worlds.empty()), english).subject == "Daily pulse, 30 Oct"
    today = [row for row in nightjar.rows["figures"] if row["as_of_day"] == DAY]
    no_history = mail(nightjar, english, figures=today)
    assert no_history.subject.startswith("Qualified pipeline €1.24m · ROMI 40%")


def test_a_subject_is_one_line(english: Language, nightjar: Day) -> None:
    assert "\n" not in mail(nightjar, english).subject
