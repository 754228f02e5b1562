"""Salesforce's Bulk API CSV: per object the records modified on a Berlin day; campaigns always whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from plumbline.example.amounts import scaled
from plumbline.example.catalogue import LOST, WON, crm_campaigns
from plumbline.example.clock import DAY, at_berlin, berlin_day, days_between, iso_salesforce
from plumbline.example.crm import (
    CLOSED,
    INTEGRATION_USER,
    Deal,
    Lead,
    Member,
    crm_campaign_id,
    deal_at,
    known_days,
    record_id,
)  # fmt: skip
from plumbline.example.exports.copies import Copies, salesforce_id, suffixed
from plumbline.example.exports.drop import Drop, csv_text
from plumbline.example.faults import SALESFORCE_BAD_LEAD, delivered_on, is_among, memberships_deleted_on
from plumbline.example.random_streams import md5
from plumbline.example.sales_activity import REJECTED, Activity, Decision, activities, decisions, owner_of
from plumbline.example.simulation import World

Row = Sequence[object]
OBJECTS: dict[str, str] = {
    "Opportunity": "Id,Name,AccountName__c,OwnerId,StageName,Amount,Probability,CloseDate,ForecastCategory,IsClosed,"
    "IsWon,IsDeleted,LeadSource,CampaignId,CurrencyIsoCode,CreatedDate,SystemModstamp",
    "OpportunityHistory": "Id,OpportunityId,CreatedDate,StageName,Amount,Probability,CloseDate,ForecastCategory,"
    "CurrencyIsoCode,SystemModstamp",
    "Lead": "Id,CreatedDate,OwnerId,LeadSource,Status,Company,Industry,Title,Country,NumberOfEmployees,IsConverted,"
    "ConvertedDate,ConvertedOpportunityId,utm_source__c,utm_medium__c,utm_campaign__c,utm_content__c,ttclid__c,"
    "gclid__c,How_heard__c,IsDeleted,SystemModstamp",
    "Campaign": "Id,Name,Type,Status,StartDate,EndDate,ParentId,IsActive,IsDeleted,SystemModstamp",
    "CampaignMember": "Id,CampaignId,LeadId,ContactId,Status,HasResponded,FirstRespondedDate,CreatedDate,IsDeleted,"
    "SystemModstamp",
    "Task": "Id,WhoId,OwnerId,Subject,TaskSubtype,Status,CompletedDateTime,Automatic__c,SystemModstamp",
    "LeadHistory": "Id,LeadId,CreatedById,CreatedDate,Field,OldValue,NewValue",
}
MARKS = {"Id": salesforce_id, "OpportunityId": salesforce_id, "ConvertedOpportunityId": salesforce_id,
         "LeadId": salesforce_id, "ContactId": salesforce_id, "WhoId": salesforce_id, "ttclid__c": suffixed,
         "gclid__c": suffixed}  # fmt: skip
SMALL_FILE = 20
FORECAST = {
    "Prospecting": "Pipeline", "Qualification": "Pipeline", "Needs Analysis": "Pipeline", "Proposal": "BestCase",
    "Negotiation": "BestCase", "Verbal": "Forecast", WON: "Closed", LOST: "Omitted",
}  # fmt: skip


def _true(value: bool) -> str:
    return "true" if value else "false"


def _amount(amount: int | None) -> str:
    return "" if amount is None else scaled(amount, 2)


def _opportunity(deal: Deal, by: datetime, stamp: datetime) -> Row:
    state = deal_at(deal, by)
    assert state is not None
    deleted = deal.deleted_at is not None and deal.deleted_at <= by
    return (
        deal.id, deal.name, deal.account, deal.owner, state.stage, _amount(state.amount), state.percent, state.close,
        FORECAST[state.stage], _true(state.stage in CLOSED), _true(state.stage == WON), _true(deleted),
        deal.lead_source, deal.campaign_id, deal.currency, iso_salesforce(deal.created_at), iso_salesforce(stamp),
    )  # fmt: skip


def _lead(lead: Lead, owner: str, by: datetime, stamp: datetime) -> Row:
    converted = lead.converted_at is not None and lead.converted_at <= by
    status = next(text for at, text in reversed(lead.steps) if at <= by)
    return (
        lead.id, iso_salesforce(lead.created_at), owner, lead.source, "Closed - Converted" if converted else status,
        lead.company, lead.industry, lead.title, lead.country, "" if lead.employees is None else lead.employees,
        _true(converted), berlin_day(lead.converted_at) if converted and lead.converted_at else "",
        lead.deal_id if converted else "", *lead.written, lead.content, lead.tag.ttclid, lead.tag.gclid, lead.heard,
        _true(lead.deleted_at is not None and lead.deleted_at <= by), iso_salesforce(stamp),
    )  # fmt: skip


def _member(member: Member, index: int, contact: str) -> Row:
    version = member.versions[index]
    return (
        member.id, crm_campaign_id(member.campaign), member.lead_id, contact, version.status,
        _true(version.responded_on is not None), version.responded_on or "", iso_salesforce(member.created_at),
        _true(version.deleted), iso_salesforce(version.modified_at),
    )  # fmt: skip


def _task(activity: Activity) -> Row:
    at = iso_salesforce(activity.at)
    return (
        activity.id, activity.lead_id, activity.owner, activity.subject, activity.kind, "Completed", at,
        _true(activity.automatic), at,
    )  # fmt: skip


def _decision(decision: Decision) -> list[Row]:
    """Decision and reason are saved together: two rows of one instant; the status, which is tracked too, a third."""
    at = iso_salesforce(decision.at)
    by = (decision.lead_id, decision.owner, at)
    rows: list[Row] = [(decision.id, *by, "Decision__c", "", decision.decision)]
    if decision.reason:
        rows.append((record_id("017", decision.id, "reason"), *by, "Reason__c", "", decision.reason))
    if decision.decision == REJECTED:
        status = ("Status", "Working - Contacted", "Closed - Not Converted")
        rows.append((record_id("017", decision.id, "status"), *by, *status))
    return rows


def _sales_activity(world: World, rows: dict[str, dict[date, list[Row]]]) -> None:
    """The sales activity by the day on which it was done."""
    deals = {deal.id: deal for deal in world.crm.deals}
    for lead in world.crm.leads:
        deal = deals.get(lead.deal_id)
        for activity in activities(world.seed, lead, deal):
            rows["Task"][berlin_day(activity.at)].append(_task(activity))
        for decision in decisions(world.seed, lead, deal):
            rows["LeadHistory"][berlin_day(decision.at)] += _decision(decision)


def campaigns(day: date, first_day: date) -> list[Row]:
    """The whole list as it stood at the end of a day; campaigns appear 30 days before they start."""
    rows: list[Row] = []
    for campaign in (candidate for year in range(first_day.year, day.year + 2) for candidate in crm_campaigns(year)):
        starts, ends = campaign.starts_on, campaign.ends_on
        if day < starts - 30 * DAY:
            continue
        status = "Planned" if day < starts else "In Progress" if day <= ends else "Completed"
        changed = max(at for at in (starts - 30 * DAY, starts, ends + DAY) if at <= day)
        rows.append((crm_campaign_id(campaign.name), campaign.name, campaign.kind, status, starts, ends, "",
                     _true(status == "In Progress"), "false",
                     iso_salesforce(at_berlin(changed, 30_600))))  # fmt: skip
    return rows


def by_day(world: World) -> dict[str, dict[date, list[Row]]]:
    """For each object the rows of each day's file."""
    rows: dict[str, dict[date, list[Row]]] = {name: defaultdict(list) for name in OBJECTS}
    last = world.last_day
    for deal in world.crm.deals:
        for day in known_days(deal):
            if day > last:
                continue
            end = at_berlin(day + DAY, -1)
            stamps = [change.synced for change in deal.changes] + ([deal.deleted_at] if deal.deleted_at else [])
            rows["Opportunity"][day].append(_opportunity(deal, end, max(at for at in stamps if at <= end)))
        for change in deal.changes:
            rows["OpportunityHistory"][berlin_day(change.synced)].append((
                change.id, deal.id, iso_salesforce(change.at), change.stage, _amount(change.amount), change.percent,
                change.close, FORECAST[change.stage], deal.currency, iso_salesforce(change.synced),
            ))  # fmt: skip
    converted = {lead.id: lead.converted_at for lead in world.crm.leads}
    deals = {deal.id: deal for deal in world.crm.deals}
    for lead in world.crm.leads:
        owner = owner_of(world.seed, lead, deals.get(lead.deal_id))
        instants = [at for at, _ in lead.steps]
        instants += [at for at in (lead.converted_at, lead.deleted_at) if at is not None]
        for day in {berlin_day(at) for at in instants}:
            end = at_berlin(day + DAY, -1)
            rows["Lead"][day].append(_lead(lead, owner, end, max(at for at in instants if at <= end)))
    for member in world.crm.members:
        known = converted[member.lead_id]
        latest = {berlin_day(version.modified_at): index for index, version in enumerate(member.versions)}
        for day, index in latest.items():
            became = known is not None and known <= member.versions[index].modified_at
            contact = record_id("003", member.lead_id) if became else ""
            rows["CampaignMember"][day].append(_member(member, index, contact))
    _sales_activity(world, rows)
    return rows


