"""Headers of the example's models that say less than a change reaches, and happenings after which each is seen.

A model that reads several inputs is kept right by the others' headers where they change together: so each input has a
happening in which it changes alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from tests.incremental.stage import FIRST, ONE_DAY, Stage, built, day_of

NOTHING = "select null as key from changed"
# A model to parts of its header, and what stands there instead.
FAULTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "core.cost_day": [("changed.starts_on and changed.ends_on", "changed.starts_on and changed.starts_on")],
    "core.deal_latest": [("business.day >= moved.first_day", "business.day = moved.first_day")],
    "core.deal_pipeline": [("core.deal_latest: day for 2 days", "core.deal_latest: day")],
    "core.lead_state": [
        ("grain: [as_of_day, lead_id]", "grain: [as_of_day, lead_id]\nchanged_by:\n  staging.lead: day for 1 days")
    ],
    "core.period_sum": [
        ("core.program_fact: event_day for 92 days", "core.program_fact: event_day for 1 days"),
        ("core.ad_fact: day for 92 days", "core.ad_fact: day for 1 days"),
        ("core.campaign_fact: event_day for 92 days", "core.campaign_fact: event_day for 1 days"),
    ],
    "core.program_window": [
        ("core.program_fact: event_day for :period_days days", "core.program_fact: event_day for 1 days")
    ],
    "core.subject_journey": [("core.order_version: order_id", f"core.order_version: {NOTHING}")],
    "core.touchpoint": [
        ("core.order_version: order_id", "core.order_version: select order_id from changed where sign < 0"),
        ("core.lead_version: deal_id", f"core.lead_version: {NOTHING}"),
        ("core.deal: deal_id", f"core.deal: {NOTHING}"),
        ("select lead.deal_id from core.lead_version", "select null as key from core.lead_version"),
    ],
    "marts.conversion_counts": [
        ("core.ad_fact: day for :period_days days", "core.ad_fact: day for 1 days"),
        ("staging.web_purchase: day for :period_days days", "staging.web_purchase: day for 1 days"),
        ("core.fx_rate: day for :period_days days", "core.fx_rate: day for 1 days"),
        ("core.order_credit_touch: order_day for :period_days days", "core.order_credit_touch: order_day for 1 days"),
    ],
    "marts.restatement": [
        (
            """; select fact.known_from from core.program_fact as fact inner join
      changed on changed.source = fact.source and changed.event_day = fact.event_day""",
            "",
        )
    ],
}
SUNDAY, MONDAY = date(2026, 9, 27), date(2026, 9, 28)
LATE = Path(f"salesforce/{MONDAY}/Opportunity_{MONDAY}.csv")  # does not arrive with the other exports of its day
LEADS = f"salesforce/{MONDAY}/Lead_{MONDAY}.csv"
COSTS = f"company/{FIRST}/costs.csv"
RATES, EVENTS = f"company/{FIRST}/fx_rates.csv", f"ga4/{FIRST}/events_{FIRST:%Y%m%d}.jsonl"
ORDERS = "till/2026-09-26/orders_2026-09-26.csv"
ADS, ADS_DAY = f"tiktok_ads/{MONDAY}/TikTok_Ads_Report_{MONDAY}.csv", "2026-09-26"  # each export tells older days again
Cells = dict[str, str]


def new_day(stage: Stage, day: date) -> None:
    """All of a day's exports but the late one."""
    for path in sorted(stage.world.glob(f"*/{day}/*.*")):
        if path.relative_to(stage.world) != LATE:
            stage.deliver(path.relative_to(stage.world))
    stage.last = day
    stage.pull(day, day)


def mend(stage: Stage, name: str, change: Callable[[Cells], Cells], more: Iterable[Cells] = ()) -> None:
    """Deliver a table again with other cells in its rows and with more rows, and pull its day."""
    heading, *rows = csv.reader(io.StringIO((stage.drop / name).read_text(encoding="utf-8-sig")))
    for row in rows:
        if len(row) == len(heading):
            told = dict(zip(heading, row, strict=True))
            row[:] = (told | change(told)).values()
    rows += [[cells.get(column, "") for column in heading] for cells in more]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([heading, *rows])
    put(stage, name, out.getvalue())


def put(stage: Stage, name: str, text: str) -> None:
    """Deliver a file again, and pull its day."""
    stage.deliver(Path(name), text.encode())
    stage.pull(day_of(Path(name)), day_of(Path(name)))


def settle(stage: Stage) -> None:
    """Make every model anew: that asks no header."""
    stage.outcome = built(stage.settings, stage.last, full=True)
    assert stage.passed, stage.outcome


