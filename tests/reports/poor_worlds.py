"""Companies of which little is known: an ad platform alone, a till with leads, web analytics alone, nothing at all."""

from __future__ import annotations

from datetime import date, timedelta

from tests.reports.marts import DAY, Rows
from tests.reports.rows import D, source


def poor(cost: str = "95891452", currency: str = "IDR") -> Rows:
    """A company that has an ad platform's export and nothing else: no till, no CRM, no targets, one day known."""
    program = {
        "ad_spend": D(cost),
        "other_cost": D(0),
        "cost": D(cost),
        "net_revenue": None,
        "contribution": None,
        "orders": None,
        "platform_conversions": 1318,
        "platform_conversion_value": None,
    }
    common = {"as_of_day": DAY, "vintage": "as_reported", "currency": currency}
    return {
        "company_period": [common | program],
        "program_period": [common | program | {"program_id": "unattributed"}],
        "program": [{"program_id": "unattributed", "program_name": "Unattributed"}],
        "program_day": [
            {
                "day": DAY - timedelta(days=60),
                "program_id": "unattributed",
                "orders": 0,
                "cost": D(cost),
                "platform_conversions": 1318,
            }
        ],
        "reconciliation": [
            {
                "day": DAY,
                "platform": "tiktok",
                "campaign_id": "1",
                "campaign_name": "Traffic_Kosmetik",
                "platform_conversions": 1318,
                "tracked_conversions": None,
                "orders": 0,
                "unexplained": 1318,
                "currency": currency,
            }
        ],
        "source_freshness": [
            source("tiktok", "TikTok Ads Manager export", last_day=date(2024, 3, 31), days_late=943, missing_days=2100)
        ],
    }


def funnel() -> Rows:
    """A company with leads, won deals and a till, but no probabilities, no costs and no platform."""
    rows = poor()
    for table in ("company_period", "program_period"):
        for row in rows[table]:
            row.update(
                dict.fromkeys(("ad_spend", "other_cost", "cost", "roi_percent", "romi", "roas_booked", "contribution"))
            )
            row.update(net_revenue=D("3611730.19"), orders=25117, platform_conversions=None, currency="BRL")
    rows["program_day"] = [{"day": DAY - timedelta(days=60), "program_id": "organic_search", "orders": 9}]
    rows["reconciliation"] = []
    rows["program"].append({"program_id": "organic_search", "program_name": "Organic search"})
    rows["lead_funnel"] = [
        {
            "program_id": "organic_search",
            "leads": 2296,
            "won_deals": D(271),
            "won_sales": D("51038.27"),
            "currency": "BRL",
        },
        {
            "program_id": "unattributed",
            "leads": 5704,
            "won_deals": D(571),
            "won_sales": D("115447.80"),
            "currency": "BRL",
        },
    ]
    rows["conversion_counts"] = [{"as_of_day": DAY, "orders": 25117, "order_value": D("3448090.21"), "currency": "BRL"}]
    return rows


def seen() -> Rows:
    """A company of which only web analytics is known."""
    counts = {"as_of_day": DAY, "tracked_conversions": 5242, "tracked_conversion_value": D("362110"), "currency": "USD"}
    return {
        "company_period": [{"as_of_day": DAY, "vintage": "as_reported", "currency": "USD"}],
        "conversion_counts": [counts],
        "source_freshness": [source("ga4", "Google Analytics 4, purchases", arrives="on_change", rows_loaded=16003)],
    }


def empty() -> Rows:
    """A warehouse whose build ran before anything but a source's name was known."""
    return {"source_freshness": [source("till", "Till export", last_day=None, rows_loaded=0, files=0)]}


def first_day() -> Rows:
    """A company on the first day that anything is known of: its whole pipeline came with the first export."""
    of = {"as_of_day": DAY, "vintage": "as_reported", "currency": "USD"}
    money = {"ad_spend": D(9100), "other_cost": D(0), "cost": D(9100), "net_revenue": D(0), "orders": 0}
    pipeline = {"qualified": D(4930000), "weighted": D(3100000), "qualified_deals": 31}
    steps = ("newly_qualified", "raised", "lowered", "fell_below", "won", "lost", "removed", "currency_effect")
    bridge = dict.fromkeys(steps, D(0)) | {"opening": D(0), "restated": D(4930000), "closing": D(4930000)}
    spread = {"measure": "qualified", "models": 11, "lowest_model": "first", "highest_model": "last", "currency": "USD"}
    moved = {"known_on": DAY, "source": "crm", "measure": "qualified_pipeline", "days_moved": 1, "unit": "USD"}
    return {
        "company_period": [of | money | pipeline],
        "program_period": [of | money | {"program_id": "webinars"}],
        "program": [{"program_id": "webinars", "program_name": "Webinars"}],
        "program_day": [{"day": DAY, "program_id": "webinars", "orders": 0, "cost": D(9100)}],
        "qualified_pipeline": [
            of | pipeline | {"model": "last_non_direct", "program_id": "webinars", "open_deals": 88}
        ],
        "pipeline_bridge": [of | bridge | {"program_id": "webinars"}],
        "attribution_agreement": [
            spread | {"as_of_day": DAY, "program_id": "webinars", "lowest": D(439000), "highest": D(439400)}
        ],
        "restatement": [
            moved | {"oldest_day": DAY - timedelta(days=1), "before": D(0), "after": D(4930000), "change": D(4930000)}
        ],
        "source_freshness": [
            source(name, title, arrives="on_change")
            for name, title in (("crm", "CRM, deals"), ("costs", "Costs"), ("google", "Google Ads"))
        ],
    }


def first_deals() -> Rows:
    """The same company weeks later: last week and last month it was known and had nothing."""
    rows = first_day()
    (today,) = rows["company_period"]
    nothing = dict.fromkeys(("ad_spend", "cost", "qualified", "weighted", "qualified_deals"), D(0))
    rows["company_period"] += [today | nothing | {"as_of_day": DAY - timedelta(days=ago)} for ago in (7, 30)]
    rows["program_day"].append(rows["program_day"][0] | {"day": DAY - timedelta(days=90)})
    rows["pipeline_bridge"][0] |= {"restated": D(0), "newly_qualified": D(4930000)}
    return rows | {"restatement": []}
