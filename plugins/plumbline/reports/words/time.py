"""How the length of time is said."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.locale import Language
from plumbline.reports.pulse import Pulse


def period(language: Language, pulse: Pulse) -> str:
    """The rolling window of every flow, in days."""
    return language.count("{n} day", "{n} days", pulse.period_days)


def duration(language: Language, spent: Decimal | int | None) -> str:
    """35 min, 3.2 h, 2.1 days: the unit in which the figure has one or two digits."""
    if spent is None:
        return "–"
    minutes = Decimal(spent)
    if minutes < 90:
        return language.say("{n} min", n=language.number(minutes))
    if minutes < 48 * 60:
        return language.say("{n} h", n=language.number(minutes / 60, 1))
    return language.say("{n} d", n=language.number(minutes / 1440, 1))
