"""What a person is told at 6 a.m. when an export is bad, and what happens to the rest of the day.

Each test is one kind of bad input: what lies in the drop, the whole message, and what is in the warehouse afterwards.
Most of them go through `Morning.refuses`: a good file of the day was loaded, then a bad one takes its place in the drop
while a fuller file of the day before has come in late. The good rows must stay, and the late file must be loaded.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from plumbline.days import Days
from plumbline.errors import CheckFailed, ExportRefused, ModelFailed, PlumblineError, SettingsWrong, SourceMissing
from plumbline.settings import PROJECT, Settings
from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.definition import load_source
from plumbline.sources.parse import open_parser, parse
from plumbline.sources.pull import PullResult
from plumbline.warehouse.build import build
from tests.sources.bench import DAY, YESTERDAY, Bench, csv

HEADING = "Return ID,Order ID,Returned at,Currency,Net amount,Cost of goods,Reason"
FILE = f"till/{DAY}/returns_{DAY}.csv"
LATE = f"till/{DAY}/returns_{YESTERDAY}.csv"
STILL_HOLDS = "\nWhat it costs: Nothing of this file was loaded; what was known of 'Till, returns' before still holds."
CLEAR = " Then clear the task till_returns in the DAG pull_till."
QUARANTINED = " The record is in ops.quarantine and not in the figures."
TOMORROW = DAY + timedelta(days=1)


def line(number: int, amount: str = "50.00", reason: str = "too small") -> str:
    """One return; its line in a file that `csv` makes of numbers from 1 is number + 1."""
    return f"R-{number},N-{number},{DAY}T10:00:00+01:00,EUR,{amount},20.00,{reason}"


GOOD = [line(n) for n in range(1, 41)]


COSTS = "cost_id,program_id,kind,vendor,currency,amount,starts_on,ends_on"
HISTORY_FILE = f"salesforce/{DAY}/OpportunityHistory_{DAY}.csv"
HISTORY = "Id,OpportunityId,CreatedDate,StageName,Amount,Probability,CloseDate"
GA4_FILE = f"ga4/{DAY}/events_{DAY:%Y%m%d}.jsonl"
SOURCES = PROJECT / "include" / "sources"


def cost(number: int, amount: str = "90.00", currency: str = "EUR") -> str:
    """A cost of one day."""
    return f"c-{number},search,tools,Acme,{currency},{amount},{DAY},{DAY}"


def change(number: int, probability: str) -> str:
    """A change of a deal."""
    at = f"{DAY}T08:00:00.000Z"
    return f"008-{number},006-{number},{at},Proposal,1000.00,{probability},2026-12-01"


def event(number: int, *, currency: str | None = "EUR", quantity: object = 1) -> str:
    """A purchase that analytics saw, as a line of JSON."""
    parameters = [{"key": "currency", "value": {"string_value": currency}}] if currency else []
    return json.dumps(
        {
            "event_name": "purchase",
            "event_timestamp": "1793350800000000",
            "event_params": parameters,
            "ecommerce": {"transaction_id": f"N-{number}", "purchase_revenue": 50.0},
            "items": [{"item_id": "cape", "quantity": quantity}],
        }
    )


@dataclass
class Morning:
    """A bench on which yesterday and a first file of today are loaded."""

    bench: Bench

    def loads(self, content: str | bytes) -> PullResult:
        """Today's file is replaced by this one and pulled."""
        self.bench.put(FILE, content)
        return self.bench.pull("till_returns")

    def refuses(self, content: str | bytes) -> str:
        """The same, for a file that must be refused: the message, when nothing else of the day was lost."""
        self.bench.put(LATE, csv(HEADING, [line(1), line(2), line(3)]))
        with pytest.raises(ExportRefused) as refusal:
            self.loads(content)
        assert self.rows_of(DAY) == 2, "the rows that were known before are gone"
        assert self.rows_of(YESTERDAY) == 3, "the late file of the day before was not loaded"
        states = self.bench.rows(
            "select state, message from ops.manifest where file_day = :day order by sequence", day=DAY
        )
        assert states == [("loaded", None), ("refused", refusal.value.message)]
        return str(refusal.value)

    def rows_of(self, day: object) -> int:
        """How many returns of a day count now."""
        sql = "select count(*) from staging.till_return where day = :day and known_until = date '9999-12-31'"
        return int(self.bench.rows(sql, day=day)[0][0])

    def quarantine(self) -> list[tuple[object, ...]]:
        """What was put aside of today's file."""
        return self.bench.rows("select line, field, value, reason from ops.quarantine order by line, field")


