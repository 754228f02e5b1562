"""The company's own lists and the sales desk: what is planted in them is really there."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import mean
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.example.conftest import Truth
from tests.example.reader import Exports, Row, folded


@pytest.fixture(scope="module")
def exports(world: Path) -> Exports:
    return Exports(world)


def latest(world: Path, name: str) -> list[Row]:
    """The rows of a list's last file."""
    path = sorted((world / "company").glob(f"*/{name}.csv"))[-1]
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_links_name_the_ad_or_the_post_behind_them(world: Path, exports: Exports) -> None:
    ads = {folded(row["ad_name"]) for row in latest(world, "creatives")}
    posts = {folded(row["post_id"]) for row in latest(world, "posts")}
    found: Counter[str] = Counter()
    for rows in exports.orders.values():
        query = parse_qs(urlsplit(rows[-1][1]["Landing page"]).query)
        content, campaign = (folded(query.get(f"utm_{word}", [""])[0]) for word in ("content", "campaign"))
        if content:
            found["ad" if content in ads else "post" if content in posts else "unknown"] += 1
        elif folded(query.get("utm_source", [""])[0]) == "tiktok" and campaign:
            found["ad without a name"] += 1
    assert found["ad"] > 2_000 and found["post"] > 200
    assert not found["unknown"] and not found["ad without a name"]


def test_customers_come_back(world: Path, exports: Exports) -> None:
    earlier = {row["customer_id"] for row in latest(world, "customers_before")}
    orders = Counter(rows[-1][1]["Customer ID"] for rows in exports.orders.values() if rows[-1][1]["Channel"] == "web")
    again = sum(count - (customer not in earlier) for customer, count in orders.items()) / sum(orders.values())
    assert sum(customer.startswith("C") for customer in earlier) == 3_000 and earlier & orders.keys()
    assert 0.27 < again < 0.33


def click_rates(exports: Exports, ad: str) -> list[float]:
    """Clicks per impression of an ad, month by month."""
    clicks, shown = Counter[str](), Counter[str]()
    for day in exports.ad_reports:
        for row in exports.ads(day):
            if row["Ad name"] == ad and row["Impressions"] != "<5":
                clicks[str(day)[:7]] += int(row["Clicks (destination)"].replace(",", ""))
                shown[str(day)[:7]] += int(row["Impressions"].replace(",", ""))
    return [clicks[month] / shown[month] for month in sorted(shown)]


def test_two_creatives_wear_out_and_the_others_do_not(exports: Exports) -> None:
    for ad in ("Makeover in three cuts | Hook A", "Luna | Witch in 60 seconds"):
        rates = click_rates(exports, ad)
        assert rates == sorted(rates, reverse=True) and rates[-1] < 0.7 * rates[0]
    for ad in ("Makeover in three cuts | Hook B", "Kasimir | Cheap vs. dear", "Unboxing | Hook A"):
        rates = click_rates(exports, ad)
        assert 0.9 < rates[-1] / rates[0] < 1.1


def test_most_first_words_are_automatic_and_come_within_a_minute(exports: Exports) -> None:
    tasks: dict[str, list[Row]] = defaultdict(list)
    for _, row in exports.rows("salesforce", "Task_"):
        tasks[row["WhoId"]].append(row)
    automatic = [
        min(rows, key=lambda row: row["CompletedDateTime"])["Automatic__c"] == "true" for rows in tasks.values()
    ]
    assert len(tasks) > 1_000 and 0.8 < mean(automatic) < 0.9
    human = [any(row["Automatic__c"] == "false" for row in rows) for rows in tasks.values()]
    assert 0.01 < 1 - mean(human) < 0.08


def test_whoever_is_turned_down_is_told_why(exports: Exports) -> None:
    rows = [row for _, row in exports.rows("salesforce", "LeadHistory_")]
    said = {(row["LeadId"], row["CreatedDate"]): row["NewValue"] for row in rows if row["Field"] == "Reason__c"}
    decisions = [row for row in rows if row["Field"] == "Decision__c"]
    rejected = [row for row in decisions if row["NewValue"] == "Rejected"]
    assert 250 < len(rejected) < len(decisions) / 2
    assert all((row["LeadId"], row["CreatedDate"]) in said for row in rejected) and len(said) == len(rejected)
    assert len(set(said.values())) == 6
    last = {row["LeadId"]: row["NewValue"] for row in sorted(decisions, key=lambda row: row["CreatedDate"])}
    changed = {row["LeadId"] for row in rejected if last[row["LeadId"]] == "Accepted"}
    assert changed


def test_shares_of_an_audience_add_up_to_one(world: Path) -> None:
    shares: dict[tuple[str, str], int] = defaultdict(int)
    for row in latest(world, "audience_segments"):
        shares[row["platform"], row["quarter"]] += round(float(row["audience_share"]) * 1_000_000)
    assert len(shares) == 16 and set(shares.values()) == {1_000_000}


def test_the_book_of_the_weeks_before_joins_the_world(world: Path) -> None:
    rows = latest(world, "weekly_history")
    weeks = sorted({row["week_end"] for row in rows})
    assert len(weeks) == 78 and weeks[-1] == "2026-04-26"
    assert all(date.fromisoformat(week).weekday() == 6 for week in weeks)
    last = next(float(row["amount"]) for row in rows if (row["week_end"], row["measure"])[1] == "qualified_pipeline"
                and row["week_end"] == weeks[-1])  # fmt: skip
    with (world / "truth" / "qualified_pipeline.csv").open(encoding="utf-8", newline="") as lines:
        first = next(float(row["qualified"]) for row in csv.DictReader(lines) if row["program_id"] == "total")
    assert abs(math.log(last / first)) < 0.1


