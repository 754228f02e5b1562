"""The month and its targets; goals that programs stated."""

from __future__ import annotations

from plumbline.language.language import Language
from plumbline.layout.blocks import Table, Text
from plumbline.reports.sections import goals
from tests.reports.conftest import Day


def test_the_month_and_its_targets(english: Language, nightjar: Day) -> None:
    section = goals.pace_to_date(nightjar.context(english))
    assert section.title == "October 2026: 1 of 4 targets on pace"
    (table,) = section.blocks
    assert isinstance(table, Table)
    assert {row[0].text: row[-1].text for row in table.rows} == {
        "Qualified pipeline": "5% behind",
        "Revenue at the till": "3% behind",
        "Contribution": "1% behind",
        "Cost of marketing": "1% under",
    }


def test_a_month_without_targets_says_so(english: Language, nightjar: Day) -> None:
    section = goals.pace_to_date(nightjar.context(english, pace=[]))
    assert (section.title, section.unknown) == ("Pace against target", "No target is set for this month.")
    assert not any(isinstance(block, Text) for block in section.blocks)
