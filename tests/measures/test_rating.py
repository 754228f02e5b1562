"""The rating: docs/rating.md's platform by hand, hysteresis, outlook, what is not rated."""

from __future__ import annotations

from dataclasses import replace
from math import log
from pathlib import Path

import pytest

from plumbline.errors import SettingsWrong
from plumbline.measures.rating import Method, Quarter, Rating, rate
from plumbline.settings import PROJECT

METHOD = Method.load(PROJECT / "include" / "rating.yaml")
USUAL = {"target_share": 0.62, "engagement_rate": 0.04, "conversion_rate": 0.0125}
VALUES = {"target_share": 0.72, "engagement_rate": 0.046, "conversion_rate": 0.011, "daily_use": 0.46}
COUNTS = {"sample_size": 3000, "impressions": 500_000, "clicks": 9_000, "answers": 260}
BY_HAND = Quarter(VALUES, USUAL, COUNTS)


def at(score: float) -> Quarter:
    """A quarter of exactly this score: every measure has these points."""
    doublings = {
        "target_share": (score - 50) / 60,
        "engagement_rate": (score - 50) / 25,
        "conversion_rate": (score - 50) / 25,
    }
    usual = {"target_share": 0.3, "engagement_rate": 0.01, "conversion_rate": 0.01}
    return Quarter({name: usual[name] * 2**by for name, by in doublings.items()}, usual, COUNTS)


def grades(*scores: float) -> list[str | None]:
    return [rating.grade for rating in rate([at(score) for score in scores], METHOD)]


def test_the_platform_of_the_page_by_hand() -> None:
    rating = rate([BY_HAND], METHOD)[0]
    # written out without the code's own words: 40, 20, 30 and 10 parts; 60 or 25 points a doubling
    score = (
        0.40 * (50 + 60 * log(0.72 / 0.62) / log(2))
        + 0.20 * (50 + 25 * log(0.046 / 0.040) / log(2))
        + 0.30 * (50 + 25 * log(0.011 / 0.0125) / log(2))
        + 0.10 * (50 + 25 * log(0.46 / 0.40) / log(2))
    )
    assert rating.score == pytest.approx(score)
    assert (rating.grade, rating.outlook) == ("BBB", "stable")
    assert (rating.up, rating.up_score, rating.down, rating.down_score) == ("A", 62, "BB", 48)
    assert rating.up_by == (
        "target_share",
        pytest.approx(0.62 * 2 ** ((62.94 + (62 - 55.31) / 0.4 - 50) / 60), rel=1e-3),
    )
    assert rating.down_by == ("target_share", pytest.approx(0.583, abs=5e-4))


def test_the_page_says_what_the_program_says() -> None:
    page = (PROJECT / "docs" / "rating.md").read_text(encoding="utf-8")
    rating = rate([BY_HAND], METHOD)[0]
    assert rating.score is not None and rating.up_by is not None and rating.down_by is not None
    for figure in (
        f"**{rating.score:.2f}**", f"**{rating.grade}**, outlook {rating.outlook}",
        f"**{rating.up_by[1] * 100:.1f} %**", f"**{rating.down_by[1] * 100:.1f} %**",
    ):  # fmt: skip
        assert figure in page
    row = "| " + " | ".join(f"{floor:.0f}" for _, floor in METHOD.grades[:-1]) + " | below |"
    assert row in page
    for name, weighing in METHOD.measures.items():
        assert f"| {weighing.weight:.0f} |" in next(
            line for line in page.splitlines() if line.startswith(f"| {name.replace('_', ' ')} |")
        )


