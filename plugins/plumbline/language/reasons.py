"""Why a measure is withheld, and what a lead's score is made of: machine words of the marts, put into a language.

A reason is `code` or `code|value|value`; plumbline.measures.withheld has the codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation

from plumbline.language.language import Language


def reason(language: Language, withheld: str | None) -> str:
    """A reason in words; empty where none is given."""
    if not withheld:
        return ""
    code, *values = withheld.split("|")
    words = [language.isolate(_value(language, value)) for value in values]
    return language.term("reason", code).format(*words, "–", "–")


def _value(language: Language, value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        kind = "component" if value in language.vocabulary["component"] else "channel"
        return language.term(kind, value)
    return language.number(number, 0 if number == number.to_integral_value() else 2)


Name = Callable[[str, str], str]


def factors(language: Language, reasons: Iterable[str | None], named: Name) -> str:
    """What moves a lead's chance, by how many points: `industry|Theatre|up|0.12` is Theatre +12; a dash for nothing."""
    told = []
    for said in filter(None, reasons):
        dimension, value, direction, points, *_ = [*said.split("|"), "", "", ""]
        name = named(dimension, value) if value else language.term("dimension", dimension)
        moved = _points(points) * (1 if direction == "up" else -1)
        part = f"{name} {language.isolate(language.signed(moved))}" if moved else name
        # a name that a line breaks would lose its own direction there
        told.append(part.replace(" ", "\N{NO-BREAK SPACE}") if language.direction == "rtl" else part)
    return language.together(told, ", ") if told else "–"


def _points(share: str) -> Decimal:
    """`0.32` as 32; 0 for what is no number."""
    try:
        return (Decimal(share) * 100).quantize(Decimal(1))
    except InvalidOperation:
        return Decimal(0)