@pytest.fixture(scope="module")
def first_hour(tmp_path_factory: pytest.TempPathFactory, prepared_duckdb: Path) -> Path:
    """The folder of an installation on which yesterday and a first file of today are loaded: made once, copied."""
    var = tmp_path_factory.mktemp("first_hour")
    bench = Bench(Settings.from_env({"PLUMBLINE_VAR": str(var)}))
    shutil.copy(prepared_duckdb, var / "warehouse.duckdb")
    bench.put(f"till/{YESTERDAY}/returns_{YESTERDAY}.csv", csv(HEADING, [line(1)]))
    bench.pull("till_returns", YESTERDAY)
    bench.put(FILE, csv(HEADING, [line(1), line(2)]))
    bench.pull("till_returns")
    return var


@pytest.fixture
def morning(first_hour: Path, tmp_path: Path) -> Morning:
    shutil.copytree(first_hour, tmp_path / "var")
    return Morning(Bench(Settings.from_env({"PLUMBLINE_VAR": str(tmp_path / "var")})))


# Cut short


def test_a_file_that_breaks_off_within_a_record(morning: Morning) -> None:
    cut = csv(HEADING, GOOD)[: -len(",EUR,50.00,20.00,too small\n")]
    assert morning.refuses(cut) == (
        f"{FILE}: The file breaks off in line 41 (…R-40,N-40,2026-10-30T10:00:00+01:00), so rows are missing behind it."
        f"{STILL_HOLDS}\nWhat to do: Fetch the export again; it was cut short on its way.{CLEAR}"
    )


def test_a_file_that_breaks_off_within_a_quoted_text(morning: Morning) -> None:
    cut = csv(HEADING, [*GOOD, line(41, reason='"too small,\nalas"')])[: -len('s"\n')]
    assert morning.refuses(cut) == (
        f'{FILE}: The file breaks off in line 42 (…1,N-41,2026-10-30T10:00:00+01:00,EUR,50.00,20.00,"too small,),'
        " so rows are missing behind it."
        f"{STILL_HOLDS}\nWhat to do: Fetch the export again; it was cut short on its way.{CLEAR}"
    )


def test_a_file_that_breaks_off_within_a_character(morning: Morning) -> None:
    cut = csv(HEADING, [*GOOD, line(41, reason="Größe")]).encode()[: -len("ße\n".encode()) + 1]
    assert morning.refuses(cut) == (
        f"{FILE}: The file breaks off in line 42, in the middle of a character, so rows are missing behind it."
        f"{STILL_HOLDS}\nWhat to do: Fetch the export again; it was cut short on its way.{CLEAR}"
    )


def test_a_file_whose_end_is_zeros_after_a_crashed_copy(morning: Morning) -> None:
    assert morning.refuses(csv(HEADING, GOOD).encode() + b"R-41,N-41" + bytes(5)) == (
        f"{FILE}: The file breaks off in line 42 (…R-41,N-41␀␀␀␀␀), so rows are missing behind it."
        f"{STILL_HOLDS}\nWhat to do: Fetch the export again; it was cut short on its way.{CLEAR}"
    )


def test_a_file_that_breaks_off_within_its_last_number(bench: Bench) -> None:
    bench.put(
        f"company/{DAY}/team_thresholds.csv", "team,valid_from,threshold\nDACH,2026-05-01,0.7\nNordics,2026-05-01,0."
    )
    with pytest.raises(ExportRefused) as refusal:
        bench.pull("team_thresholds")
    assert refusal.value.message == (
        f"company/{DAY}/team_thresholds.csv: The file breaks off in line 3 (…0.), so rows are missing behind it."
    )


