"""What is said about a forecast: its figure with its interval, and whether it has beaten the naive one."""

from __future__ import annotations

from datetime import date

from plumbline.reports.locale import Language
from plumbline.reports.reading import Row


def next_week(found: list[Row], measure: str) -> Row | None:
    """The forecast one week ahead."""
    return next((row for row in found if row["measure"] == measure and row["weeks_ahead"] == 1), None)


def forecast_sentence(language: Language, row: Row | None, reader: date) -> str:
    """The forecast one week ahead with its interval; empty where there is none."""
    if row is None or row["value"] is None:
        return ""
    said = {
        "day": language.near_day(row["week_end"], reader),
        "value": language.money(row["value"], row["currency"]),
    }
    if row["low"] is None or row["high"] is None:
        interval = language.say("its interval is not known")
    else:
        low, high = (language.money(row[one], row["currency"]) for one in ("low", "high"))
        interval = language.say("90% interval {low} to {high}", low=low, high=high)
    if row["measure"] == "qualified_pipeline":
        told = language.say("Forecast of qualified pipeline for {day}: {value}, {interval}", interval=interval, **said)
    else:
        told = language.say("Forecast of revenue for the week to {day}: {value}, {interval}", interval=interval, **said)
    if row["is_naive"]:
        return told + language.say("; this is the naive forecast, because the model did not beat it.")
    return told + "."
