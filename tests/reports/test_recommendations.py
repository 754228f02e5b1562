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
TEAM = {"level": "team", "item": "Key Accounts", "item_name": "Key Accounts", "deals": 12, "stated": D("0.7"),
        "win_rate": D("0.4"), "verdict": "over_forecast"}  # fmt: skip
REP = {"level": "rep", "item": "r1", "item_name": "Jan"}  # no report of the whole company judges him by name
SLOW = {"level": "team", "item": "Retail DACH", "median_working_minutes": 570}


def bound(said: str) -> str:
    """Words that no line's end parts."""
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def test_recommendations_stand_in_the_order_of_their_cost(english: Language) -> None:
    ctx = context(english, "weekly_review", fatigue=[TIRED], platform_reporting_ratio=[RATIO], creatives=[CREATIVE],
                  pipeline_coverage=[COVERAGE], calibration=[TEAM, TEAM | REP], speed=[SLOW])  # fmt: skip
    (block,) = recommendations.recommendations(ctx).blocks
    assert isinstance(block, Text) and block.is_list
    marketing, team_lead = bound("(marketing, by 6 Nov)"), bound("(team lead, by 6 Nov)")
    assert block.sentences == (
        "Prepare a successor to Fright night: its click rate is falling by 12% a week (90% interval 8% to 16%). "
        + marketing,
        "Judge TikTok by booked orders: over 28 days it reported 2.00 purchases for each order"
        " (90% interval 1.81 to 2.22). " + marketing,
        "Build pipeline: it covers what is left of the quarter's target 2.1 times;"
        " at the current win rate 3.5 times are needed. " + bound("(head of sales, by 6 Nov)"),
        "Scale Pumpkin: €12k of spend earned €31k of contribution in 28 days. " + marketing,
        "Review forecasts with Key Accounts: 70% forecast, 40% won over 12 deals (over-forecast). " + team_lead,
        "Answer leads faster in Retail DACH: half of them wait more than 9.5 working hours. " + team_lead,
    )
    # the opening says the advice alone
    assert recommendations.first_recommendation(ctx) == block.sentences[0].removesuffix(f" {marketing}")


def test_what_no_interval_carries_is_not_recommended(english: Language) -> None:
    ctx = context(
        english,
        "weekly_review",
        fatigue=[TIRED | {"is_fatigued": False}],
        platform_reporting_ratio=[RATIO | {"ratio_low": D("0.98")}],
        creatives=[CREATIVE | {"recommendation": "keep"}],
        pipeline_coverage=[COVERAGE | {"coverage": D("3.5")}],
        calibration=[TEAM | {"deals": 9}],
        speed=[SLOW | {"median_working_minutes": 480}],
    )
    section = recommendations.recommendations(ctx)
    assert section.unknown == "Nothing: no difference in these days is certain enough to act on."
    assert recommendations.first_recommendation(ctx) == ""


def test_a_creative_is_told_one_thing_only(english: Language) -> None:
    """What the table stops is not given a successor, and what tires is not scaled."""
    stopped = CREATIVE | {"creative_id": "c1", "ad_name": "Fright night", "recommendation": "stop"}
    (block,) = recommendations.recommendations(
        context(english, "weekly_review", fatigue=[TIRED], creatives=[stopped])
    ).blocks
    assert isinstance(block, Text)
    assert block.sentences == (
        "Stop Fright night: €12k of spend earned only €31k of contribution in 28 days. "
        + bound("(marketing, by 6 Nov)"),
    )
    scaled = stopped | {"recommendation": "scale"}
    (block,) = recommendations.recommendations(
        context(english, "weekly_review", fatigue=[TIRED], creatives=[scaled])
    ).blocks
    assert isinstance(block, Text)
    assert [sentence.partition(":")[0] for sentence in block.sentences] == ["Prepare a successor to Fright night"]
    touching = TIRED | {"high": D(0)}
    assert recommendations.first_recommendation(context(english, "weekly_review", fatigue=[touching])) == ""


def test_each_advice_has_an_owner(english: Language) -> None:
    """All but the shift of budget, which is told where the response curves are."""
    assert {*english.vocabulary["advice_owner"], "budget_shift"} == set(english.vocabulary["advice"])
