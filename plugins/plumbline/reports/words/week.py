"""The first sentences of a week: what the number did, and which program moved it."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.locale import Language
from plumbline.reports.names import shorten
from plumbline.reports.pulse import ProgramRow, Pulse
from plumbline.reports.words import money, pipeline

LONGEST = 40
MAIN_SHARE = Decimal("0.4")  # of the week's change: what moved less is not called its reason


def headline(language: Language, pulse: Pulse) -> str:
    """Qualified pipeline against a week ago, with the program that moved it most."""
    figure = pulse.figures["qualified_pipeline"]
    if figure.value is None or figure.change is None:
        return pipeline.headline(language, pulse)
    total = language.money(figure.value, pulse.currency)
    if language.money(figure.value - figure.change, pulse.currency) == total:
        return language.say("Qualified pipeline held at {total} this week", total=total)
    said = {"amount": language.money(abs(figure.change), pulse.currency), "total": total}
    if figure.change > 0:
        told = language.say("Qualified pipeline rose {amount} to {total} this week", **said)
    else:
        told = language.say("Qualified pipeline fell {amount} to {total} this week", **said)
    mover = main_mover(pulse, figure.change)
    if mover is None or mover.pipeline_change is None:
        return told
    return language.say(
        "{told}, most of it in {program} ({change})",
        told=told,
        program=shorten(mover.name, LONGEST),
        change=language.change(mover.pipeline_change, pulse.currency),
    )


def main_mover(pulse: Pulse, change: Decimal) -> ProgramRow | None:
    """The program that moved most in the direction of the week, if that is a good part of it."""
    found = [
        row
        for row in pulse.programs
        if row.kind == "program" and row.pipeline_change and (row.pipeline_change > 0) == (change > 0)
    ]
    best = max(found, key=lambda row: (abs(row.pipeline_change or 0), row.name), default=None)
    if best is None or best.pipeline_change is None or abs(best.pipeline_change) < MAIN_SHARE * abs(change):
        return None
    return best


def spent(language: Language, pulse: Pulse) -> str:
    """The money of the period that ends with the week."""
    return money.romi_sentence(language, pulse)
