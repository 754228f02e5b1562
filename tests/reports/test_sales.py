"""Sales: the scorecard by team, rejected leads, each team's pipeline."""

from __future__ import annotations

import pytest

from plumbline.language.language import Language
from plumbline.reports.sections import sales
from tests.reports.rows import D, cells, context

COMPANY, TEAM = {"level": "company", "item": "company"}, {"level": "team", "item": "Retail DACH"}


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(None, "–"), (35, "35 min"), (89, "89 min"), (90, "1.5 h"), (192, "3.2 h"), (2879, "48.0 h"), (3024, "2.1 d")],
)
def test_a_wait_is_said_in_the_unit_that_fits(english: Language, minutes: int | None, words: str) -> None:
    assert sales.duration(context(english, "weekly_review"), minutes) == words


def test_the_scorecard_has_a_row_a_team_and_the_company_last(english: Language) -> None:
    ctx = context(
        english,
        "weekly_review",
        speed=[COMPANY | {"leads": 80, "median_working_minutes": 192}, TEAM | {"leads": 50}, {"level": "team",
               "item": "none", "leads": 7}, {"level": "rep", "item": "Lena", "leads": 9}],
        acceptance=[TEAM | {"acceptance_rate": D("0.42")}],
        velocity=[TEAM | {"win_rate": D("0.25"), "average_deal": D(31000), "cycle_days": D("61.4"),
                          "velocity_per_day": D(1260)}],
        pipeline_coverage=[COMPANY | {"coverage": D("2.14"), "needed_coverage": D("3.5")}],
        calibration=[COMPANY | {"stated": D("0.64"), "win_rate": D("0.49")}],
    )  # fmt: skip
    # nobody knows the slowest tenth of answers, so it has no column
    assert cells(sales.sales_scorecard(ctx).blocks[0]) == [
        ["Retail DACH", "50", "–", "42%", "25%", "€31k", "61", "€1.3k", "–", "–"],
        ["Company", "80", "3.2 h", "–", "–", "–", "–", "–", "2.1 (3.5)", "64% → 49%"],
    ]


def test_reasons_of_several_programs_are_added_up(english: Language) -> None:
    rows = [
        {"program_id": "a", "reason": "no budget", "leads": 4},
        {"program_id": "b", "reason": "no budget", "leads": 5},
        {"program_id": "a", "reason": "student", "leads": 6},
        {"program_id": "a", "reason": None, "leads": 1},
        {"program_id": "b", "reason": "duplicate", "leads": 0},
    ]
    section = sales.lead_rejections(context(english, "weekly_review", rejections=rows))
    assert cells(section.blocks[0]) == [["no budget", "9"], ["student", "6"], ["–", "1"]]


def test_each_teams_pipeline(english: Language) -> None:
    rows = [{"team": "Key Accounts", "qualified": D(412000), "weighted": D(380500), "open_amount": D(900000),
             "qualified_deals": 9, "open_deals": 21}]  # fmt: skip
    section = sales.team_pipeline(context(english, "weekly_review", team_pipeline=rows))
    assert section.subtitle == "EUR thousand"
    assert cells(section.blocks[0]) == [["Key Accounts", "412.0", "380.5", "900.0", "9", "21"]]
