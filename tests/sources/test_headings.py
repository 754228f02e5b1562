"""Columns are found by their heading: any alias, any case, any width, any order."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import ExportRefused
from plumbline.sources.definition import Field, Source
from plumbline.sources.file_checks import FileCheck
from plumbline.sources.headings import match_headings
from plumbline.sources.normalize import Lines
from plumbline.sources.opening import check_file

FIELDS = (
    Field("day", "date", ("By Day", "Date", "일별")),
    Field("spend", "decimal", ("Cost", "Total cost")),
    Field("url", "text", ("Website URL (Ad level)",)),
    Field("extra", "text", ("Extra",), optional=True),
)


def source(**changes: object) -> Source:
    values = {"folder": Path("."), "files": "a.csv", "table": "ad_day", "system": "ads", "title": "Ads"} | changes
    return Source(name="ads", fields=FIELDS, **values)  # type: ignore[arg-type]


def columns(*headings: str) -> dict[str, str]:
    """Field -> raw column, for a file with these headings."""
    seen = FileCheck(Path("a.csv"), headings, 1, Lines())
    return {name: column.raw for name, column in match_headings(seen, source(), "a.csv")[0].items()}


ABSENT = "cast(null as varchar)"


@pytest.mark.parametrize(
    ("headings", "places"),
    [
        (("By Day", "Cost", "Website URL (Ad level)"), ("c0", "c1", "c2", ABSENT)),
        (("Website URL (Ad level)", "extra", "Total cost", "Date"), ("c3", "c2", "c0", "c1")),
        ((" by day ", "COST", "website url (ad LEVEL)"), ("c0", "c1", "c2", ABSENT)),
        (("일별", "Cost", "Website URL (Ad level）"), ("c0", "c1", "c2", ABSENT)),  # half and full width, as exported
        (("\ufeffBy Day", "Cost", "Website URL (Ad level)"), ("c0", "c1", "c2", ABSENT)),
        (("By  Day", "Cost", "CPM", "CPM", "Website URL\u00a0(Ad level)"), ("c0", "c1", "c4", ABSENT)),  # odd spaces
    ],
)
def test_headings_are_matched(headings: tuple[str, ...], places: tuple[str, ...]) -> None:
    assert tuple(columns(*headings).values()) == places


def test_the_first_alias_that_is_there_wins() -> None:
    assert columns("Total cost", "Cost", "By Day", "Website URL (Ad level)")["spend"] == "c1"


def test_a_heading_that_is_read_must_not_stand_twice() -> None:
    with pytest.raises(ExportRefused) as refusal:
        columns("By Day", "Cost", "cost ", "Website URL (Ad level)")
    assert refusal.value.message == (
        "a.csv: Line 1 has the heading 'Cost' 2 times, as columns 2 and 3: which of them counts can't be told."
    )


def test_the_label_is_the_files_own_word() -> None:
    seen = FileCheck(Path("a.csv"), ("일별", "Total cost", "Website URL (Ad level)"), 1, Lines())
    columns, _ = match_headings(seen, source(), "a.csv")
    assert [column.label for column in columns.values()] == ["일별", "Total cost", "Website URL (Ad level)", "Extra"]


def test_headings_that_nobody_reads_are_noticed() -> None:
    seen = FileCheck(Path("a.csv"), ("By Day", "Cost", "Website URL (Ad level)", "CPM", "Reach"), 1, Lines())
    assert match_headings(seen, source(), "a.csv")[1] == "headings not read: CPM, Reach"


def test_several_missing_headings_are_told_together() -> None:
    with pytest.raises(ExportRefused) as refusal:
        columns("Day", "Total costs", "Website URL (Ad level)")
    assert refusal.value.message == (
        "a.csv: Line 1 lacks the heading 'By Day' or 'Date' or '일별', perhaps now called 'Day';"
        " 'Cost' or 'Total cost', perhaps now called 'Total costs'. Headings that nobody asks for: Day, Total costs."
    )


def test_the_table_begins_below_a_preamble(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('# Traffic\n# Start date: 20261028\n\n"By Day";Cost\n1;2\n', encoding="utf-8")
    seen = check_file(path, source(preamble="#", delimiter=";"), "a.csv", tmp_path)
    assert (seen.headings, seen.header_lines, seen.lines.count) == (("By Day", "Cost"), 4, 5)


def test_a_file_of_nothing_but_preamble_has_no_headings(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("# Traffic\n\n", encoding="utf-8")
    with pytest.raises(ExportRefused, match=r"a\.csv: No line with headings was found\."):
        check_file(path, source(preamble="#"), "a.csv", tmp_path)
