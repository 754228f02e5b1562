"""How leads come in, day by day, and whether they become deals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from plumbline.example import catalogue
from plumbline.example.catalogue import CITIES, COUNTRY_OF, SHOPS, UNATTRIBUTED, campaigns, city_in, crm_campaigns
from plumbline.example.clock import DAY, at_berlin, berlin_day, trade_heat
from plumbline.example.crm import Lead, Member, MemberVersion, Records, record_id
from plumbline.example.deals import new_deal, office_hours, served_by
from plumbline.example.faults import memberships_deleted_on
from plumbline.example.journeys import HEARD
from plumbline.example.random_streams import md5, poisson, stream
from plumbline.example.visits import DIRECT, Tag, mess, search, tiktok


def incoming(seed: int, day: date) -> Records:
    """The leads of a Berlin day, and everything that will become of them."""
    r = stream(seed, "leads", day)
    workday = 1.15 if day.weekday() < 5 else 0.6
    records = Records()
    for number in range(poisson(r, workday * (4.9 + 4.4 * trade_heat(day)))):
        _lead(stream(seed, "lead", day, number), day, f"{day}:{number}", records)
    return records


def _source(r: Random, day: date) -> tuple[Tag, str, str, str]:
    """Tag, content, lead source and true program of a new lead."""
    of_year = campaigns(day.year)
    weights = [c.lead_weight * (0.4 + 1.2 * trade_heat(day)) if c.runs(day) else 0.0 for c in of_year]
    luck = r.random() * (sum(weights) + 5.2)
    for campaign, weight in zip(of_year, weights, strict=True):
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


def _lead(r: Random, day: date, key: str, records: Records, first: Lead | None = None) -> Lead:
    """A lead; of the same shop as `first`, where there is one."""
    at = at_berlin(day, r.randint(21_600, 86_000))
    tag, content, source, true = _source(r, day)
    shop, city = ("", "") if first else (r.choice(SHOPS), r.choice(CITIES))
    utm = [mess(r, value) if value else "" for value in tag.written]
    if not any(utm) and r.random() < 0.2:
        utm = ["undefined"] * 3
    heard = "" if r.random() < 0.4 else r.choice(HEARD[true if r.random() < 0.75 else UNATTRIBUTED])
    if r.random() < 0.01:
        heard = 'a colleague said:\n"look at TikTok"'
    lead = Lead(
        record_id("00Q", key), at, source, "", r.choice(catalogue.INDUSTRIES), r.choice(catalogue.TITLES),
        "", r.choice((None, 3, 8, 12, 25, 60, 140, 900, 4200)), tag, (utm[0], utm[1], utm[2]), content, heard, true,
        [(at, "Open - Not Contacted")],
    )  # fmt: skip
    answered = office_hours(r, at + timedelta(hours=r.expovariate(1 / 20)))
    lead.steps.append((answered, "Working - Contacted"))
    records.leads.append(lead)
    currency = r.choices(("EUR", "CHF", "GBP", "USD"), (66, 12, 16, 6))[0]
    if first:
        lead.company, lead.country = first.company, first.country
    else:
        city = city_in(currency, city)
        lead.company, lead.country = shop.format(city), COUNTRY_OF[city]
    for number, campaign in enumerate(crm_campaigns(day.year)):
        fits = 0.5 if served_by(campaign.name) == true else 0.05
        if campaign.runs(day) and r.random() < fits:
            records.members.append(_member(r, f"{key}:{number}", campaign.name, lead))
    if r.random() < 0.41:
        lead.converted_at = office_hours(r, answered + DAY * r.uniform(0.2, 14))
        deal = new_deal(r, key, lead.converted_at, lead.company, currency, true)
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
    second = _lead(r, berlin_day(at), key + ":b", extra, lead)
    second.deleted_at, second.steps = None, second.steps[:2]
    second.converted_at = office_hours(r, max(second.steps[1][0], lead.converted_at) + DAY * r.uniform(0.1, 3))
    second.deal_id = lead.deal_id
    records.leads.append(second)
    records.members += [member for member in extra.members if member.lead_id == second.id]


def nurture(seed: int, lead: Lead) -> list[Member]:
    """Before a lead becomes a deal it often meets another program, too: a webinar, a contest, and every
    third one the newsletter."""
    r = stream(seed, "nurture", lead.id)
    if lead.converted_at is None or r.random() > 0.42:
        return []
    day = berlin_day(lead.created_at)
    passed = {lead.true_program, UNATTRIBUTED} | ({"newsletter"} if int(md5(lead.id), 16) % 3 else set())
    others = [
        campaign.name
        for campaign in crm_campaigns(day.year)
        if campaign.runs(day) and served_by(campaign.name) not in passed
    ]
    members = []
    for name in r.sample(others, min(len(others), r.choice((1, 1, 2)))):
        span = lead.converted_at - lead.created_at
        sent = (lead.created_at + span * r.uniform(0.02, 0.4)).replace(microsecond=0)
        answered = (sent + (lead.converted_at - sent) * r.uniform(0.2, 0.9)).replace(microsecond=0)
        versions = [MemberVersion(sent, "Sent", None), MemberVersion(answered, "Responded", berlin_day(answered))]
        members.append(Member(record_id("00v", "nurture", lead.id, name), name, lead.id, sent, versions))
    return members


def clean_up(members: list[Member]) -> None:
    """Every fifth answer of the weeks before turns out to come from a list that was loaded twice, and is deleted."""
    for member in members:
        last = member.versions[-1]
        at = at_berlin(memberships_deleted_on(last.modified_at.year), 38_000)
        weeks = timedelta(0) < at - last.modified_at < timedelta(days=56)
        if weeks and last.responded_on and not last.deleted and int(md5(member.id), 16) % 5 == 0:
            member.versions.append(replace(last, modified_at=at, deleted=True))


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
