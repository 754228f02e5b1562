"""What the next unit of spend earns, and whether budget should move."""

from __future__ import annotations

from typing import Any

from plumbline.language.language import Language
from plumbline.layout.blocks import Plots
from plumbline.reports.sections import response_curves
from tests.reports.rows import D, cells, context

RADIO = {"channel": "radio", "is_known": True, "is_indicative": True, "weeks": 40, "spend_now": D(6000),
         "spend_low": D(2000), "spend_high": D(9000), "marginal_romi": D("0.1"), "marginal_romi_low": D("-0.2"),
         "marginal_romi_high": D("0.3")}  # fmt: skip
SEARCH = {"channel": "search", "is_known": False, "reason": "collinear|radio", "weeks": 60, "spend_now": D(4000)}
SHIFT = {"from_channel": "radio", "to_channel": "social_video", "amount": D(600), "is_supported": False}


def video(low: str) -> dict[str, Any]:
    """Social video, its marginal ROMI 80 per cent, not below `low`."""
    marginal = {"marginal_romi": D("0.8"), "marginal_romi_low": D(low), "marginal_romi_high": D("1.2")}
    return RADIO | {"channel": "social_video", "is_indicative": False} | marginal


def test_only_intervals_that_do_not_touch_name_the_best_channel(english: Language) -> None:
    clear = response_curves.response_curves(context(english, "board_report", response_curve=[RADIO, video("0.4")]))
    assert clear.title == "The next unit of spend earns most in Social video"
    touching = response_curves.response_curves(context(english, "board_report", response_curve=[RADIO, video("0.2")]))
    assert touching.title == "The intervals do not tell in which channel the next unit of spend earns most"


def test_a_channel_without_a_curve_has_the_reason_why(english: Language) -> None:
    points = [{"channel": "radio", "spend": D(1000 * n), "contribution": D(900 * n), "low": D(700 * n),
               "high": D(1100 * n)} for n in range(1, 5)]  # fmt: skip
    ctx = context(english, "board_report", response_curve=[SEARCH, RADIO], response_curve_points=points)
    plots, table = response_curves.response_curves(ctx).blocks
    assert isinstance(plots, Plots)
    assert [(plot.title, plot.alt) for plot in plots.plots] == [
        ("Radio (indicative)", "Radio: from €1.0k to €4.0k of weekly spend contribution rises to €3.6k."),
    ]
    assert cells(table) == [
        ["Radio", "€6.0k", "€2.0k to €9.0k", "40", "10%", "−20% to 30%", "indicative"],
        ["Search", "€4.0k", "–", "60", "–", "–",
         "not told: its spend always moves with Radio, so their effects can't be told apart"],
    ]  # fmt: skip


def test_the_best_shift_that_the_data_supports_is_told(english: Language) -> None:
    gain = {"is_supported": True, "gain": D(240), "gain_low": D(30), "gain_high": D(460)}
    ctx = context(english, "board_report", budget_shift=[SHIFT | {"gain": D(900)}, SHIFT | gain])
    assert response_curves.shift_sentence(ctx) == (
        "Moving €600 a week from Radio to Social video would earn €240 more contribution a week"
        " (90% interval €30 to €460), inside the range of spend seen."
    )
    refused = [SHIFT | {"reason": "gain_not_certain"}, SHIFT | {"reason": "outside_range"}]
    assert response_curves.shift_sentence(context(english, "board_report", budget_shift=refused)) == (
        "The data supports no shift of budget: it would leave the range of spend seen;"
        " the interval of its gain holds zero."
    )
    assert response_curves.budget_shift(context(english, "board_report")).unknown == (
        "Not known: no response curve can be drawn."
    )
