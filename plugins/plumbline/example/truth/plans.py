"""Goals and how far they are reached, target accounts, groups of programs, indicators that move before revenue does."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from plumbline.example import planning
from plumbline.example.amounts import cents, scaled
from plumbline.example.audience import OURS, wave, waves_known
from plumbline.example.catalogue import WON
from plumbline.example.clock import DAY, berlin_day, days_between
from plumbline.example.company_records import programs_known_on
from plumbline.example.planning import Goal, goal_days, goals_known_on, target_accounts, uses
from plumbline.example.truth import facts, results
from plumbline.example.truth.context import Context
from plumbline.example.truth.results import PERIOD_DAYS, Span
from plumbline.example.truth.sales import fraction, over

Row = list[object]
GOAL = ("as_of_day", "program_id", "measure", "target", "actual", "attainment_percent", "expected_by_now_percent",
        "pace_percent", "stated_before_start")  # fmt: skip
COVERAGE = ("as_of_day", "program_id", "target_accounts", "reached", "with_lead", "with_open_deal",
            "qualified_accounts", "won_accounts", "coverage_percent", "qualified")  # fmt: skip
COMBINATION = ("as_of_day", "program_group", "members", "deals_touched", "sum_of_members", "counted_twice",
               "qualified_touched", "orders_touched")  # fmt: skip
INDICATOR = ("as_of_day", "indicator", "value", "value_before", "low", "high", "answers")
Z = 1.6449


def _span(goal: Goal, day: date) -> Span:
    """The days whose sums count towards a goal on a day."""
    return day, goal.starts_on, min(day, goal.ends_on)


def _stated(first_day: date, days: Iterable[date]) -> Iterator[tuple[Goal, date]]:
    """The goals of the file known on each day that had begun."""
    for day in days:
        delivered = goal_days(first_day, day)[-1]
        for goal in goals_known_on(delivered):
            if goal.starts_on <= day:
                yield goal, day


def spans(first_day: date, days: Iterable[date]) -> set[Span]:
    """The spans of days whose sums the goals need."""
    return {_span(goal, day) for goal, day in _stated(first_day, days)}


def goals(context: Context) -> Iterator[Row]:
    """Rows of goals.csv, as reported."""
    world = context.world
    reach: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for day in days_between(world.first_day, world.last_day):
        for figures in context.post_days[day]:
            reach[figures.post.program][day] = max(reach[figures.post.program][day], figures.reach)
    for goal, day in _stated(world.first_day, context.report_days):
        yield _goal_row(context, reach, goal, day)


def _goal_row(context: Context, reach: dict[str, dict[date, int]], goal: Goal, day: date) -> Row:
    until = min(day, goal.ends_on)
    sums = context.spans[_span(goal, day)][goal.program]
    match goal.measure:
        case "revenue":
            actual = results.net_revenue(sums)
        case "contribution":
            actual = results.contribution(sums)
        case "orders":
            actual = 100 * sums[facts.ORDERS]
        case "leads":
            leads = [lead for lead, program in context.leads(day) if program == goal.program]
            actual = 100 * sum(goal.starts_on <= berlin_day(lead.created_at) <= until for lead in leads)
        case "reach":
            days = reach[goal.program]
            actual = 100 * max((n for on, n in days.items() if goal.starts_on <= on <= until), default=0)
        case _:
            actual = sum(
                context.euros(state, history, until)
                for history, state in context.states(until)
                if state.qualified and history.credit.program(until) == goal.program
            )
    attained = over(actual * 100, goal.target)
    gone = over(100 * ((until - goal.starts_on).days + 1), (goal.ends_on - goal.starts_on).days + 1)
    if goal.measure == "qualified_pipeline":
        gone = None
    pace = attained / gone * 100 if attained is not None and gone else None
    before = str(goal.stated_on <= goal.starts_on).lower()
    return [
        day, goal.program, goal.measure, cents(goal.target), cents(actual), fraction(attained, 4), fraction(gone, 4),
        fraction(pace, 4), before,
    ]  # fmt: skip


def account_coverage(context: Context) -> Iterator[Row]:
    """Rows of account_coverage.csv."""
    for day in context.report_days:
        listed = {name.lower() for name, *_ in target_accounts(day, context.world.first_day)}
        if not listed:
            continue
        leads = {lead.company.strip().lower() for lead, _ in context.leads(day)}
        deals_of: dict[str, Counter[str]] = defaultdict(Counter)
        for history, state in context.states(day):
            tally = deals_of[history.deal.account.strip().lower()]
            tally["deals"] += 1
            tally["open"] += state.is_open
            tally["won"] += state.change.stage == WON
            if state.qualified:
                tally["qualified"] += 1
                tally["amount"] += context.euros(state, history, day)
        reached = sum(name in leads or name in deals_of for name in listed)
        dealt = [deals_of[name] for name in listed if name in deals_of]
        row = [sum(tally[state] > 0 for tally in dealt) for state in ("open", "qualified", "won")]
        amount = sum(tally["amount"] for tally in dealt)
        share = fraction(over(reached * 100, len(listed)), 4)
        yield [day, planning.ABM, len(listed), reached, len(listed & leads), *row, share, cents(amount)]


def combination(context: Context) -> Iterator[Row]:
    """Rows of combination.csv: groups of programs, no deal and no order counted twice."""
    for day in context.report_days:
        members: dict[str, set[str]] = defaultdict(set)
        for program, _, group, *_ in programs_known_on(context.world.last_day, context.world.first_day):
            members[group].add(program)
        touched: dict[str, list[int]] = {group: [0, 0, 0, 0] for group in members}
        for history, state in context.states(day):
            if state.qualified:
                programs = {touch.program for touch in history.credit.touches(day)}
                for group, inside in members.items():
                    if programs & inside:
                        amount = context.euros(state, history, day)
                        for place, value in enumerate((1, len(programs & inside), amount)):
                            touched[group][place] += value
        for on in days_between(max(context.world.first_day, day - (PERIOD_DAYS - 1) * DAY), day):
            for order in context.world.orders[on]:
                programs = set() if order.reference else set(context.order_touches.programs(order, day))
                for group, inside in members.items():
                    touched[group][3] += bool(programs & inside)
        for group, (deals, both, amount, orders) in sorted(touched.items()):
            yield [day, group, len(members[group]), deals, both, both - deals, cents(amount), orders]


def indicators(context: Context) -> Iterator[Row]:
    """Rows of indicators.csv, by month."""
    before: dict[str, str] = {}
    for day in context.month_ends:
        rows: list[tuple[str, float, float, float, int]] = []
        if day.replace(day=1) in waves_known(day, context.world.first_day):
            rows += _survey(context.world.seed, day.replace(day=1))
        days = days_between(day.replace(day=1), day)
        used = {use.deal_id for on in days for use in uses(context.world, on)}
        running = [history.deal.id for history, state in context.states(day) if state.is_open]
        rows.append(("collateral_use", *_wilson(sum(deal in used for deal in running), len(running))))
        for name, value, low, high, answers in sorted(rows):
            shown = [scaled(math.floor(number * 10_000 + 0.5), 4) for number in (value, low, high)]
            yield [day, name, shown[0], before.get(name, ""), *shown[1:], answers]
            before[name] = shown[0]


def _survey(seed: int, month: date) -> Iterator[tuple[str, float, float, float, int]]:
    answers = wave(seed, month)
    brand = [given.answer for given in answers if given.question == "preferred_brand"]
    yield "brand_preference", *_wilson(brand.count(OURS), len(brand))
    daily = [given for given in answers if given.question == "daily_use"]
    context = len({given.respondent for given in daily})
    for platform, count in Counter(given.answer.lower() for given in daily if given.answer != "None").items():
        yield f"daily_use:{platform}", *_wilson(count, context)
    category = {given.respondent: given.amount or 0 for given in answers if given.question == "category_spend"}
    own = {given.respondent: given.amount or 0 for given in answers if given.question == "own_spend"}
    share = sum(own.values()) / sum(category.values())
    n = len(own)
    spread = sum((own[who] - share * category[who]) ** 2 for who in own) * n / (n - 1)
    half = Z * math.sqrt(spread) / sum(category.values())
    yield "share_of_wallet", share, share - half, share + half, n


def _wilson(hits: int, n: int) -> tuple[float, float, float, int]:
    """A share with Wilson's 90 % interval."""
    share, slack = hits / n, Z * Z / n
    half = math.sqrt(slack * share * (1 - share) + slack * slack / 4)
    return share, (share + slack / 2 - half) / (1 + slack), (share + slack / 2 + half) / (1 + slack), n
