"""A language as readers write it: texts through gettext, figures, dates and money through Babel.

A language is added by a .po file in include/templates/locale and nothing else. Catalogues are read as text and kept in
memory, so no compiled file has to be built, shipped or kept in step.
"""

from __future__ import annotations

import gettext
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import yaml
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

MINUS = "\N{MINUS SIGN}"
LEFT_TO_RIGHT_ISOLATE = "\N{LEFT-TO-RIGHT ISOLATE}"
RIGHT_TO_LEFT_MARK = "\N{RIGHT-TO-LEFT MARK}"
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
HEBREW = re.compile("[\u0590-\u05ff\u0600-\u06ff]")
LARGEST_RATIO = Decimal(9999)
TERRITORIES = {"en": "en_GB", "de": "de_DE", "he": "he_IL"}


def side(name: str) -> str:
    """The direction of a name by its first letter: `ltr` or `rtl`; `ltr` where it has none."""
    first = next(
        (unicodedata.bidirectional(sign) for sign in name if unicodedata.bidirectional(sign) in ("L", "R", "AL")), "L"
    )
    return "rtl" if first in ("R", "AL") else "ltr"


def text(english: str) -> str:
    """Mark a text for translation where it is written and `say` it elsewhere."""
    return english


def plural(one: str, many: str) -> tuple[str, str]:
    """Mark a text and its plural for translation where they are written and `count` them elsewhere."""
    return one, many