def _spoil_a_lead(world: World, drop: Drop, rows: dict[date, list[Row]], day: date) -> None:
    """One lead that never becomes a deal arrives with an unreadable date; the next day's file has it again.

    Not in a small file: the pipeline would refuse the whole of it for one row in fewer than twenty.
    """
    if len(rows[day]) < SMALL_FILE:
        return
    lost = {lead.id for lead in world.crm.leads if not lead.deal_id and berlin_day(lead.created_at) == day}
    rows[day].sort(key=str)
    tomorrow = {row[0] for row in rows[day + DAY]}
    for index, row in enumerate(rows[day]):
        if row[0] in lost and row[0] not in tomorrow:
            rows[day + DAY].append((*row[:-1], iso_salesforce(at_berlin(day + DAY, 20_000))))
            rows[day][index] = (row[0], "yesterday, around noon", *row[2:])
            delivery = delivered_on("salesforce", day)
            line = 2 + csv_text(rows[day][:index]).count("\n")
            drop.note_fault("text in a date", "salesforce", delivery, f"Lead_{day}.csv", line, field="CreatedDate",
                       means="a lead that never becomes a deal; right in the next day's export")  # fmt: skip
            return


def _copies(drop: Drop, name: str, heading: Sequence[str], rows: Sequence[Row]) -> list[Copies]:
    """Every record's copies, with the campaigns, owners and accounts of the world itself."""
    times = drop.scale.deals
    if name == "OpportunityHistory" and times > 1:
        rows = _in_turn(rows)
    return [drop.copies(times, heading, rows, {column: mark for column, mark in MARKS.items() if column in heading})]


