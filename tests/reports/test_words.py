"""What the report says of a day, by rules: figures that were computed by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from plumbline.reports.locale import Language
from plumbline.reports.pulse import Bridge, Pulse, Step
from plumbline.reports.words import funnel, money, pipeline, programs, sources, trust
from tests.reports import worlds
from tests.reports.conftest import Day

D = Decimal


def _bridge(pulse: Pulse, **amounts: int) -> Pulse:
    """The day with another bridge to the same closing; deals keep the movement they had."""
    assert pulse.bridge is not None
    deals = {step.key: step.deals for step in pulse.bridge.steps}
    steps = tuple(Step(key, D(amount), deals.get(key, ())) for key, amount in amounts.items())
    opening = pulse.bridge.closing - sum((step.amount for step in steps), D(0))
    on_time = tuple(row | {"days_late": 0, "missing_days": 0, "last_day": pulse.day} for row in pulse.sources)
    return replace(pulse, bridge=Bridge(opening, steps, pulse.bridge.closing), sources=on_time)


def test_the_headline_of_the_day(english: Language, nightjar: Day) -> None:
    assert pipeline.headline(english, nightjar.pulse) == worlds.HEADLINE


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ({}, "Qualified pipeline held at €1.24m: no deal moved"),
        ({"won": -40000}, "Qualified pipeline fell €40k to €1.24m: 1 deal from Target accounts was won"),
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
)  # fmt: skip
def test_headlines_of_other_days(english: Language, nightjar: Day, amounts: dict[str, int], said: str) -> None:
    assert pipeline.headline(english, _bridge(nightjar.pulse, **amounts)) == said


def test_deals_of_several_programs_are_led_by_the_largest(english: Language, nightjar: Day) -> None:
    pulse = _bridge(nightjar.pulse, newly_qualified=96000)
    assert pulse.bridge is not None
    step = pulse.bridge.steps[0]
    mixed = (step.deals[0], replace(step.deals[1], program_id="abm"), replace(step.deals[2], threshold=D("0.7")))
    pulse = replace(pulse, bridge=replace(pulse.bridge, steps=(replace(step, deals=mixed),)))
    assert pipeline.headline(english, pulse) == (
        "Qualified pipeline rose €96k to €1.24m: 3 deals passed the threshold of their teams, led by Kostümhaus Becker"
    )


def test_the_money_in_one_sentence(english: Language, nightjar: Day) -> None:
    assert money.romi_sentence(english, nightjar.pulse) == (
        "In 28 days marketing cost €154k and earned €215k of contribution: ROMI 40%, up 3 points in a week."
    )


def test_each_figure_says_its_change_and_its_target(english: Language, nightjar: Day) -> None:
    pulse = nightjar.pulse
    said = {
        key: (
            money.figure_value(english, pulse, f),
            money.figure_change(english, pulse, f),
            money.figure_target(english, pulse, f),
        )
        for key, f in pulse.figures.items()
    }
    assert said == {
        "qualified_pipeline": ("€1.24m", "+€84k vs Fri 23 Oct", "Target €1.30m: 95% reached"),
        "romi": ("40%", "+3 points vs Fri 23 Oct", "Target 39%: +0.2 points"),
        "revenue": ("€458k", "−€12k vs Fri 23 Oct", "Target €452k: 101% reached"),
        "cost": ("€154k", "+€3.2k vs Fri 23 Oct", "Budget €149k: 103% used"),
    }  # fmt: skip


def test_the_bridge_and_the_programs(english: Language, nightjar: Day) -> None:
    assert nightjar.pulse.bridge is not None
    assert pipeline.bridge_title(english, nightjar.pulse, nightjar.pulse.bridge) == (
        "What moved it: €112k came in, €48k went out since Thursday"
    )
    assert programs.programs_title(english, nightjar.pulse) == (
        "Target accounts carries 33% of qualified pipeline and returned most on its cost: ROMI 128%"
    )


def test_the_gap_and_its_causes(english: Language, nightjar: Day) -> None:
    assert trust.gap_title(english, nightjar.pulse) == "TikTok claims 2.0 purchases for each one that the till rang"
    assert trust.gap_sentence(english, nightjar.pulse) == (
        "TikTok claimed 412 purchases, analytics saw 330, the till rang 206."
        " The largest known cause of the gap: ads seen but not clicked (88)."
    )
    assert nightjar.pulse.gap is not None
    assert nightjar.pulse.gap.causes == (
        ("view_through", D(88)), ("click_window", D(61)), ("duplicates", D(24)), ("returns_cancellations", D(19)),
        ("time_zone", D(-4)), ("unexplained", D(18)),
    )  # fmt: skip


def test_the_month_and_its_targets(english: Language, nightjar: Day) -> None:
    assert money.pace_title(english, nightjar.pulse) == "October 2026: 1 of 4 targets on pace"
    said = {row["measure"]: money.pace_words(english, row) for row in nightjar.pulse.pace}
    assert said == {
        "qualified_pipeline": "5% behind",
        "revenue": "3% behind",
        "contribution": "1% behind",
        "cost": "1% under",
    }


def test_late_and_incomplete_sources_are_named(english: Language, nightjar: Day) -> None:
    assert sources.incomplete(english, nightjar.pulse) == [
        "Till orders: 1 day late, as of 29 Oct; 1 day of the period missing."
    ]
    assert sources.sources_title(english, nightjar.pulse) == "5 of 6 sources are complete and on time"
    row = worlds.source("x", "Salesforce, leads", days_late=2, missing_days=2)
    silent = worlds.source("z", "Till", last_day=None)
    rows = (row, row | {"title": "Salesforce, campaigns"}, row | {"title": "Ads"}, silent)
    pulse = replace(nightjar.pulse, sources=rows)
    assert sources.incomplete(english, pulse) == [
        "Salesforce (leads, campaigns); Ads: 2 days late, as of 30 Oct; 2 days of the period missing.",
        "Till: nothing has arrived yet.",
    ]
    assert sources.late(english, pulse) == "3 sources are late"
    assert sources.late(english, replace(pulse, sources=rows[:3])) == "Salesforce and Ads are late"


def test_a_poor_company_is_told_what_is_not_known_and_why(english: Language, read_day: Callable[[Any], Day]) -> None:
    pulse = read_day(worlds.poor()).pulse
    assert pipeline.headline(english, pulse) == (
        "Marketing cost IDR\N{NO-BREAK SPACE}95.9m in 28 days; what came back is not known;"
        " TikTok Ads Manager export is late"
    )
    assert money.romi_sentence(english, pulse) == (
        "ROMI is not known. No till is connected, so nothing stands against the cost."
    )
    assert {key: money.figure_unknown(english, pulse, key) for key in ("qualified_pipeline", "revenue")} == {
        "qualified_pipeline": "No CRM with probabilities is connected.",
        "revenue": "No till is connected.",
    }
    assert trust.gap_title(english, pulse) == "TikTok claims 1,318 purchases; no till is connected to hold them against"
    assert money.figure_target(english, pulse, pulse.figures["cost"]) == "No target set"


def test_a_history_shorter_than_the_period_says_its_own_length(
    english: Language, read_day: Callable[[Any], Day]
) -> None:
    rows = worlds.nightjar()
    rows["program_day"] = [row | {"day": worlds.DAY - worlds.timedelta(days=2)} for row in rows["program_day"]]
    assert pipeline.period(english, read_day(rows).pulse) == "3 days"


def test_leads_that_became_deals_are_told_where_nobody_tells_probabilities(
    english: Language, read_day: Callable[[Any], Day]
) -> None:
    pulse = read_day(worlds.funnel()).pulse
    assert pipeline.headline(english, pulse).startswith(
        "The till rang R$3.61m in 28 days; qualified pipeline is not known"
    )
    assert money.romi_sentence(english, pulse) == (
        "ROMI is not known. No cost has been reported, so nothing stands against the revenue."
    )
    assert (
        funnel.funnel_sentence(english, pulse) == "Of 8,000 leads 842 became won deals; they rang R$166k at the till."
    )
    assert trust.no_gap(english, pulse).endswith("No analytics is connected that could have seen what the till rang.")
    assert [row.roi for row in pulse.programs] == [None, None]


def test_what_analytics_alone_saw_is_told_as_that(english: Language, read_day: Callable[[Any], Day]) -> None:
    pulse = read_day(worlds.seen()).pulse
    assert pipeline.headline(english, pulse) == (
        "Analytics saw 5,242 purchases worth US$362k in 28 days; what the till rang is not known"
    )
    assert money.romi_sentence(english, pulse) == "ROMI is not known. Neither a till nor costs are connected."
    assert trust.no_gap(english, pulse) == (
        "No ad platform's claimed purchases are known for these days."
        " Analytics saw 5,242 purchases worth US$362k in 28 days. No till is connected to hold them against."
    )


def test_what_was_never_known_before_is_not_called_restated(english: Language, read_day: Callable[[Any], Day]) -> None:
    rows = worlds.nightjar()
    rows["restatement"] = [row | {"before": D(0)} for row in rows["restatement"]]
    pulse = read_day(rows).pulse
    assert trust.restated_title(english, pulse) == "No past day was restated"
    assert trust.first_known(english, pulse) == (
        "Known of past days for the first time: ad spend and claimed purchases."
    )
