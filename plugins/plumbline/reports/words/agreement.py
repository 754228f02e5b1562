"""What is said about how far the attribution models disagree."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from plumbline.reports.locale import Language
from plumbline.reports.reading import Row


def model_name(language: Language, model: str | None) -> str:
    """An attribution model as the field calls it."""
    names = {
        "first": language.say("first touch"),
        "last": language.say("last touch"),
        "last_non_direct": language.say("last touch that was not direct"),
        "linear": language.say("linear"),
        "position_based": language.say("position-based 40/20/40"),
        "u_shaped": language.say("U-shaped 40/40/20"),
        "u_shaped_half": language.say("U-shaped 50/50"),
        "w_shaped": language.say("W-shaped"),
        "full_path": language.say("full path"),
        "time_decay": language.say("time decay"),
        "self_reported": language.say("customers' own answer"),
        "markov": language.say("Markov"),
    }
    return names.get(model or "", (model or "–").replace("_", " "))


def furthest(found: list[Row], measure: str) -> Row | None:
    """The program on whose figure the models are furthest apart, in money."""
    rows = [
        row
        for row in found
        if row["measure"] == measure
        and row["program_id"] != "unattributed"
        and row["lowest"] is not None
        and row["highest"] is not None
    ]
    return max(rows, key=lambda row: (row["highest"] - row["lowest"], row["program_id"]), default=None)


def agreement_sentence(language: Language, found: list[Row], names: Mapping[str, str], measure: str) -> str:
    """Where the models are furthest apart; empty where nothing is known."""
    row = furthest(found, measure)
    if row is None or not row["highest"]:
        return ""
    said = {
        "program": names.get(row["program_id"], row["program_id"]),
        "low": language.money(row["lowest"], row["currency"]),
        "high": language.money(row["highest"], row["currency"]),
        "low_model": model_name(language, row["lowest_model"]),
        "high_model": model_name(language, row["highest_model"]),
        "n": language.number(Decimal(row["models"] or 0)),
    }
    if measure == "qualified":
        return language.say(
            "{n} attribution models are furthest apart on the qualified pipeline of {program}:"
            " {low} ({low_model}) to {high} ({high_model}).",
            **said,
        )
    return language.say(
        "{n} attribution models are furthest apart on the revenue of {program}:"
        " {low} ({low_model}) to {high} ({high_model}).",
        **said,
    )