def _round(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Scale:
    """The unit of a table of money: amounts are shifted by `power` digits; `unit` names it."""

    power: int
    places: int
    unit: str


@dataclass(frozen=True, eq=False)  # one object a language: caches go by identity
class Language:
    """One language of a report: its words and how it writes a figure."""

    code: str
    locale: Locale
    catalogue: gettext.NullTranslations
    vocabulary: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, as HTML's dir attribute wants it."""
        return "rtl" if self.locale.character_order == "right-to-left" else "ltr"

    def term(self, kind: str, code: str | None) -> str:
        """The words for a code of the marts; one that the vocabulary lacks is said as it stands."""
        english = self.vocabulary[kind].get(code or "")
        return self.catalogue.gettext(english) if english else (code or "–").replace("_", " ")

    def say(self, text: str, **values: object) -> str:
        """The text in this language, its {holes} filled; values are isolated where lines run from right to left."""
        return self._fill(self.catalogue.gettext(text), values)

    def count(self, one: str, many: str, n: int, **values: object) -> str:
        """Like `say`, in the plural that n asks for; {n} is the number as this language writes it."""
        return self._fill(self.catalogue.ngettext(one, many, n), {"n": self.number(Decimal(n)), **values})

    def _fill(self, text: str, values: dict[str, object]) -> str:
        if not values:
            return text
        said = text.format(**{key: self.isolate(str(value)) for key, value in values.items()})
        # begins with a value or Latin: what isolates it, or its first line alone, would be taken for left to right
        return said if self.direction == "ltr" or HEBREW.search(text.split("{")[0]) else RIGHT_TO_LEFT_MARK + said

    def isolate(self, text: str) -> str:
        """Keep a figure or a Latin name in its own order inside a line that runs from right to left."""
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if self.direction == "rtl" else text

    def together(self, parts: Iterable[str], between: str = "; ") -> str:
        """Names side by side, each in its own order, in the direction of the language."""
        if self.direction == "ltr":
            return between.join(parts)
        return RIGHT_TO_LEFT_MARK + between.join(self.isolate(part) for part in parts)

    def arrow(self, before: str, after: str) -> str:
        """`40% → 60%`; where lines run from right to left, so does the arrow."""
        return self.together([before, after], " → " if self.direction == "ltr" else " ← ")

    def listed(self, parts: list[str]) -> str:
        """`a, b and c`."""
        said = format_list([self.isolate(part) for part in parts], locale=self.locale)
        # Hebrew's "and" is a letter of the word that follows, and takes a hyphen before Latin and digits
        said = re.sub(f"ו(?=[{FIRST_STRONG_ISOLATE}{RIGHT_TO_LEFT_MARK}]+[A-Za-z0-9])", "ו-", said)
        return RIGHT_TO_LEFT_MARK + said if self.direction == "rtl" else said

    def inside(self, name: str) -> str:
        """A name inside a sentence; German nouns keep their capital there."""
        return name if self.locale.language == "de" else name.lower()

    def number(self, value: Decimal, places: int = 0) -> str:
        """A plain number with the language's separators and a true minus sign."""
        said = format_decimal(abs(_round(value, places)), format=_digits(places), locale=self.locale)
        return self._with(_negative(value, places), said)

    def money(self, amount: Decimal, currency: str) -> str:
        """Money as people say it: three digits that count and a word for the thousands. €1.24m, €84k, −€840."""
        scaled, places, unit = _said(amount)
        said = self._money(abs(_round(scaled, places)), currency, places, self._unit(unit))
        return self._with(_negative(scaled, places), said)

    def scale(self, amounts: Iterable[Decimal | None], currency: str) -> Scale:
        """One unit for a whole table, so that its figures stand below each other by their decimals."""
        largest = max((abs(amount) for amount in amounts if amount is not None), default=Decimal(0))
        for power, said in (
            (9, self.say("{currency} billion", currency=currency)),
            (6, self.say("{currency} million", currency=currency)),
            (3, self.say("{currency} thousand", currency=currency)),
        ):
            if largest.scaleb(-power) >= 10:
                return Scale(power, 0 if largest.scaleb(-power) >= 1000 else 1, said)
        return Scale(0, 0, currency)

    def scaled(self, amount: Decimal | None, scale: Scale, *, signed: bool = False) -> str:
        """An amount in the unit of its table; a dash when it is not known."""
        if amount is None:
            return "–"
        value = amount.scaleb(-scale.power)
        return self.signed(value, scale.places) if signed else self.number(value, scale.places)

    def change(self, amount: Decimal, currency: str) -> str:
        """A change of money, its sign always written: +€84k, −€12k, ±€0."""
        scaled, places, _ = _said(amount)
        return self._sign(_round(scaled, places), self.money(abs(amount), currency))

    def exact(self, amount: Decimal, currency: str) -> str:
        """Money to the cent."""
        return self._with(_negative(amount, 2), self._money(abs(_round(amount, 2)), currency, 2, ""))

    def percent(self, share: Decimal, places: int | None = None) -> str:
        """A share of one as per cent: 0.384 is 38%; below ten per cent one decimal is kept."""
        value = share * 100
        places = _percent_places(value) if places is None else places
        pattern = re.sub(r"[#0,.]+", _digits(places), self.locale.percent_formats[None].pattern.split(";")[0])
        said = format_decimal(abs(_round(value, places)) / 100, format=pattern, locale=self.locale)
        return self._with(_negative(value, places), said)

    def points(self, change: Decimal, *, signed: bool = True) -> str:
        """A change between two shares of one, in percentage points, its sign written unless the words say it."""
        value = change * 100
        places = 0 if abs(value) >= 10 or value == value.to_integral_value() else 1
        rounded = _round(value, places)
        said = format_decimal(abs(rounded), format=_digits(places), locale=self.locale)
        n = 1 if abs(rounded) == 1 else 2
        points = self.catalogue.ngettext("{said} point", "{said} points", n).format(said=said)
        return self._sign(rounded, points) if signed else points

    def times(self, ratio: Decimal) -> str:
        """A ratio such as ROAS: 3.2×."""
        return f"{self.number(ratio, 1 if abs(ratio) < 100 else 0)}\N{MULTIPLICATION SIGN}"

    def ratio(self, value: Decimal | None, places: int = 0) -> str:
        """A ratio in a narrow column: a dash where there is none, what is too large for anybody to read is cut."""
        if value is None:
            return "–"
        if value > LARGEST_RATIO:
            return f">{self.number(LARGEST_RATIO)}"
        return self.number(value, places if abs(value) < 1000 else 0)

    def signed(self, value: Decimal, places: int = 0) -> str:
        """A number whose sign is always written: +12, −3."""
        return self._sign(_round(value, places), self.number(abs(value), places))

    def day(self, day: date) -> str:
        """30 October 2026."""
        return format_date(day, format="long", locale=self.locale)

    def weekday(self, day: date) -> str:
        """Friday."""
        return format_date(day, format="EEEE", locale=self.locale)

    def full_day(self, day: date) -> str:
        """Friday, 30 October 2026, in the order of the language."""
        return self.say("{weekday}, {day}", weekday=self.weekday(day), day=self.day(day))

    def short_day(self, day: date) -> str:
        """30 Oct."""
        return format_date(day, format=str(self.locale.datetime_skeletons["MMMd"].pattern), locale=self.locale)

    def weekday_day(self, day: date) -> str:
        """Fri, 30 Oct."""
        return format_date(day, format=str(self.locale.datetime_skeletons["MMMEd"].pattern), locale=self.locale)

    def near_day(self, day: date, reader: date) -> str:
        """30 Oct, with its year only where the reader stands in another one."""
        return self.short_day(day) if day.year == reader.year else self.day(day)

    def month(self, day: date) -> str:
        """October 2026."""
        return format_date(day, format="LLLL y", locale=self.locale)

    def _sign(self, value: Decimal, said: str) -> str:
        return self._with("±" if value == 0 else "+" if value > 0 else MINUS, said)

    def _with(self, sign: str, said: str) -> str:
        """A figure with its sign before its first digit; where lines run from right to left both are held together."""
        if not sign or self.direction == "ltr":
            return sign + said
        held = rf"{LEFT_TO_RIGHT_ISOLATE}{sign}\g<0>{POP_ISOLATE}"
        return re.sub(r"\d[\d.,]*%?", held, said, count=1)

    def _unit(self, unit: str) -> str:
        if not unit:
            return ""
        said = {
            "k": self.catalogue.pgettext("thousand", "k"),
            "m": self.catalogue.pgettext("million", "m"),
            "bn": self.catalogue.pgettext("billion", "bn"),
        }
        return said[unit]

    def _money(self, amount: Decimal, currency: str, places: int, unit: str) -> str:
        # the pattern's own marks would set the sign apart from its digits
        pattern = self.locale.currency_formats["standard"].pattern.split(";")[0].replace(RIGHT_TO_LEFT_MARK, "")
        digits = _digits(places) + (f"'{unit}'" if unit else "")
        said = format_currency(
            amount, currency, format=re.sub(r"[#0,.]+", digits, pattern), locale=self.locale, currency_digits=False
        )
        return re.sub(rf"({re.escape(currency)})(?=\d)", "\\1\N{NO-BREAK SPACE}", said)


def _digits(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _negative(value: Decimal, places: int) -> str:
    return MINUS if _round(value, places) < 0 else ""


def _percent_places(value: Decimal) -> int:
    return 0 if abs(value) >= 10 or value == value.to_integral_value() else 1


def _said(amount: Decimal) -> tuple[Decimal, int, str]:
    """The scaled amount, its decimals and the word of its size, three digits that count."""
    for power, unit in ((9, "bn"), (6, "m"), (3, "k")):
        scaled = amount.scaleb(-power)
        if abs(scaled) >= Decimal("0.9995"):
            size = abs(scaled)
            if unit == "k":
                return scaled, 1 if size < Decimal("9.95") else 0, unit
            return scaled, 2 if size < Decimal("9.995") else 1 if size < Decimal("99.95") else 0, unit
    return amount, 0, ""


@cache
def load_vocabulary(templates: Path) -> dict[str, dict[str, str]]:
    """The English words for the codes of the marts, by kind and code."""
    words: dict[str, dict[str, str]] = yaml.safe_load((templates / "vocabulary.yaml").read_text(encoding="utf-8"))
    return words


@cache
def load_language(code: str, templates: Path) -> Language:
    """The language of a code, from include/templates; without a catalogue the texts stay in English."""
    path = templates / "locale" / code / "LC_MESSAGES" / "messages.po"
    catalogue = gettext.NullTranslations()
    if path.exists():
        with path.open("rb") as source:
            compiled = io.BytesIO()
            write_mo(compiled, read_po(source, locale=code))
        compiled.seek(0)
        catalogue = gettext.GNUTranslations(compiled)
    return Language(code, Locale.parse(TERRITORIES.get(code, code)), catalogue, load_vocabulary(templates))