def test_lines_of_json_that_break_off(bench: Bench) -> None:
    bench.put(GA4_FILE, "\n".join([*(event(n) for n in range(1, 41)), '{"event_name": "purch']))
    with pytest.raises(ExportRefused) as refusal:
        bench.pull("ga4_purchases")
    assert str(refusal.value) == (
        f'{GA4_FILE}: The file breaks off in line 41 (…{{"event_name": "purch), so rows are missing behind it.'
        "\nWhat it costs: Nothing of this file was loaded;"
        " what was known of 'Google Analytics 4, purchase events' before still holds."
        "\nWhat to do: Fetch the export again; it was cut short on its way."
        " Then clear the task ga4_purchases in the DAG pull_ga4."
    )


# No text, or another encoding


def test_utf_16(morning: Morning) -> None:
    assert morning.refuses(csv(HEADING, GOOD).encode("utf-16")) == (
        f"{FILE}: The file is encoded in UTF-16; expected is UTF-8.{STILL_HOLDS}"
        f"\nWhat to do: Export it again as UTF-8, or write `encoding: utf-16` into till_returns.yaml.{CLEAR}"
    )


def test_utf_16_without_its_mark(morning: Morning) -> None:
    assert morning.refuses(csv(HEADING, GOOD).encode("utf-16-le")) == (
        f"{FILE}: The first lines hold NUL bytes: this is UTF-16 without its mark, or a damaged copy.{STILL_HOLDS}"
        f"\nWhat to do: Export it again as UTF-8, or fetch it again.{CLEAR}"
    )


def test_latin_1_in_utf_8(morning: Morning) -> None:
    assert morning.refuses(csv(HEADING, [*GOOD, line(41, reason="Größe")]).encode("latin-1")) == (
        f"{FILE}: Line 42 is not UTF-8: byte 0xF6 at position 55 (…00:00+01:00,EUR,50.00,20.00,Größe…).{STILL_HOLDS}"
        "\nWhat to do: Export it again as UTF-8, or write `encoding: latin-1` (or what the vendor uses) into"
        f" till_returns.yaml.{CLEAR}"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "cp1252"])
def test_the_remedy_for_another_encoding_works(bench: Bench, encoding: str) -> None:
    yaml = bench.company_of_its_own("till_returns") / "till_returns.yaml"
    yaml.write_text(yaml.read_text(encoding="utf-8") + f"encoding: {encoding}\n", encoding="utf-8")
    bench.put(FILE, csv(HEADING, [line(1, reason="Größe"), line(2, "x")]).encode(encoding))
    with pytest.raises(ExportRefused) as refusal:
        bench.pull("till_returns")
    assert "1 of 2 records break the contract; allowed are 5%. The first: line 3, field Net amount" in str(
        refusal.value
    )
    bench.put(FILE, csv(HEADING, [line(1, reason="Größe")]).encode(encoding))
    bench.pull("till_returns")
    assert bench.rows("select reason from staging.till_return") == [("Größe",)]


def test_a_web_page(morning: Morning) -> None:
    assert morning.refuses("<!DOCTYPE html>\n<html><body>503 Service Unavailable</body></html>\n") == (
        f"{FILE}: The file is a web page, perhaps an error or a login page, not a CSV.{STILL_HOLDS}"
        f"\nWhat to do: Export it again in the right format.{CLEAR}"
    )


def test_an_excel_workbook(morning: Morning) -> None:
    assert morning.refuses(b"PK\x03\x04\x14\x00\x06\x00") == (
        f"{FILE}: The file is a ZIP archive or an Excel workbook, not a CSV.{STILL_HOLDS}"
        f"\nWhat to do: Export it again in the right format.{CLEAR}"
    )


# Headings


