"""The deals that belong to dates: those open when the CRM was introduced, and three that make the story's day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from plumbline.example.catalogue import (
    CITIES,
    SHOPS,
    STAGES,
    STORY_DAY,
    UNATTRIBUTED,
    WON,
    Campaign,
    campaigns,
    city_in,
)
from plumbline.example.clock import DAY, at_berlin
from plumbline.example.crm import INTEGRATION_USER, OWNERS, Deal, Lead, Records, record_id
from plumbline.example.deals import changed, live, new_deal
from plumbline.example.journeys import HEARD
from plumbline.example.random_streams import stream
from plumbline.example.reps import state
from plumbline.example.visits import tiktok


def imported_deals(seed: int, first_day: date) -> Records:
    """The deals that were open when the CRM was introduced on the world's first day: no lead, no campaign."""
    records = Records()
    for number in range(70):
        r = stream(seed, "imported", number)
        at = at_berlin(first_day, 21_600 + number % 3_600)
        currency = r.choices(("EUR", "CHF", "GBP", "USD"), (70, 12, 14, 4))[0]
        account = r.choice(SHOPS).format(city_in(currency, r.choice(CITIES)))
        deal = new_deal(r, f"imported:{number}", at, account, currency, UNATTRIBUTED)
        stage = r.choices(range(6), (20, 18, 16, 12, 8, 4))[0]
        amount = deal.changes[-1].amount or 900_000
        first = replace(deal.changes[0], stage=STAGES[stage][0], percent=STAGES[stage][1], amount=amount)
        deal.changes, deal.deleted_at, deal.lead_source, deal.campaign_id = [first], None, "Import", ""
        if r.random() < 0.06:
            deal.owner = INTEGRATION_USER
        live(r, deal, stage, amount)
        state(deal)
        records.deals.append(deal)
    return records


COUNTRIES = {"EUR": "DE", "CHF": "CH", "GBP": "GB"}  # of the story's accounts
Steps = list[tuple[datetime, str, int, int, datetime]]  # at, stage, per cent, amount, told the server at


def _lead_and_deal(
    seed: int, key: str, at: datetime, account: str, currency: str, rep: str, campaign: Campaign
) -> Records:
    """A lead from an ad of a campaign and, a day or two later, its deal; the deal has no history yet."""
    r = stream(seed, key)
    tag = tiktok(r, campaign.name)
    lead = Lead(
        record_id("00Q", key), at, "Paid Social", account, "Department store", "Head of Purchasing",
        COUNTRIES[currency], 900, tag, ("tiktok", "paid_social", campaign.name), campaign.ads[0],
        HEARD[campaign.serves][0], campaign.serves, [(at, "Open - Not Contacted")],
    )  # fmt: skip
    lead.converted_at = at + timedelta(seconds=r.randint(90_000, 170_000))
    deal = Deal(
        record_id("006", key), account, account, OWNERS[rep], currency, lead.converted_at, "Paid Social", "",
        campaign.serves,
    )  # fmt: skip
    lead.deal_id = deal.id
    return Records([lead], [deal])


def _set_history(deal: Deal, subject: str, close: date, steps: Steps) -> None:
    deal.name = f"{deal.account} – {subject}"
    for at, stage, percent, amount, synced in steps:
        deal.changes.append(changed(deal, at, stage, amount, percent, close, synced))


def story_deals(seed: int) -> Records:
    """Three Halloween deals that pass 60 % on 30 October 2026, the day that the reports show; and a fourth, whose
    amount a rep raised on the 26th without a network and told the CRM on the 30th."""
    planned = (
        ("Warenhaus Galerie Nord", "Halloween floors in 14 houses", "EUR", 6_450_000, "Svenja Keller", 6, 8, 60),
        ("Selby & Crowe Stores", 'pop-up "Fright Night"', "GBP", 3_860_000, "Charlotte O'Neill", 4, 13, 65),
        ("Zauberwelt Zürich", "late Halloween re-order", "CHF", 4_275_000, "Annika Brandt", 3, 15, 60),
    )
    records, of_year = Records(), campaigns(STORY_DAY.year)
    for number, (account, subject, currency, amount, rep, campaign, day, percent) in enumerate(planned):
        came = at_berlin(date(2026, 10, day), 36_000 + 911 * number)
        brought = _lead_and_deal(seed, f"story:{number}", came, account, currency, rep, of_year[campaign])
        start = brought.deals[0].created_at
        passed = datetime(2026, 10, 30, 9 + number, 14, 5, tzinfo=UTC)
        path = (
            (start, "Prospecting", 10), (start + 3 * DAY, "Qualification", 20),
            (start + 9 * DAY, "Needs Analysis", 40), (passed, "Proposal", percent), (passed + 11 * DAY, WON, 100),
        )  # fmt: skip
        steps = [(at, stage, percent, amount, at) for at, stage, percent in path]
        _set_history(brought.deals[0], subject, date(2026, 11, 20), steps)
        records.add(brought)
    late = _lead_and_deal(
        seed,
        "story:late",
        at_berlin(date(2026, 9, 21), 40_211),
        "Jeck & Jeckin Mainz",
        "EUR",
        "Matteo Rossi",
        of_year[6],
    )
    start = late.deals[0].created_at
    raised, synced = at_berlin(date(2026, 10, 26), 58_930), at_berlin(date(2026, 10, 30), 30_415)
    _set_history(late.deals[0], "window and floor", date(2026, 11, 13), [
        (start, "Prospecting", 10, 1_240_000, start),
        (start + 21 * DAY, "Proposal", 60, 1_240_000, start + 21 * DAY),
        (raised, "Proposal", 60, 1_865_000, synced),
        (synced + 12 * DAY, WON, 100, 1_865_000, synced + 12 * DAY),
    ])  # fmt: skip
    records.add(late)
    return records
