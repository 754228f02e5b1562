"""How leads come in and deals move: the reps' world, drawn day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from plumbline.example import catalogue
from plumbline.example.buyers import HEARD, ago
from plumbline.example.catalogue import CAMPAIGNS, CITIES, CRM_CAMPAIGNS, LOST, SHOPS, STAGES, TEAMS, UNATTRIBUTED, WON
from plumbline.example.clock import DAY, at_berlin, berlin_day, trade_heat
from plumbline.example.crm import (
    CRM_CAMPAIGN_IDS,
    INTEGRATION_USER,
    OWNERS,
    PERCENT,
    TEAM_OF,
    Change,
    Deal,
    Lead,
    Member,
    MemberVersion,
    Records,
    record_id,
)  # fmt: skip
from plumbline.example.dice import dice, poisson
from plumbline.example.journeys import AS_WRITTEN, DIRECT, Tag, mess, search, tiktok

# For each stage: days until something happens, the chance to advance, the chance that only amount or per cent move.
PACE = ((6.0, 0.66, 0.10), (8.0, 0.62, 0.14), (10.0, 0.60, 0.18), (13.0, 0.56, 0.30), (11.0, 0.60, 0.26), (7.0, 0.80, 0.14))  # fmt: skip
COUNTRIES = {"EUR": "DE", "CHF": "CH", "GBP": "GB", "USD": "US"}


def office_hours(r: Random, at: datetime) -> datetime:
    """Moved to a working day's hour; now and then late at night, where days of different places part."""
    day = berlin_day(at)
    while day.weekday() > 4:
        day += DAY
    late = r.random()
    second = r.randint(29_000, 66_000) if late > 0.06 else r.choice((1_500, 85_200)) + r.randrange(1_000)
    return max(at_berlin(day, second), at + timedelta(minutes=7)).replace(microsecond=0)


def incoming(seed: int, day: date, scale: int) -> Records:
    """The leads of a Berlin day, and everything that will become of them."""
    r = dice(seed, "leads", day)
    workday = 1.15 if day.weekday() < 5 else 0.6
    records = Records()
    for number in range(poisson(r, scale * workday * (4.9 + 4.4 * trade_heat(day)))):
        _lead(dice(seed, "lead", day, number), day, f"{day}:{number}", records)
    return records


def _source(r: Random, day: date) -> tuple[Tag, str, str, str]:
    """Tag, content, lead source and true program of a new lead."""
    weights = [c.lead_weight * (0.4 + 1.2 * trade_heat(day)) if c.runs(day) else 0.0 for c in CAMPAIGNS]
    luck = r.random() * (sum(weights) + 5.2)
    for campaign, weight in zip(CAMPAIGNS, weights, strict=True):
        luck -= weight
        if luck < 0:
            tag = tiktok(r, campaign.name)
            if r.random() < 0.06:
                tag = Tag(ttclid=tag.ttclid)
            true = campaign.serves if r.random() < 0.9 else UNATTRIBUTED
            return tag, r.choice(campaign.ads), "Paid Social", true
    kind = r.choices(("search", "newsletter", "social", "none"), (16, 10, 6, 24))[0]
    if kind == "search":
        return search(r, "b2b-wholesale"), "", "Paid Search", "search"
    if kind == "newsletter":
        return Tag("newsletter", "email", f"nl-retailers-{day:%Y-%m}"), "", "Email", "newsletter"
    if kind == "social":
        return Tag("instagram", "social", ""), "", "Social", "social"
    return DIRECT, "", r.choice(("Phone", "Trade Show", "Web", "Referral")), UNATTRIBUTED


