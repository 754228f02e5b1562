"""Who buys again: the shop's customers, those won before the first export among them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plumbline.example.catalogue import CITIES, SHOPS
from plumbline.example.clock import DAY
from plumbline.example.orders import Order
from plumbline.example.random_streams import md5, stream

EARLIER = 3_000  # customers that the shop had when the world begins
LOYAL = 0.85  # the share of the trade's accounts that had bought before
BACK = 0.30  # the share of web orders that come from somebody who has bought before
FRESH = 1.6  # above 1: those who came lately come back a little more often


def account_id(account: str) -> str:
    """What the till knows a shop by that buys to sell."""
    return "K" + md5(account)[:7].upper()


def earlier_customers(seed: int, first_day: date) -> list[tuple[str, date]]:
    """Id and day of the first order of every customer from before the first export."""
    r = stream(seed, "earlier customers")
    people = [f"C{number:05d}" for number in range(1, EARLIER + 1)]
    accounts = [account_id(shop.format(city)) for shop in SHOPS for city in CITIES]
    shops = [account for account in accounts if r.random() < LOYAL]
    return [(customer, first_day - DAY * r.randint(1, 540)) for customer in (*people, *shops)]


def name_customers(seed: int, orders: Iterable[Order]) -> None:
    """Give every web order its customer: somebody new, or one of those who bought before; orders come in time."""
    won: list[str] = []
    for order in orders:
        if order.channel != "web":
            continue
        r = stream(seed, "customer", order.id)
        order.customer = "C" + order.id[1:]
        if r.random() >= BACK:
            won.append(order.customer)
            continue
        if r.random() * (EARLIER + len(won)) < EARLIER:
            order.customer = f"C{r.randint(1, EARLIER):05d}"
        else:
            order.customer = won[-1 - int(len(won) * r.random() ** FRESH)]
