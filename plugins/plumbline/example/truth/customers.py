"""New customers and what they cost, month by month as known then; what each month's customers brought since."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from plumbline.example.catalogue import ALL_PROGRAMS
from plumbline.example.clock import add_months, berlin_day, days_between
from plumbline.example.money import cents
from plumbline.example.plants import delivered_on
from plumbline.example.shop import Order
from plumbline.example.truth import money, results
from plumbline.example.truth.asked import Asked
from plumbline.example.truth.money import Sums, order_steps
from plumbline.example.truth.sales import fraction, over

Row = list[object]
ACQUISITION = ("as_of_day", "program_id", "new_customers", "ad_spend", "cost", "cac_media", "cac_loaded",
               "monthly_margin_per_customer", "payback_months")  # fmt: skip
COHORTS = ("cohort_month", "month_number", "customers", "margin", "cumulative_margin", "margin_per_customer",
           "is_observed")  # fmt: skip
MonthSums = dict[date, dict[str, Sums]]


def _margins(asked: Asked, first_day: date, known: date) -> dict[tuple[str, date], int]:
    """Gross margin in cents of EUR by customer and month of the events since a day, as known on another."""
    margins: dict[tuple[str, date], int] = defaultdict(int)
    for day in days_between(first_day, known):
        for order, fact in asked.facts.get(day, ()):
            if fact.since <= known < fact.until:
                net = fact.sums[money.SALES] + fact.sums[money.CANCELLED] + fact.sums[money.RETURNED]
                margins[order.customer, fact.day.replace(day=1)] += net - fact.sums[money.GOODS]
    return margins


def _program(asked: Asked, order: Order, known: date) -> str:
    steps = order_steps(order, asked.credits, asked.order_touches)
    return [program for since, program in steps if since <= known][-1]


def acquisition(asked: Asked, spent: MonthSums) -> Iterator[Row]:
    """Rows of acquisition.csv; `spent` holds the sums of each month by program, as known at its end."""
    for day, sums in spent.items():
        month = day.replace(day=1)
        customers, new, margin = Counter[str](), Counter[str](), Counter[str]()
        margins = _margins(asked, month, day)
        for customer, order in asked.first_orders(day).items():
            won = berlin_day(order.ordered_at)
            if won <= day and (day - won).days < 365:
                program = _program(asked, order, day)
                for item in (program, "total"):
                    customers[item] += 1
                    new[item] += won >= month
                    margin[item] += margins.get((customer, month), 0)
        for item in (*ALL_PROGRAMS, "total"):
            media, cost = sums[item][money.AD], results.cost(sums[item])
            each, loaded = over(margin[item], customers[item]), over(cost, new[item])
            payback = loaded / each if loaded is not None and each and margin[item] > 0 else None
            yield [
                day, item, new[item], cents(media), cents(cost), _euros(over(media, new[item])), _euros(loaded),
                _euros(each), fraction(payback, 4),
            ]  # fmt: skip


def _euros(value: Fraction | None) -> str:
    return fraction(None if value is None else value / 100, 6)


def cohorts(asked: Asked) -> Iterator[Row]:
    """Rows of cohorts.csv, as known now."""
    scene = asked.scene
    margins = _margins(asked, scene.first_day, scene.last_day)
    members: dict[date, list[str]] = defaultdict(list)
    for customer, order in asked.first_orders(scene.last_day).items():
        if delivered_on("till", berlin_day(order.ordered_at)) <= scene.last_day:
            members[berlin_day(order.ordered_at).replace(day=1)].append(customer)
    days = Counter(day.replace(day=1) for day in days_between(scene.first_day, scene.last_day))
    for cohort, customers in sorted(members.items()):
        total = 0
        for month in sorted(later for later in days if later >= cohort):
            margin = sum(margins.get((customer, month), 0) for customer in customers)
            total += margin
            number = (month.year - cohort.year) * 12 + month.month - cohort.month
            whole = days[month] == (add_months(month, 1) - month).days
            yield [
                cohort, number, len(customers), cents(margin), cents(total), _euros(over(total, len(customers))),
                str(whole).lower(),
            ]  # fmt: skip
