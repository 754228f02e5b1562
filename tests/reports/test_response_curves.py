"""What the next unit of spend earns, and whether budget should move."""

from __future__ import annotations

import re
from typing import Any

import pytest

from plumbline.language.language import Language
from plumbline.layout.blocks import Plots, Text
from plumbline.layout.charts.plot import STYLES
from plumbline.reports.sections import response_curves
from tests.reports.rows import D, cells, context

RADIO = {"channel": "radio", "is_known": True, "is_indicative": True, "weeks": 40, "spend_now": D(6000),
         "spend_low": D(2000), "spend_high": D(9000), "marginal_romi": D("0.1"), "marginal_romi_low": D("-0.2"),
         "marginal_romi_high": D("0.3")}  # fmt: skip
SEARCH = {"channel": "search", "is_known": False, "reason": "collinear|radio", "weeks": 60, "spend_now": D(4000)}
SHIFT = {"from_channel": "radio", "to_channel": "social_video", "amount": D(600), "is_supported": False}


def at(channel: str, low: str, high: str) -> dict[str, Any]:
    """A channel whose marginal ROMI lies between these."""
    marginal = {"marginal_romi": (D(low) + D(high)) / 2, "marginal_romi_low": D(low), "marginal_romi_high": D(high)}
    return RADIO | {"channel": channel} | marginal


@pytest.mark.parametrize(
    ("channels", "said"),
    [
        ((at("radio", "0.3", "1.3"), at("search", "0.8", "1.8"), at("out_of_home", "-0.6", "-0.1")),
         " earns more than it costs in Radio and Search and loses money in Out of home"),
        ((at("radio", "-0.2", "0.3"), at("search", "0.8", "1.8"), at("out_of_home", "-0.6", "-0.1")),
         " earns most in Search and loses money in Out of home"),
        ((at("radio", "-0.2", "0.3"), at("search", "0.4", "1.2")), " earns most in Search"),
        ((at("radio", "-0.2", "0.3"), at("search", "0.2", "1.2")), " earns more than it costs in Search"),
        ((at("radio", "-0.2", "0.3"), at("search", "-0.9", "-0.1")), " loses money in Search"),
        ((at("radio", "-0.2", "0.3"), at("search", "-0.1", "1.2")), ": all intervals hold break-even and overlap"),
    ],
)  # fmt: skip
def test_the_title_says_what_the_intervals_say(english: Language, channels: tuple[Any, ...], said: str) -> None:
    section = response_curves.response_curves(context(english, "board_report", response_curve=list(channels)))
    assert section.title == f"The next unit of spend{said}"


def test_a_channel_without_a_curve_has_the_reason_why(english: Language) -> None:
    points = [{"channel": "radio", "spend": D(1000 * n), "contribution": D(900 * n), "low": D(700 * n),
               "high": D(1100 * n)} for n in range(1, 5)]  # fmt: skip
    ctx = context(english, "board_report", response_curve=[SEARCH, RADIO], response_curve_points=points)
    plots, table = response_curves.response_curves(ctx).blocks
    assert isinstance(plots, Plots)
    assert [(plot.title, plot.alt) for plot in plots.plots] == [
        ("Contribution a week by spend a week, EUR",
         "Radio: from €1.0k to €4.0k of weekly spend contribution rises to €3.6k."),
        ("Marginal ROMI at today's spend a week", "Radio: marginal ROMI 10% at €6.0k a week, −20% to 30%."),
    ]  # fmt: skip
    assert [word.text for plot in plots.plots for word in plot.inside] == ["Radio", "Radio", "break-even"]
    assert cells(table) == [
        ["Radio", "€6.0k", "€2.0k to €9.0k", "10%", "−20% to 30%", "indicative"],
        ["Search", "€4.0k", "–", "–", "–",
         "not told: its spend always moves with Radio, so their effects can't be told apart"],
    ]  # fmt: skip


def test_all_curves_are_drawn_on_one_scale(english: Language) -> None:
    points = [{"channel": channel, "spend": D(spend), "contribution": D(most) * spend / 8000}
              for channel, most in (("radio", 12000), ("search", 3000)) for spend in (0, 4000, 8000)]  # fmt: skip
    rows = [at("radio", "0.3", "1.3"), at("search", "0.8", "1.8")]
    ctx = context(english, "board_report", response_curve=rows, response_curve_points=points)
    response_curves.response_curves(ctx)
    svg = next(iter(ctx.drawings.svg.values()))
    radio, search = re.findall(rf'points="([^"]*)" fill="none" {STYLES["model"]}', svg)
    # 8,000 of 15,000 across; 12,000 and 3,000 of 15,000 upward
    ends = [tuple(map(float, line.split()[-1].split(","))) for line in (radio, search)]
    assert ends == [pytest.approx((128, 26), abs=0.02), pytest.approx((128, 104), abs=0.02)]


def test_a_gain_that_no_board_would_decide_on_is_no_advice(english: Language) -> None:
    gain = SHIFT | {"is_supported": True, "gain": D(240), "gain_low": D(100), "gain_high": D(460)}
    month = {"level": "company", "vintage": "as_reported", "cost": D(43000)}  # a month's low end is 434.5
    ctx = context(english, "board_report", budget_shift=[gain], profit_and_loss=[month])
    assert response_curves.shift_sentence(ctx).startswith("Moving €600 a week")
    ctx = context(english, "board_report", budget_shift=[gain], profit_and_loss=[month | {"cost": D(44000)}])
    assert response_curves.shift_sentence(ctx) == ""
    (text,) = response_curves.budget_shift(ctx).blocks
    assert isinstance(text, Text) and text.sentences == (
        "No shift of budget is worth deciding on: the best one is sure to gain only €435 a month (low end of its 90%"
        " interval), less than 1% of the month's cost of marketing (€440).",
    )


def test_the_best_shift_that_the_data_supports_is_told(english: Language) -> None:
    gain = {"is_supported": True, "gain": D(240), "gain_low": D(30), "gain_high": D(460)}
    ctx = context(english, "board_report", budget_shift=[SHIFT | {"gain": D(900)}, SHIFT | gain])
    assert response_curves.shift_sentence(ctx).startswith(
        "Moving €600 a week from Radio to Social video would earn €240 more contribution a week"
        " (90% interval €30 to €460), "
    )
    refused = [SHIFT | {"reason": "gain_not_certain"}, SHIFT | {"reason": "outside_range"}]
    assert response_curves.shift_sentence(context(english, "board_report", budget_shift=refused)) == (
        "The data supports no shift of budget: it would leave the range of past spend;"
        " the interval of its gain includes zero."
    )
    assert response_curves.budget_shift(context(english, "board_report")).unknown == (
        "Not known: no response curve can be drawn."
    )
