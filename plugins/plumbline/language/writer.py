"""Words and figures as a page in one language has them: a dash stands for what is not known."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plumbline.language.language import Language, Scale


@dataclass(frozen=True)
class Writer(ABC):
    """Writes in one language, and money in one currency where no other is named."""

    language: Language

    @property
    @abstractmethod
    def currency(self) -> str:
        """The reporting currency."""

    @property
    def is_mirrored(self) -> bool:
        """Whether pages run from right to left."""
        return self.language.direction == "rtl"

    def say(self, text: str, **values: object) -> str:
        """The text in the report's language, its {holes} filled."""
        return self.language.say(text, **values)

    def count(self, one: str, many: str, n: int, **values: object) -> str:
        """The text in the plural that n asks for."""
        return self.language.count(one, many, n, **values)

    def money(self, value: Decimal | None, currency: str | None = None) -> str:
        """€84k."""
        return "–" if value is None else self.language.money(value, currency or self.currency)

    def number(self, value: Decimal | int | None, places: int = 0) -> str:
        """1,318."""
        return "–" if value is None else self.language.number(Decimal(value), places)

    def percent(self, value: Decimal | None, places: int | None = None) -> str:
        """A share of one as 38%."""
        return "–" if value is None else self.language.percent(value, places)

    def whole_percent(self, value: Decimal | None) -> str:
        """A share of one as 38%, never with decimals."""
        return self.percent(value, 0)

    def rate(self, value: Decimal | None) -> str:
        """A small rate such as CTR: 1.24%, but 42%."""
        return self.percent(value, 2 if value is not None and abs(value) < Decimal("0.1") else None)

    def percentage(self, value: Decimal | None) -> str:
        """What is per cent already, as 38%."""
        return self.percent(None if value is None else value / 100)

    def ratio(self, value: Decimal | None, places: int = 0) -> str:
        """A ratio or a percentage without its sign; what is too large for anybody to read is cut."""
        return self.language.ratio(value, places)

    def share_as_ratio(self, value: Decimal | None) -> str:
        """A share of one as a percentage without its sign."""
        return self.ratio(None if value is None else value * 100)

    def amount(self, value: Decimal | None, scale: Scale) -> str:
        """An amount in its table's unit."""
        return self.language.scaled(value, scale)

    def interval(self, low: str, high: str) -> str:
        """`2.1 to 3.4`: what an estimate may be with 90 per cent."""
        return self.say("{low} to {high}", low=low, high=high)

    def scale(self, rows: list[dict[str, Any]], *columns: str) -> Scale:
        """One unit of money for a table."""
        return self.language.scale([row[column] for row in rows for column in columns], self.currency)