def _lead(r: Random, day: date, key: str, records: Records, company: str = "") -> Lead:
    at = at_berlin(day, r.randint(21_600, 86_000))
    tag, content, source, true = _source(r, day)
    company = company or r.choice(SHOPS).format(r.choice(CITIES))
    utm = [mess(r, AS_WRITTEN.get(value, value)) if value else "" for value in (tag.source, tag.medium, tag.campaign)]
    if not any(utm) and r.random() < 0.2:
        utm = ["undefined"] * 3
    heard = "" if r.random() < 0.4 else r.choice(HEARD[true if r.random() < 0.75 else UNATTRIBUTED])
    if r.random() < 0.01:
        heard = 'a colleague said:\n"look at TikTok"'
    lead = Lead(
        record_id("00Q", key), at, source, company, r.choice(catalogue.INDUSTRIES), r.choice(catalogue.TITLES),
        "", r.choice((None, 3, 8, 12, 25, 60, 140, 900, 4200)), tag, (utm[0], utm[1], utm[2]), content, heard, true,
        [(at, "Open - Not Contacted")],
    )  # fmt: skip
    answered = office_hours(r, at + timedelta(hours=r.expovariate(1 / 20)))
    lead.steps.append((answered, "Working - Contacted"))
    records.leads.append(lead)
    currency = r.choices(("EUR", "CHF", "GBP", "USD"), (66, 12, 16, 6))[0]
    lead.country = COUNTRIES[currency]
    for number, (name, _, starts, ends, _) in enumerate(CRM_CAMPAIGNS):
        fits = 0.5 if _served(name) == true else 0.05
        if starts <= day <= ends and r.random() < fits:
            records.members.append(_member(r, f"{key}:{number}", name, lead))
    if r.random() < 0.41:
        lead.converted_at = office_hours(r, answered + DAY * r.uniform(0.2, 14))
        deal = _deal(r, key, lead.converted_at, company, currency, true)
        deal.lead_source = source
        lead.deal_id = deal.id
        records.deals.append(deal)
        if r.random() < 0.12:
            _second_lead(r, key, lead, records)
    else:
        lost = office_hours(r, answered + DAY * r.uniform(2, 30))
        lead.steps.append((lost, "Closed - Not Converted"))
        if r.random() < 0.04:
            lead.deleted_at = lost + DAY * r.randint(1, 9)
    return lead


def _second_lead(r: Random, key: str, lead: Lead, records: Records) -> None:
    """A colleague of the same shop asks too, before or after the deal exists, and is joined to it."""
    assert lead.converted_at is not None
    at = lead.created_at + DAY * r.uniform(0.1, 20)
    extra = Records()
    second = _lead(r, berlin_day(at), key + ":b", extra, lead.company)
    second.deleted_at, second.steps = None, second.steps[:2]
    second.converted_at = office_hours(r, max(second.steps[1][0], lead.converted_at) + DAY * r.uniform(0.1, 3))
    second.deal_id = lead.deal_id
    records.leads.append(second)
    records.members += [member for member in extra.members if member.lead_id == second.id]


def _served(crm_campaign: str) -> str:
    words = (("Challenge", "challenge"), ("Case Study", "case_study"), ("Webinar", "case_study"), ("ABM", "abm"),
             ("Newsletter", "newsletter"), ("Creators", "creators"))  # fmt: skip
    return next((program for word, program in words if word in crm_campaign), UNATTRIBUTED)


def _member(r: Random, key: str, campaign: str, lead: Lead) -> Member:
    """Sent first, perhaps answered some days later; the answer may reach the CRM days after it was given."""
    at = (lead.created_at + DAY * r.uniform(0.02, 4)).replace(microsecond=0)
    member = Member(record_id("00v", key), campaign, lead.id, at, [MemberVersion(at, "Sent", None)])
    if r.random() < 0.62:
        answered = at + DAY * r.uniform(0.1, 6)
        entered = office_hours(r, answered + DAY * (0 if r.random() < 0.7 else r.uniform(1, 12)))
        member.versions.append(MemberVersion(entered, "Responded", berlin_day(answered)))
        if r.random() < 0.05:
            gone = office_hours(r, entered + DAY * r.uniform(1, 25))
            member.versions.append(MemberVersion(gone, "Responded", berlin_day(answered), deleted=True))
    return member


def _deal(r: Random, key: str, at: datetime, account: str, currency: str, true: str) -> Deal:
    size = 1.35 if true in ("abm", "case_study", "challenge") else 0.95
    amount = 5_000 * max(1, round(r.lognormvariate(5.86, 0.55) * size))  # cents, in steps of 50
    team = TEAMS[2] if currency in ("GBP", "USD") else TEAMS[1] if amount > 3_600_000 else TEAMS[0]
    owner = r.choice([owner for owner, of in TEAM_OF.items() if of == team])
    what = r.choice(("Halloween wall 2026", "autumn range", "carnival first order", "window and floor", "re-order"))
    campaign = ""
    if r.random() < 0.3:
        fitting = [name for name, *_ in CRM_CAMPAIGNS if _served(name) == true]
        campaign = CRM_CAMPAIGN_IDS[r.choice(fitting)] if fitting else ""
    deal = Deal(record_id("006", key), f"{account} – {what}", account, owner, currency, at, "", campaign, true)
    start = None if r.random() < 0.2 else amount
    deal.changes.append(_change(deal, at, STAGES[0][0], start, 10, berlin_day(at) + DAY * r.randint(30, 75), at))
    live(r, deal, 0, amount)
    return deal