def test_what_it_takes_really_does_it() -> None:
    rating = rate([BY_HAND], METHOD)[0]
    assert rating.up_by is not None and rating.down_by is not None
    for (measure, value), grade in ((rating.up_by, "A"), (rating.down_by, "BB")):
        step = 1.0001 if grade == "A" else 0.9999
        then = replace(BY_HAND, values={**VALUES, measure: value * step})
        assert rate([BY_HAND, then], METHOD)[1].grade == grade
        almost = replace(BY_HAND, values={**VALUES, measure: value / step})
        assert rate([BY_HAND, almost], METHOD)[1].grade == "BBB"


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (80, "AAA"),
        (79.9, "AA"),
        (60, "A"),
        (59.9, "BBB"),
        (50, "BBB"),
        (49.9, "BB"),
        (34, "B"),
        (10, "C"),
        (9.9, "D"),
        (0, "D"),
    ],
)
def test_the_cut_offs_of_a_first_grade(score: float, grade: str) -> None:
    assert grades(score + 1e-9) == [grade]


def test_a_grade_moves_only_when_the_margin_is_passed() -> None:
    assert grades(55, 61.9, 62.1, 58.1, 57.9) == ["BBB", "BBB", "A", "A", "BBB"]
    assert grades(55, 48.1, 47.9, 51.9, 52.1) == ["BBB", "BBB", "BB", "BB", "BBB"]
    assert grades(55, 83, 20) == ["BBB", "AAA", "CC"]


def test_the_outlook() -> None:
    def outlooks(*scores: float) -> list[str | None]:
        return [rating.outlook for rating in rate([at(score) for score in scores], METHOD)]

    assert outlooks(55, 61) == ["stable", "positive"]  # above A's cut-off, not yet by the margin
    assert outlooks(55, 49) == ["stable", "negative"]
    assert outlooks(52, 56.1) == ["stable", "positive"]  # four points more
    assert outlooks(56.1, 52) == ["stable", "negative"]
    assert outlooks(55, 56) == ["stable", "stable"]


def test_too_little_is_not_rated_and_not_a_d() -> None:
    def reason(**changed: int) -> str | None:
        rating = rate([replace(BY_HAND, counts={**COUNTS, **changed})], METHOD)[0]
        assert rating.grade is None and rating.score is None
        return rating.reason

    assert reason(sample_size=38) == "sample_too_small|38|200"
    assert reason(impressions=468) == "too_few_impressions|468|10000"
    assert reason(clicks=6) == "too_few_clicks|6|500"
    no_value = replace(BY_HAND, values={**VALUES, "conversion_rate": None})
    assert rate([no_value], METHOD)[0].reason == "not_known|conversion_rate"
    no_usual = replace(BY_HAND, usual={**USUAL, "engagement_rate": None})
    assert rate([no_usual], METHOD)[0].reason == "no_benchmark|engagement_rate"


def test_a_quarter_without_a_rating_is_passed_over() -> None:
    empty = replace(at(10), counts={**COUNTS, "sample_size": 0})
    ratings: list[Rating] = rate([at(55), empty, at(61)], METHOD)
    assert [rating.grade for rating in ratings] == ["BBB", None, "BBB"]


def test_without_a_survey_the_weight_falls_to_the_others() -> None:
    without = rate([replace(BY_HAND, values={**VALUES, "daily_use": None})], METHOD)[0].score
    assert without == pytest.approx((0.40 * 62.943 + 0.20 * 55.041 + 0.30 * 45.389) / 0.90, abs=0.01)
    assert rate([replace(BY_HAND, counts={**COUNTS, "answers": 49})], METHOD)[0].score == pytest.approx(without)


def test_nothing_at_all_is_a_d() -> None:
    nothing = replace(BY_HAND, values=dict.fromkeys(VALUES, 0.0))
    rating = rate([nothing], METHOD)[0]
    assert (rating.grade, rating.score, rating.down, rating.down_by) == ("D", 0.0, None, None)


def test_a_method_with_a_gap_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rating.yaml"
    path.write_text("measures: {}\ngrades: {AAA: 80}\nmargin: 2\n", encoding="utf-8")
    with pytest.raises(SettingsWrong, match=r"rating\.yaml"):
        Method.load(path)
