"""The rich company whose day was computed by hand, and the same with the longest names there are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.reports.marts import DAY, Rows
from tests.reports.rows import D, pace, period, source

WEEK_AGO = DAY - timedelta(days=7)
HEADLINE = (
    "Till orders is late. Qualified pipeline rose €64k to €1.24m (5% below target):"
    " 3 deals from Halloween costume challenge passed 60%"
)
PROGRAMS = {
    "abm": "Target accounts",
    "case_study": "Case-study series",
    "challenge": "Halloween costume challenge",
    "creators": "Creators",
    "newsletter": "Newsletter",
    "search": "Evergreen search",
    "social": "Evergreen social",
    "unattributed": "Unattributed",
}
#             qualified, a week ago, weighted
PIPELINE = {
    "abm": ("412000", "380000", "392400.50"),
    "case_study": ("186500", "186500", "160210"),
    "challenge": ("318000", "290000", "301000"),
    "creators": ("96000", "110000", "88000"),
    "newsletter": ("12000", None, "19500"),
    "search": ("141200", "120000", "130900"),
    "social": ("28300", "28300", "40100"),
    "unattributed": ("46000", "41200", "55000"),
}
#             ad spend, other cost, net revenue, contribution, claimed value
MONEY = {
    "abm": ("12000", "6000", "96000", "41000", "10000"),
    "case_study": ("0", "9000", "0", "0", "0"),
    "challenge": ("42000", "18000", "148000", "71000", "236000"),
    "creators": ("8000", "24000", "58000", "27000", "61000"),
    "newsletter": ("0", "0", "22000", "11300", "0"),
    "search": ("21000", "0", "74000", "36500", "0"),
    "social": ("14000", "0", "19000", "8200", "33000"),
    "unattributed": ("0", "0", "41000", "20000", "0"),
}
STEPS = ("restated", "newly_qualified", "raised", "lowered", "fell_below", "won", "lost", "removed", "currency_effect")
#             opening, then the steps that are not zero
BRIDGE: dict[str, tuple[str, dict[str, str]]] = {
    "abm": ("436000", {"raised": "12000", "won": "-40000", "currency_effect": "4000"}),
    "case_study": ("186500", {}),
    "challenge": ("222000", {"newly_qualified": "96000"}),
    "creators": ("102000", {"lowered": "-6000"}),
    "newsletter": ("12000", {}),
    "search": ("141200", {}),
    "social": ("28300", {}),
    "unattributed": ("48450", {"restated": "-2450"}),
}
#         id, name, account, program, movement, opening, closing, before, after
DEALS = [
    ("006A", "Autumn window costumes", "Kostümhaus Becker", "challenge", "newly_qualified", 0, 48000, ".4", ".6"),
    ("006B", "School theatre frame order", "Bühnenreich", "challenge", "newly_qualified", 0, 30000, ".5", ".75"),
    ("006C", "Trick-or-treat starter range", "Gruselkiste", "challenge", "newly_qualified", 0, 18000, ".4", ".6"),
    ("006D", "Chain-wide carnival listing", "Maskenball AG", "abm", "raised", 60000, 72000, ".75", ".75"),
    ("006E", "Wholesale autumn 2026", "Fêtes & Farces", "abm", "won", 40000, 0, ".9", "1"),
    ("006F", "Creator capsule", "Nachtschwärmer", "creators", "lowered", 20000, 14000, ".6", ".6"),
]


def nightjar() -> Rows:
    """The example company's day, by hand: 1.24 million of qualified pipeline, ROMI 40 per cent."""
    euro, then = {"currency": "EUR"}, {"vintage": "as_reported"}
    whole = period(tuple(str(sum(D(row[i]) for row in MONEY.values())) for i in range(5)))
    figures = []
    for back in range(91):
        wave = D(((back * 37) % 11 - 5) * 4000 - back * 3100)
        figures.append(
            {
                "as_of_day": DAY - timedelta(days=back),
                "qualified": D(1240000) + wave,
                "weighted": D(1187110) + wave,
                "qualified_deals": 41,
                **whole,
                "net_revenue": D(458000) + wave / 4,
                "cost": D(154000) - back * 400,
                "romi": D("0.39") + D((back * 29) % 13 - 6) / 100,
                **euro,
                **then,
            }
        )
    figures[0] |= {"qualified": D(1240000), **whole}
    figures[7] |= {
        "qualified": D(1156000),
        "romi": whole["romi"] - D("0.03"),
        "net_revenue": D(470300),
        "cost": D(150800),
    }
    pipeline = []
    for program, (now, before, weighted) in PIPELINE.items():
        common = {
            "model": "last_non_direct",
            "program_id": program,
            "qualified_deals": 5,
            "open_deals": 9,
            **euro,
            **then,
        }
        pipeline.append({"as_of_day": DAY, "qualified": D(now), "weighted": D(weighted), **common})
        if before:
            pipeline.append({"as_of_day": WEEK_AGO, "qualified": D(before), "weighted": D(weighted), **common})
    bridge = []
    for program, (opening, moved) in BRIDGE.items():
        steps = {step: D(moved.get(step, "0")) for step in STEPS}
        closing = D(opening) + sum(steps.values())
        bridge.append(
            {
                "as_of_day": DAY,
                "program_id": program,
                "opening": D(opening),
                **steps,
                "closing": closing,
                **euro,
                **then,
            }
        )
    deals = [
        {
            "as_of_day": DAY,
            "deal_id": d,
            "deal_name": name,
            "account_name": account,
            "program_id": program,
            "owner": "Lena Vogt",
            "movement": movement,
            "opening": D(opening),
            "closing": D(closing),
            "change": D(closing - opening),
            "threshold": D("0.6"),
            "probability_before": D(before),
            "probability_after": D(after),
            **euro,
            **then,
        }
        for d, name, account, program, movement, opening, closing, before, after in DEALS
    ]
    return {
        "company_period": figures,
        "program_period": [{"as_of_day": DAY, "program_id": p, **period(m), **euro, **then} for p, m in MONEY.items()],
        "program": [
            {"program_id": p, "program_name": name, "program_group": "Halloween"} for p, name in PROGRAMS.items()
        ],
        "program_day": [
            {"day": day, "program_id": "challenge", "orders": 3, "cost": D(100), "platform_conversions": 4}
            for day in (DAY, DAY - timedelta(days=90))
        ],
        "qualified_pipeline": pipeline,
        "pipeline_bridge": bridge,
        "deal_move": deals,
        "reconciliation": reconciliation(),
        "restatement": [
            {
                "known_on": DAY,
                "source": "ads",
                "measure": "platform_conversions",
                "days_moved": 6,
                "unit": "count",
                "oldest_day": date(2026, 10, 24),
                "before": D(201),
                "after": D(213),
                "change": D(12),
            },
            {
                "known_on": DAY,
                "source": "ads",
                "measure": "ad_spend",
                "days_moved": 2,
                "unit": "USD",
                "oldest_day": date(2026, 10, 28),
                "before": D("9210.40"),
                "after": D("9198.10"),
                "change": D("-12.30"),
            },
        ],
        "target_pace": [
            pace("qualified_pipeline", "1300000", "1300000", "1240000", "1300000"),
            pace("revenue", "500000", "483870.97", "469000", "451612.90"),
            pace("contribution", "230000", "222580.65", "220500", "207741.94"),
            pace("cost", "165000", "159677.42", "158100", "149032.26"),
        ],
        "source_freshness": [
            source("tiktok_ads", "TikTok Ads Manager report"),
            source("ga4_traffic", "Google Analytics 4 traffic"),
            source("ga4_events", "Google Analytics 4 purchase events", rows_refused=2),
            source("salesforce_opportunity", "Salesforce opportunities"),
            source("till_orders", "Till orders", days_late=1, missing_days=1, last_day=DAY - timedelta(days=1)),
            source("company_costs", "Company costs", arrives="on_change", last_day=date(2026, 10, 5)),
        ],
    }


