"""A bounded range of business days: the unit in which every task works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Days:
    """The business days `first` to `last`, both included; `deliver` says whether their reports may be mailed."""

    first: date
    last: date
    deliver: bool = False

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"the first day {self.first} lies after the last day {self.last}")

    def each(self) -> Iterator[date]:
        """Every day of the range, in order."""
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)

    def union(self, other: Days) -> Days:
        """The smallest range that holds both; deliverable if either is."""
        return Days(min(self.first, other.first), max(self.last, other.last), self.deliver or other.deliver)

    def as_extra(self) -> dict[str, str | bool]:
        """As JSON beside an asset event."""
        return {"first_day": self.first.isoformat(), "last_day": self.last.isoformat(), "deliver": self.deliver}

    @classmethod
    def from_extras(cls, extras: Iterable[Mapping[str, object]]) -> Days | None:
        """The union of what several asset events carry; None when none of them carries days."""
        found: Days | None = None
        for extra in extras:
            if "first_day" not in extra:
                continue
            one = cls(
                date.fromisoformat(str(extra["first_day"])),
                date.fromisoformat(str(extra["last_day"])),
                bool(extra.get("deliver")),
            )
            found = one if found is None else found.union(one)
        return found