def _in_turn(rows: Sequence[Row]) -> list[Row]:
    """Of changes in the same second the one with the greater digest is the later one. The ids of copies have other
    digests: there it comes a second later, so that what it left behind is the same in every copy."""
    seen: Counter[Sequence[object]] = Counter()
    turned: list[Row] = []
    for row in sorted(rows, key=lambda row: md5(str(row[0]))):
        wait = seen[row[1:3]] * timedelta(seconds=1)
        seen[row[1:3]] += 1
        later = [iso_salesforce(datetime.fromisoformat(str(row[index])) + wait) for index in (2, 9)]
        turned.append((*row[:2], later[0], *row[3:9], later[1]))
    return turned


def write(world: World, drop: Drop) -> None:
    """All objects of every day."""
    rows = by_day(world)
    for day in days_between(world.first_day, world.last_day):
        delivery = delivered_on("salesforce", day)
        if is_among(day, SALESFORCE_BAD_LEAD):
            _spoil_a_lead(world, drop, rows["Lead"], day)
        rows["Campaign"][day] = campaigns(day, world.first_day)
        for name, columns in OBJECTS.items():
            content, heading, copies = rows[name].get(day, []), columns.split(","), []
            if name != "Campaign":
                content.sort(key=str)
                copies = _copies(drop, name, heading, content)
            drop.put("salesforce", delivery, f"{name}_{day}.csv", csv_text([heading, *content]), copies)
        if delivery != day:
            drop.note_fault("outage", "salesforce", delivery, means=f"nothing was delivered on {day}")
    for year in range(world.first_day.year, world.last_day.year + 1):
        day = memberships_deleted_on(year)
        if world.first_day <= day <= world.last_day:
            drop.note_fault("memberships deleted", "salesforce", day, means="deals are re-attributed")
    for deal in world.crm.deals:
        if deal.owner == INTEGRATION_USER:
            drop.note_fault("owner without a team", "salesforce", world.first_day, record=deal.id)
