"""Programs compared: who carries what, and that the rows add up to the total."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from plumbline.language.language import Language
from plumbline.layout.blocks import Table
from plumbline.reports.sections import programs
from tests.reports import poor_worlds, worlds
from tests.reports.conftest import Day
from tests.reports.marts import DAY, Rows
from tests.reports.rows import D


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


def _with_cost(rows: Rows, program: str, cost: str, contribution: str) -> Rows:
    for row in rows["program_period"]:
        if row["program_id"] == program:
            row |= {"cost": D(cost), "contribution": D(contribution), "romi": D(contribution) / D(cost) - 1}
    return rows


def test_a_program_of_little_cost_takes_the_superlative_away(english: Language, read_day: Callable[..., Day]) -> None:
    rows = _with_cost(worlds.nightjar(), "newsletter", "1000", "11300")  # 1,030%, of less than 1% of the cost
    title = programs.programs_compared(read_day(rows).context(english)).title
    assert title == (
        "Target accounts carries 33% of qualified pipeline and, of programs with at least 5% of the cost,"
        " returned most: ROMI 128%"
    )
    rows = _with_cost(rows, "search", "20000", "60000")  # 200%
    title = programs.programs_compared(read_day(rows).context(english)).title
    assert title == (
        "Target accounts carries 33% of qualified pipeline; of programs with at least 5% of the cost,"
        " Evergreen search returned most: ROMI 200%"
    )


def test_a_program_explains_a_week_when_more_than_half_of_it_is_its_own(english: Language, nightjar: Day) -> None:
    """By hand: +84 in all; up are abm 32, challenge 28, search 21.2, newsletter 12, unattributed 4.8: none has half."""
    assert programs.main_mover(nightjar.context(english)) is None
    rows = [
        row | {"qualified": row["qualified"] + 100000 * (row["program_id"] == "abm" and row["as_of_day"] == DAY)}
        for row in nightjar.rows["qualified-pipeline"]
    ]
    mover = programs.main_mover(nightjar.context(english, qualified_pipeline=rows))  # 132 of 198
    assert mover is not None and mover["program_id"] == "abm"


def test_the_models_spread_says_its_own_day(english: Language, nightjar: Day) -> None:
    spread = {"as_of_day": DAY, "program_id": "abm", "measure": "qualified", "models": 10, "lowest": D(10000),
              "highest": D(30000), "lowest_model": "first", "highest_model": "linear", "currency": "EUR"}  # fmt: skip

    def note(**other: Any) -> str:
        ctx = nightjar.context(english, attribution_agreement=[spread | other])
        return programs.programs_compared(ctx).notes[0]

    said = "10 attribution models differ most, in money, on the qualified pipeline of Target accounts"
    assert note().startswith(f"{said}: €10k (first touch) to €30k (linear).")
    assert note(as_of_day=date(2026, 10, 25)).startswith(f"As of 25 Oct: {said}")
    assert "differ most" not in note(highest=D("10000.40"))


def test_roas_of_several_programs_is_weighted_by_their_ad_spend(
    english: Language, read_day: Callable[..., Day]
) -> None:
    rows = worlds.nightjar()
    for row in rows["program_period"]:
        row |= {"roas_booked": D(4) if row["program_id"] == "abm" else D(1) if row["ad_spend"] else None}
    for number in range(2, 9):  # gathered as others: the eight largest stay, so abm goes with what is smaller
        rows["program"].append({"program_id": f"p{number}", "program_name": f"P{number}"})
        rows["qualified_pipeline"].append(
            {"as_of_day": DAY, "vintage": "as_reported", "model": "last_non_direct", "program_id": f"p{number}",
             "currency": "EUR", "qualified": D(1000000), "weighted": D(1)}
        )  # fmt: skip
    others = next(row for row in programs.program_rows(read_day(rows).context(english)) if row["name"] == "others")
    # abm is the eighth row; challenge, creators, search, social: 85,000 of ad spend at 1; case study, newsletter: none
    assert others["roas_booked"] == 1
    assert round(others["roas_platform"], 4) == D("3.8824")  # (236 + 61 + 33) / 85


def test_a_best_that_several_share_is_no_best(english: Language, nightjar: Day) -> None:
    rows = [row | {"romi": row["romi"] and D("0.2")} for row in nightjar.rows["programs"]]
    title = programs.programs_compared(nightjar.context(english, programs=rows)).title
    assert title == "Target accounts carries 33% of qualified pipeline"