def _change(
    deal: Deal, at: datetime, stage: str, amount: int | None, percent: int, close: date, synced: datetime
) -> Change:
    return Change(record_id("008", deal.id, len(deal.changes)), at, stage, amount, percent, close, synced)


def live(r: Random, deal: Deal, stage: int, amount: int) -> None:
    """Let a deal move until it is closed: stages, amounts, the reps' own percentages, deletions, offline reps."""
    at, percent, close = deal.changes[-1].at, deal.changes[-1].percent, deal.changes[-1].close
    while stage < 6:
        days, advance, stir = PACE[stage]
        at = office_hours(r, at + DAY * r.uniform(0.35, 1.65) * days)
        luck = r.random()
        closed = False
        if luck < advance:
            stage += 1
            name, percent = STAGES[stage]
            closed = stage == 6
            if not closed and r.random() < 0.14:
                percent = r.choice((55, 60, 65)) if stage == 3 else max(5, min(95, percent + r.choice((-10, -5, 5, 10))))
            if r.random() < 0.25:
                amount = _moved(r, amount)
        elif luck < advance + stir:
            name = STAGES[stage][0]
            if r.random() < 0.6:
                amount = _moved(r, amount)
            else:
                percent = r.choice((55, 60, 65, 70)) if stage in (2, 3) else max(5, min(95, percent + r.choice((-15, 10))))
        else:
            name, percent, closed = LOST, 0, True
        close = max(close, berlin_day(at)) + DAY * (r.randint(5, 30) if r.random() < 0.2 and not closed else 0)
        synced = at
        if not closed and r.random() < 0.05:
            synced = at_berlin(berlin_day(at) + DAY * r.randint(2, 6), 31_000 + r.randrange(20_000))
        deal.changes.append(_change(deal, at, name, amount, percent, close, synced))
        if r.random() < 0.04 and not closed:
            # Two edits saved in one second: only the digest of their ids tells which was the later one.
            deal.changes.append(_change(deal, at, name, _moved(r, amount), percent, close, synced))
            latest = max(deal.changes[-2:], key=lambda change: change.order)
            amount = latest.amount or amount
        if closed and name == LOST and r.random() < 0.05:
            stage, closed = 2, False  # reopened
            at = office_hours(r, at + DAY * r.uniform(2, 15))
            percent, close = PERCENT["Needs Analysis"], max(close, berlin_day(at)) + DAY * 20
            deal.changes.append(_change(deal, at, "Needs Analysis", amount, percent, close, at))
        if closed:
            return
        if r.random() < 0.012:
            deal.deleted_at = office_hours(r, max(at, synced) + DAY * r.uniform(0.5, 6))
            return


def _moved(r: Random, amount: int) -> int:
    return max(1, round(amount * r.choice((0.7, 0.85, 0.9, 1.1, 1.15, 1.3, 1.5)) / 5_000)) * 5_000


def imported(seed: int, first_day: date, scale: int) -> Records:
    """The deals that were open when the CRM was introduced on the world's first day: no lead, no campaign."""
    records = Records()
    for number in range(70 * scale):
        r = dice(seed, "imported", number)
        at = at_berlin(first_day, 21_600 + number % 3_600)
        currency = r.choices(("EUR", "CHF", "GBP", "USD"), (70, 12, 14, 4))[0]
        account = r.choice(SHOPS).format(r.choice(CITIES))
        deal = _deal(r, f"imported:{number}", at, account, currency, UNATTRIBUTED)
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
            deal.changes.append(_change(deal, when, stage, amount, chance, date(2026, 11, 20), when))
        deal.changes.append(
            _change(deal, passed + 11 * DAY, WON, amount, 100, date(2026, 11, 10), passed + 11 * DAY)
        )
        records.leads.append(lead)
        records.deals.append(deal)
    return records
