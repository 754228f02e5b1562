"""How the length of time is said."""

from __future__ import annotations

from plumbline.reports.locale import Language
from plumbline.reports.pulse import Pulse


def period(language: Language, pulse: Pulse) -> str:
    """The rolling window of every flow, in days."""
    return language.count("{n} day", "{n} days", pulse.period_days)
