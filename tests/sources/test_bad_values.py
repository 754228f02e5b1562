"""Values that can't be meant: 60 beside 0.6, numbers that do not fit, values that are missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plumbline.errors import ExportRefused
from tests.sources.bench import DAY, YESTERDAY, Bench, csv
from tests.sources.morning import (
    COSTS,
    GA4_FILE,
    HISTORY,
    HISTORY_FILE,
    QUARANTINED,
    change,
    cost,
    event,
)


def test_a_fraction_among_percentages(bench: Bench) -> None:
    bench.put(HISTORY_FILE, csv(HISTORY, [*(change(n, "60") for n in range(40)), change(41, "0.6")]))
    result = bench.pull("salesforce_opportunity_history")
    assert result.lines == [
        f"{HISTORY_FILE}, line 42, field Probability: found '0.6', expected a percentage from 0 to 100; a number"
        f" above 0 and up to 1 could be either scale and is refused.{QUARANTINED}"
    ]
    assert bench.rows("select distinct probability from staging.deal_change") == [(Decimal("0.6000"),)]


def test_fractions_where_percentages_are_due(bench: Bench) -> None:
    bench.put(HISTORY_FILE, csv(HISTORY, [change(n, "0.6") for n in range(40)]))
    with pytest.raises(ExportRefused) as refusal:
        bench.pull("salesforce_opportunity_history")
    assert str(refusal.value) == (
        f"{HISTORY_FILE}: 40 of 40 records break the contract; allowed are 5%. The first: line 2, field Probability:"
        " found '0.6', expected a percentage from 0 to 100; a number above 0 and up to 1 could be either scale and is"
        " refused."
        "\nWhat it costs: Nothing of this file was loaded;"
        " what was known of 'Salesforce, opportunity history' before still holds."
        "\nWhat to do: Correct the export, or the field's type in salesforce_opportunity_history.yaml."
        " Then clear the task salesforce_opportunity_history in the DAG pull_salesforce."
    )


def test_a_percentage_where_a_fraction_is_due(bench: Bench) -> None:
    bench.put(f"company/{DAY}/team_thresholds.csv", "team,valid_from,threshold\nDACH,2026-05-01,60\n")
    with pytest.raises(ExportRefused) as refusal:
        bench.pull("team_thresholds")
    assert str(refusal.value) == (
        f"company/{DAY}/team_thresholds.csv: 1 of 1 records break the contract; none may. The first: line 2, field"
        " threshold: found '60', expected a probability from 0 to 1; 60 for 0.6 is another scale."
        '\nWhat it costs: Nothing of this file was loaded; what was known of "The sales teams\' thresholds" before'
        " still holds.\nWhat to do: Correct the export, or the field's type in team_thresholds.yaml."
        " Then clear the task lists_finance in the DAG pull_company."
    )


def test_hubspots_double_of_60_percent_is_60_percent(bench: Bench) -> None:
    bench.define(
        "hubspot_deal_history",
        "title: HubSpot, deal history\n"
        'files: "hubspot/{delivery_day}/history_{day}.csv"\n'
        "table: deal_change\n"
        "fields:\n"
        "  change_id: {heading: Id, required: true}\n"
        "  deal_id: {heading: Record ID, required: true}\n"
        "  changed_at: {heading: Changed at, type: timestamp, required: true}\n"
        "  stage: {heading: Deal Stage, required: true}\n"
        "  probability: {heading: Deal probability, type: probability_fraction, required: true}\n",
        "select change_id, deal_id, changed_at, stage, probability from export",
    )
    rows = [
        f"1,d-1,{DAY}T08:00:00Z,presentationscheduled,0.59999999999999997780",
        f"2,d-2,{DAY}T08:00:00Z,appointmentscheduled,0.200000000000000011102230246251565404236316680908203125",
    ]
    bench.put(f"hubspot/{DAY}/history_{DAY}.csv", csv("Id,Record ID,Changed at,Deal Stage,Deal probability", rows))
    assert bench.pull("hubspot_deal_history").lines == []
    assert bench.rows("select deal_id, probability from staging.deal_change order by 1") == [
        ("d-1", Decimal("0.6000")),
        ("d-2", Decimal("0.2000")),
    ]


def test_a_number_that_is_too_large(bench: Bench) -> None:
    bench.put(f"company/{DAY}/costs.csv", csv(COSTS, [cost(1, "99999999999999999.00")]))
    with pytest.raises(ExportRefused) as refusal:
        bench.pull("costs")
    assert refusal.value.message == (
        f"company/{DAY}/costs.csv: amount 99999999999999999.00000000 does not fit DECIMAL(18, 2) (1 row)."
    )
    bench.put(f"company/{DAY}/costs.csv", csv(COSTS, [cost(1, "9" * 40)]))
    with pytest.raises(ExportRefused, match="line 2, field amount: found '9999"):
        bench.pull("costs")


def test_a_value_that_the_warehouse_has_to_know(bench: Bench) -> None:
    bench.put(GA4_FILE, "\n".join([event(1), event(2, currency=None), ""]))
    with pytest.raises(ExportRefused) as refusal:
        bench.pull("ga4_purchases")
    assert refusal.value.message == (f"{GA4_FILE}: 1 row without currency, which staging.web_purchase has to know.")
    assert refusal.value.remedy == (
        "Fill it in the export, or give it a value in ga4_purchases.sql; `required: true` in ga4_purchases.yaml refuses"
        " only the records that lack it. Then clear the task ga4_purchases in the DAG pull_ga4."
    )


def test_a_value_that_the_sources_sql_can_not_take(bench: Bench) -> None:
    bench.put(f"ga4/{YESTERDAY}/events_{YESTERDAY:%Y%m%d}.jsonl", event(1) + "\n")
    bench.put(GA4_FILE, event(2, quantity="two") + "\n")
    with pytest.raises(ExportRefused) as refusal:
        bench.pull("ga4_purchases", first=YESTERDAY)
    assert refusal.value.message == (
        f"{GA4_FILE}: ga4_purchases.sql stumbles over a value: Conversion Error: Could not convert string 'two'"
        " to INT64"
    )
    assert bench.rows("select transaction_id from staging.web_purchase") == [("n-1",)]
