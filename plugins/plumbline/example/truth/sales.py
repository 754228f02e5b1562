"""Sales activity: how fast leads are answered, whether they are taken, how deals close, who the leads are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from plumbline.example.amounts import divide, scaled
from plumbline.example.catalogue import WON
from plumbline.example.clock import BERLIN, berlin_day, days_between
from plumbline.example.crm import CLOSED, TEAM_OF, Deal, Lead
from plumbline.example.sales_activity import REJECTED, Activity, Decision, activities, decisions
from plumbline.example.truth.context import Context, within
from plumbline.example.truth.pipeline import History

Row = list[object]
SPEED = ("as_of_day", "level", "item", "leads", "answered", "unanswered", "median_minutes", "p90_minutes",
         "median_working_minutes", "p90_working_minutes")  # fmt: skip
ACCEPTANCE = ("as_of_day", "level", "item", "leads", "accepted", "rejected", "undecided", "acceptance_rate")
REASON = ("as_of_day", "program_id", "reason", "leads")
VELOCITY = ("as_of_day", "level", "item", "open_deals", "closed", "won", "win_rate", "win_rate_value", "average_deal",
            "cycle_days", "velocity_per_day")  # fmt: skip
PROSPECTS = ("as_of_day", "program_id", "dimension", "value", "leads", "won", "share_of_leads", "share_of_won")
STAGES = ("as_of_day", "level", "item", "leads", "with_deal", "qualified", "won", "deal_rate", "qualified_rate",
          "won_rate")  # fmt: skip
OPENS, CLOSES = 9, 17
SIZES = ((10, "1-10"), (50, "11-50"), (250, "51-250"), (1000, "251-1000"))


def fraction(value: Fraction | None, places: int) -> str:
    """A ratio rounded half up; empty where there is none."""
    return "" if value is None else scaled(divide(value.numerator * 10**places, value.denominator), places)


def over(top: int | Fraction, bottom: int | Fraction) -> Fraction | None:
    """A ratio, or None where the denominator is 0."""
    return Fraction(top) / Fraction(bottom) if bottom else None


def working_minutes(begin: datetime, end: datetime) -> int:
    """Minutes from Monday to Friday, 9 to 17 on Berlin's clocks; instants are cut to the minute."""
    total = 0
    for day in days_between(begin.date(), end.date()):
        if day.weekday() < 5:
            since = begin.hour * 60 + begin.minute if day == begin.date() else 0
            until = end.hour * 60 + end.minute if day == end.date() else 24 * 60
            total += max(0, min(until, CLOSES * 60) - max(since, OPENS * 60))
    return total


def clock_minutes(begin: datetime, end: datetime) -> int:
    """Minutes that the wall clock shows between two instants cut to the minute."""
    bare = [at.replace(tzinfo=None, second=0, microsecond=0) for at in (begin, end)]
    return (bare[1] - bare[0]) // timedelta(minutes=1)


class LeadFigures:
    """What was done about every lead."""

    def __init__(self, context: Context) -> None:
        self.context = context
        world = context.world
        deals: dict[str, Deal] = {deal.id: deal for deal in world.crm.deals}
        self.answers: dict[str, Activity] = {}
        self.decisions: dict[str, list[Decision]] = {}
        for lead in world.crm.leads:
            deal = deals.get(lead.deal_id)
            human = [activity for activity in activities(world.seed, lead, deal) if not activity.automatic]
            if human:
                self.answers[lead.id] = min(human, key=lambda activity: activity.at)
            self.decisions[lead.id] = decisions(world.seed, lead, deal)

    def _items(self, day: date) -> Iterator[tuple[Lead, str, Activity | None]]:
        """The period's leads with their program and the first answer known by a day."""
        for lead, program in self.context.leads_of_period(day):
            answer = self.answers.get(lead.id)
            yield lead, program, answer if answer and berlin_day(answer.at) <= day else None

    def speed(self) -> Iterator[Row]:
        """Rows of speed_to_lead.csv."""
        for day in self.context.report_days:
            minutes: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
            leads: Counter[tuple[str, str]] = Counter()
            for lead, program, answer in self._items(day):
                keys = [("company", "company"), ("program", program)]
                leads.update(keys)
                if answer is not None:
                    begin, end = lead.created_at.astimezone(BERLIN), answer.at.astimezone(BERLIN)
                    for key in [*keys, ("team", TEAM_OF[answer.owner])]:
                        minutes[key].append((clock_minutes(begin, end), working_minutes(begin, end)))
            for key in sorted(leads.keys() | minutes.keys()):
                answered = minutes[key]
                unanswered = leads[key] - len(answered) if key in leads else ""
                row: Row = [day, *key, leads.get(key, ""), len(answered), unanswered]
                for column in (0, 1):
                    row += _middle(sorted(pair[column] for pair in answered))
                yield row

    def acceptance(self) -> Iterator[Row]:
        """Rows of acceptance.csv."""
        for day in self.context.report_days:
            counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
            for lead, program, _ in self._items(day):
                word = self._word(lead, day)
                for key in (("company", "company"), ("program", program)):
                    counts[key][word.decision if word else ""] += 1
            for key, tally in sorted(counts.items()):
                taken, turned = tally["Accepted"], tally[REJECTED]
                rate = fraction(over(taken, taken + turned), 6)
                yield [day, *key, tally.total(), taken, turned, tally[""], rate]

    def reasons(self) -> Iterator[Row]:
        """Rows of rejection.csv."""
        for day in self.context.report_days:
            counts: Counter[tuple[str, str]] = Counter()
            for lead, program, _ in self._items(day):
                word = self._word(lead, day)
                if word and word.decision == REJECTED:
                    counts[program, word.reason] += 1
            yield from ([day, *key, count] for key, count in sorted(counts.items()))

    def _word(self, lead: Lead, day: date) -> Decision | None:
        known = [decision for decision in self.decisions[lead.id] if berlin_day(decision.at) <= day]
        return known[-1] if known else None


