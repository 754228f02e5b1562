"""Figures, dates and money as people of each language write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from plumbline.language.language import Language, load_language
from plumbline.reports.verify import plain
from tests.reports.conftest import TEMPLATES

D = Decimal


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "€0"),
        ("840", "€840"),
        ("999.49", "€999"),
        ("999.50", "€1.0k"),
        ("8431", "€8.4k"),
        ("9960", "€10k"),
        ("84312", "€84k"),
        ("999499", "€999k"),
        ("999500", "€1.00m"),
        ("1240000", "€1.24m"),
        ("12400000", "€12.4m"),
        ("124000000", "€124m"),
        ("1234567890", "€1.23bn"),
        ("-12.4", "−€12"),
        ("-0.3", "€0"),
    ],
)
def test_money_is_said_with_three_digits_that_count(english: Language, amount: str, said: str) -> None:
    assert english.money(D(amount), "EUR") == said


def test_a_change_always_has_its_sign(english: Language) -> None:
    assert english.change(D(84312), "EUR") == "+€84k"
    assert english.change(D(-84312), "EUR") == "−€84k"
    assert english.change(D("0.2"), "EUR") == "±€0"
    assert english.points(D("0.03")) == "+3 points"
    assert english.points(D("-0.01")) == "−1 point"
    assert english.points(D("0.034")) == "+3.4 points"
    assert english.points(D("-0.034"), signed=False) == "3.4 points"


def test_a_currency_without_a_symbol_keeps_its_distance(english: Language) -> None:
    assert english.money(D(95891452), "IDR") == "IDR\N{NO-BREAK SPACE}95.9m"
    assert english.money(D("166486.07"), "BRL") == "R$166k"
    assert english.money(D(362110), "USD") == "US$362k"


def test_percentages_never_have_more_digits_than_help(english: Language) -> None:
    assert english.percent(D("0.3961")) == "40%"
    assert english.percent(D("0.0384")) == "3.8%"
    assert english.percent(D("-0.4")) == "−40%"
    assert english.percent(D("12.34")) == "1,234%"
    assert english.times(D("3.24")) == "3.2×"


def test_one_unit_for_a_table(english: Language) -> None:
    scale = english.scale([D(1240000), None, D(-84312)], "EUR")
    assert scale.unit == "EUR thousand"
    assert [english.scaled(D(v), scale) for v in (1240000, 84312, -84312)] == ["1,240", "84", "−84"]
    small = english.scale([D(48000)], "EUR")
    assert english.scaled(D(48000), small, signed=True) == "+48.0"
    assert english.scaled(None, small) == "–"
    assert english.scaled(D(840), english.scale([D(840)], "EUR")) == "840"


def test_dates(english: Language) -> None:
    day = date(2026, 10, 30)
    assert english.full_day(day) == "Friday, 30 October 2026"
    assert english.short_day(day) == "30 Oct"
    assert english.near_day(day, date(2027, 1, 1)) == "30 October 2026"
    assert english.weekday_day(day) == "Fri 30 Oct"


def test_german_and_hebrew_write_figures_their_own_way_before_any_text_is_translated() -> None:
    german, hebrew = load_language("de", TEMPLATES), load_language("he", TEMPLATES)
    assert german.exact(D("-1234.5"), "EUR") == "−1.234,50\N{NO-BREAK SPACE}€"
    assert german.percent(D("0.396")) == "40\N{NO-BREAK SPACE}%"
    assert german.day(date(2026, 10, 30)) == "30. Oktober 2026"
    assert (german.direction, hebrew.direction) == ("ltr", "rtl")
    assert hebrew.isolate("Nightjar") == "\N{FIRST STRONG ISOLATE}Nightjar\N{POP DIRECTIONAL ISOLATE}"
    assert "2026" in hebrew.day(date(2026, 10, 30))


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        # a line that ends in the middle of it is laid out alone: by its first letter, which a value must not be
        ("{level}, end of {day}", {"level": "CRM", "day": "28"}, "\u200f\u2068CRM\u2069, סוף \u206828\u2069"),
        ("{name} ({more})", {"name": "CRM", "more": "לידים"}, "\u200f\u2068CRM\u2069 (\u2068לידים\u2069)"),
    ],
)
def test_a_text_that_begins_with_a_value_runs_from_right_to_left(text: str, values: dict[str, str], said: str) -> None:
    assert load_language("he", TEMPLATES).say(text, **values) == said


def test_hebrew_and_takes_a_hyphen_before_latin() -> None:
    language = load_language("he", TEMPLATES)
    assert plain(language.listed(["TikTok", "Pinterest"])) == "TikTok ו-Pinterest"
    assert plain(language.listed(["רדיו", "חיפוש"])) == "רדיו וחיפוש"
    rated = [language.say("{name} ({more})", name=name, more="A") for name in ("TikTok", "Pinterest")]
    assert plain(language.listed(rated)) == "TikTok (A) ו-Pinterest (A)"
