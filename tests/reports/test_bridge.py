"""The day's headline and its bridge: figures that were computed by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from plumbline.language.language import Language, load_language
from plumbline.layout.blocks import Table, Waterfall
from plumbline.reports.context import Context
from plumbline.reports.kinds import daily_pulse
from plumbline.reports.sections import bridge
from tests.reports import worlds
from tests.reports.conftest import TEMPLATES, Day

D = Decimal
CLOSING = D(1240000)


def bridge_of(day: Day, english: Language, **amounts: int) -> Context:
    """The day with another bridge to the same closing; deals keep the movement they had."""
    opening = CLOSING - sum(amounts.values())
    row: dict[str, Any] = {"program_id": "challenge", "opening": opening, "closing": CLOSING, "currency": "EUR"}
    row |= dict.fromkeys(worlds.STEPS, D(0)) | {step: D(amount) for step, amount in amounts.items()}
    return day.context(english, bridge=[row])


def test_the_headline_of_the_day(english: Language, nightjar: Day) -> None:
    assert daily_pulse.opening(nightjar.context(english)).headline == worlds.HEADLINE


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        ({}, "Qualified pipeline held at €1.24m: no deal moved"),
        ({"won": -40000}, "Qualified pipeline fell €40k to €1.24m: 1 deal from Target accounts worth €40k was won"),
        ({"restated": -90000}, "Qualified pipeline fell €90k to €1.24m: past days were restated"),
        ({"currency_effect": 700}, "Qualified pipeline held at €1.24m: exchange rates moved"),
        (
            {"newly_qualified": 96000, "restated": 60000, "won": -40000},
            "Qualified pipeline rose €116k to €1.24m: 3 deals from Halloween costume challenge passed 60%"
            " and past days were restated",
        ),
        # what goes the other way explains nothing, however large
        (
            {"raised": 50000, "won": -40000},
            "Qualified pipeline rose €10k to €1.24m: 1 deal from Target accounts was raised",
        ),
        # a second reason is named only where it weighs
        (
            {"raised": 50000, "restated": 10000},
            "Qualified pipeline rose €60k to €1.24m: 1 deal from Target accounts was raised",
        ),
    ],
)
def test_headlines_of_other_days(english: Language, nightjar: Day, amounts: dict[str, int], words: str) -> None:
    assert daily_pulse.headline(bridge_of(nightjar, english, **amounts)) == words


def test_deals_of_several_programs_are_led_by_the_largest(english: Language, nightjar: Day) -> None:
    deals = [dict(row) for row in nightjar.rows["deals-moved"]]
    by_id = {row["deal_id"]: row for row in deals}
    by_id["006B"]["program_id"] = "abm"
    by_id["006C"]["threshold"] = D("0.7")
    ctx = bridge_of(nightjar, english, newly_qualified=96000)
    ctx = nightjar.context(english, bridge=ctx.rows("bridge"), deals_moved=deals)
    assert bridge.headline(ctx) == (
        "Qualified pipeline rose €96k to €1.24m: 3 deals passed the threshold of their teams, led by Kostümhaus Becker"
    )


def test_the_bridge_says_what_came_in_and_what_went_out(english: Language, nightjar: Day) -> None:
    section = bridge.pipeline_bridge(nightjar.context(english))
    assert section.title == "What moved it: €112k came in, €48k went out since Thursday"
    (waterfall,) = section.blocks
    assert isinstance(waterfall, Waterfall)
    assert [(step.name, step.amount, step.note) for step in waterfall.steps] == [
        ("Opening", "1,176", "end of Thursday, 29 October 2026"),
        ("Restated", "−2", "corrections to the previous day's deals and programs"),
        ("Newly qualified", "+96", "Kostümhaus Becker, Bühnenreich and 1 more"),
        ("Raised", "+12", "Maskenball AG"),
        ("Lowered", "−6", "Nachtschwärmer"),
        ("Won", "−40", "Fêtes & Farces"),
        ("Currency", "+4", "open deals at today's rates instead of yesterday's"),
        ("Closing", "1,240", "end of Friday, 30 October 2026"),
    ]


def test_a_deal_that_several_programs_share_is_one_row(english: Language, nightjar: Day) -> None:
    won = next(row for row in nightjar.rows["deals-moved"] if row["movement"] == "won")
    halves = [won | {"program_id": program, "change": D(-20000)} for program in ("abm", "search")]
    section = bridge.deals_moved(nightjar.context(english, deals_moved=halves))
    assert section.title == "1 deal moved"
    (table,) = section.blocks
    assert isinstance(table, Table)
    ((deal, program, owner, what, probability, change),) = table.rows
    assert (deal.text, deal.note) == ("Wholesale autumn 2026", "Fêtes & Farces")
    assert [cell.text for cell in (program, owner, what, probability, change)] == [
        "several", "Lena Vogt", "won", "90% → 100%", "−40.0",
    ]  # fmt: skip


def test_nothing_has_moved_on_a_company_s_first_day(english: Language, nightjar: Day) -> None:
    today = [row for row in nightjar.rows["figures"] if row["as_of_day"] == worlds.DAY]
    first = bridge_of(nightjar, english, restated=1240000).rows("bridge")
    ctx = nightjar.context(english, figures=today, bridge=first)
    assert bridge.headline(ctx) == "Qualified pipeline stands at €1.24m; no earlier day is known to compare with"
    for section in (bridge.pipeline_bridge(ctx), bridge.deals_moved(ctx)):
        assert section.unknown == "Not known: no earlier day is known to compare with."
    # a company that had none yesterday has a day before, and still nothing that could have risen
    ctx = bridge_of(nightjar, english, newly_qualified=1240000)
    assert bridge.headline(ctx).startswith("Qualified pipeline stands at €1.24m: 3 deals from Halloween")


@pytest.mark.parametrize(("language", "words"), [("de", "Kein Deal"), ("he", "עסקה")])
def test_a_day_without_movement_says_so_in_every_language(nightjar: Day, language: str, words: str) -> None:
    said = bridge.headline(bridge_of(nightjar, load_language(language, TEMPLATES)))
    assert words in said.rpartition(":")[2]
