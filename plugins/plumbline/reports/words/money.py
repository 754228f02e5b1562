"""What is said about cost, revenue and their ratios: the figures, the programs, the pace."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.frames import WEEK, Row
from plumbline.reports.locale import Language, text
from plumbline.reports.names import shorten
from plumbline.reports.pulse import Figure, ProgramRow, Pulse
from plumbline.reports.words.pipeline import period

LONGEST_IN_TITLE = 40
SMALLEST_RATED = Decimal("0.05")  # of the whole cost: the return on less says little


def figure_name(language: Language, key: str) -> str:
    """The name of a figure or of a measure with a target."""
    names = {
        "qualified_pipeline": language.say("Qualified pipeline"),
        "romi": language.say("ROMI"),
        "revenue": language.say("Revenue at the till"),
        "cost": language.say("Cost of marketing"),
        "contribution": language.say("Contribution"),
    }
    return names.get(key, key)


def figure_scope(language: Language, pulse: Pulse, key: str) -> str:
    """What a figure covers: a level at a day's end, or a flow over the period."""
    if key == "qualified_pipeline":
        n = pulse.qualified_deals
        if n is None or n != n.to_integral_value():
            return language.say("open deals, end of day")
        return language.count("{n} open deal, end of day", "{n} open deals, end of day", int(n))
    return language.say("{days} to {day}", days=period(language, pulse), day=language.short_day(pulse.day))


def figure_value(language: Language, pulse: Pulse, figure: Figure) -> str:
    """The figure as it is said; a dash when it is not known."""
    if figure.value is None:
        return language.say("Not known")
    return language.percent(figure.value) if figure.key == "romi" else language.money(figure.value, pulse.currency)


def figure_change(language: Language, pulse: Pulse, figure: Figure) -> str:
    """The change against the same weekday of last week, with its sign."""
    day = language.weekday_day(pulse.day - WEEK)
    if figure.change is None:
        return language.say("No value of {day} to compare with", day=day)
    in_points = figure.key == "romi"
    change = language.points(figure.change) if in_points else language.change(figure.change, pulse.currency)
    return language.say("{change} vs {day}", change=change, day=day)


def figure_target(language: Language, pulse: Pulse, figure: Figure) -> str:
    """The target and how much of it is reached."""
    if figure.target is None:
        return language.say("No target set")
    if figure.key == "romi":
        target = language.percent(figure.target)
        if figure.value is None:
            return language.say("Target {target}", target=target)
        return language.say(
            "Target {target}: {points}", target=target, points=language.points(figure.value - figure.target)
        )
    target = language.money(figure.target, pulse.currency)
    if figure.value is None or figure.target <= 0:
        return language.say("Target {target}", target=target)
    share = language.percent(figure.value / figure.target, 0)
    if figure.key == "cost":
        return language.say("Budget {target}: {share} used", target=target, share=share)
    return language.say("Target {target}: {share} reached", target=target, share=share)


def figure_unknown(language: Language, pulse: Pulse, key: str) -> str:
    """Why a figure is not known."""
    if key == "qualified_pipeline":
        if not pulse.pipeline_connected:
            return language.say("No CRM with probabilities is connected.")
        return language.say("No deals are known as of this day.")
    if key == "revenue":
        if not pulse.till_connected:
            return language.say("No till is connected.")
        return language.say("The till told nothing of these days.")
    if key == "cost":
        if not pulse.cost_connected:
            return language.say("No cost has been reported.")
        return language.say("No cost was reported in these days.")
    if not pulse.till_connected:
        return language.say("No till is connected, so nothing stands against the cost.")
    if not pulse.cost_connected:
        return language.say("No cost has been reported, so nothing stands against the contribution.")
    if pulse.contribution is None:
        return language.say("The till does not tell what the goods cost.")
    return language.say("No cost was reported in these days.")


def romi_sentence(language: Language, pulse: Pulse) -> str:
    """What was spent and what came back of it."""
    romi, cost, revenue = (pulse.figures[key] for key in ("romi", "cost", "revenue"))
    days = period(language, pulse)
    if romi.value is None or cost.value is None or pulse.contribution is None:
        told = next((figure for figure in (revenue, cost) if figure.value is not None), None)
        if not pulse.pipeline_connected:  # then the headline has told the first of them
            parts = [_known_money(language, pulse, figure, days) for figure in (revenue, cost) if figure is not told]
        else:
            parts = [_known_money(language, pulse, figure, days) for figure in (revenue, cost)]
        reason = figure_unknown(language, pulse, "romi")
        return " ".join([*(part for part in parts if part), language.say("ROMI is not known.") + " " + reason])
    said = {
        "cost": language.money(cost.value, pulse.currency),
        "contribution": language.money(pulse.contribution, pulse.currency),
        "days": days,
        "romi": language.percent(romi.value),
    }
    first = language.say(
        "In {days} marketing cost {cost} and earned {contribution} of contribution: ROMI {romi}", **said
    )
    if romi.change is None:
        return first + "."
    points = language.points(romi.change, signed=False)
    if romi.change == 0:
        return first + language.say(", the same as a week ago.")
    if romi.change > 0:
        return first + language.say(", up {points} in a week.", points=points)
    return first + language.say(", down {points} in a week.", points=points)


