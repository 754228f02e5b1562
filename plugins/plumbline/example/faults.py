"""What goes wrong in the example world, and when: outages, late files, rows that are broken for a day.

Most of it comes again every year on the same weekday of the same ISO week, so that it keeps clear of the Sundays of
the weekly reports. The comments say which days of 2026 that are.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from plumbline.example.clock import DAY

WeekDay = tuple[int, int]  # ISO week, ISO weekday

# On these days the system delivered nothing; the day's files lie in the next day's folder.
OUTAGES: dict[str, frozenset[WeekDay]] = {
    "salesforce": frozenset({(33, 5), (42, 2)}),  # 14 August, 13 October
    "till": frozenset({(43, 3)}),  # 21 October
}
# GA4's events of these days came in part, and whole on the next day: 19 May, 5 August, 16 September, 8 and 26 October.
LATE_EVENTS = frozenset({(21, 2), (32, 3), (38, 3), (41, 4), (44, 1)})
# An events file that breaks off in the middle of its last line: one of the late ones, so the whole file follows.
GA4_BROKEN_LINE = frozenset({(38, 3), (44, 1)})
# A paused ad's row shows a text where a number belongs; the next day's export has it right: 9 June, 3 September,
# 12 and 27 October.
TIKTOK_TEXT_IN_NUMBER = frozenset({(24, 2), (36, 4), (42, 1), (44, 2)})
# A line of the till's drawer count among the orders, no order and no full row: 4 July, 25 September, 16 and 29 October.
TILL_JUNK = frozenset({(27, 6), (39, 5), (42, 5), (44, 4)})
# A lead whose instant of creation is unreadable; the next day's export repeats it in good order: 22 July, 19 October.
SALESFORCE_BAD_LEAD = frozenset({(30, 3), (43, 1)})
# From this day on TikTok's headings are different.
HEADINGS_DRIFT_ON = date(2026, 8, 1)


def is_among(day: date, days: frozenset[WeekDay]) -> bool:
    """Whether a day is one of these days of every year."""
    _, week, weekday = day.isocalendar()
    return (week, weekday) in days


def memberships_deleted_on(year: int) -> date:
    """Marketing deletes memberships that a list, loaded twice, had brought in: who had answered by it, did not."""
    return date.fromisocalendar(year, 41, 3)  # 7 October 2026


@cache
def delivered_on(system: str, day: date) -> date:
    """The business day on whose folder a system's files about `day` arrived."""
    return day + DAY if is_among(day, OUTAGES.get(system, frozenset())) else day
