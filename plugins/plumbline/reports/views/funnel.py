"""Leads and what became of them: on page one where no CRM tells probabilities and so no bridge can be drawn."""

from __future__ import annotations

from plumbline.reports.charts import bars
from plumbline.reports.locale import Language
from plumbline.reports.pulse import UNATTRIBUTED, FunnelRow, Pulse
from plumbline.reports.views import View
from plumbline.reports.words import funnel as words

ROWS = 9


def funnel(language: Language, pulse: Pulse) -> View | None:
    """The table of leads, won deals and their sales by program; None where no leads are known."""
    if not pulse.funnel:
        return None
    total = words.totals(pulse)
    scale = language.scale([row.won_sales for row in pulse.funnel], pulse.currency)
    shown = pulse.funnel[:ROWS]
    full = {
        "leads": bars.scale(row.leads for row in shown),
        "won_deals": bars.scale(row.won_deals for row in shown),
        "won_sales": bars.scale(row.won_sales for row in shown),
    }

    def view(row: FunnelRow, name: str, kind: str) -> View:
        whole = kind == "total"
        sales = row.won_sales if pulse.till_connected else None
        return {
            "kind": kind,
            "name": name,
            "cells": [
                (language.number(row.leads), 0.0 if whole else bars.width(row.leads, full["leads"])),
                (language.number(row.won_deals), 0.0 if whole else bars.width(row.won_deals, full["won_deals"])),
                ("–" if not row.leads else language.percent(row.won_deals / row.leads), None),
                (language.scaled(sales, scale), 0.0 if whole else bars.width(sales, full["won_sales"])),
            ],
        }

    rows = [
        view(
            row,
            language.say("Unattributed")
            if row.program_id == UNATTRIBUTED
            else pulse.program_names.get(row.program_id, row.program_id),
            "aside" if row.program_id == UNATTRIBUTED else "",
        )
        for row in shown
    ]
    return {
        "title": words.funnel_sentence(language, pulse).rstrip("."),
        "subtitle": language.say("Leads, won deals and their sales over all time, {unit}", unit=scale.said),
        "rows": [*rows, view(total, language.say("Total"), "total")],
        "more": _more(language, len(pulse.funnel) - len(shown)),
    }


def _more(language: Language, hidden: int) -> str:
    if hidden <= 0:
        return ""
    return language.count(
        "{n} more program is in the attached lead-funnel.csv.",
        "{n} more programs are in the attached lead-funnel.csv.",
        hidden,
    )
