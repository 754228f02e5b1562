"""What goes wrong in the example world, and when: outages, late files, rows that are broken for a day."""

from __future__ import annotations

from datetime import date

from plumbline.example.clock import DAY

# On these days the system delivered nothing; the day's files lie in the next day's folder.
OUTAGES: dict[str, frozenset[date]] = {
    "salesforce": frozenset({date(2026, 8, 14), date(2026, 10, 13)}),
    "till": frozenset({date(2026, 10, 21)}),
}
# GA4's events of these days came in part, and whole on the next day.
LATE_EVENTS = frozenset({date(2026, 5, 19), date(2026, 8, 5), date(2026, 9, 16), date(2026, 10, 8), date(2026, 10, 26)})
# A paused ad's row shows a text where a number belongs; the next day's export has it right.
TIKTOK_TEXT_IN_NUMBER = frozenset({date(2026, 6, 9), date(2026, 9, 3), date(2026, 10, 12), date(2026, 10, 27)})
# A line of the till's drawer count among the orders: no order, and no full row.
TILL_JUNK = frozenset({date(2026, 7, 4), date(2026, 9, 25), date(2026, 10, 16), date(2026, 10, 29)})
# A lead whose instant of creation is unreadable; the next day's export repeats it in good order.
SALESFORCE_BAD_LEAD = frozenset({date(2026, 7, 22), date(2026, 10, 19)})
# An events file that breaks off in the middle of its last line: one of the late ones, so the whole file follows.
GA4_BROKEN_LINE = frozenset({date(2026, 9, 16), date(2026, 10, 26)})
# Marketing deletes memberships that a list, loaded twice, had brought in: who had answered by it, did not.
MEMBERSHIPS_DELETED_ON = date(2026, 10, 7)
# From this day on TikTok's headings are different.
HEADINGS_DRIFT_ON = date(2026, 8, 1)


def delivered_on(system: str, day: date) -> date:
    """The business day on whose folder a system's files about `day` arrived."""
    return day + DAY if day in OUTAGES.get(system, frozenset()) else day
