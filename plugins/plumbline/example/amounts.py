"""Money in whole cents, dated exchange rates in millionths, rounding half up: exact without floating point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from plumbline.example.clock import DAY, days_between
from plumbline.example.random_streams import stream

MICRO = 1_000_000
ANCHOR = date(2025, 12, 29)
START = {"CHF": 1.0650, "GBP": 1.1540, "USD": 0.8650}


def divide(numerator: int, denominator: int) -> int:
    """Rounded half away from zero, as SQL's round on numeric."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    top, bottom = abs(numerator), abs(denominator)
    return sign * ((2 * top + bottom) // (2 * bottom))


def cents(amount: int | None) -> str:
    """1234 -> '12.34'; None -> ''."""
    return "" if amount is None else scaled(amount, 2)


def scaled(number: int, places: int) -> str:
    """A whole number of 10^-places as decimal text."""
    sign = "-" if number < 0 else ""
    whole, rest = divmod(abs(number), 10**places)
    return f"{sign}{whole}.{rest:0{places}d}"


class Rates:
    """Units of EUR for one unit of a currency, each weekday; a weekend carries Friday's.

    They wander from ANCHOR on, and before it backwards, so that a day's rates are the same whatever else is asked.
    """

    def __init__(self, seed: int, first_day: date, last_day: date) -> None:
        self.quoted: dict[date, dict[str, int]] = {}
        self._micro: dict[date, Mapping[str, int]] = {}
        begin = min(ANCHOR, first_day - 7 * DAY)
        before = _wander(seed, reversed(list(days_between(begin, ANCHOR - DAY))))
        self.quoted = dict(reversed(before.items())) | _wander(seed, days_between(ANCHOR, last_day))
        today: dict[str, int] = {}
        for day in days_between(begin, last_day):
            today = self.quoted.get(day, today)
            self._micro[day] = {**today, "EUR": MICRO}

    def euros(self, amount: int, currency: str, day: date) -> int:
        """Cents of EUR for cents of a currency at that day's rate."""
        return divide(amount * self._micro[day][currency], MICRO)

    def convert(self, amount: int, currency: str, to: str, day: date) -> int:
        """Cents of another currency, by way of EUR."""
        return divide(amount * self._micro[day][currency], self._micro[day][to])

    def quoted_on_or_before(self, day: date) -> date:
        """The latest weekday up to this day."""
        while day not in self.quoted:
            day -= DAY
        return day


def _wander(seed: int, days: Iterable[date]) -> dict[date, dict[str, int]]:
    """Millionths of EUR on the weekdays among these days, in their order: from START, and always back towards it."""
    level, rates = dict(START), {}
    for day in days:
        if day.weekday() < 5:
            r = stream(seed, "rates", day)
            for currency, value in level.items():
                level[currency] = value * (1 + r.gauss(0, 0.0032) + 0.03 * (START[currency] - value))
            rates[day] = {currency: round(value * MICRO) for currency, value in level.items()}
    return rates


def accrue(amount: int, starts_on: date, ends_on: date) -> list[tuple[date, int]]:
    """A cost spread evenly over its days: each day's share cut to the cent, what is left on the last day."""
    count = (ends_on - starts_on).days + 1
    share = amount // count
    spread = [(starts_on + timedelta(days=i), share) for i in range(count)]
    spread[-1] = (ends_on, amount - share * (count - 1))
    return spread
