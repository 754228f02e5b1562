"""The truth holds together by itself, and the world tells the story that it is meant to tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.example.conftest import Truth

MOVES = ("newly_qualified", "raised", "lowered", "fell_below", "won", "lost", "removed", "currency_effect")
PROGRAMS = {"challenge", "case_study", "abm", "creators", "search", "social", "newsletter", "radio",
            "out_of_home", "unattributed"}  # fmt: skip


def test_the_bridge_closes_to_the_cent_and_joins_day_to_day(truth: Truth) -> None:
    level = {
        (row["as_of_day"], row["vintage"], row["program_id"]): Decimal(row["qualified"])
        for row in truth("qualified_pipeline.csv")
    }
    rows = truth("bridge.csv")
    assert {(row["as_of_day"], row["vintage"], row["program_id"]) for row in rows} == set(level)
    for row in rows:
        day, vintage, program = row["as_of_day"], row["vintage"], row["program_id"]
        assert sum(Decimal(row[name]) for name in ("opening", "restated", *MOVES)) == Decimal(row["closing"])
        before = str(date.fromisoformat(day) - timedelta(days=1))
        assert Decimal(row["opening"]) == level.get((before, vintage, program), 0)
        assert Decimal(row["closing"]) == level[day, vintage, program]
        if vintage == "latest":
            assert Decimal(row["restated"]) == 0
    for move in (*MOVES, "restated"):
        assert any(Decimal(row[move]) for row in rows), f"nothing was ever {move}"


@pytest.mark.parametrize("name", ["qualified_pipeline.csv", "bridge.csv", "program_period.csv"])
def test_programs_add_up_to_the_total(truth: Truth, name: str) -> None:
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    totals = {}
    for row in truth(name):
        key = row["as_of_day"], row["vintage"]
        amounts = {k: Decimal(v) for k, v in row.items() if k not in ("as_of_day", "vintage", "program_id") and v}
        amounts = {k: v for k, v in amounts.items() if not k.startswith("ro")}
        if row["program_id"] == "total":
            totals[key] = amounts
        else:
            assert row["program_id"] in PROGRAMS
            sums[key].update(amounts)
    assert len(totals) == 2 * 183
    for key, amounts in totals.items():
        assert amounts == {k: sums[key][k] for k in amounts}


def test_the_last_days_figures_are_as_reported(truth: Truth, last_day: date) -> None:
    for name in ("qualified_pipeline.csv", "program_period.csv"):
        rows = [row for row in truth(name) if row["as_of_day"] == last_day.isoformat()]
        as_reported, latest = (
            [{**row, "vintage": ""} for row in rows if row["vintage"] == vintage]
            for vintage in ("as_reported", "latest")
        )
        assert as_reported == latest and latest


def test_a_period_is_the_sum_of_its_days(truth: Truth, last_day: date) -> None:
    first = last_day - timedelta(days=27)
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    names = ("ad_spend", "cost", "net_revenue", "contribution", "platform_conversion_value")
    for row in truth("program_day.csv"):
        if first.isoformat() <= row["day"] <= last_day.isoformat():
            for name in names:
                sums[row["program_id"]][name] += Decimal(row[name])
            assert Decimal(row["net_revenue"]) == sum(Decimal(row[n]) for n in ("sales", "cancellations", "returns"))
            kept = Decimal(row["net_revenue"]) - sum(
                Decimal(row[n]) for n in ("cost_of_goods", "payment_fees", "fulfilment")
            )
            assert Decimal(row["contribution"]) == kept
    for row in truth("program_period.csv"):
        if row["as_of_day"] == last_day.isoformat() and row["vintage"] == "latest" and row["program_id"] != "total":
            assert {name: Decimal(row[name]) for name in names} == dict(sums[row["program_id"]])
            cost = Decimal(row["cost"])
            if cost:
                romi = (Decimal(row["contribution"]) - cost) / cost
                assert abs(Decimal(row["romi"]) - romi) <= Decimal("0.0000005")
            else:
                assert row["romi"] == row["roi_percent"] == ""


def test_credit_is_exactly_one(truth: Truth) -> None:
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in truth("credit.csv"):
        assert row["program_id"] in PROGRAMS and 0 < Decimal(row["credit"]) <= 1
        sums[row["subject_type"], row["subject_id"], row["model"]] += Decimal(row["credit"])
    assert set(sums.values()) == {Decimal(1)}
    models = {model for *_, model in sums}
    assert models == {
        "first",
        "last",
        "last_non_direct",
        "linear",
        "time_decay",
        "position_based",
        "u_shaped",
        "u_shaped_half",
        "w_shaped",
        "full_path",
        "self_reported",
    }
    assert len(sums) == len(models) * len({subject for _, subject, _ in sums})
    split = [row for row in truth("credit.csv") if row["model"] == "linear" and row["credit"] != "1.000000"]
    assert any(row["subject_type"] == "deal" for row in split) and any(row["subject_type"] == "order" for row in split)


def test_platform_conversions_split_into_their_causes(truth: Truth) -> None:
    causes = ("view_through", "click_window", "duplicates", "returns_cancellations", "time_zone", "unexplained")
    rows = truth("reconciliation.csv")
    for row in rows:
        assert int(row["platform_conversions"]) - int(row["orders"]) == sum(int(row[cause]) for cause in causes), row
        assert int(row["no_consent"]) <= 0 <= int(row["duplicates"])
    for cause in (*causes, "no_consent"):
        assert any(int(row[cause]) for row in rows), f"{cause} explains nothing"


def test_hundred_reported_eighty_tracked_fifty_booked(truth: Truth, last_day: date) -> None:
    sums: Counter[str] = Counter()
    for row in truth("reconciliation.csv"):
        if row["day"] > (last_day - timedelta(days=28)).isoformat():
            sums.update({name: int(row[name]) for name in ("platform_conversions", "tracked_conversions", "orders")})
    assert sums["platform_conversions"] > 1500
    assert 0.75 < sums["tracked_conversions"] / sums["platform_conversions"] < 0.86
    assert 0.45 < sums["orders"] / sums["platform_conversions"] < 0.55


def test_platforms_report_twice_the_return_that_is_booked(truth: Truth, last_day: date) -> None:
    """Both over the same campaigns and their spend: the platform counts gross values and mere views."""
    rows = [row for row in truth("program_period.csv") if row["as_of_day"] == str(last_day)]
    assert len([row for row in rows if row["roas_booked"]]) == 12
    for row in rows:
        assert (row["roas_booked"] == "") == (Decimal(row["ad_spend"]) == 0)
        if row["roas_booked"]:
            assert 2 < Decimal(row["roas_platform"]) / Decimal(row["roas_booked"]) < 4, row["program_id"]


def test_the_story_of_the_last_day(truth: Truth, last_day: date) -> None:
    day = last_day.isoformat()
    bridge = {
        r["program_id"]: r for r in truth("bridge.csv") if r["as_of_day"] == day and r["vintage"] == "as_reported"
    }
    assert Decimal("1100000") < Decimal(bridge["total"]["closing"]) < Decimal("1300000")
    assert Decimal(bridge["total"]["closing"]) > Decimal(bridge["total"]["opening"])
    halloween = sum(Decimal(bridge[program]["newly_qualified"]) for program in ("challenge", "abm", "case_study"))
    assert halloween == Decimal(bridge["total"]["newly_qualified"]) > 150_000
    assert Decimal(bridge["challenge"]["restated"]) == Decimal("6250.00")
    romi = {
        r["program_id"]: Decimal(r["romi"])
        for r in truth("program_period.csv")
        if r["as_of_day"] == day and r["vintage"] == "latest" and r["romi"]
    }
    assert 0 < romi["challenge"] < 1
    assert romi["creators"] < Decimal("-0.25")
    assert 2 < romi["newsletter"] < 5
    # a code on air and a picture on a poster are all that orders tell of them
    assert romi["radio"] < Decimal("-0.85") and romi["out_of_home"] < Decimal("-0.85")
    assert romi["total"] > 1


def test_halloween_lifts_the_pipeline(truth: Truth) -> None:
    level = {
        row["as_of_day"]: Decimal(row["qualified"])
        for row in truth("qualified_pipeline.csv")
        if row["vintage"] == "latest" and row["program_id"] == "total"
    }
    assert level["2026-10-30"] > Decimal("1.5") * level["2026-08-31"]


def test_every_order_has_its_true_reason(truth: Truth) -> None:
    rows = truth("causal.csv")
    assert len({row["order_id"] for row in rows}) == len(rows) > 12_000
    assert {row["true_program_id"] for row in rows} == PROGRAMS
    orders = {row["subject_id"] for row in truth("credit.csv") if row["subject_type"] == "order"}
    assert orders == {row["order_id"] for row in rows}
