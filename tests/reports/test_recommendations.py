"""What to iterate on: only what an interval or a margin carries, the costliest first."""

from __future__ import annotations

from plumbline.language.language import Language
from plumbline.layout.blocks import Text
from plumbline.reports.sections import recommendations
from tests.reports.rows import DAY, D, context

TIRED = {"creative_id": "c1", "ad_name": "Fright night", "is_fatigued": True, "weekly_change_percent": D(-12),
         "low": D(-16), "high": D(-8)}  # fmt: skip
RATIO = {"as_of_day": DAY, "platform": "tiktok", "platform_conversions": 412, "ratio": D("2.00"),
         "ratio_low": D("1.81"), "ratio_high": D("2.22")}  # fmt: skip
COVERAGE = {"level": "company", "coverage": D("2.1"), "needed_coverage": D("3.5")}
CREATIVE = {"creative_id": "c2", "ad_name": "Pumpkin", "spend": D(12000), "contribution": D(31000),
            "recommendation": "scale"}  # fmt: skip
REP = {"level": "rep", "item": "r1", "item_name": "Jan", "deals": 12, "stated": D("0.7"), "win_rate": D("0.4"),
       "verdict": "over_forecast"}  # fmt: skip
SLOW = {"level": "team", "item": "Retail DACH", "median_working_minutes": 570}


def test_recommendations_stand_in_the_order_of_their_cost(english: Language) -> None:
    ctx = context(english, "weekly_review", fatigue=[TIRED], platform_reporting_ratio=[RATIO], creatives=[CREATIVE],
                  pipeline_coverage=[COVERAGE], calibration=[REP], speed=[SLOW])  # fmt: skip
    (block,) = recommendations.recommendations(ctx).blocks
    assert isinstance(block, Text) and block.is_list
    assert block.sentences == (
        "Replace Fright night: its click rate changes by −12% a week (90% interval −16% to −8%).",
        "Judge TikTok by the till: it claims 2.00 purchases for each one (90% interval 1.81 to 2.22).",
        "Fill the pipeline: it covers 2.1 times what is left of the quarter's target,"
        " 3.5 are needed at this band's win rate.",
        "Pumpkin is one to scale: €12k spent, €31k of contribution.",
        "Talk about percentages with Jan: 70% said, 40% of 12 deals won; too high.",
        "Answer sooner in Retail DACH: half of its leads wait more than 9.5 working hours.",
    )
    assert recommendations.first_recommendation(ctx) == block.sentences[0]


def test_what_no_interval_carries_is_not_recommended(english: Language) -> None:
    ctx = context(
        english,
        "weekly_review",
        fatigue=[TIRED | {"is_fatigued": False}],
        platform_reporting_ratio=[RATIO | {"ratio_low": D("0.98")}],
        creatives=[CREATIVE | {"recommendation": "keep"}],
        pipeline_coverage=[COVERAGE | {"coverage": D("3.5")}],
        calibration=[REP | {"deals": 9}],
        speed=[SLOW | {"median_working_minutes": 480}],
    )
    assert recommendations.recommendations(ctx).unknown == "Nothing: no interval of these days carries a change."
    assert recommendations.first_recommendation(ctx) == ""
