"""Instants are UTC; days belong to a place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
DAY = timedelta(days=1)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from first to last, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def add_months(month: date, count: int) -> date:
    """The first day of the month `count` months after the one that begins on `month`."""
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)


def berlin_day(at: datetime) -> date:
    """The company's day of an instant."""
    return at.astimezone(BERLIN).date()


def account_day(at: datetime) -> date:
    """The ad account's day of an instant."""
    return at.astimezone(LOS_ANGELES).date()


def at_berlin(day: date, seconds: int) -> datetime:
    """The instant at which Berlin's wall clock shows this many seconds after midnight."""
    wall = datetime(day.year, day.month, day.day, tzinfo=BERLIN) + timedelta(seconds=seconds)
    return wall.astimezone(UTC)


def iso_berlin(at: datetime) -> str:
    """As the till writes it: 2026-10-30T18:03:11+01:00."""
    return at.astimezone(BERLIN).isoformat(timespec="seconds")


def iso_salesforce(at: datetime) -> str:
    """As Salesforce writes it: 2026-01-15T10:30:00.000Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def heat(day: date) -> float:
    """How much of Halloween is in the air, 0 to 1: it climbs from early September and breaks off on November 1st."""
    peak = date(day.year, 10, 24)
    distance = (day - peak).days
    if distance < -55 or distance > 7:
        return 0.0
    if distance <= 0:
        return float((1 + distance / 56) ** 2)
    return max(0.0, 1 - max(0, distance - 5) * 0.4)


def trade_heat(day: date) -> float:
    """The same for the shops that buy to sell: they begin a month earlier."""
    return max(heat(day), heat(day + 30 * DAY))
