"""New customers and what they cost, month by month as reported; what each month's customers brought since."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from plumbline.example.amounts import cents
from plumbline.example.catalogue import ALL_PROGRAMS
from plumbline.example.clock import add_months, berlin_day, days_between
from plumbline.example.faults import delivered_on
from plumbline.example.orders import Order
from plumbline.example.truth import facts, results
from plumbline.example.truth.context import Context
from plumbline.example.truth.facts import Sums, order_steps
from plumbline.example.truth.sales import fraction, over

Row = list[object]
ACQUISITION = ("as_of_day", "program_id", "new_customers", "ad_spend", "media_cost", "cost", "cac_media", "cac_loaded",
               "monthly_margin_per_customer", "payback_months")  # fmt: skip
COHORTS = ("cohort_month", "month_number", "customers", "margin", "cumulative_margin", "margin_per_customer",
           "is_observed")  # fmt: skip
MonthSums = dict[date, dict[str, Sums]]


def _margins(context: Context, first_day: date, known: date) -> dict[tuple[str, date], int]:
    """Gross margin in cents of EUR by customer and month of the events since a day, as known on another."""
    margins: dict[tuple[str, date], int] = defaultdict(int)
    for day in days_between(first_day, known):
        for order, fact in context.facts.get(day, ()):
            if fact.since <= known < fact.until:
                net = fact.sums[facts.SALES] + fact.sums[facts.CANCELLED] + fact.sums[facts.RETURNED]
                margins[order.customer, fact.day.replace(day=1)] += net - fact.sums[facts.GOODS]
    return margins


def _program(context: Context, order: Order, known: date) -> str:
    steps = order_steps(order, context.credits, context.order_touches)
    return [program for since, program in steps if since <= known][-1]


def acquisition(context: Context, spent: MonthSums) -> Iterator[Row]:
    """Rows of acquisition.csv; `spent` holds the sums of each month by program, as known at its end."""
    for day, sums in spent.items():
        month = day.replace(day=1)
        customers, new, margin = Counter[str](), Counter[str](), Counter[str]()
        margins = _margins(context, month, day)
        for customer, order in context.first_orders(day).items():
            won = berlin_day(order.ordered_at)
            if won <= day and (day - won).days < 365:
                program = _program(context, order, day)
                for item in (program, "total"):
                    customers[item] += 1
                    new[item] += won >= month
                    margin[item] += margins.get((customer, month), 0)
        for item in (*ALL_PROGRAMS, "total"):
            media, cost = sums[item][facts.MEDIA], results.cost(sums[item])
            each, loaded = over(margin[item], customers[item]), over(cost, new[item])
            payback = loaded / each if loaded is not None and each and margin[item] > 0 else None
            yield [
                day, item, new[item], cents(sums[item][facts.AD]), cents(media), cents(cost),
                _euros(over(media, new[item])), _euros(loaded), _euros(each), fraction(payback, 4),
            ]  # fmt: skip


def _euros(value: Fraction | None) -> str:
    return fraction(None if value is None else value / 100, 6)


def cohorts(context: Context) -> Iterator[Row]:
    """Rows of cohorts.csv, by the latest data."""
    world = context.world
    margins = _margins(context, world.first_day, world.last_day)
    members: dict[date, list[str]] = defaultdict(list)
    for customer, order in context.first_orders(world.last_day).items():
        if delivered_on("till", berlin_day(order.ordered_at)) <= world.last_day:
            members[berlin_day(order.ordered_at).replace(day=1)].append(customer)
    days = Counter(day.replace(day=1) for day in days_between(world.first_day, world.last_day))
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