def reconciliation() -> list[dict[str, Any]]:
    """412 claimed, 330 seen, 206 rung over the period, in two campaigns."""
    common = {"platform": "tiktok", "currency": "EUR"}
    return [
        {
            "day": DAY,
            "campaign_id": "1790000000000000001",
            "campaign_name": "halloween_challenge_2026",
            "platform_conversions": 300,
            "tracked_conversions": 250,
            "orders": 150,
            "view_through": 64,
            "click_window": 46,
            "duplicates": 20,
            "returns_cancellations": 11,
            "time_zone": -3,
            "unexplained": 12,
            "no_consent": -21,
            "tracked_unexplained": 90,
            "platform_conversion_value": D("236000"),
            "order_value": D("118400"),
            **common,
        },
        {
            "day": DAY - timedelta(days=27),
            "campaign_id": "1790000000000000002",
            "campaign_name": "always_on_social",
            "platform_conversions": 112,
            "tracked_conversions": 80,
            "orders": 56,
            "view_through": 24,
            "click_window": 15,
            "duplicates": 4,
            "returns_cancellations": 8,
            "time_zone": -1,
            "unexplained": 6,
            "no_consent": -10,
            "tracked_unexplained": 22,
            "platform_conversion_value": D("71300"),
            "order_value": D("31900"),
            **common,
        },
    ]


def longest() -> Rows:
    """The example's day with the longest names there are."""
    rows = nightjar()
    for number, row in enumerate(rows["program"]):
        if row["program_id"] != "unattributed":
            row["program_name"] = (
                f"{row['program_name']}: evergreen retargeting of lookalike audiences, autumn and winter {number}"
            )
    for row in rows["deal_move"]:
        row["deal_name"] = (
            f"{row['deal_name']} for the associated theatres and carnival societies of the Rhineland, second call"
        )
        row["account_name"] = "Arbeitsgemeinschaft rheinischer Karnevalsgesellschaften und Bühnenausstatter e. V."
        row["owner"] = "Maximiliane von Hohenlohe-Waldenburg"
    for row in rows["reconciliation"]:
        row["campaign_name"] = (
            "2026_halloween_costume_challenge_dach_conversions_broad_18-34_video_v3_lookalike_remarketing"
        )
    for row in rows["source_freshness"]:
        row["title"] += ", as exported by the agency's nightly job for the whole group"
    return rows
