"""Files that come twice, empty, late or never, several bad ones at once, and what a mended one puts right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from plumbline.days import Days
from plumbline.errors import CheckFailed, ExportRefused, PlumblineError, SourceMissing
from plumbline.warehouse.build import build
from tests.sources.bench import DAY, YESTERDAY, Bench, csv
from tests.sources.morning import (
    CLEAR,
    COSTS,
    FILE,
    GOOD,
    HEADING,
    LATE,
    STILL_HOLDS,
    TOMORROW,
    Morning,
    cost,
    line,
)


def test_the_same_file_delivered_again_changes_nothing(morning: Morning) -> None:
    morning.bench.put(f"till/{TOMORROW}/returns_{DAY}.csv", csv(HEADING, [line(1), line(2)]))
    morning.bench.put(f"till/{TOMORROW}/returns_{TOMORROW}.csv", csv(HEADING, [line(3)]))
    result = morning.bench.pull("till_returns", TOMORROW)
    assert result.summary == "1 rows loaded, 0 refused, 1 slices changed"
    assert morning.rows_of(DAY) == 2


def test_the_same_bytes_twice_in_one_delivery(bench: Bench) -> None:
    yaml = bench.company_of_its_own("till_returns") / "till_returns.yaml"
    yaml.write_text(yaml.read_text(encoding="utf-8").replace("returns_{day}.csv", "returns*.csv"), encoding="utf-8")
    bench.put(f"till/{DAY}/returns (1).csv", csv(HEADING, [line(1), line(2)]))
    bench.put(f"till/{DAY}/returns.csv", csv(HEADING, [line(1), line(2)]))
    assert bench.pull("till_returns").lines == [
        f"till/{DAY}/returns.csv: the same bytes as till/{DAY}/returns (1).csv, which is loaded; nothing was"
        " loaded twice."
    ]
    assert bench.rows("select count(*) from staging.till_return") == [(2,)]
    assert bench.rows("select state from ops.manifest order by file_name") == [("loaded",), ("duplicate",)]


def test_yesterdays_file_under_todays_name(morning: Morning) -> None:
    result = morning.loads(csv(HEADING, [line(1)]))
    assert result.lines == [
        f"{FILE} has the same bytes as till/{YESTERDAY}/returns_{YESTERDAY}.csv: that day was probably sent again"
        f" and {DAY} is missing. It was loaded and no record counts twice; ask for the export of the day."
    ]


def test_a_key_that_stands_in_a_file_twice(bench: Bench) -> None:
    bench.put(f"company/{YESTERDAY}/costs.csv", csv(COSTS, [cost(1)]))
    bench.pull("costs", YESTERDAY)
    bench.put(f"company/{DAY}/costs.csv", csv(COSTS, [cost(1), cost(2), cost(2, "80.00")]))
    with pytest.raises(ExportRefused) as refusal:
        bench.pull("costs")
    assert str(refusal.value) == (
        f"company/{DAY}/costs.csv: 2 rows stand for the same thing: cost_id c-2."
        '\nWhat it costs: Nothing of this file was loaded; what was known of "The company\'s costs of marketing" before'
        " still holds."
        "\nWhat to do: Take the repeated rows out of the export, or sum or pick them in costs.sql."
        " Then clear the task lists_finance in the DAG pull_company."
    )
    assert bench.rows("select cost_id, known_until = date '9999-12-31' from staging.cost") == [("c-1", True)]


def test_an_empty_file(morning: Morning) -> None:
    assert morning.refuses(b"") == (
        f"{FILE}: The file is empty (0 bytes).{STILL_HOLDS}"
        f"\nWhat to do: Export it again; the vendor may not have been ready.{CLEAR}"
    )


def test_headings_alone_where_a_day_may_be_empty(morning: Morning) -> None:
    result = morning.loads(csv(HEADING, []))
    assert result.lines == [f"{FILE} has headings but no rows: {DAY} counts as a day without any."]
    assert morning.rows_of(DAY) == 0


def test_headings_alone_where_that_can_not_be(bench: Bench) -> None:
    bench.put(f"company/{YESTERDAY}/costs.csv", csv(COSTS, [cost(1)]))
    bench.pull("costs", YESTERDAY)
    bench.put(f"company/{DAY}/costs.csv", csv(COSTS, []))
    with pytest.raises(ExportRefused) as refusal:
        bench.pull("costs")
    assert str(refusal.value) == (
        f"company/{DAY}/costs.csv: The file has headings but no rows."
        '\nWhat it costs: Nothing of this file was loaded; what was known of "The company\'s costs of marketing" before'
        " still holds.\nWhat to do: Check the export's filters and day; if there is really nothing, write"
        " `empty: accept` into costs.yaml. Then clear the task lists_finance in the DAG pull_company."
    )
    assert bench.rows("select count(*) from staging.cost where known_until = date '9999-12-31'") == [(1,)]


def test_a_missing_day(morning: Morning) -> None:
    with pytest.raises(SourceMissing) as missing:
        morning.bench.pull("till_returns", TOMORROW)
    assert str(missing.value) == (
        f"Till, returns: the export of {TOMORROW} has not arrived. Looked for returns_2026-10-31.csv (or 20261031 in"
        f" its name), but there is no folder {morning.bench.drop}/till/2026-10-31."
        "\nWhat it costs: Figures that need 'Till, returns' stay as of the day before; the report says so if it stays"
        " away."
        "\nWhat to do: This task looks again by itself. If the vendor is down, nothing else is to be done; when the"
        " file comes later, the next day's pull takes it up."
    )


def test_a_missing_day_beside_a_file_with_another_name(morning: Morning) -> None:
    morning.bench.put("till/2026-10-31/Returns 31.10.csv", csv(HEADING, GOOD))
    with pytest.raises(SourceMissing) as missing:
        morning.bench.pull("till_returns", TOMORROW)
    assert missing.value.message.endswith(
        f"Looked for returns_2026-10-31.csv (or 20261031 in its name) in {morning.bench.drop}/till/2026-10-31, where"
        " there is Returns 31.10.csv."
    )


def test_a_missing_day_within_a_range_is_a_gap(morning: Morning) -> None:
    morning.bench.put(f"till/{date(2026, 11, 1)}/returns_{date(2026, 11, 1)}.csv", csv(HEADING, [line(5)]))
    result = morning.bench.pull("till_returns", date(2026, 11, 2), first=YESTERDAY)
    assert result.lines == ["Till, returns: no export about 2026-10-31, 2026-11-02."]
    assert morning.rows_of(date(2026, 11, 1)) == 1


def test_a_missing_exchange_rate(bench: Bench) -> None:
    bench.put(f"company/{DAY}/programs.csv", "program_id,name,group,goal,starts_on,ends_on,owner\nsearch,Search,,,,,\n")
    bench.put(f"company/{DAY}/costs.csv", csv(COSTS, [cost(1)]))
    bench.pull("programs")
    bench.pull("costs")
    build(bench.settings, Days(DAY, DAY))
    bench.put(f"company/{DAY}/costs.csv", csv(COSTS, [cost(1), cost(2, "95.00", "CHF")]))
    bench.pull("costs")
    with pytest.raises(CheckFailed) as failure:
        build(bench.settings, Days(DAY, DAY))
    assert str(failure.value) == (
        f"1 of the checks that guard the figures failed for {DAY}:\n"
        f"- an amount has no exchange rate on its day (1 row: day {DAY}, currency CHF, kind cost, id c-2)"
        "\nWhat it costs: The marts stay as they were before this build and no report of this day goes out."
        "\nWhat to do: Add the rate to fx_rates.csv and pull the source fx_rates again."
        " Then clear the task build_marts in the DAG build."
    )
    assert bench.rows("select program_id, cost from marts.program_day") == [("search", Decimal(90))]
    assert bench.rows("select state from ops.run where task = 'build'") == [("failed",)]
    bench.put(f"company/{DAY}/fx_rates.csv", f"rate_date,currency,to_currency,rate\n{DAY},CHF,EUR,0.90\n")
    bench.pull("fx_rates")
    build(bench.settings, Days(DAY, DAY))
    assert bench.rows("select program_id, cost from marts.program_day") == [("search", Decimal("175.50"))]


def test_several_bad_files_are_told_together(morning: Morning) -> None:
    morning.bench.put(LATE, b"")
    with pytest.raises(ExportRefused) as refusal:
        morning.loads("<html>")
    assert str(refusal.value) == (
        f"2 files were refused:\n- {LATE}: The file is empty (0 bytes)."
        f"\n- {FILE}: The file is a web page, perhaps an error or a login page, not a CSV.{STILL_HOLDS}"
        f"\nWhat to do: Export it again; the vendor may not have been ready.{CLEAR}"
    )
    assert morning.rows_of(DAY) == 2


def test_an_earlier_good_file_does_not_excuse_a_bad_one(morning: Morning) -> None:
    morning.bench.put(f"till/{TOMORROW}/returns_{TOMORROW}.csv", csv(HEADING, [line(9)]))
    morning.bench.put(f"till/{TOMORROW}/returns_{DAY}.csv", csv(HEADING, GOOD)[:-30])
    with pytest.raises(ExportRefused, match="breaks off in line 41"):
        morning.bench.pull("till_returns", TOMORROW)
    assert morning.rows_of(DAY) == 2
    assert morning.rows_of(TOMORROW) == 1


def test_a_bad_file_is_forgiven_when_a_later_one_tells_the_same_day(morning: Morning) -> None:
    with pytest.raises(ExportRefused):
        morning.loads(b"")
    morning.bench.put(f"till/{TOMORROW}/returns_{DAY}.csv", csv(HEADING, GOOD))
    morning.bench.put(f"till/{TOMORROW}/returns_{TOMORROW}.csv", csv(HEADING, [line(41)]))
    result = morning.bench.pull("till_returns", TOMORROW)
    assert result.lines[-1].endswith("\nA later file of that day was loaded.")
    assert morning.rows_of(DAY) == 40


def test_a_mended_file_is_taken_up_when_the_task_is_cleared(morning: Morning) -> None:
    morning.refuses(csv(HEADING, GOOD)[:-30])
    assert morning.loads(csv(HEADING, GOOD)).rows_loaded == 40
    assert morning.rows_of(DAY) == 40


def test_every_message_says_what_it_costs_and_what_to_do() -> None:
    error = PlumblineError("The file is empty.", "Nothing was loaded.", "Export it again.")
    assert str(error) == "The file is empty.\nWhat it costs: Nothing was loaded.\nWhat to do: Export it again."
