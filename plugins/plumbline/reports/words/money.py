"""What is said about cost, revenue and their ratios: the figures, the programs, the pace."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.frames import WEEK, Row
from plumbline.reports.locale import Language, text
from plumbline.reports.pulse import Figure, Pulse
from plumbline.reports.words.scope import hidden, unseen
from plumbline.reports.words.time import period


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
    if not pulse.scope.is_whole:
        return unseen(language)
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
    if not pulse.till_connected and not pulse.cost_connected:
        return language.say("Neither a till nor costs are connected.")
    if not pulse.till_connected:
        return language.say("No till is connected, so nothing stands against the cost.")
    if not pulse.cost_connected:
        return language.say("No cost has been reported, so nothing stands against the revenue.")
    if pulse.contribution is None:
        return language.say("The till does not tell what the goods cost.")
    return language.say("No cost was reported in these days.")


def romi_sentence(language: Language, pulse: Pulse) -> str:
    """What was spent and what came back of it."""
    romi, cost, revenue = (pulse.figures[key] for key in ("romi", "cost", "revenue"))
    days = period(language, pulse)
    if romi.value is None and not pulse.scope.is_whole:
        return hidden(language)
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
    if romi.change is None:
        return language.say(
            "In {days} marketing cost {cost} and earned {contribution} of contribution: ROMI {romi}.", **said
        )
    said["points"] = language.points(romi.change, signed=False)
    if romi.change > 0:
        sentence = text(
            "In {days} marketing cost {cost} and earned {contribution} of contribution:"
            " ROMI {romi}, up {points} in a week."
        )
    elif romi.change < 0:
        sentence = text(
            "In {days} marketing cost {cost} and earned {contribution} of contribution:"
            " ROMI {romi}, down {points} in a week."
        )
    else:
        sentence = text(
            "In {days} marketing cost {cost} and earned {contribution} of contribution:"
            " ROMI {romi}, the same as a week ago."
        )
    return language.say(sentence, **said)


def _known_money(language: Language, pulse: Pulse, figure: Figure, days: str) -> str:
    if figure.value is None:
        return ""
    amount = language.money(figure.value, pulse.currency)
    if figure.key == "revenue":
        return language.say("The till rang {amount} in {days}.", amount=amount, days=days)
    return language.say("Marketing cost {amount} in {days}.", amount=amount, days=days)


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