def test_a_changed_heading(morning: Morning) -> None:
    assert morning.refuses(csv(HEADING.replace("Net amount", "Net refund"), GOOD)) == (
        f"{FILE}: Line 1 lacks the heading 'Net amount', perhaps now called 'Net refund'."
        f" Headings that nobody asks for: Net refund.{STILL_HOLDS}"
        f"\nWhat to do: If the vendor renamed it, add the new heading to `heading:` in till_returns.yaml.{CLEAR}"
    )


def test_a_heading_that_is_gone(morning: Morning) -> None:
    without = [row.rpartition(",")[0] for row in (HEADING, *GOOD)]
    assert morning.refuses(csv(without[0], without[1:])) == (
        f"{FILE}: Line 1 lacks the heading 'Reason'. Headings that nobody asks for: none.{STILL_HOLDS}"
        f"\nWhat to do: If the vendor renamed it, add the new heading to `heading:` in till_returns.yaml.{CLEAR}"
    )


def test_another_file_altogether(morning: Morning) -> None:
    assert morning.refuses("month;revenue\n2026-10;1.234,50\n") == (
        f"{FILE}: Line 1 holds none of this export's 7 headings. Found: 'month;revenue'.{STILL_HOLDS}"
        "\nWhat to do: It is another file, or the vendor changed them all: export it again, or correct"
        f" till_returns.yaml.{CLEAR}"
    )


# Records


def test_a_text_in_a_number_is_put_aside(morning: Morning) -> None:
    result = morning.loads(csv(HEADING, [*GOOD, line(41, "n/a"), line(42, "")]))
    assert result.lines == [
        f"{FILE}, line 42, field Net amount: found 'n/a', expected a number, as 1234.5 or 1,234.5.{QUARANTINED}",
        f"{FILE}, line 43, field Net amount: found nothing, expected a value; the field is required.{QUARANTINED}",
    ]
    assert result.summary == "40 rows loaded, 2 refused, 1 slices changed"
    assert morning.rows_of(DAY) == 40
    assert morning.quarantine() == [
        (42, "Net amount", "n/a", "expected a number, as 1234.5 or 1,234.5"),
        (43, "Net amount", None, "expected a value; the field is required"),
    ]


def test_too_many_bad_records(morning: Morning) -> None:
    assert morning.refuses(csv(HEADING, [*GOOD, line(41, "n/a"), line(42, "n/a"), line(43, "n/a")])) == (
        f"{FILE}: 3 of 43 records break the contract; allowed are 5%. The first: line 42, field Net amount:"
        f" found 'n/a', expected a number, as 1234.5 or 1,234.5.{STILL_HOLDS}"
        f"\nWhat to do: Correct the export, or the field's type in till_returns.yaml.{CLEAR}"
    )
    assert len(morning.quarantine()) == 3


def test_more_bad_records_than_a_log_should_show(morning: Morning) -> None:
    bad = [line(n, "n/a") for n in range(1001, 1008)]
    result = morning.loads(csv(HEADING, [*(line(n) for n in range(1, 201)), *bad]))
    assert len(result.lines) == 6
    assert result.lines[-1] == f"{FILE}: 2 more refused fields in ops.quarantine."


def test_where_no_bad_record_is_allowed(bench: Bench) -> None:
    bench.put(f"company/{DAY}/costs.csv", csv(COSTS, [*(cost(n) for n in range(40)), cost(41, "1.234 EUR")]))
    with pytest.raises(ExportRefused) as refusal:
        bench.pull("costs")
    assert str(refusal.value) == (
        f"company/{DAY}/costs.csv: 1 of 41 records break the contract; none may. The first: line 42, field amount:"
        " found '1.234 EUR', expected a number, as 1234.5 or 1,234.5."
        '\nWhat it costs: Nothing of this file was loaded; what was known of "The company\'s costs of marketing" before'
        " still holds."
        "\nWhat to do: Correct the export, or the field's type in costs.yaml."
        " Then clear the task lists_finance in the DAG pull_company."
    )


