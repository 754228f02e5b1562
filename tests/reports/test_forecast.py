"""What to expect, with its interval, and whether the model earned its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from plumbline.language.language import Language, load_language
from plumbline.layout.blocks import Plots
from plumbline.layout.charts.plot import STYLES
from plumbline.layout.render import _templates, lay_out
from plumbline.reports.sections import forecast
from plumbline.reports.verify import plain
from tests.reports.conftest import TEMPLATES
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
    pace = [{"measure": "qualified_pipeline", "month": date(2026, 10, 1), "target_month": D(target)}]
    ctx = context(english, "board_report", DAY, forecast=[ahead(1), ahead(4)], pace=pace)
    assert forecast.forecast_title(ctx) == (
        f"Qualified pipeline is forecast at €1.24m for 28 Oct (90% interval €1.10m to €1.40m){words}"
    )


def test_a_target_of_another_month_or_a_naive_forecast_is_never_a_title(english: Language) -> None:
    september = [{"measure": "qualified_pipeline", "month": date(2026, 9, 1), "target_month": D(950000)}]
    rows = [ahead(4)]
    ctx = context(english, "board_report", DAY, forecast=rows, pace=september)
    assert forecast.forecast_title(ctx) == ""
    assert forecast.forecast(ctx).title == "Forecast of qualified pipeline and revenue"
    naive = context(english, "board_report", DAY, forecast=[ahead(4, is_naive=True)])
    assert forecast.forecast_title(naive) == ""
    revenue = ahead(4, "revenue", value=D(84000), low=D(71000), high=D(98000))
    ctx = context(english, "board_report", DAY, forecast=[*rows, revenue], pace=september)
    assert forecast.forecast_title(ctx) == (
        "Revenue at the till is forecast at €84k for the week to 28 Oct (90% interval €71k to €98k)"
    )
    revenue["is_naive"] = True
    assert forecast.forecast_title(context(english, "board_report", DAY, forecast=[revenue])) == ""


def test_forecasts_share_a_scale_are_hatched_and_a_target_stands_over_its_month(english: Language) -> None:
    pace = [{"measure": "qualified_pipeline", "month": date(2026, 9, 1), "target_month": D(950000)}]
    past = [{"as_of_day": DAY - timedelta(days=back), "qualified": D(900000)} for back in range(60, -1, -1)]
    rows = [ahead(weeks, measure, low=D(low), high=D(high)) for weeks in range(1, 9)
            for measure, low, high in (("qualified_pipeline", 1100000, 1400000), ("revenue", 70000, 98000))
            ]  # fmt: skip
    ctx = context(english, "board_report", DAY, forecast=rows, pace=pace, pipeline_history=past)
    plots = forecast.forecast(ctx).blocks[0]
    assert isinstance(plots, Plots)
    pipeline, revenue = plots.plots
    assert pipeline.upward == revenue.upward and pipeline.upward[-1].text == "€1.50m"
    (word,) = pipeline.inside
    assert (word.text, revenue.inside) == ("target September 2026", ())
    pipeline_svg, revenue_svg = ctx.drawings.svg.values()
    assert pipeline_svg.count("<clipPath") == revenue_svg.count("<clipPath") == 1
    # a band of 300k of 1.5m takes a fifth of 95, from 1.1m at 25.33 to 1.4m at 6.33
    low, high = sorted({y for _, y in polygon(pipeline_svg)}, reverse=True)
    assert (low, high) == (pytest.approx(25.33, abs=0.02), pytest.approx(6.33, abs=0.02))
    (target,) = re.findall(rf'points="([^"]*)" fill="none" {STYLES["target"]}', pipeline_svg)
    (x, _), (to, _) = (map(float, point.split(",")) for point in target.split())
    first, last = date(2026, 8, 2), DAY + timedelta(days=56)  # the first Sunday known, the last week ahead
    assert x == pytest.approx(240 * (date(2026, 9, 1) - first) / (last - first), abs=0.02)
    assert to == pytest.approx(240 * (DAY - first) / (last - first), abs=0.02)


def polygon(svg: str) -> list[tuple[float, float]]:
    """The corners of the hatched band."""
    (points,) = re.findall(r'<polygon points="([^"]*)"', svg)
    pairs = (point.split(",") for point in points.split())
    return [(float(x), float(y)) for x, y in pairs]


@pytest.mark.parametrize("language", ["en", "he"])
def test_time_runs_from_left_to_right_in_every_language(language: str) -> None:
    rows = [ahead(weeks) for weeks in range(1, 9)]
    past = [{"as_of_day": DAY - timedelta(days=back), "qualified": D(900000)} for back in range(60, -1, -1)]
    ctx = context(load_language(language, TEMPLATES), "board_report", DAY, forecast=rows, pipeline_history=past)
    plots = forecast.forecast(ctx).blocks[0]
    assert isinstance(plots, Plots)
    (svg,) = ctx.drawings.svg.values()
    assert "scale(-1" not in svg
    xs = [x for x, _ in polygon(svg)]
    assert max(xs) == 240 and min(xs) > 120  # the band of what is to come lies at the right
    page = f'<html lang="{language}" dir="{ctx.language.direction}"><body>'
    macro = '{% from "blocks/plot.html.j2" import plots with context %}{{ plots(block) }}'
    html = _templates(TEMPLATES, ctx.language).from_string(macro).render(block=plots)
    document = lay_out(page + html, TEMPLATES, ctx.drawings)
    found = dict(texts(document.pages[0]._page_box))
    first, last = ("2 Aug", "25 Nov") if language == "en" else ("2 באוג׳", "25 בנוב׳")
    axis = min(x for text, x in found.items() if "€" in text)
    assert axis < found[first] < found[last]


def texts(box: Any) -> Iterator[tuple[str, float]]:
    """Every text of a laid out page, without marks of direction, and where it begins."""
    if text := getattr(box, "text", ""):
        yield plain(text).strip(), box.position_x
    for child in getattr(box, "children", ()):
        yield from texts(child)


def test_a_model_that_did_not_beat_the_naive_forecast_says_so(english: Language) -> None:
    ctx = context(english, "board_report", DAY, forecast=[ahead(1, is_naive=True)])
    assert forecast.next_week_sentences(ctx) == (
        "Forecast of qualified pipeline for 7 Oct: €1.24m, 90% interval €1.10m to €1.40m;"
        " this is the naive forecast, because the model did not beat it.",
    )
    assert forecast.forecast(ctx).notes == (
        "Qualified pipeline: no model has beaten the naive one, that the last week's figure stays as it is; this"
        " naive forecast is shown.",
    )


def test_past_forecasts_stand_beside_the_next_ones(english: Language) -> None:
    score = {"measure": "revenue", "weeks_ahead": 1, "backtests": 26, "error": D(8100), "naive_error": D(11900),
             "coverage": D("0.88")}  # fmt: skip
    rows = [ahead(1, "revenue", value=D(84000), low=D(71000), high=D(98000), naive=D(80000))]
    section = forecast.forecast(context(english, "board_report", DAY, forecast=rows, forecast_score=[score]))
    assert [row[1:] for row in cells(section.blocks[-1])] == [
        ["1", "€84k", "€71k to €98k", "€8.1k", "€12k", "88%"],
    ]


def test_a_history_that_is_too_short_gives_its_reason(english: Language) -> None:
    rows = [{"measure": "revenue", "reason": "too_few_weeks|9"}]
    section = forecast.forecast(context(english, "board_report", DAY, forecast=rows))
    assert section.unknown == "Not known: too few weeks are known."
