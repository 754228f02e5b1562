"""Programs compared: who carries what, and that the rows add up to the total."""

from __future__ import annotations

from collections.abc import Callable

from plumbline.language.language import Language
from plumbline.layout.blocks import Table
from plumbline.reports.sections import programs
from tests.reports import poor_worlds, worlds
from tests.reports.conftest import Day
from tests.reports.marts import DAY


def test_the_title_says_who_carries_the_pipeline(english: Language, nightjar: Day) -> None:
    section = programs.programs_compared(nightjar.context(english))
    assert section.title == "Target accounts carries 33% of qualified pipeline and returned most on its cost: ROMI 128%"
    (table,) = section.blocks
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[-1]] == [
        "Total", "1,240", "+84", "1,187", "154", "458", "197", "40", "3.5", "4.7",
    ]  # fmt: skip
    assert table.classes == ("",) * 7 + ("aside", "total")


def test_ratios_that_nobody_can_know_are_not_made_up(english: Language, read_day: Callable[..., Day]) -> None:
    rows = programs.program_rows(read_day(poor_worlds.funnel()).context(english))
    assert [row["roi_percent"] for row in rows] == [None, None]


def test_more_than_eight_programs_are_gathered_so_that_rows_add_up(
    english: Language, read_day: Callable[..., Day]
) -> None:
    rows = worlds.nightjar()
    for number in range(6):
        program = f"extra_{number}"
        rows["program"].append({"program_id": program, "program_name": f"Extra {number}"})
        rows["qualified_pipeline"].append(
            {
                "as_of_day": DAY,
                "vintage": "as_reported",
                "model": "last_non_direct",
                "program_id": program,
                "currency": "EUR",
                "qualified": worlds.D(100 + number),
                "weighted": worlds.D(50),
            }
        )
    shown = programs.program_rows(read_day(rows).context(english))
    assert [row["program_id"] for row in shown[8:]] == ["others", "unattributed", "total"]
    # Newsletter (12,000) comes before the extras; seven programs are named already, so five extras are gathered
    assert shown[8]["qualified"] == worlds.D(100 + 101 + 102 + 103 + 104)
    for column in ("qualified", "weighted", "cost", "net_revenue", "contribution"):
        assert sum(row[column] for row in shown[:-1]) == shown[-1][column]
