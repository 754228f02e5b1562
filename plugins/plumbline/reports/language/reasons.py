"""Why a measure is withheld, and what a lead's score is made of: machine words of the marts, put into a language.

A reason is `code` or `code|value|value`. A code that nobody knows is said as it stands, so that nothing is hidden.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from plumbline.reports.language.language import Language, text

FLAT = text("its spend has hardly changed, so its effect can't be told apart")
LITTLE = text("there is too little data")
REASONS = {
    "too_few_paths": text("too few paths stand behind it"),
    "too_few_days": text("too few days are known"),
    "too_few_weeks": text("too few weeks are known"),
    "too_few_clicks": text("too few clicks are known"),
    "too_few_deals": text("too few closed deals are known"),
    "too_few_leads": text("too few closed leads are known"),
    "too_few_answers": text("too few customers have answered"),
    "too_few_backtests": text("too few weeks could be tested"),
    "too_little_data": LITTLE,
    "too_few": LITTLE,
    "flat_spend": FLAT,
    "seasonal_spend": text("its spend only follows the season, so its effect can't be told apart"),
    "collinear": text("its spend always moves with {0}, so their effects can't be told apart"),
    "no_spend_now": text("nothing is spent on it now"),
    "outside_range": text("it would leave the range of spend seen"),
    "gain_not_certain": text("the interval of its gain holds zero"),
    "no_known_curve": text("fewer than two channels have a known curve"),
    "not_better_than_naive": text("the model did not beat the naive forecast"),
    "no_better_than_newest": text("it did not beat the order by age"),
}


def reason(language: Language, said: str | None) -> str:
    """A reason in words; empty where none is given."""
    if not said:
        return ""
    code, *values = said.split("|")
    known = REASONS.get(code)
    if known is None:
        return said.replace("_", " ").replace("|", " ")
    filled = language.catalogue.gettext(known)
    return filled.format(*(language.isolate(_value(language, value)) for value in values or ["–"]))


def _value(language: Language, value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return language.term("channel", value)
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
