"""Why a measure is withheld, and what a lead's score is made of: machine words of the marts, put into a language.

A reason is `code` or `code|value|value`; plumbline.measures.withheld has the codes.
"""

from __future__ import annotations

from collections.abc import Callable
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


def factor(language: Language, said: str | None, named: Name) -> tuple[str, bool] | None:
    """(industry: Theatre, speaks for it) of `industry|Theatre|up|0.12`; None where there is no reason."""
    if not said:
        return None
    parts = said.split("|")
    name = language.term("dimension", parts[0])
    value = named(parts[0], parts[1]) if len(parts) > 1 and parts[1] else ""
    for_it = len(parts) < 3 or parts[2] in ("up", "for", "raises", "+", "higher")
    return (language.say("{factor}: {value}", factor=name, value=value) if value else name), for_it


def factors(language: Language, reasons: list[str | None], named: Name) -> str:
    """The three reasons behind a score: what speaks for the lead, what against it."""
    known = [found for one in reasons if (found := factor(language, one, named)) is not None]
    supports = [said for said, for_it in known if for_it]
    objects = [said for said, for_it in known if not for_it]
    told = []
    if supports:
        told.append(language.say("for it: {reasons}", reasons="; ".join(supports)))
    if objects:
        told.append(language.say("against it: {reasons}", reasons="; ".join(objects)))
    return ". ".join(told) if told else "–"
