"""The functions behind the computed marts: what they group, carry over and leave out, on rows made by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from plumbline.measures.marts import (
    calibration,
    conversions,
    creatives,
    forecast,
    journeys,
    leads,
    lifetime,
    media,
    ratings,
)
from tests.measures import worlds

DAY = date(2026, 10, 25)
MONDAY = date(2024, 1, 1)


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as the warehouse gives them: objects, in no order."""
    return pd.DataFrame(rows, dtype=object).sample(frac=1, random_state=1, ignore_index=True)


def records(result: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in result.to_dict("records")]


def stated(
    deal: str, day: int, probability: str, won: bool, owner: str | None = "r1", team: str | None = "East"
) -> dict[str, Any]:
    return {
        "as_of_day": DAY, "deal_id": deal, "day": date(2026, 8, day), "probability": Decimal(probability),
        "is_won": won, "owner_id": owner, "owner": None if owner is None else f"Rep {owner}", "team": team,
        "threshold": Decimal("0.60"),
    }  # fmt: skip


def test_a_deal_counts_once_in_a_band_with_what_was_stated_last() -> None:
    rows = frame([stated("a", 1, "0.65", True), stated("a", 5, "0.61", True), stated("a", 9, "0.90", True)])
    company = [row for row in records(calibration.bands(rows)) if row["level"] == "company"]
    assert [(row["band_low"], row["deals"], row["stated"]) for row in company] == [(0.6, 1, 0.61), (0.9, 1, 0.9)]


def test_a_deal_that_left_a_band_and_came_back_counts_once() -> None:
    rows = frame([stated("a", 1, "0.65", True), stated("a", 5, "0.40", True), stated("a", 9, "0.69", True)])
    rep = [row for row in records(calibration.bands(rows)) if row["level"] == "rep"]
    assert [(row["band_low"], row["stated"], row["item_name"]) for row in rep] == [
        (0.4, 0.4, "Rep r1"),
        (0.6, 0.69, "Rep r1"),
    ]


def test_reps_teams_and_the_company_are_scored() -> None:
    rows = frame(
        [stated("a", 1, "0.6", True), stated("b", 1, "0.6", False, "r2"), stated("c", 1, "0.6", False, None, None)]
    )
    scored = {(row["level"], row["item"]): row for row in records(calibration.scores(rows))}
    assert set(scored) == {("company", "company"), ("team", "East"), ("rep", "r1"), ("rep", "r2")}
    assert scored["company", "company"]["deals"] == 3 and scored["team", "East"]["deals"] == 2
    assert scored["company", "company"]["deals_without_team"] == 1
    assert scored["team", "East"]["deals_without_team"] is None
    assert 0.5 < scored["rep", "r1"]["shrunk_win_rate"] < 1
    assert scored["team", "East"]["shrunk_win_rate"] is None
    assert scored["company", "company"]["threshold"] == 0.6


def weeks(measure: str, ends: list[date]) -> list[dict[str, Any]]:
    return [
        {"measure": measure, "week_end": end, "amount": Decimal(100 + at), "currency": "EUR"}
        for at, end in enumerate(ends)
    ]


def test_a_missing_week_is_the_mean_of_its_neighbours_and_a_longer_gap_ends_the_series() -> None:
    sundays = [date(2026, 1, 4) + timedelta(days=7 * at) for at in range(10)]
    table = pd.DataFrame(weeks("revenue", [*sundays[:2], *sundays[4:7], *sundays[8:]]), dtype=object)
    assert list(forecast._weekly(table)) == [102, 103, 104, 104.5, 105, 106]


def test_too_few_weeks_are_one_row_with_the_reason() -> None:
    sundays = [date(2026, 1, 4) + timedelta(days=7 * at) for at in range(10)]
    forecasts = records(forecast.values(frame(weeks("revenue", sundays))))
    assert [(row["weeks_ahead"], row["value"], row["reason"]) for row in forecasts] == [(1, None, "too_few_weeks|10")]
    assert forecasts[0]["week_end"] == sundays[-1] + timedelta(days=7)
    assert forecast.scores(frame(weeks("revenue", sundays))).empty


def lead(number: int, outcome: str, created: date, **more: Any) -> dict[str, Any]:
    return {
        "as_of_day": DAY, "lead_id": f"L{number:04}", "created_on": created, "company": "X", "industry": "retail",
        "size": "1-10", "role": "buyer", "country": "DE", "source": "web", "program_id": "search", "team": None,
        "owner_id": None, "owner": None, "lead_link": None, "outcome": outcome, "closed_on": None, "amount": None,
        "currency": "EUR", **more,
    }  # fmt: skip


