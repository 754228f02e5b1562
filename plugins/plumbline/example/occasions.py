"""The deals that belong to dates: those open when the CRM was introduced, and three that make the story's day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from plumbline.example.buyers import HEARD, ago
from plumbline.example.catalogue import CAMPAIGNS, CITIES, SHOPS, STAGES, UNATTRIBUTED, WON
from plumbline.example.clock import DAY, at_berlin
from plumbline.example.crm import INTEGRATION_USER, OWNERS, Deal, Lead, Records, record_id
from plumbline.example.deals import changed, live, new_deal
from plumbline.example.dice import dice
from plumbline.example.journeys import tiktok
from plumbline.example.selling import COUNTRIES


def imported(seed: int, first_day: date, scale: int) -> Records:
    """The deals that were open when the CRM was introduced on the world's first day: no lead, no campaign."""
    records = Records()
    for number in range(70 * scale):
        r = dice(seed, "imported", number)
        at = at_berlin(first_day, 21_600 + number % 3_600)
        currency = r.choices(("EUR", "CHF", "GBP", "USD"), (70, 12, 14, 4))[0]
        account = r.choice(SHOPS).format(r.choice(CITIES))
        deal = new_deal(r, f"imported:{number}", at, account, currency, UNATTRIBUTED)
        stage = r.choices(range(6), (20, 18, 16, 12, 8, 4))[0]
        amount = deal.changes[-1].amount or 900_000
        first = replace(deal.changes[0], stage=STAGES[stage][0], percent=STAGES[stage][1], amount=amount)
        deal.changes, deal.deleted_at, deal.lead_source, deal.campaign_id = [first], None, "Import", ""
        if r.random() < 0.06:
            deal.owner = INTEGRATION_USER
        live(r, deal, stage, amount)
        records.deals.append(deal)
    return records


def story(seed: int) -> Records:
    """Three Halloween deals that pass 60 % on 30 October 2026: the day that the reports show."""
    planned = (
        ("Warenhaus Galerie Nord", "Halloween floors in 14 houses", "EUR", 6_450_000, "Svenja Keller", 6, 8, 60),
        ("Selby & Crowe Stores", "pop-up \"Fright Night\"", "GBP", 3_860_000, "Charlotte O'Neill", 4, 13, 65),
        ("Zauberwelt Zürich", "late Halloween re-order", "CHF", 4_275_000, "Annika Brandt", 3, 15, 60),
    )  # fmt: skip
    records = Records()
    for number, (company, what, currency, amount, rep, campaign, day, percent) in enumerate(planned):
        r = dice(seed, "story", number)
        key, serves = f"story:{number}", CAMPAIGNS[campaign].serves
        at = at_berlin(date(2026, 10, day), 36_000 + 911 * number)
        tag = tiktok(r, CAMPAIGNS[campaign].name)
        lead = Lead(
            record_id("00Q", key), at, "Paid Social", company, "Department store", "Head of Purchasing",
            COUNTRIES[currency], 900, tag, ("tiktok", "paid_social", CAMPAIGNS[campaign].name),
            CAMPAIGNS[campaign].ads[0], HEARD[serves][0], serves, [(at, "Open - Not Contacted")],
        )  # fmt: skip
        lead.converted_at = ago(r, at, -2, -1)
        deal = Deal(record_id("006", key), f"{company} – {what}", company, OWNERS[rep], currency, lead.converted_at,
                    "Paid Social", "", serves)  # fmt: skip
        lead.deal_id = deal.id
        passed = datetime(2026, 10, 30, 9 + number, 14, 5, tzinfo=UTC)
        for when, stage, chance in (
            (lead.converted_at, "Prospecting", 10), (lead.converted_at + 3 * DAY, "Qualification", 20),
            (lead.converted_at + 9 * DAY, "Needs Analysis", 40), (passed, "Proposal", percent),
        ):  # fmt: skip
            deal.changes.append(changed(deal, when, stage, amount, chance, date(2026, 11, 20), when))
        deal.changes.append(changed(deal, passed + 11 * DAY, WON, amount, 100, date(2026, 11, 10), passed + 11 * DAY))
        records.leads.append(lead)
        records.deals.append(deal)
    return records