def test_a_record_with_a_field_too_many(morning: Morning) -> None:
    result = morning.loads(csv(HEADING, [*GOOD, f"{line(41)},by post"]))
    assert result.lines == [
        f"{FILE}, line 42, field (row): found 'R-41,N-41,2026-10-30T10:00:00+01:00,EUR,50.00,20.00,too small,by post',"
        f" expected a record of 7 fields (found 8).{QUARANTINED}"
    ]


def test_quotation_marks_that_are_not_doubled(morning: Morning) -> None:
    result = morning.loads(csv(HEADING, [*GOOD, line(41, reason='"the 5" heel"')]))
    assert result.lines == [
        f'{FILE}, line 42, field (row): found \'R-41,N-41,2026-10-30T10:00:00+01:00,EUR,50.00,20.00,"the 5" heel"\','
        f" expected a record whose quotation marks pair up.{QUARANTINED}"
    ]


def test_a_quotation_mark_that_swallows_half_the_file(morning: Morning) -> None:
    assert morning.refuses(csv(HEADING, [*GOOD[:20], line(21, reason='"too small'), *GOOD[21:]])) == (
        f"{FILE}: 20 of 40 records break the contract; allowed are 5%. The first: line 22, field (row): found"
        " 'R-21,N-21,2026-10-30T10:00:00+01:00,EUR,50.00,20.00,\"too small', expected a record whose quotation marks"
        f" pair up (it runs on to line 41).{STILL_HOLDS}"
        f"\nWhat to do: Export it again, or look at that line with a text editor.{CLEAR}"
    )


def test_a_line_of_50_mb(morning: Morning) -> None:
    result = morning.loads(csv(HEADING, [*GOOD, line(41, reason="x" * 50_000_000), line(42)]))
    assert result.lines == [
        f"{FILE}, line 42, field (row): found '50,000,052 bytes', expected a line of at most 2,000,000"
        f" bytes.{QUARANTINED}"
    ]
    assert morning.rows_of(DAY) == 41


