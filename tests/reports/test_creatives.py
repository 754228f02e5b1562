"""Creatives by what they earned, and those whose click rate is falling."""

from __future__ import annotations

from plumbline.language.language import Language
from plumbline.reports.sections import content
from tests.reports.rows import D, cells, context

TIRED = {"creative_id": "c1", "ad_name": "Fright night", "days": 30, "is_fatigued": True, "ctr_first_week": D("0.031"),
         "ctr_last_week": D("0.012"), "weekly_change_percent": D(-12), "low": D(-16), "high": D(-8)}  # fmt: skip
FRESH = {"creative_id": "c2", "ad_name": "Pumpkin", "days": 30, "is_fatigued": False, "ctr_first_week": D("0.02"),
         "ctr_last_week": D("0.021"), "weekly_change_percent": D(1), "low": D(-4), "high": D(6)}  # fmt: skip
SHORT = {"creative_id": "c3", "ad_name": "New", "days": 3, "is_fatigued": False, "reason": "too_few_days"}


def test_creatives_are_ordered_by_spend_and_need_a_successor_where_their_click_rate_falls(english: Language) -> None:
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
        ["Fright night", "Meta", "40.0", "3.10%", "200", "30.0", "61", "21.0", "−25", "stop"],
        ["Pumpkin", "TikTok", "12.0", "1.24%", "90", "15.0", "48", "0.0", "25", "keep"],
    ]
    tired = TIRED | {"creative_id": "c2"}
    ctx = context(english, "weekly_review", creatives=earned, fatigue=[tired])
    assert [row[-1] for row in cells(content.creatives_compared(ctx).blocks[0])] == ["stop", "prepare a successor"]


def test_only_creatives_that_could_be_tested_are_shown(english: Language) -> None:
    section = content.creative_fatigue(context(english, "weekly_review", fatigue=[FRESH, SHORT, TIRED]))
    assert section.title == "The click rate of 1 creative is falling"
    assert cells(section.blocks[0]) == [
        ["Fright night", "30", "3.10%", "1.20%", "−12%", "−16% to −8%", "falling"],
        ["Pumpkin", "30", "2.00%", "2.10%", "1%", "−4% to 6%", "unclear"],
    ]
    assert content.creative_fatigue(context(english, "weekly_review", fatigue=[SHORT])).unknown == (
        "Not known: no creative has run long enough."
    )
