"""From sums to the columns of program_day.csv and program_period.csv."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from plumbline.example.amounts import cents, divide, scaled
from plumbline.example.catalogue import ALL_PROGRAMS
from plumbline.example.clock import days_between
from plumbline.example.truth import facts
from plumbline.example.truth.facts import Books, Sums
from plumbline.example.truth.pipeline import AS_REPORTED, LATEST

PERIOD_DAYS = 28
Span = tuple[date, date, date]  # known on, first day, last day
PROGRAM_DAY = (
    "day", "program_id", "ad_spend", "other_cost", "cost", "media_cost", "sales", "cancellations", "returns",
    "net_revenue", "cost_of_goods", "payment_fees", "fulfilment", "contribution", "orders", "platform_conversions",
    "platform_conversion_value",
)  # fmt: skip
PROGRAM_PERIOD = (
    "as_of_day", "vintage", "program_id", "ad_spend", "cost", "media_cost", "net_revenue", "contribution",
    "platform_conversion_value", "roi_percent", "romi", "roas_platform", "roas_booked",
)  # fmt: skip


def cost(row: Sums) -> int:
    """Everything spent."""
    return row[facts.AD] + row[facts.OTHER]


def net_revenue(row: Sums) -> int:
    """Sales less cancellations and returns."""
    return row[facts.SALES] + row[facts.CANCELLED] + row[facts.RETURNED]


def contribution(row: Sums) -> int:
    """Net revenue less goods, payment fees and fulfilment."""
    return net_revenue(row) - row[facts.GOODS] - row[facts.FEES] - row[facts.FULFILMENT]


def ratio(top: int, bottom: int) -> str:
    """Rounded half up to six places; empty where the denominator is 0."""
    return scaled(divide(top * 10**6, bottom), 6) if bottom else ""


def program_day(books: Books) -> Iterator[list[object]]:
    """Every day and program as the books stand."""
    for day, rows in books.table.items():
        for program, row in zip(ALL_PROGRAMS, rows, strict=True):
            amounts = (
                row[facts.AD], row[facts.OTHER], cost(row), row[facts.MEDIA], row[facts.SALES], row[facts.CANCELLED],
                row[facts.RETURNED], net_revenue(row), row[facts.GOODS], row[facts.FEES], row[facts.FULFILMENT],
                contribution(row),
            )  # fmt: skip
            yield [
                day,
                program,
                *map(cents, amounts),
                row[facts.ORDERS],
                row[facts.CONVERSIONS],
                cents(row[facts.CONVERSION_VALUE]),
            ]


def program_period(books: Books, day: date, vintage: str) -> Iterator[list[object]]:
    """The period that ends with a day, by program and in total.

    Both ROAS are of the campaigns that spent in the period: what their platform reports, and what the orders brought
    whose last non-direct visit names them, over their spend.
    """
    rows = books.period(day, PERIOD_DAYS)
    for program, row in rows.items():
        spent, earned, left = cost(row), net_revenue(row), contribution(row)
        yield [
            day, vintage, program, cents(row[facts.AD]), cents(spent), cents(row[facts.MEDIA]), cents(earned),
            cents(left), cents(row[facts.CONVERSION_VALUE]), ratio((earned - spent) * 100, spent),
            ratio(left - spent, spent),
            ratio(row[facts.ADVERTISED_VALUE], row[facts.AD]), ratio(row[facts.ADVERTISED_REVENUE], row[facts.AD]),
        ]  # fmt: skip


def all_periods(books: Books, also: Iterable[Span], collected: dict[Span, dict[str, Sums]]) -> Iterator[list[object]]:
    """Every day's period as reported, while the books learn day by day; at the end every day's by the latest data.

    The sums of the spans in `also` are put into `found`.
    """
    wanted: dict[date, list[Span]] = {}
    for span in also:
        wanted.setdefault(span[0], []).append(span)
    for day in days_between(books.first_day, books.last_day):
        books.learn(day)
        for span in wanted.get(day, ()):
            collected[span] = books.period(span[2], (span[2] - span[1]).days + 1)
        yield from program_period(books, day, AS_REPORTED)
    for day in days_between(books.first_day, books.last_day):
        yield from program_period(books, day, LATEST)