def test_the_media_book_is_the_ads_and_the_cost_sheet(world: Path, exports: Exports) -> None:
    """Every channel of the week that ends on the book's own day, to the cent, from the files of that day."""
    sunday = date(2026, 10, 25)
    rows = latest(world, "media_book")
    spent = {(row["week"], row["channel"]): Decimal(row["spend"]) for row in rows}
    weeks = sorted({row["week"] for row in rows})
    assert len(weeks) == 130 and weeks[-1] == "2026-10-19" and len(rows) == 520
    assert all(re.fullmatch(r"\d+\.\d\d", row["spend"]) for row in rows)
    channel = {row["program_id"]: row["channel"] for row in latest(world, "programs")}
    of_week: Counter[str] = Counter()
    for day in (date(2026, 10, number) for number in range(19, 26)):
        by_campaign: Counter[str] = Counter()
        for row in exports.ads(day, sunday):
            by_campaign[row["Campaign ID"]] += Decimal((row.get("Cost") or row["Total cost"]).replace(",", ""))
        of_week["social_video"] += sum(exports.euros(f"{usd:.2f}", "USD", day) for usd in by_campaign.values())
        for cost in latest(world, "costs"):
            first, last = date.fromisoformat(cost["starts_on"]), date.fromisoformat(cost["ends_on"])
            if cost["kind"] == "media" and first <= day <= last:
                cents, days = int(Decimal(cost["amount"]) * 100), (last - first).days + 1
                share = cents - cents // days * (days - 1) if day == last else cents // days
                of_week[channel[cost["program_id"]]] += exports.euros(str(Decimal(share) / 100), cost["currency"], day)
    assert {name: spent["2026-10-19", name] for name in ("social_video", "search", "radio", "out_of_home")} == of_week


def test_a_goal_is_stated_before_its_program_starts_but_for_the_creators(world: Path) -> None:
    late = {row["program_id"] for row in latest(world, "program_goals") if row["stated_on"] > row["starts_on"]}
    assert late == {"creators"}


def test_a_perfect_ranking_of_leads_would_find_four_times_as_many(truth: Truth) -> None:
    rows = sorted(truth("leads.csv"), key=lambda row: -float(row["true_probability"]))
    won = [row["became_won"] == "true" for row in rows]
    tenth = len(rows) // 10
    assert mean(won[:tenth]) > 4 * mean(won)
    chances = [float(row["true_probability"]) for row in rows]
    assert abs(mean(chances) - 0.095) < 0.02 and max(chances) > 0.8


def test_reps_state_what_was_planted(world: Path, exports: Exports) -> None:
    """The mean of what is stated at the stage Proposal, whose own percentage is 60."""
    about = json.loads((world / "truth" / "reps.json").read_text("utf-8"))
    stated: dict[str, list[int]] = defaultdict(list)
    for deal, rows in exports.history.items():
        owner = exports.deals[deal][-1][1]["OwnerId"]
        stated[owner] += [int(row["Probability"]) for _, row in rows if row["StageName"] == "Proposal"]
    kinds = {rep["verdict"]: rep for rep in about.values() if rep["verdict"] != "as the stage says"}
    assert len(kinds) == 3 and all(rep["closed"] >= 40 and rep["team"] for rep in kinds.values())
    means = {kind: mean(stated[rep["owner_id"]]) for kind, rep in kinds.items()}
    assert means["over_forecast"] > 78 and 56 < means["accurate"] < 66 and means["under_forecast"] < 44


def test_three_deals_pass_the_line_on_the_day_of_the_story(truth: Truth, last_day: date) -> None:
    rows = {
        row["program_id"]: Decimal(row["newly_qualified"])
        for row in truth("bridge.csv")
        if row["as_of_day"] == str(last_day) and row["vintage"] == "as_reported"
    }
    assert rows["total"] == rows["challenge"] + rows["case_study"] + rows["abm"] > 150_000


CITIES = {
    "DE": {"Köln", "Hamburg", "München", "Leipzig", "Mainz", "Düsseldorf", "Aachen"},
    "AT": {"Wien", "Graz", "Salzburg"},
    "CH": {"Zürich", "Basel", "Bern", "St. Gallen"},
    "GB": {"Leeds", "Bristol", "Manchester", "Glasgow"},
    "BE": {"Antwerpen"},
    "US": {"Boston"},
}


def test_a_lead_is_of_its_citys_country_and_has_an_owner(world: Path) -> None:
    reps = {row["owner_id"] for row in latest(world, "sales_reps")}
    countries: Counter[str] = Counter()
    for path in sorted((world / "salesforce").glob("*/Lead_*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                countries[row["Country"]] += 1
                city = next((one for one in set().union(*CITIES.values()) if row["Company"].endswith(" " + one)), None)
                assert city is None or city in CITIES[row["Country"]], row
                assert city or row["Company"] in {"Warenhaus Galerie Nord", "Selby & Crowe Stores"}
                assert row["OwnerId"] in reps
    assert set(countries) == set(CITIES) and min(countries.values()) > 20


def test_a_deal_is_in_the_currency_of_its_city(exports: Exports) -> None:
    country_of = {city: country for country, cities in CITIES.items() for city in cities}
    currency_of = {"DE": "EUR", "AT": "EUR", "BE": "EUR", "CH": "CHF", "GB": "GBP", "US": "USD"}
    checked = 0
    for rows in exports.deals.values():
        deal = rows[-1][1]
        city = next((one for one in country_of if deal["AccountName__c"].endswith(" " + one)), None)
        if city:
            checked += 1
            assert deal["CurrencyIsoCode"] == currency_of[country_of[city]], deal
    assert checked > 300
