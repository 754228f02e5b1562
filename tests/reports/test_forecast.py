"""What to expect, with its interval, and whether the model earned its place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from plumbline.language.language import Language
from plumbline.reports.sections import forecast
from tests.reports.rows import D, cells, context

DAY = date(2026, 9, 30)


def ahead(weeks: int, measure: str = "qualified_pipeline", **known: Any) -> dict[str, Any]:
    """A forecast of 1.24 million between 1.1 and 1.4 so many weeks after the day."""
    row = {"measure": measure, "weeks_ahead": weeks, "week_end": DAY + timedelta(days=7 * weeks), "currency": "EUR"}
    return row | {"value": D(1240000), "low": D(1100000), "high": D(1400000), "naive": D(1190000)} | known


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("1300000", "; the target of €1.30m lies inside it"),
        ("1000000", ", above the target of €1.00m"),
        ("1500000", ", below the target of €1.50m"),
    ],
)
def test_the_forecast_is_held_against_the_target(english: Language, target: str, words: str) -> None:
    pace = [{"measure": "qualified_pipeline", "target_month": D(target)}]
    ctx = context(english, "board_report", DAY, forecast=[ahead(1), ahead(4)], pace=pace)
    assert forecast.forecast_title(ctx) == (
        f"Qualified pipeline is forecast at €1.24m for 28 Oct (90% interval €1.10m to €1.40m){words}"
    )


def test_a_model_that_did_not_beat_the_naive_forecast_says_so(english: Language) -> None:
    ctx = context(english, "board_report", DAY, forecast=[ahead(1, is_naive=True)])
    assert forecast.next_week_sentences(ctx) == (
        "Forecast of qualified pipeline for 7 Oct: €1.24m, 90% interval €1.10m to €1.40m;"
        " this is the naive forecast, because the model did not beat it.",
    )
    assert forecast.forecast(ctx).notes == (
        "Qualified pipeline: the model did not beat the naive forecast, so the naive one is shown.",
    )


def test_past_forecasts_stand_beside_the_next_ones(english: Language) -> None:
    score = {"measure": "revenue", "weeks_ahead": 1, "backtests": 26, "error": D(8100), "naive_error": D(11900),
             "coverage": D("0.88")}  # fmt: skip
    rows = [ahead(1, "revenue", value=D(84000), low=D(71000), high=D(98000), naive=D(80000))]
    section = forecast.forecast(context(english, "board_report", DAY, forecast=rows, forecast_score=[score]))
    assert [row[1:] for row in cells(section.blocks[-1])] == [
        ["1", "€84k", "€71k to €98k", "€80k", "26", "€8.1k", "€12k", "88%"],
    ]


def test_a_history_that_is_too_short_gives_its_reason(english: Language) -> None:
    rows = [{"measure": "revenue", "reason": "too_few_weeks|9"}]
    section = forecast.forecast(context(english, "board_report", DAY, forecast=rows))
    assert section.unknown == "Not known: the history is too short for a forecast. too few weeks are known."
