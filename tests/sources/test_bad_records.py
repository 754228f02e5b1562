"""Records that break the contract are put aside or refuse their file, and no line is lost or shifted by them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from plumbline.errors import ExportRefused
from plumbline.settings import PROJECT
from plumbline.sources.acceptance import ParsedFile
from plumbline.sources.definition import load_source
from plumbline.sources.parse import open_parser, parse
from tests.sources.bench import DAY, Bench, csv
from tests.sources.morning import (
    CLEAR,
    COSTS,
    FILE,
    GOOD,
    HEADING,
    QUARANTINED,
    SOURCES,
    STILL_HOLDS,
    Morning,
    cost,
    line,
)


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
