"""Keys of a model that are made together, days or ids, and the conditions that say so of a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Keys:
    """Keys of a model that are made together.

    Where they are days, none is before `first` and none after `last`; None where that end is open. `condition` says of
    a column, put in for `{column}`, that it holds one of them; left out where it is all days between the two.
    """

    condition: str = ""
    first: date | None = None
    last: date | None = None

    def at(self, column: str) -> str:
        """The condition that a column holds one of them."""
        return self.condition.format(column=f'"{column}"') if self.condition else self.between(column)

    def between(self, column: str, days_before: int = 0) -> str:
        """The condition that a column's day is within the bounds, or up to so many days before them."""
        bounds = []
        if self.first is not None:
            bounds.append(f'"{column}" >= {day_literal(self.first - timedelta(days=days_before))}')
        if self.last is not None:
            bounds.append(f'"{column}" <= {day_literal(self.last)}')
        return " and ".join(bounds) or "true"


def day_keys(days: Sequence[date]) -> Keys:
    """Those days and no others; they are in order."""
    return Keys(f"{{column}} in ({', '.join(map(day_literal, days))})", days[0], days[-1])


def day_ranges(days: Sequence[date], count: int) -> list[Keys]:
    """All days that there are, in so many ranges, cut where the given days, in order, are cut in parts of one size."""
    cuts = sorted({days[len(days) * n // count] for n in range(1, count)}) if days else []
    ends = [*(day - timedelta(days=1) for day in cuts), None]
    return [Keys(first=first, last=last) for first, last in zip([None, *cuts], ends, strict=True)]


def id_buckets(count: int) -> list[Keys]:
    """All ids, in so many parts (at most 16) of about one size."""
    digits = "0123456789abcdef"
    parts = ["".join(digits[n::count]) for n in range(min(count, len(digits)))]
    return [Keys(f"substr(md5({{column}}), 1, 1) in ({', '.join(map(repr, part))})") for part in parts]


def day_literal(day: date) -> str:
    """A day in SQL."""
    return f"cast('{day}' as date)"
