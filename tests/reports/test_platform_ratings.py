"""The rating of platforms: the grade, what made it, what would change it."""

from __future__ import annotations

from datetime import date
from typing import Any

from plumbline.language.language import Language
from plumbline.layout.blocks import Chapter, Grade, Section, Table, Text
from plumbline.reports.sections import platform_ratings
from tests.reports.rows import D, cells, context

DAY = date(2026, 9, 30)
NOW = {"as_of_day": DAY, "quarter": date(2026, 7, 1), "platform": "tiktok", "is_rated": True, "grade": "BBB",
       "previous_grade": "BB", "outlook": "stable", "score": D("54.2"), "sample_size": 1200, "survey_answers": 260,
       "reach": 812000,
       "relevant_reach": 203000, "target_share": D("0.25"), "benchmark_target_share": D("0.22"),
       "next_grade_up": "A", "next_grade_up_needs": "target_share|0.31", "next_grade_down": "BB",
       "down_score": D(48)}  # fmt: skip
BEFORE = NOW | {"as_of_day": date(2026, 6, 30), "grade": "BB", "relevant_reach": 180000, "target_share": D("0.24")}
UNRATED = {"as_of_day": DAY, "quarter": date(2026, 7, 1), "platform": "youtube", "is_rated": False,
           "reason": "too_few_clicks|120|500"}  # fmt: skip


def chapters(english: Language, *rows: dict[str, Any]) -> list[Chapter]:
    """The platforms' chapters."""
    ctx = context(english, "platform_rating", DAY, ratings=list(rows))
    return list(platform_ratings.platform_chapters(ctx))


def parts(chapter: Chapter) -> tuple[str, Grade, Table, tuple[str, ...]]:
    """What a platform's one section holds: its title, the grade, the components, what would change it."""
    (section,) = chapter.parts
    assert isinstance(section, Section)
    grade, components, changes = section.blocks
    assert isinstance(grade, Grade) and isinstance(components, Table) and isinstance(changes, Text)
    return section.title, grade, components, changes.sentences


def test_platforms_stand_on_a_ladder_with_this_quarters_and_last_quarters_mark(english: Language) -> None:
    ctx = context(english, "platform_rating", DAY, ratings=[UNRATED, BEFORE, NOW])
    ladder = platform_ratings.ratings_overview(ctx).blocks[0]
    assert isinstance(ladder, Table)
    steps = [[cell.text for cell in row if cell.mark in ("now", "before")] for row in ladder.rows]
    assert steps == [["BBB", "BB"], []]
    assert [cell.mark for cell in ladder.rows[0] if cell.text in ("BBB", "BB")] == ["now", "before"]
    assert [row[-1].text for row in ladder.rows] == ["stable", "not rated"]


def test_a_thousand_of_relevant_reach_cost_their_share_of_the_spend(english: Language) -> None:
    spend = [{"item": "tiktok", "ad_spend": D(4060)}]  # 203,000 relevant people: 20 a thousand
    ctx = context(english, "platform_rating", DAY, ratings=[UNRATED, BEFORE, NOW], platform_spend=spend)
    assert cells(platform_ratings.ratings_overview(ctx).blocks[1]) == [
        ["TikTok", "812,000", "203,000", "180,000", "1,200", "€4.1k", "€20"],
        ["YouTube", "–", "–", "–", "–", "–", "–"],
    ]


def test_a_platform_has_its_grade_its_components_and_what_would_change_it(english: Language) -> None:
    (chapter,) = chapters(english, BEFORE, NOW)
    assert chapter.title == "TikTok, Q3 2026"
    title, grade, components, changes = parts(chapter)
    assert title == "Up from BB last quarter"
    assert (grade.grade, grade.beside) == (
        "BBB",
        (
            "Score 54.2 of 100; outlook stable.",
            "Audience sample of 1,200 people. Own customers' survey: 260 answers.",
            "Of 812,000 people reached, 203,000 (25%) belong to the target group; last quarter 180,000 (+23,000).",
        ),
    )
    assert cells(components)[0] == ["Target group's share of reach", "25.0%", "24.0%", "22.0%", "+3 points"]
    # as docs/rating.md defines them
    assert [row[0] for row in cells(components)[1:3]] == ["Engagements / impressions", "Conversions / clicks"]
    assert changes == (
        "The target group would need 31.0% of the reach for grade A. Grade BB would follow at a score of 48.0.",
    )


def test_a_platform_that_is_not_rated_says_why(english: Language) -> None:
    (chapter,) = chapters(english, UNRATED)
    title, grade, _, changes = parts(chapter)
    assert title == "Not rated: there are only 120 clicks, 500 are needed"
    assert (grade.grade, grade.is_rated) == ("not rated", False)
    assert changes == ("A platform is rated once every component is known from a large enough sample.",)
