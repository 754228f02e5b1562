"""The programs table of page one: money in one unit, bars in the cells, only columns that anything is known of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from plumbline.reports.charts import bars
from plumbline.reports.frames import WEEK
from plumbline.reports.locale import Language, Scale
from plumbline.reports.pulse import ProgramRow, Pulse
from plumbline.reports.views import View
from plumbline.reports.words import programs as words
from plumbline.reports.words.agreement import agreement_sentence
from plumbline.reports.words.time import period

FEW_COLUMNS = 4  # with no more than these, bars get more room
Value = Callable[[ProgramRow], Decimal | None]


@dataclass(frozen=True)
class Column:
    """A column: its heading, the letter's key, its width, its values, how one is written, and the scale of its bars."""

    title: str
    ref: str
    width: str
    value: Value
    said: Callable[[Decimal | None], str]
    bars: str = ""


def programs(language: Language, pulse: Pulse) -> View:
    """The table's title, columns and rows; a column that nothing is known of is left out."""
    rows = pulse.programs
    scale = language.scale(
        [value for row in rows for value in (row.pipeline, row.weighted, row.cost, row.revenue)], pulse.currency
    )
    columns = [
        column for column in _columns(language, pulse, scale) if any(column.value(row) is not None for row in rows)
    ]
    if len(columns) <= FEW_COLUMNS:
        columns = [replace(column, width="w") if column.bars else column for column in columns]
    own = [row for row in rows if row.kind != "total"]
    full = {
        group: bars.scale(column.value(row) for column in columns if column.bars == group for row in own)
        for group in ("level", "flow")
    }

    def cell(column: Column, row: ProgramRow) -> tuple[str, float | None]:
        value = column.value(row)
        if not column.bars:
            return column.said(value), None
        return column.said(value), bars.width(value, full[column.bars]) if row.kind != "total" else 0.0

    return {
        "title": words.programs_title(language, pulse),
        "subtitle": _subtitle(language, pulse, scale),
        "columns": columns,
        "rows": [
            {
                "kind": {"program": "", "total": "total"}.get(row.kind, "aside"),
                "name": words.program_name(language, row),
                "cells": [cell(column, row) for column in columns],
            }
            for row in rows
        ],
        "note": _note(language, pulse, columns),
    }


def _columns(language: Language, pulse: Pulse, scale: Scale) -> list[Column]:
    till, cost = pulse.till_connected, pulse.cost_connected

    def amount(value: Decimal | None) -> str:
        return language.scaled(value, scale)

    def change(value: Decimal | None) -> str:
        return language.scaled(value, scale, signed=True)

    def ratio(places: int) -> Callable[[Decimal | None], str]:
        return lambda value: language.ratio(value, places)

    def only(known: bool, value: Value) -> Value:
        return value if known else lambda row: None

    since = language.say("vs {day}", day=language.weekday_day(pulse.day - WEEK))
    return [
        Column(language.say("Qualified pipeline"), "", "b", lambda row: row.pipeline, amount, "level"),
        Column(since, "", "c", lambda row: row.pipeline_change, change),
        Column(language.say("Weighted"), "weighted", "c", lambda row: row.weighted, amount),
        Column(language.say("Cost"), "", "b", only(cost, lambda row: row.cost), amount, "flow"),
        Column(language.say("Revenue"), "", "b", only(till, lambda row: row.revenue), amount, "flow"),
        Column(language.say("ROI %"), "roi", "r", only(till, lambda row: row.roi), ratio(0)),
        Column(
            language.say("ROMI %"),
            "",
            "r",
            only(till, lambda row: None if row.romi is None else row.romi * 100),
            ratio(0),
        ),
        Column(language.say("ROAS claimed"), "roas", "roas", lambda row: row.roas_platform, ratio(1)),
        Column(language.say("ROAS till"), "", "r", only(till, lambda row: row.roas_booked), ratio(1)),
    ]


def _subtitle(language: Language, pulse: Pulse, scale: Scale) -> str:
    flows = language.say(
        "{unit}; cost and revenue: {days} to {day}",
        unit=scale.said,
        days=period(language, pulse),
        day=language.day(pulse.day),
    )
    if pulse.company.default_model == "last_non_direct":
        return flows + "; " + language.say("credit to the last touch that was not direct")
    return flows + "; " + language.say("credit by the model {model}", model=pulse.company.default_model)


def _accounts(language: Language, pulse: Pulse) -> str:
    """How much of the target accounts a program of their own has reached."""
    found = [row for row in pulse.accounts if row["target_accounts"]]
    if not found:
        return ""
    said = {
        column: language.number(sum((Decimal(row[column] or 0) for row in found), Decimal(0)))
        for column in ("target_accounts", "reached", "with_open_deal")
    }
    return language.say(
        "Of {target_accounts} target accounts {reached} are reached, {with_open_deal} have an open deal.", **said
    )


def _note(language: Language, pulse: Pulse, columns: list[Column]) -> str:
    notes = []
    said = agreement_sentence(language, list(pulse.agreement), pulse.program_names, "qualified")
    notes.append(said or agreement_sentence(language, list(pulse.agreement), pulse.program_names, "net_revenue"))
    notes.append(_accounts(language, pulse))
    if any(column.ref in ("roi", "roas") for column in columns):
        notes.append(words.no_ratio_note(language, pulse))
    if {column.bars for column in columns} >= {"level", "flow"}:
        notes.append(language.say("Bars: cost and revenue share one scale, pipeline has its own."))
    return " ".join(note for note in notes if note)
