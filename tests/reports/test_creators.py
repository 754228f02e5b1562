"""Creators and posts by the measure that their goal chooses."""

from __future__ import annotations

from datetime import date

from plumbline.language.language import Language
from plumbline.layout.blocks import Table
from plumbline.reports.sections import content
from tests.reports.rows import D, cells, context


def test_the_goal_chooses_the_leading_measure_and_its_unit(english: Language) -> None:
    rows = [
        {"creator_id": "a", "creator_name": "Mira", "platform": "youtube", "goal": "awareness", "posts": 3,
         "leading_measure": "engagement_rate_views", "leading_value": D("0.0421"), "cost": D(3000)},
        {"creator_id": "b", "creator_name": "Juno", "platform": "tiktok", "goal": "sales", "posts": 2,
         "leading_measure": "contribution", "leading_value": D(8400), "cost": D(12000), "orders_by_code": 31,
         "orders_by_link": 54, "contribution": D(8400), "roi_percent": D(-30)},
        {"creator_id": "c", "creator_name": "Silent", "posts": 0, "orders": 0, "cost": D(0)},
    ]  # fmt: skip
    section = content.creators_compared(context(english, "weekly_review", creators=rows))
    # rates that nobody knows have no column
    assert cells(section.blocks[0]) == [
        ["Juno", "Contribution", "€8.4k", "31", "54", "12.0", "8.4", "−30"],
        ["Mira", "Engagements / views", "4.21%", "–", "–", "3.0", "–", "–"],
    ]
    table = section.blocks[0]
    assert isinstance(table, Table)
    assert [row[0].note for row in table.rows] == ["TikTok, sales", "YouTube, awareness"]


def test_posts_are_ordered_by_what_they_earned(english: Language) -> None:
    rows = [
        {"post_id": "p1", "title": "Masks", "platform": "instagram", "kind": "organic", "goal": "leads", "views": 900,
         "posted_on": date(2026, 10, 2), "leading_measure": "leads", "leading_value": D(12), "contribution": D(100)},
        {"post_id": "p2", "title": "Capes", "platform": "tiktok", "kind": "influencer", "goal": "sales", "views": 800,
         "posted_on": date(2026, 10, 9), "leading_measure": "orders", "leading_value": D(7), "contribution": D(900)},
    ]  # fmt: skip
    section = content.posts_compared(context(english, "weekly_review", posts=rows))
    table = section.blocks[0]
    assert isinstance(table, Table)
    assert [(row[0].text, row[0].note, row[2].text) for row in table.rows] == [
        ("Capes", "TikTok, influencer, sales, 9 Oct", "7"),
        ("Masks", "Instagram, organic, leads, 2 Oct", "12"),
    ]
    assert section.subtitle == "The 2 that earned most contribution"
