"""What a stated probability means here."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from plumbline.language.language import Language
from plumbline.layout.blocks import Plots
from plumbline.layout.charts.plot import STYLES
from plumbline.marts.scope import Scope
from plumbline.reports.sections import calibration
from tests.reports.rows import D, cells, context

COMPANY = {"level": "company", "item": "company", "deals": 400, "stated": D("0.64"), "win_rate": D("0.49"),
           "gap": D("-0.15"), "gap_low": D("-0.2"), "gap_high": D("-0.1"), "verdict": "over_forecast",
           "threshold": D("0.6"), "deals_at_threshold": 140,
           "won_at_threshold": D("0.52"), "won_at_threshold_low": D("0.46"),
           "won_at_threshold_high": D("0.58"), "calibrated_threshold": D("0.75")}  # fmt: skip
TEAM = {"level": "team", "item": "t1", "item_name": "Key Accounts", "deals": 90, "stated": D("0.5"),
        "win_rate": D("0.51"),
        "gap": D("0.01"), "gap_low": D("-0.1"), "gap_high": D("0.12"), "verdict": "accurate", "won": 45,
        "observed_win_rate": D("0.5")}  # fmt: skip


def band(low: str, won: int, stated: str, rate: str, ends: tuple[str, str]) -> dict[str, Any]:
    """A band of the company's, a tenth wide, in which 140 deals stood."""
    row = {"level": "company", "item": "company", "band_low": D(low), "band_high": D(low) + D("0.1"), "deals": 140}
    known = {"stated": D(stated), "win_rate": D(rate), "win_rate_low": D(ends[0]), "win_rate_high": D(ends[1])}
    return row | {"won": won} | known


def test_each_band_is_a_dot_with_its_interval_beside_what_was_stated(english: Language) -> None:
    bands = [
        band("0.6", 70, "0.65", "0.5", ("0.43", "0.57")),  # misses 65%
        band("0.8", 105, "0.8", "0.75", ("0.68", "0.81")),
    ]
    other = bands[0] | {"level": "rep", "item": "r1"}
    ctx = context(english, "board_report", calibration=[COMPANY, TEAM], calibration_bands=[other, *bands])
    section = calibration.calibration_bands(ctx)
    assert section.title == "Of 140 deals put at 60% or more, 52% were won (90% interval 46% to 58%)"
    (plots,) = section.blocks
    assert isinstance(plots, Plots)
    (plot,) = plots.plots
    assert plot.alt == "Company: in 1 of 2 bands the interval of the win rate misses what was stated."
    assert (plot.title, plot.note) == ("Company", "400 closed deals · over-forecast")
    assert [(word.text, word.up > word.at) for word in plot.inside] == [("as stated", True)]
    (svg,) = ctx.drawings.svg.values()
    dots = re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', svg)
    assert dots == [("84.5", "65"), ("104", "32.5")]  # of 130 each way: 65% and 50%, 80% and 75%
    assert svg.count(STYLES["off"]) == svg.count(STYLES["interval"]) == 1


def test_teams_come_first_and_the_company_last(english: Language) -> None:
    section = calibration.calibration_scores(context(english, "board_report", calibration=[COMPANY, TEAM]))
    assert cells(section.blocks[0]) == [
        ["Key Accounts", "90", "45", "50%", "+1", "accurate", "–"],
        ["Company", "400", "–", "–", "−15", "over-forecast", "75%"],
    ]
    assert section.title == "Whose percentages come true"
    off = TEAM | {"verdict": "under_forecast"}
    section = calibration.calibration_scores(context(english, "board_report", calibration=[COMPANY, off]))
    assert section.title == "Under-forecast: Key Accounts"


def test_reps_are_named_to_their_own_lead_only(english: Language) -> None:
    rep = {"level": "rep", "team": "Key Accounts", "stated": D("0.6"), "gap": D("-0.05")}
    rows = [
        rep | {"item": "r1", "item_name": "Lena", "deals": 40, "verdict": "accurate"},
        rep | {"item": "r2", "item_name": "Jan", "deals": 12, "verdict": "over_forecast"},
        rep | {"item": "r3", "item_name": "Mia", "deals": 2, "verdict": "too_few"},
        rep | {"item": "r4", "item_name": "Unasked", "deals": 9, "stated": None},
        TEAM,
    ]
    ctx = context(english, "weekly_review", calibration=rows)
    assert cells(calibration.calibration_of_reps(ctx).blocks[0]) == [["Key Accounts", "90", "45", "+1", "accurate"]]
    lead = replace(ctx, request=replace(ctx.request, scope=Scope(teams=("Key Accounts",))))
    section = calibration.calibration_of_reps(lead)
    assert cells(section.blocks[0]) == [
        ["Jan", "12", "−5", "over-forecast"],
        ["Lena", "40", "−5", "accurate"],
        ["Mia", "2", "−5", "too few deals"],
    ]
    assert section.title == "Over-forecast: Jan"
