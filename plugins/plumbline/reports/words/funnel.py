"""What is said about leads and what became of them, where no CRM tells probabilities."""

from __future__ import annotations

from decimal import Decimal

from plumbline.reports.locale import Language
from plumbline.reports.pulse import FunnelRow, Pulse


def totals(pulse: Pulse) -> FunnelRow:
    """All programs' leads, won deals and sales; sales None where no till tells them."""
    sales = [row.won_sales for row in pulse.funnel if row.won_sales is not None]
    return FunnelRow(
        program_id="total",
        leads=sum((row.leads for row in pulse.funnel), Decimal(0)),
        won_deals=sum((row.won_deals for row in pulse.funnel), Decimal(0)),
        won_sales=sum(sales, Decimal(0)) if sales else None,
    )


def funnel_sentence(language: Language, pulse: Pulse) -> str:
    """From lead to deal to till; empty where no leads are known."""
    if not pulse.funnel:
        return ""
    total = totals(pulse)
    said = {"leads": language.number(total.leads), "deals": language.number(total.won_deals)}
    if total.won_sales is None or not pulse.till_connected:
        return language.say("Of {leads} leads {deals} became won deals.", **said)
    sales = language.money(total.won_sales, pulse.currency)
    return language.say(
        "Of {leads} leads {deals} became won deals; they rang {sales} at the till.", sales=sales, **said
    )