def _known_money(language: Language, pulse: Pulse, figure: Figure, days: str) -> str:
    if figure.value is None:
        return ""
    amount = language.money(figure.value, pulse.currency)
    if figure.key == "revenue":
        return language.say("The till rang {amount} in {days}.", amount=amount, days=days)
    return language.say("Marketing cost {amount} in {days}.", amount=amount, days=days)


def program_name(language: Language, row: ProgramRow) -> str:
    """A program's own name, or the name of a gathered row."""
    names = {
        "others": language.say("Others"),
        "unattributed": language.say("Unattributed"),
        "total": language.say("Total"),
    }
    return names.get(row.kind, row.name)


def programs_title(language: Language, pulse: Pulse) -> str:
    """Who carries the pipeline (or the revenue, or the cost), and who returned most on its cost."""
    own = [row for row in pulse.programs if row.kind == "program"]
    total = next((row for row in pulse.programs if row.kind == "total"), None)
    leader = _leader(own, total) if own and total else None
    if leader is None or total is None:
        return language.say("Programs")
    carries, name, share = leader
    name = shorten(name, LONGEST_IN_TITLE)
    first = language.say(carries, name=name, share=language.percent(share, 0))
    rated = [row for row in own if row.romi is not None and row.cost >= SMALLEST_RATED * total.cost]
    if len(rated) < 2:
        return first
    best = max(rated, key=lambda row: (row.romi or Decimal(0), row.name))
    romi = language.percent(best.romi or Decimal(0))
    best_name = shorten(best.name, LONGEST_IN_TITLE)
    if best_name == name:
        return first + language.say(" and returned most on its cost: ROMI {romi}", romi=romi)
    return first + language.say("; {name} returned most on its cost: ROMI {romi}", name=best_name, romi=romi)


def _leader(own: list[ProgramRow], total: ProgramRow) -> tuple[str, str, Decimal] | None:
    """(sentence, name, share) of the program with the largest part of the first of these that there is any of."""
    texts = {
        "pipeline": text("{name} carries {share} of qualified pipeline"),
        "revenue": text("{name} carries {share} of revenue"),
        "cost": text("{name} carries {share} of cost"),
    }
    for column, sentence in texts.items():
        whole: Decimal | None = getattr(total, column)
        if not whole or whole <= 0:
            continue
        best = max(own, key=lambda row: (getattr(row, column) or Decimal(0), row.name))
        share = (getattr(best, column) or Decimal(0)) / whole
        if share > 0:
            return sentence, best.name, share
    return None


def no_ratio_note(language: Language, pulse: Pulse) -> str:
    """Why some cells of the programs table hold a dash."""
    if all(row.romi is not None and row.roas_claimed is not None for row in pulse.programs):
        return ""
    return language.say("– no ratio: ROI and ROMI need a cost, ROAS needs ad spend.")


def pace_title(language: Language, pulse: Pulse) -> str:
    """How many of the month's targets are on pace."""
    rows = [row for row in pulse.pace if pace_share(row) is not None]
    if not rows:
        return language.say("Pace against target")
    on_pace = [row for row in rows if on_track(row)]
    month = language.month(rows[0]["month"])
    return language.count(
        "{month}: {on} of {n} target on pace",
        "{month}: {on} of {n} targets on pace",
        len(rows),
        on=language.number(Decimal(len(on_pace))),
        month=month,
    )


def pace_share(row: Row) -> Decimal | None:
    """Actual to date as a share of the target to date."""
    actual, target = row["actual_to_date"], row["target_to_date"]
    return None if actual is None or not target else Decimal(actual) / Decimal(target)


def on_track(row: Row) -> bool:
    """At or above the target to date; a cost at or below its budget to date."""
    share = pace_share(row)
    return share is not None and (share <= 1 if row["measure"] == "cost" else share >= 1)


def pace_words(language: Language, row: Row) -> str:
    """Where a measure stands against its target to date."""
    share = pace_share(row)
    if share is None:
        return language.say("not known")
    away = language.percent(abs(share - 1), 0)
    if round(share, 2) == 1:
        return language.say("on budget") if row["measure"] == "cost" else language.say("on pace")
    if row["measure"] == "cost":
        return language.say("{share} under", share=away) if share < 1 else language.say("{share} over", share=away)
    return language.say("{share} ahead", share=away) if share > 1 else language.say("{share} behind", share=away)
