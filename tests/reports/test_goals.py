"""The month and its targets; goals that programs stated."""

from __future__ import annotations

from plumbline.language.language import Language
from plumbline.layout.blocks import Table, Text
from plumbline.reports.sections import goals
from tests.reports.conftest import Day
from tests.reports.rows import D, context, pace


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


def test_a_goal_that_is_passed_counts_although_a_level_has_no_pace(english: Language) -> None:
    level = {"program_id": "a", "goal": "leads", "measure": "qualified_pipeline", "currency": "EUR",
             "target": D(180000), "actual": D(288000), "attainment_percent": D(160)}  # fmt: skip
    leads = level | {"measure": "leads", "attainment_percent": D(81), "pace_percent": D(121)}
    behind = level | {"measure": "orders", "attainment_percent": D(75), "pace_percent": D(83)}
    section = goals.program_goals(context(english, "weekly_review", goals=[level, leads, behind, level | {
        "attainment_percent": D(79)}]))  # fmt: skip
    assert section.title == "2 of 4 goals are reached or on pace"


def test_a_budget_is_not_reached_but_spent(english: Language) -> None:
    rows = [pace("cost", "39000", "39000", "50310", "39000"), pace("revenue", "560000", "560000", "567000", "560000")]
    (table,) = goals.month_targets(context(english, "board_report", pace=rows)).blocks
    assert isinstance(table, Table)
    assert [row[-1].text for row in table.rows] == ["129% of budget", "101%"]