def sunday(stage: Stage) -> None:
    """A report day."""
    new_day(stage, SUNDAY)


def monday(stage: Stage) -> None:
    """The day after."""
    new_day(stage, MONDAY)


def tuesday(stage: Stage) -> None:
    """Another day, no report day."""
    new_day(stage, MONDAY + ONE_DAY)


def orders(stage: Stage) -> None:
    """Other amounts."""
    mend(stage, ORDERS, lambda told: {"Net amount": f"{float(told['Net amount']) + 1:.2f}"})


def visits(stage: Stage) -> None:
    """One names a campaign that nobody pays for: its program has what it had, but not by advertising."""
    old, new = "Evergreen%20%7C%20Carnival%20%26%20Party%20Basics%20%7C%20DACH", "profile"
    text = (stage.drop / ORDERS).read_text(encoding="utf-8-sig")
    order = next(line for line in text.splitlines() if line.count(old) == 2)
    put(stage, ORDERS, text.replace(order, order.replace(old, new)))


def deals(stage: Stage) -> None:
    """Other amounts."""
    mend(
        stage,
        "salesforce/2026-09-25/OpportunityHistory_2026-09-25.csv",
        lambda told: {"Amount": told["Amount"] and f"{float(told['Amount']) + 100:.2f}"},
    )


def late_deals(stage: Stage) -> None:
    """Deals are told after the leads that became them."""
    stage.deliver(LATE)
    stage.pull(MONDAY, MONDAY)


def leads(stage: Stage) -> None:
    """Some were closed before the Sunday, and one that became a deal came from another ad."""
    late_deals(stage)
    settle(stage)
    mend(stage, "salesforce/2026-09-25/Lead_2026-09-25.csv", lambda told: {"Status": "Closed - Not Converted"})
    mend(stage, LEADS, lambda told: {"utm_content__c": "another ad"})


def members(stage: Stage) -> None:
    """A lead that became a deal had answered a campaign, too."""
    late_deals(stage)
    settle(stage)
    converted = (stage.drop / LEADS).read_text(encoding="utf-8-sig").splitlines()
    lead = next(row["Id"] for row in csv.DictReader(converted) if row["ConvertedOpportunityId"])
    answer = {"LeadId": lead, "HasResponded": "true", "FirstRespondedDate": "2026-09-26"}
    mend(stage, "salesforce/2026-09-26/CampaignMember_2026-09-26.csv", lambda told: answer)


def costs(stage: Stage) -> None:
    """Other amounts of costs that run over months."""
    mend(stage, COSTS, lambda told: {"amount": f"{float(told['amount']) * 1.1:.2f}"})


def a_cost_of_a_day(stage: Stage) -> None:
    """It is over before the Sunday."""
    cost = {"cost_id": "ONE-DAY", "program_id": "search", "kind": "agency", "vendor": "Anybody", "currency": "EUR"}
    cost |= {"amount": "10.00", "starts_on": "2026-09-24", "ends_on": "2026-09-24"}
    mend(stage, COSTS, lambda told: {}, [cost])


def impressions(stage: Stage) -> None:
    """Of ads that cost and brought what they did."""
    mend(stage, ADS, lambda told: {"Impressions": "77777"} if told["Date"] == ADS_DAY else {})


def platform_conversions(stage: Stage) -> None:
    """Of ads that cost what they did."""
    mend(stage, ADS, lambda told: {"Complete payment": "7"} if told["Date"] == ADS_DAY else {})


def web_purchases(stage: Stage) -> None:
    """Analytics tracked one that is no order."""
    text = (stage.drop / EVENTS).read_text(encoding="utf-8")
    purchase = next(line for line in text.splitlines() if '"purchase"' in line)
    put(stage, EVENTS, text + purchase.replace('"user_pseudo_id": "', '"user_pseudo_id": "9') + "\n")


def rate_of_a_currency_on_the_web_alone(stage: Stage) -> None:
    """Analytics tracked purchases in it; then its rate is another one."""
    text = (stage.drop / EVENTS).read_text(encoding="utf-8")
    put(stage, EVENTS, text.replace('{"string_value": "EUR"}', '{"string_value": "SEK"}'))
    krona = {"rate_date": str(FIRST), "currency": "SEK", "to_currency": "EUR"}
    mend(stage, RATES, lambda told: {}, [krona | {"rate": "0.09"}])
    settle(stage)
    mend(stage, RATES, lambda told: {"rate": "0.1"} if told["currency"] == "SEK" else {})
