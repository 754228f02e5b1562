"""The first two sentences of page one: which facts share one, and what the cards say of the month."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.language.language import Language, load_language
from plumbline.reports.kinds import daily_pulse, weekly_review
from plumbline.reports.sections import figures
from plumbline.reports.verify import plain
from tests.reports.conftest import TEMPLATES, Day
from tests.reports.rows import pace

ON_PLAN = pace("revenue", "500000", "469000", "469000", "451612.90")


def _pace(day: Day, **instead: Any) -> list[dict[str, Any]]:
    """The day's targets, some of them in another row, or in none."""
    rows = {row["measure"]: row for row in day.rows["pace"]} | instead
    return [row for row in rows.values() if row]


def _sentences(day: Day, language: Language, **instead: Any) -> tuple[str, ...]:
    ctx = day.context(language, pace=_pace(day, **instead))
    return tuple(map(plain, daily_pulse.first_sentences(ctx)))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "rose €64k to €1.24m (5% below target): 3 deals from Halloween costume challenge passed 60%"),
        ("de", "um 64 Tsd. € auf 1,24 Mio. € (5 % unter dem Ziel) gestiegen: 3 Deals aus Halloween costume challenge"),
        ("he", "עלה ב-64 אלף € ל-1.24 מיליון € (5% מתחת ליעד): 3 עסקאות מ-Halloween costume challenge"),
    ],
)
def test_what_deals_did_and_the_missed_target_are_one_sentence(nightjar: Day, code: str, words: str) -> None:
    first, second = _sentences(nightjar, load_language(code, TEMPLATES))
    assert words in first
    behind = {
        "en": "Revenue is 3% behind plan",
        "de": "Umsatz 3 % unter Plan",
        "he": "ההכנסות נמוכות מהיעד ב-3%",
    }
    assert second.startswith(behind[code]), "the next fact has moved up"


def test_it_is_one_sentence_when_the_target_weighs_more_too(english: Language, nightjar: Day) -> None:
    far = pace("qualified_pipeline", "2000000", "2000000", "1240000", "2000000")
    first, _ = _sentences(nightjar, english, qualified_pipeline=far)
    assert "Qualified pipeline rose €64k to €1.24m (38% below target): 3 deals" in first


def test_a_target_alone_has_its_own_sentence(english: Language, nightjar: Day) -> None:
    """Where something else weighs more than the deals, they don't come to the front with the target."""
    far = pace("qualified_pipeline", "2000000", "2000000", "1240000", "2000000")
    lost = pace("revenue", "900000", "870000", "469000", "870000")
    first, second = _sentences(nightjar, english, qualified_pipeline=far, revenue=lost)
    assert first.endswith("Revenue is 46% behind plan (€469k of €870k), with 1 day of the month left")
    assert second == "Qualified pipeline is €1.24m, 38% short of the €2.00m planned for October 2026"


def test_nothing_is_said_twice(english: Language, nightjar: Day) -> None:
    bridge = [row | {"restated": 0, "opening": row["opening"] + row["restated"]} for row in nightjar.rows["bridge"]]
    ctx = nightjar.context(english, pace=_pace(nightjar, revenue=ON_PLAN), bridge=bridge)
    first, second = daily_pulse.first_sentences(ctx)
    assert "(5% below target)" in first and second == ""


def test_the_week_says_it_in_one_sentence_too(english: Language, nightjar: Day) -> None:
    ctx = nightjar.context(english, pace=_pace(nightjar))
    assert "to €1.24m (5% below target) this week" in weekly_review.first_sentences(ctx)[0]


@pytest.mark.parametrize(
    ("code", "revenue", "cost"),
    [
        ("en", "Month to date: 97% of plan", "Month to date: 99% of budget"),
        ("de", "Monat bisher: 97 % des Plans", "Monat bisher: 99 % des Budgets"),
        ("he", "מתחילת החודש: 97% מהיעד", "מתחילת החודש: 99% מהתקציב"),
    ],
)
def test_cards_give_the_month_of_which_headlines_speak(nightjar: Day, code: str, revenue: str, cost: str) -> None:
    opening = daily_pulse.opening(nightjar.context(load_language(code, TEMPLATES)))
    cards = {card.key: plain(card.to_date) for card in opening.figures}
    assert cards == {"qualified_pipeline": "", "romi": "", "revenue": revenue, "cost": cost}


def test_a_card_without_a_plan_gives_no_month(english: Language, nightjar: Day) -> None:
    ctx = nightjar.context(english, pace=_pace(nightjar, revenue=None))
    assert figures.to_date(ctx, "revenue") == ""