def test_a_line_of_50_mb_takes_no_more_memory_than_one_of_3(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{PROJECT / 'plugins'}:{PROJECT}"}
    peaks = []
    for size in (3_000_000, 50_000_000):
        path = tmp_path / f"{size}.csv"
        path.write_text(csv(HEADING, [*GOOD, line(41, reason="x" * size)]), encoding="utf-8")
        command = [sys.executable, "-m", "tests.sources.peak", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        peaks.append(int(done.stdout))
    assert peaks[1] - peaks[0] < 30_000_000, peaks


def test_nul_bytes_within_a_line(morning: Morning) -> None:
    result = morning.loads(csv(HEADING, [*GOOD, line(41, reason="too\0small"), line(42)]))
    assert result.lines == [
        f"{FILE}, line 42, field (row): found '0:00+01:00,EUR,50.00,20.00,too␀small', expected a text; NUL bytes"
        f" (shown as ␀) are none.{QUARANTINED}"
    ]
    assert morning.rows_of(DAY) == 41


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        pytest.param([*GOOD, line(41, "x")], 42, id="plain"),
        pytest.param([line(1, reason='"too\nsmall\n"'), *GOOD[1:], line(41, "x")], 44, id="quoted line breaks"),
        pytest.param([line(1), "", "", *GOOD[1:], line(41, "x")], 44, id="blank lines"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "mixed"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "byte order mark"])
def test_line_ends_and_marks_shift_no_line(tmp_path: Path, rows: list[str], where: int, end: str, mark: str) -> None:
    text = mark + csv(HEADING, rows)
    path = tmp_path / "returns.csv"
    path.write_bytes((text.replace("\n", "\r\n", 20) if end == "mixed" else text.replace("\n", end)).encode())
    file = ParsedFile(0, path, FILE, DAY)
    with open_parser() as db:
        parse(db, load_source(SOURCES / "till_returns.yaml"), [file])
        loaded = db.execute("select count(*), count(*) filter (where reason like '%' || chr(13) || '%') from parsed")
        assert loaded.fetchone() == (40, 0)
    assert [(r.line, r.field, r.value) for r in file.refusals] == [(where, "Net amount", "x")]
    assert (file.rows_read, file.rows_refused, file.error) == (41, 1, None)


# Probabilities: 60 beside 0.6


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


# Duplicates


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


# Empty and missing


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


@pytest.mark.slow
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


# Rows that do not fit the warehouse


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


# A source's YAML and SQL


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("reason\n", "reason as cause\n", "till_returns.sql gives columns that staging.till_return has not: cause."),
        ("reason\n", "reasn\n", 'till_returns.sql can\'t be run: Binder Error: Referenced column "reasn" not found'),
        ("from export", "form export", "till_returns.sql can't be run: Parser Error: syntax error"),
    ],
)
def test_a_mistake_in_a_sources_sql(morning: Morning, before: str, after: str, message: str) -> None:
    sql = morning.bench.company_of_its_own("till_returns") / "till_returns.sql"
    sql.write_text(sql.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ModelFailed) as failure:
        morning.loads(csv(HEADING, GOOD))
    assert failure.value.message.startswith(message)
    assert failure.value.cost == "Nothing of Till, returns was loaded."
    assert failure.value.remedy.startswith("Correct the SQL")
    assert morning.rows_of(DAY) == 2


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "slice: file",
            "slicee: file",
            "has the unknown key 'slicee'; did you mean 'slice'? Known are arrives, delimiter,",
        ),
        (
            "heading: Reason",
            "headin: Reason",
            "has the unknown key 'headin' in field reason; did you mean 'heading'? Known",
        ),
        ("slice: file", "slice: day", "has slice: day; allowed are rows, file, whole."),
        (
            "type: timestamp",
            "type: datetime",
            "has field returned_at of type datetime; types are text, integer, decimal,",
        ),
        ("owner: finance", "owner: [finance", "is no YAML: while parsing a flow sequence"),
        ("slice: file", "slice: file\nencoding: utf-61", "has encoding: utf-61, which nobody knows."),
        ("slice: file", "slice: file\nrefuse_above: 5%", "has refuse_above: 5%; it is a share from 0 to 1, as 0.05."),
        ("slice: file", "slice: file\nlook_back_days: -1", "has look_back_days: -1; it is a whole number from 0."),
        ("title: ", "name: ", "has the unknown key 'name'; Known are"),
    ],
)
def test_a_mistake_in_a_sources_yaml(morning: Morning, before: str, after: str, message: str) -> None:
    yaml = morning.bench.company_of_its_own("till_returns") / "till_returns.yaml"
    yaml.write_text(yaml.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SettingsWrong) as failure:
        morning.loads(csv(HEADING, GOOD))
    assert failure.value.message.startswith(f"{yaml} {message}")
    assert failure.value.cost == "This source is not pulled."
    assert failure.value.remedy == "Correct till_returns.yaml; the README shows one."
    assert morning.rows_of(DAY) == 2


def test_a_staging_table_that_does_not_exist(morning: Morning) -> None:
    yaml = morning.bench.company_of_its_own("till_returns") / "till_returns.yaml"
    yaml.write_text(yaml.read_text(encoding="utf-8").replace("table: till_return", "table: returns"), encoding="utf-8")
    with pytest.raises(SettingsWrong) as failure:
        morning.loads(csv(HEADING, GOOD))
    assert failure.value.message == "till_returns.yaml names the staging table 'returns', which does not exist."
    assert failure.value.remedy.startswith("Use one of ad_day, attribution_weight, ")


def test_a_source_that_does_not_exist(bench: Bench) -> None:
    with pytest.raises(SettingsWrong) as failure:
        bench.pull("till_retruns")
    assert str(failure.value) == (
        "There is no source 'till_retruns'.\nWhat it costs: Nothing is pulled."
        f"\nWhat to do: Write {bench.settings.sources_folder}/till_retruns.yaml."
    )


# Several at once, and afterwards


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
