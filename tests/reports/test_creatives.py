"""Creatives by what they earned, and those that wear out."""

from __future__ import annotations

from plumbline.language.language import Language
from plumbline.layout.blocks import Table
from plumbline.reports.sections import content
from tests.reports.rows import D, cells, context

TIRED = {"creative_id": "c1", "ad_name": "Fright night", "days": 30, "is_fatigued": True, "ctr_first_week": D("0.031"),
         "ctr_last_week": D("0.012"), "weekly_change_percent": D(-12), "low": D(-16), "high": D(-8)}  # fmt: skip
FRESH = {"creative_id": "c2", "ad_name": "Pumpkin", "days": 30, "is_fatigued": False, "ctr_first_week": D("0.02"),
         "ctr_last_week": D("0.021"), "weekly_change_percent": D(1), "low": D(-4), "high": D(6)}  # fmt: skip
SHORT = {"creative_id": "c3", "ad_name": "New", "days": 3, "is_fatigued": False, "reason": "too_few_days"}


def test_creatives_are_ordered_by_spend_and_marked_where_they_wear_out(english: Language) -> None:
    earned = [
        {"creative_id": "c2", "ad_name": "Pumpkin", "platform": "tiktok", "version": 1, "spend": D(12000), "orders": 90,
         "ctr": D("0.0124"), "net_revenue": D(30000), "contribution": D(15000), "cac": D(48), "qualified": D(0),
         "romi": D("0.25"), "recommendation": "keep"},
        {"creative_id": "c1", "ad_name": "Fright night", "platform": "meta", "version": 2, "spend": D(40000),
         "orders": 200, "ctr": D("0.031"), "net_revenue": D(90000), "contribution": D(30000), "cac": D(61),
         "qualified": D(21000), "romi": D("-0.25"), "recommendation": "stop"},
        {"creative_id": "c9", "ad_name": "Never ran", "spend": D(0)},
    ]  # fmt: skip
    ctx = context(english, "weekly_review", creatives=earned, fatigue=[TIRED, FRESH])
    section = content.creatives_compared(ctx)
    assert section.subtitle == "The 2 with most spend, EUR thousand; CTR = clicks / impressions"
    assert cells(section.blocks[0]) == [
        ["Fright night", "40.0", "3.10%", "200", "90.0", "30.0", "61", "21.0", "−25", "stop"],
        ["Pumpkin", "12.0", "1.24%", "90", "30.0", "15.0", "48", "0.0", "25", "keep"],
    ]
    table = section.blocks[0]
    assert isinstance(table, Table)
    assert [(row[0].note, row[-1].note) for row in table.rows] == [
        ("Meta, version 2", "wears out"),
        ("TikTok, version 1", ""),
    ]


def test_only_creatives_that_could_be_tested_are_shown(english: Language) -> None:
    section = content.creative_fatigue(context(english, "weekly_review", fatigue=[FRESH, SHORT, TIRED]))
    assert section.title == "1 creative wears out"
    assert cells(section.blocks[0]) == [
        ["Fright night", "30", "3.10%", "1.20%", "−12%", "−16% to −8%", "wears out"],
        ["Pumpkin", "30", "2.00%", "2.10%", "1%", "−4% to 6%", "no sign"],
    ]
    assert content.creative_fatigue(context(english, "weekly_review", fatigue=[SHORT])).unknown == (
        "Not known: no creative has run long enough."
    )
