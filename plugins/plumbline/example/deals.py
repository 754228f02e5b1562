"""How deals move: stages, amounts, the reps' own percentages, until they are won, lost or deleted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from plumbline.example.catalogue import LOST, STAGES, STORY_DAY, TEAMS, UNATTRIBUTED, crm_campaigns
from plumbline.example.clock import DAY, at_berlin, berlin_day
from plumbline.example.crm import PERCENT, TEAM_OF, Change, Deal, crm_campaign_id, record_id
from plumbline.example.reps import busier, passes_the_line, state

# For each stage: days until something happens, the chance to advance, the chance that only amount or per cent move.
PACE = (
    (6.0, 0.66, 0.10), (8.0, 0.62, 0.14), (10.0, 0.60, 0.18), (13.0, 0.56, 0.30), (11.0, 0.60, 0.26), (7.0, 0.80, 0.14),
)  # fmt: skip


def office_hours(r: Random, at: datetime) -> datetime:
    """Moved to a working day's hour; now and then late at night, where days of different places part."""
    day = berlin_day(at)
    while day.weekday() > 4:
        day += DAY
    late = r.random()
    second = r.randint(29_000, 66_000) if late > 0.06 else r.choice((1_500, 85_200)) + r.randrange(1_000)
    return max(at_berlin(day, second), at + timedelta(minutes=7)).replace(microsecond=0)


def served_by(crm_campaign: str) -> str:
    """The program that a CRM campaign works for."""
    programs = (("Challenge", "challenge"), ("Case Study", "case_study"), ("Webinar", "case_study"), ("ABM", "abm"),
             ("Newsletter", "newsletter"), ("Creators", "creators"))  # fmt: skip
    return next((program for word, program in programs if word in crm_campaign), UNATTRIBUTED)


def new_deal(r: Random, key: str, at: datetime, account: str, currency: str, true: str) -> Deal:
    """A deal with its whole life; its account's size and currency choose the team."""
    size = 1.35 if true in ("abm", "case_study", "challenge") else 0.95
    amount = 5_000 * max(1, round(r.lognormvariate(5.86, 0.55) * size))  # cents, in steps of 50
    team = TEAMS[2] if currency in ("GBP", "USD") else TEAMS[1] if amount > 3_600_000 else TEAMS[0]
    owner = r.choice([owner for owner, of in TEAM_OF.items() if of == team])
    year = berlin_day(at).year
    subjects = (f"Halloween wall {year}", "autumn range", "carnival first order", "window and floor", "re-order")
    subject = r.choice(subjects)
    campaign = ""
    if r.random() < 0.3:
        fitting = [campaign.name for campaign in crm_campaigns(year) if served_by(campaign.name) == true]
        campaign = crm_campaign_id(r.choice(fitting)) if fitting else ""
    deal_id = record_id("006", key)
    owner = busier(owner, deal_id)
    deal = Deal(deal_id, f"{account} – {subject}", account, owner, currency, at, "", campaign, true)
    start = None if r.random() < 0.2 else amount
    deal.changes.append(changed(deal, at, STAGES[0][0], start, 10, berlin_day(at) + DAY * r.randint(30, 75), at))
    live(r, deal, 0, amount)
    state(deal)
    return deal


def changed(
    deal: Deal, at: datetime, stage: str, amount: int | None, percent: int, close: date, synced: datetime
) -> Change:
    """The deal's next row of history."""
    return Change(record_id("008", deal.id, len(deal.changes)), at, stage, amount, percent, close, synced)


def live(r: Random, deal: Deal, stage: int, amount: int) -> None:
    """Let a deal move until it is closed or deleted; now and then a rep was offline and the change is told later."""
    at, percent, close = deal.changes[-1].at, deal.changes[-1].percent, deal.changes[-1].close
    while stage < 6:
        days, advance, stir = PACE[stage]
        at = office_hours(r, at + DAY * r.uniform(0.35, 1.65) * days)
        if passes_the_line(deal.owner, stage) and berlin_day(at) == STORY_DAY:
            at += 3 * DAY  # that day's news are the three deals of `seeded_deals.story_deals`
        luck = r.random()
        closed = False
        if luck < advance:
            stage += 1
            name, percent = STAGES[stage]
            closed = stage == 6
            if not closed and r.random() < 0.14:
                percent = _own_percent(r, stage == 3, percent)
            if r.random() < 0.25:
                amount = _moved(r, amount)
        elif luck < advance + stir:
            name = STAGES[stage][0]
            if r.random() < 0.6:
                amount = _moved(r, amount)
            else:
                percent = _own_percent(r, stage in (2, 3), percent)
        else:
            name, percent, closed = LOST, 0, True
        close = max(close, berlin_day(at)) + DAY * (r.randint(5, 30) if r.random() < 0.2 and not closed else 0)
        synced = at
        if not closed and r.random() < 0.05:
            synced = at_berlin(berlin_day(at) + DAY * r.randint(2, 6), 31_000 + r.randrange(20_000))
        deal.changes.append(changed(deal, at, name, amount, percent, close, synced))
        if r.random() < 0.04 and not closed:
            # Two edits saved in one second: only the digest of their ids tells which was the later one.
            deal.changes.append(changed(deal, at, name, _moved(r, amount), percent, close, synced))
            latest = max(deal.changes[-2:], key=lambda change: change.order)
            amount = latest.amount or amount
        if closed and name == LOST and r.random() < 0.05:
            stage, closed = 2, False  # reopened
            at = office_hours(r, at + DAY * r.uniform(2, 15))
            percent, close = PERCENT["Needs Analysis"], max(close, berlin_day(at)) + DAY * 20
            deal.changes.append(changed(deal, at, "Needs Analysis", amount, percent, close, at))
        if closed:
            return
        if r.random() < 0.012:
            deal.deleted_at = office_hours(r, max(at, synced) + DAY * r.uniform(0.5, 6))
            return


def _own_percent(r: Random, near_the_line: bool, percent: int) -> int:
    """What a rep says instead of the stage's percentage; often just around the line that counts."""
    return r.choice((55, 60, 65, 70)) if near_the_line else max(5, min(95, percent + r.choice((-15, -5, 5, 10))))


def _moved(r: Random, amount: int) -> int:
    return max(1, round(amount * r.choice((0.7, 0.85, 0.9, 1.1, 1.15, 1.3, 1.5)) / 5_000)) * 5_000
