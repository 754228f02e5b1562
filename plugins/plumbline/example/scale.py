"""How often each source is written: the volume grows by copies of the one world, which stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, fields

MOST = 62 * 62  # a Salesforce id has room for two more characters, each one of 62


@dataclass(frozen=True, slots=True)
class Scale:
    """Times that each source's records are written; 1 is the world itself, n is the world and n - 1 copies of it.

    `ads`: TikTok's ads and their totals. `web`: GA4's purchases, sessions and users, and the posts' figures.
    `orders`: the till's web orders, their returns, and the shop's earlier customers. `deals`: the CRM's leads, deals
    and activities, the invoices of won deals at the till, the trade's earlier accounts, the use of collateral.
    ValueError where one is not a whole number from 1 to MOST.
    """

    ads: int = 1
    web: int = 1
    orders: int = 1
    deals: int = 1

    def __post_init__(self) -> None:
        for source in SOURCES:
            times = getattr(self, source)
            if not 1 <= times <= MOST:
                raise ValueError(
                    f"The scale of {source} is {times}. Nothing was written. Give a whole number from 1 to {MOST}:"
                    " more copies would share their Salesforce ids."
                )

    @classmethod
    def all(cls, times: int) -> Scale:
        """Every source the same number of times."""
        return cls(times, times, times, times)

    @classmethod
    def parse(cls, text: str) -> Scale:
        """`20`, or some sources by name, `orders=100,web=100,deals=5`, the others once. ValueError for other words."""
        if text.strip().lstrip("-").isdecimal():
            return cls.all(int(text))
        given: dict[str, int] = {}
        for part in text.split(","):
            source, _, times = (word.strip() for word in part.partition("="))
            if source not in SOURCES or source in given or not times.lstrip("-").isdecimal():
                raise ValueError(
                    f"The scale {text!r} can't be read at {part.strip()!r}. Nothing was written. Give a whole number,"
                    f" or each of {', '.join(SOURCES)} at most once, such as orders=100,web=100,ads=20,deals=5."
                )
            given[source] = int(times)
        return cls(**given)


SOURCES = tuple(field.name for field in fields(Scale))
ONCE = Scale()  # the world as it is, without a copy
