"""Leads that became deals, told where nobody tells probabilities."""

from __future__ import annotations

from collections.abc import Callable

from plumbline.language.language import Language
from plumbline.layout.blocks import Table
from plumbline.reports.sections import leads
from tests.reports import poor_worlds
from tests.reports.conftest import Day


def test_leads_that_became_deals(english: Language, read_day: Callable[..., Day]) -> None:
    ctx = read_day(poor_worlds.funnel()).context(english)
    assert leads.sentence(ctx) == "Of 8,000 leads 842 became won deals; they brought R$166k."
    (table,) = leads.lead_funnel(ctx).blocks
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Organic search", "2,296", "271", "12%", "51.0"],
        ["Unattributed", "5,704", "571", "10%", "115.4"],
        ["Total", "8,000", "842", "11%", "166.5"],
    ]


def test_a_bridge_says_more_than_a_funnel(english: Language, nightjar: Day) -> None:
    ctx = nightjar.context(english)
    assert leads.sentence(ctx) == ""
    assert not leads.lead_funnel(ctx).blocks