def test_leads_too_young_to_have_been_won_are_not_learned_from() -> None:
    old, young = date(2026, 5, 1), DAY - timedelta(days=20)
    won = [lead(at, "won", old, closed_on=old + timedelta(days=60), amount=Decimal(5000)) for at in range(12)]
    lost = [lead(100 + at, "lost", old) for at in range(5)] + [lead(200 + at, "lost", young) for at in range(50)]
    ranked = records(leads.ranking(frame(won + lost)))[0]
    assert ranked["trained_on"] + ranked["leads_tested"] == 17
    assert ranked["reason"] == "too_few_closed|17|150"


def test_without_a_ranking_the_newest_lead_is_first_and_has_no_chance() -> None:
    waiting = [lead(1, "open", DAY - timedelta(days=9)), lead(2, "open", DAY), lead(3, "in_deal", DAY)]
    scored = records(leads.scores(frame(waiting)))
    assert [(row["rank"], row["lead_id"], row["probability"], row["reason_1"]) for row in scored] == [
        (1, "L0002", None, None), (2, "L0001", None, None),
    ]  # fmt: skip
    assert leads.scores(frame([lead(1, "lost", DAY)])).empty


def test_a_size_bands_amount_is_drawn_towards_the_average() -> None:
    won = [lead(at, "won", DAY, amount=Decimal(1000)) for at in range(10)]
    won += [lead(20 + at, "won", DAY, size="51-250", amount=Decimal(4000)) for at in range(10)]
    waiting = [lead(50, "open", DAY, size="51-250"), lead(51, "open", DAY, size="unheard of")]
    amounts = {row["size"]: row["amount"] for row in records(leads.scores(frame(won + waiting)))}
    # (10 · 4000 + 10 · 2500) / 20; and the average where nothing is known
    assert amounts == {"51-250": 3250.0, "unheard of": 2500.0}


def test_half_a_cent_is_rounded_up_as_everywhere() -> None:
    won = [lead(at, "won", DAY, amount=Decimal(amount)) for at, amount in enumerate(("100.00", "100.01"))]
    (row,) = records(leads.scores(frame([*won, lead(9, "open", DAY)])))
    assert row["amount"] == 100.01


def book(world: worlds.MediaWorld, leave_out: set[int] = frozenset()) -> list[dict[str, Any]]:  # type: ignore[assignment]
    return [
        {
            "as_of_day": DAY, "week": MONDAY + timedelta(days=7 * at), "channel": name, "currency": "EUR",
            "spend": Decimal(str(round(spend[at], 2))), "contribution": Decimal(str(round(world.outcome[at], 2))),
        }
        for name, spend in world.spend.items()
        for at in range(len(world.outcome))
        if at not in leave_out
    ]  # fmt: skip


def test_three_marts_speak_of_the_same_curves() -> None:
    world = worlds.media_world(1, weeks=60, channels=2)
    rows = frame(book(world))
    curves, points, shifts = (records(make(rows)) for make in (media.curves, media.points, media.shifts))
    assert [row["channel"] for row in curves] == ["search", "social_video"]
    for row in curves:
        now = [point for point in points if point["channel"] == row["channel"] and point["is_now"]]
        assert len(now) == 1
        assert now[0]["contribution"] == pytest.approx(row["contribution_now"])
        assert min(p["spend"] for p in points if p["channel"] == row["channel"]) == pytest.approx(row["spend_low"])
    assert {(row["from_channel"], row["to_channel"]) for row in shifts} == {
        ("search", "social_video"), ("social_video", "search"),
    }  # fmt: skip


def test_a_refused_channel_has_no_points_and_no_shifts() -> None:
    world = worlds.media_world(1, weeks=60, channels=2)
    rows = frame(book(world, leave_out={40}))  # the gap leaves 19 weeks
    curves = records(media.curves(rows))
    assert [(row["weeks"], row["is_known"], row["reason"]) for row in curves] == [(19, False, "too_few_weeks")] * 2
    assert media.points(rows).empty and media.shifts(rows).empty