def _middle(values: list[int]) -> list[object]:
    """Median and 90th percentile by nearest rank."""
    if not values:
        return ["", ""]
    half = Fraction(values[(len(values) - 1) // 2] + values[len(values) // 2], 2)
    return [fraction(half, 1), values[(len(values) * 9 + 9) // 10 - 1]]


def velocity(context: Context) -> Iterator[Row]:
    """Rows of velocity.csv: deals closed in 90 days, by company and team."""
    for day in context.report_days:
        closed: dict[tuple[str, str], list[tuple[bool, int, int]]] = defaultdict(list)
        opened: Counter[tuple[str, str]] = Counter()
        for history, state in context.states(day):
            keys = [("company", "company"), ("team", history.team or "none")]
            if state.is_open:
                opened.update(keys)
            if state.change.stage in CLOSED:
                on = berlin_day(state.change.at)
                if within(on, day, 90):
                    days = (on - berlin_day(history.deal.created_at)).days
                    closing = (state.change.stage == WON, context.euros(state, history, on), days)
                    for key in keys:
                        closed[key].append(closing)
        for key, deals in sorted(closed.items()):
            won = [deal for deal in deals if deal[0]]
            rate = over(len(won), len(deals))
            by_value = over(sum(deal[1] for deal in won), sum(deal[1] for deal in deals))
            average, cycle = over(sum(d[1] for d in won), len(won)), over(sum(d[2] for d in won), len(won))
            speed = opened[key] * (rate or 0) * average / cycle / 100 if average is not None and cycle else None
            yield [
                day, *key, opened[key], len(deals), len(won), fraction(rate, 6), fraction(by_value, 6),
                fraction(average / 100 if average is not None else None, 2), fraction(cycle, 4), fraction(speed, 2),
            ]  # fmt: skip


def _first_qualified(history: History, known: date) -> date:
    """The first evening on which a deal, as known that day, was at its team's threshold; date.max without one."""
    evenings = days_between(history.first_day, min(known, history.settled_on or known))
    return next((day for day in evenings if (state := history.at(day, day)) and state.qualified), date.max)


def stages(context: Context) -> Iterator[Row]:
    """Rows of lead_stages.csv: leads of 90 days, those with a deal, those whose deal was qualified, those won."""
    qualified = {history.deal.id: _first_qualified(history, context.world.last_day) for history in context.histories}
    for day in context.report_days:
        won = {history.deal.id for history, state in context.states(day) if state.change.stage == WON}
        counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for lead, program in context.leads(day):
            if not within(berlin_day(lead.created_at), day, 90):
                continue
            deal = lead.deal_id if lead.converted_at is not None and berlin_day(lead.converted_at) <= day else ""
            is_won = deal in won
            was_qualified = is_won or qualified.get(deal, date.max) <= day
            for key in (("company", "company"), ("program", program)):
                for place, reached in enumerate((True, bool(deal), was_qualified, is_won)):
                    counts[key][place] += reached
        for key, ways in sorted(counts.items()):
            rates = (over(after, before) for before, after in pairwise(ways))
            yield [day, *key, *ways, *(fraction(rate, 6) for rate in rates)]


def _size(employees: int | None) -> str:
    if employees is None:
        return "not known"
    return next((name for most, name in SIZES if employees <= most), "1001+")


def prospects(context: Context) -> Iterator[Row]:
    """Rows of prospects.csv: all leads so far by what they are, beside those that were won."""
    for day in context.month_ends:
        won = {h.deal.id for h, state in context.states(day) if state.change.stage == WON}
        counts: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        for lead, program in context.leads(day):
            joined = lead.converted_at is not None and berlin_day(lead.converted_at) <= day
            is_won = joined and lead.deal_id in won
            traits = {"industry": lead.industry, "size": _size(lead.employees), "role": lead.title,
                      "country": lead.country}  # fmt: skip
            for dimension, value in traits.items():
                for item in (program, "total"):
                    tally = counts[item, dimension][value or "not known"]
                    tally[0] += 1
                    tally[1] += is_won
        for (item, dimension), values in sorted(counts.items()):
            leads, wins = (sum(tally[place] for tally in values.values()) for place in (0, 1))
            for value, (count, taken) in sorted(values.items()):
                share = fraction(over(count, leads), 6), fraction(over(taken, wins), 6)
                yield [day, item, dimension, value, count, taken, *share]
