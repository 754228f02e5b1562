"""The rating of platforms: the grade, what made it, what would change it."""

from __future__ import annotations

from datetime import date
from typing import Any

from plumbline.language.language import Language
from plumbline.layout.blocks import Chapter, Grade, Section, Text
from plumbline.reports.sections import platform_ratings
from tests.reports.rows import D, cells, context

DAY = date(2026, 9, 30)
NOW = {"as_of_day": DAY, "quarter": date(2026, 7, 1), "platform": "tiktok", "is_rated": True, "grade": "BBB",
       "previous_grade": "BB", "outlook": "stable", "score": D("54.2"), "sample_size": 1200, "reach": 812000,
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


def sentences(section: Section) -> tuple[str, ...]:
    (block,) = section.blocks
    assert isinstance(block, Text)
    return block.sentences


def test_all_platforms_stand_in_one_table_the_unrated_last(english: Language) -> None:
    ctx = context(english, "platform_rating", DAY, ratings=[UNRATED, BEFORE, NOW])
    assert cells(platform_ratings.ratings_overview(ctx).blocks[0]) == [
        ["TikTok", "BBB", "BB", "stable", "54.2", "812,000", "203,000", "1,200"],
        ["YouTube", "not rated", "–", "–", "–", "–", "–", "–"],
    ]


def test_a_platform_has_its_grade_its_components_and_what_would_change_it(english: Language) -> None:
    (chapter,) = chapters(english, BEFORE, NOW)
    assert chapter.title == "TikTok, Q3 2026"
    grade, components, changes, reach = chapter.parts
    assert isinstance(grade, Section) and isinstance(components, Section)
    assert isinstance(changes, Section) and isinstance(reach, Section)
    (letter,) = grade.blocks
    assert isinstance(letter, Grade)
    assert (letter.grade, letter.beside) == (
        "BBB", ("Up from BB last quarter.", "Outlook: stable.", "1,200 answers of own customers"),
    )  # fmt: skip
    assert cells(components.blocks[0])[0] == [
        "Target group's share of reach", "25.0%", "24.0%", "22.0%", "+3 points",
    ]  # fmt: skip
    assert sentences(changes)[:2] == (
        "A would take Target group's share of reach of 31.0%.",
        "BB would follow at a score of 48.0.",
    )
    assert sentences(reach) == (
        "Of 812,000 people reached 203,000 belong to the target group (25%).",
        "Last quarter: 180,000 (+23,000).",
    )


def test_a_platform_that_is_not_rated_says_why(english: Language) -> None:
    (chapter,) = chapters(english, UNRATED)
    first = chapter.parts[0]
    assert isinstance(first, Section)
    (letter,) = first.blocks
    assert isinstance(letter, Grade) and not letter.is_rated
    assert letter.beside == ("Not rated: there are only 120 clicks, 500 are needed.",)