def test_conversions_by_platform() -> None:
    rows = [
        {
            "platform": platform, "day": DAY - timedelta(days=back),
            "platform_conversions": Decimal(claimed), "orders": Decimal(4),
            "platform_conversion_value": Decimal(900), "order_value": Decimal(300), "currency": "EUR",
        }
        for back in range(28)
        for platform, claimed in (("tiktok", 10), ("silent", 0))
    ]  # fmt: skip
    ratios = records(conversions.ratios(frame(rows)))
    assert [(row["platform"], row["ratio"], row["value_per_conversion"]) for row in ratios] == [("tiktok", 2.5, 30.0)]


def test_a_creatives_weeks_and_reason() -> None:
    day, shown, clicked = worlds.tiring(np.random.default_rng(1), 0.8)
    rows = [
        {
            "creative_id": name, "ad_name": name, "platform": "tiktok", "program_id": "social",
            "day": date(2026, 6, 1) + timedelta(days=int(at)), "impressions": int(n), "clicks": int(c),
        }
        for name, last in (("tired", 42), ("new", 5))
        for at, n, c in zip(day[:last], shown[:last], clicked[:last], strict=True)
    ]  # fmt: skip
    by_creative = {row["creative_id"]: row for row in records(creatives.fatigue(frame(rows)))}
    assert by_creative["tired"]["is_fatigued"] and by_creative["tired"]["reason"] is None
    assert by_creative["tired"]["ctr_first_week"] == pytest.approx(clicked[:7].sum() / shown[:7].sum())
    assert by_creative["tired"]["ctr_last_week"] == pytest.approx(clicked[-7:].sum() / shown[-7:].sum())
    assert (by_creative["new"]["reason"], by_creative["new"]["is_fatigued"], by_creative["new"]["p_value"]) == (
        "too_few_days",
        False,
        None,
    )


def test_a_cohorts_months_end_with_the_reports_month() -> None:
    rows = [
        {
            "as_of_day": date(2026, 9, 30), "cohort_month": date(2026, 7, 1), "last_month": date(2026, 9, 1),
            "customers": 40, "month": month, "margin": margin, "currency": "EUR",
        }
        for month, margin in ((date(2026, 7, 1), Decimal(800)), (date(2026, 9, 1), Decimal(80)))
    ]  # fmt: skip
    cohort = records(lifetime.values(frame(rows)))[0]
    assert (cohort["months_observed"], cohort["ltv_observed"]) == (3, 22.0)  # August brought nothing
    unknown = frame([{**rows[0], "margin": None}, rows[1]])
    assert lifetime.values(unknown).empty


def quarter(first: date, conversions: int) -> dict[str, Any]:
    return {
        "as_of_day": date(2026, 9, 30), "platform": "tiktok", "quarter": first, "reach": 1000, "impressions": 100_000,
        "engagements": 4_000, "clicks": 1_000, "conversions": conversions, "target_share": Decimal("0.62"),
        "sample_size": 900, "benchmark_target_share": Decimal("0.62"), "benchmark_engagement_rate": Decimal("0.04"),
        "benchmark_conversion_rate": Decimal("0.01"), "answers": 0, "daily": 0,
    }  # fmt: skip


def test_the_quarter_that_ends_is_rated_and_remembers_the_one_before() -> None:
    rated = records(ratings.grades(frame([quarter(date(2026, 4, 1), 20), quarter(date(2026, 7, 1), 10)])))
    assert [(row["grade"], row["previous_grade"], row["relevant_reach"]) for row in rated] == [("BBB", "BBB", 620)]
    assert rated[0]["score"] == pytest.approx(50) and rated[0]["previous_score"] == pytest.approx(50 + 25 / 3)
    assert rated[0]["outlook"] == "negative"
    assert ratings.grades(frame([quarter(date(2026, 4, 1), 20)])).empty


def test_removal_effects_take_their_part_of_the_revenue() -> None:
    rows = [
        {"path": path, "converts": converts, "subjects": often, "net_revenue": Decimal(1000), "currency": "EUR"}
        for path, converts, often in (("a", True, 90), ("b", True, 30), ("a > b", True, 30), ("a", False, 30))
    ]
    by_program = {row["program_id"]: row for row in records(journeys.attribution(frame(rows)))}
    assert by_program["a"]["converting_paths"] == 150 and by_program["a"]["paths"] == 180
    assert sum(row["net_revenue"] for row in by_program.values()) == pytest.approx(1000)
    few = records(journeys.attribution(frame([{**row, "subjects": 3} for row in rows])))
    assert {(row["removal_effect"], row["net_revenue"], row["reason"]) for row in few} == {
        (None, None, "too_few_paths|9|100")
    }
