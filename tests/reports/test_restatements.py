"""What past days moved, and what was never known before."""

from __future__ import annotations

from plumbline.language.language import Language
from plumbline.layout.blocks import Table
from plumbline.reports.sections import data_quality
from tests.reports.conftest import Day
from tests.reports.rows import D


def test_moved_figures_stand_in_their_own_units(english: Language, nightjar: Day) -> None:
    section = data_quality.restated_today(nightjar.context(english))
    assert section.title == "2 figures of past days were restated"
    assert section.subtitle == "Days back to 24 October 2026, against what was known the day before"
    (table,) = section.blocks
    assert isinstance(table, Table)
    assert [[cell.text for cell in row][1:] for row in table.rows] == [
        ["2", "US$9.2k", "−US$12"],
        ["6", "201", "+12"],
    ]


def test_what_was_never_known_before_is_not_called_restated(english: Language, nightjar: Day) -> None:
    rows = [row | {"before": D(0)} for row in nightjar.rows["restated"]]
    section = data_quality.restated_today(nightjar.context(english, restated=rows))
    assert section.title == "No past day was restated"
    assert section.notes == ("Known of past days for the first time: ad spend and reported purchases.",)
