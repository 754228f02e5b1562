"""Who buys again: the shop's customers, those won before the first export among them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plumbline.example.clock import DAY
from plumbline.example.dice import dice
from plumbline.example.shop import Order

EARLIER = 700  # customers that the shop had when the world begins
BACK = 0.27  # the share of web orders that come from somebody who has bought before
FRESH = 500.0  # those who come back bought, on average, this many customers ago


def earlier_customers(seed: int, first_day: date) -> list[tuple[str, date]]:
    """Id and day of the first order of every customer from before the first export."""
    r = dice(seed, "earlier customers")
    return [(f"C{number:05d}", first_day - DAY * r.randint(1, 540)) for number in range(1, EARLIER + 1)]


def name_customers(seed: int, orders: Iterable[Order]) -> None:
    """Give every web order its customer: somebody new, or one of those who bought before; orders come in time."""
    won: list[str] = []
    for order in orders:
        if order.channel != "web":
            continue
        r = dice(seed, "customer", order.id)
        order.customer = "C" + order.id[1:]
        if r.random() >= BACK:
            won.append(order.customer)
            continue
        back = len(won) - 1 - int(r.expovariate(1 / FRESH))
        if back < 0 or r.random() * (EARLIER + len(won)) < EARLIER:
            order.customer = f"C{r.randint(1, EARLIER):05d}"
        else:
            order.customer = won[back]
