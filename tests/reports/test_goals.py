"""The month and its targets; goals that programs stated."""

from __future__ import annotations

from datetime import date

import pytest

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


# 280 thousand and 56 thousand in 28 days are 10 and 2 thousand a day; 19 days of October are left on the 12th
REVENUE = pace("revenue", "500000", "193548", "120000", "500000") | {"actual_period": D(280000)}
COST = pace("cost", "80000", "30968", "30000", "80000") | {"actual_period": D(56000)}


def lands(language: Language, *rows: dict[str, object], day: int = 12, first: date = date(2026, 9, 15)) -> str:
    """Where October closes, told on one of its days by a company whose figures begin on another."""
    known = {"pipeline_rows": 1, "order_rows": 1, "cost_rows": 1, "platform_rows": 1, "first_day": first}
    ctx = context(language, "daily_pulse", date(2026, 10, day), pace=list(rows))
    ctx.tables["coverage"][:] = [known]
    return goals.landing_sentence(ctx)


def test_where_the_month_closes_at_the_pace_of_the_last_days(english: Language) -> None:
    assert goals.landing(D(120000), D(280000), 28, 19) == D(310000)
    assert lands(english, REVENUE, COST) == (
        "If each of the 19 days left brings the daily average of the last 28 days, October 2026 closes with revenue of"
        " €310k (62% of plan) and cost of €68k (85% of budget)."
    )
    assert lands(english, COST, day=30) == (
        "If the day that is left brings the daily average of the last 28 days, October 2026 closes with cost of €32k"
        " (40% of budget)."
    )
    section = goals.pace_to_date(context(english, "daily_pulse", date(2026, 10, 12), pace=[REVENUE]))
    assert section.notes == (lands(english, REVENUE),)


@pytest.mark.parametrize(
    ("day", "first", "row"),
    [
        (9, date(2026, 9, 1), REVENUE),  # too early in the month
        (31, date(2026, 9, 1), REVENUE),  # the month has closed
        (12, date(2026, 9, 16), REVENUE),  # 27 days are known
        (12, date(2026, 9, 1), REVENUE | {"actual_period": None}),
        (12, date(2026, 9, 1), REVENUE | {"actual_to_date": None}),
        (12, date(2026, 9, 1), REVENUE | {"target_month": D(0)}),
    ],
)
def test_where_the_month_closes_is_not_told(english: Language, day: int, first: date, row: dict[str, object]) -> None:
    assert lands(english, row, day=day, first=first) == ""
