"""A file that is cut short, in another encoding, another thing altogether, or has other headings: the whole message."""

from __future__ import annotations

import pytest

from plumbline.errors import ExportRefused
from tests.sources.bench import DAY, Bench, csv
from tests.sources.morning import (
    CLEAR,
    FILE,
    GA4_FILE,
    GOOD,
    HEADING,
    STILL_HOLDS,
    Morning,
    event,
    line,
)


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
        f"{FILE}: The file is a ZIP archive or an Excel workbook that can't be opened: it is damaged or was cut short."
        f"{STILL_HOLDS}\nWhat to do: Fetch it again.{CLEAR}"
    )


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
