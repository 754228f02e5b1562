"""What a stated probability means here."""

from __future__ import annotations

from plumbline.language.language import Language
from plumbline.layout.blocks import Table
from plumbline.reports.sections import calibration
from tests.reports.rows import D, cells, context

COMPANY = {"level": "company", "item": "company", "deals": 400, "stated": D("0.64"), "win_rate": D("0.49"),
           "brier": D("0.2114"), "brier_of_base_rate": D("0.2499"), "verdict": "over_forecast",
           "threshold": D("0.6"), "won_at_threshold": D("0.52"), "won_at_threshold_low": D("0.46"),
           "won_at_threshold_high": D("0.58"), "calibrated_threshold": D("0.75")}  # fmt: skip
TEAM = {"level": "team", "item": "t1", "item_name": "Key Accounts", "deals": 90, "stated": D("0.5"),
        "win_rate": D("0.51"), "shrunk_win_rate": None, "brier": D("0.19"), "verdict": "accurate"}  # fmt: skip


def test_the_threshold_is_told_with_what_it_really_means(english: Language) -> None:
    band = {
        "level": "company",
        "band_low": D("0.6"),
        "band_high": D("0.7"),
        "deals": 140,
        "won": 70,
        "stated": D("0.65"),
        "win_rate": D("0.5"),
        "win_rate_low": D("0.43"),
        "win_rate_high": D("0.57"),
    }
    other = band | {"level": "team", "item": "t1"}
    ctx = context(english, "board_report", calibration=[COMPANY, TEAM], calibration_bands=[other, band])  # fmt: skip
    section = calibration.calibration_bands(ctx)
    assert section.title == ("Of the deals said to close with 60% or more 52% were won (90% interval 46% to 58%)")
    assert cells(section.blocks[0]) == [["60% to 70%", "140", "70", "50%", "43% to 57%", "65%"]]
    table = section.blocks[0]
    assert isinstance(table, Table)
    drawn = table.rows[0][3].interval
    assert drawn is not None and (drawn.low, drawn.estimate, drawn.high, drawn.mark) == (43, 50, 57, 65)


def test_teams_come_first_and_the_company_last(english: Language) -> None:
    section = calibration.calibration_scores(context(english, "board_report", calibration=[COMPANY, TEAM]))
    assert cells(section.blocks[0]) == [
        ["Key Accounts", "90", "50%", "51%", "0.190", "–", "honest", "–"],
        ["Company", "400", "64%", "49%", "0.211", "0.250", "too high", "75%"],
    ]


def test_reps_whose_percentages_mislead_come_first(english: Language) -> None:
    rep = {"level": "rep", "team": "Key Accounts", "stated": D("0.6"), "shrunk_win_rate": D("0.55")}
    rows = [
        rep | {"item": "r1", "item_name": "Lena", "deals": 40, "verdict": "accurate"},
        rep | {"item": "r2", "item_name": "Jan", "deals": 12, "verdict": "over_forecast"},
        rep | {"item": "r3", "item_name": "Mia", "deals": 2, "verdict": "too_few"},
        rep | {"item": "r4", "item_name": "Unasked", "deals": 9, "stated": None},
    ]
    section = calibration.calibration_of_reps(context(english, "weekly_review", calibration=rows))
    assert [(row[0], row[-1]) for row in cells(section.blocks[0])] == [
        ("Jan", "too high"), ("Lena", "honest"), ("Mia", "too few deals"),
    ]  # fmt: skip
