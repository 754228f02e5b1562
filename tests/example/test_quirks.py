"""What the vendors' files are known for is really in them, and what is planted is listed."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.example.reader import Exports


@pytest.fixture(scope="module")
def about(world: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((world / "truth" / "world.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def exports(world: Path) -> Exports:
    return Exports(world)


def tiktok(world: Path, day: str) -> list[list[str]]:
    path = world / "tiktok_ads" / day / f"TikTok_Ads_Report_{day}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def record(path: Path, line: int) -> list[str]:
    """The record that begins on a line of a file, counted from 1."""
    return next(csv.reader(path.read_text("utf-8").splitlines()[line - 1 :]))


def test_tiktok_headings_drift_on_the_first_of_august(world: Path) -> None:
    before, after = tiktok(world, "2026-07-31")[0], tiktok(world, "2026-08-01")[0]
    drift = {(old, new) for old, new in zip(before, after, strict=True) if old != new}
    assert drift == {("By Day", "Date"), ("Cost", "Total cost")}
    assert len(before) == 26


def test_tiktok_shows_seven_days_and_a_totals_row(world: Path) -> None:
    rows = tiktok(world, "2026-10-30")
    days = {row[0] for row in rows[1:-1]}
    assert days == {f"2026-10-{day}" for day in range(24, 31)}
    totals = rows[-1]
    assert totals[3] == f"Total of {len(rows) - 2} results" and totals[0] == "-"
    spend = sum(float(row[10].replace(",", "")) for row in rows[1:-1])
    assert abs(spend - float(totals[10].replace(",", ""))) < 0.005
    text = (world / "tiktok_ads" / "2026-10-30" / "TikTok_Ads_Report_2026-10-30.csv").read_text("utf-8")
    assert re.search(r'"\d,\d{3}\.\d\d"', text) and ",-," in text


def test_tiktok_ids_are_nineteen_digits_beyond_a_double(world: Path) -> None:
    rows = tiktok(world, "2026-10-30")[1:-1]
    ids = {row[column] for row in rows for column in (2, 4, 6, 8)}
    assert all(len(one) == 19 and int(one) > 2**53 for one in ids)
    assert any(int(float(one)) != int(one) for one in ids)
    assert len({row[4] for row in rows}) == 8 and max(len(row[3]) for row in rows) > 80


def test_small_cells_are_masked(world: Path) -> None:
    assert any(row[11] == "<5" for path in (world / "tiktok_ads").iterdir() for row in tiktok(world, path.name))


def test_a_tiktok_day_is_restated_upwards_for_a_week(world: Path, about: dict[str, Any]) -> None:
    claims = []
    for lag in range(7):
        rows = tiktok(world, f"2026-10-{16 + lag:02d}")
        claims.append(sum(int(row[22]) for row in rows if row[0] == "2026-10-16"))
    assert claims == sorted(claims) and claims[-1] > claims[0]
    refunds = [one for one in about["restated_ad_days"] if float(one["spend_latest"]) < float(one["spend_first"])]
    assert len(refunds) > 20


def test_ga4_report_has_a_preamble_and_its_grand_total_first(world: Path) -> None:
    lines = (world / "ga4" / "2026-10-30" / "traffic_2026-10-30.csv").read_text("utf-8").splitlines()
    assert "# Start date: 20261028" in lines and "# End date: 20261030" in lines
    table = lines[lines.index("") + 1 :]
    assert table[0].startswith("Date,Session source") and table[1].startswith("Grand total,")
    rows = list(csv.DictReader(table))
    for column in ("Sessions", "Ecommerce purchases"):
        assert int(rows[0][column]) == sum(int(row[column]) for row in rows[1:])
    assert {row["Date"] for row in rows[1:]} == {"20261028", "20261029", "20261030"}


def test_ga4_fires_twice_and_late(world: Path, about: dict[str, Any]) -> None:
    first = world / "ga4" / "2026-10-26" / "events_20261026.jsonl"
    fuller = world / "ga4" / "2026-10-27" / "events_20261026.jsonl"
    early, whole = (path.read_text("utf-8").splitlines() for path in (first, fuller))
    assert len(early) < len(whole) and early[:-1] == whole[: len(early) - 1]
    with pytest.raises(json.JSONDecodeError):
        json.loads(early[-1])
    ids = [json.loads(line)["ecommerce"]["transaction_id"] for line in whole]
    assert len(set(ids)) < len(ids)
    assert {one["delivery"] for one in about["faults"] if one["what"] == "late events"} >= {"2026-10-27"}


def test_every_planted_spoilt_row_is_where_the_list_says(world: Path, about: dict[str, Any]) -> None:
    spoilt = [one for one in about["faults"] if one["what"] in ("text in a number", "text in a date", "junk line")]
    assert {one["system"] for one in spoilt} == {"tiktok_ads", "salesforce", "till"} and len(spoilt) > 6
    for one in spoilt:
        path = world / one["file"]
        heading, row = (record(path, number) for number in (1, one["line"]))
        if one["what"] == "junk line":
            assert len(row) < len(heading)
        else:
            assert not re.fullmatch(r"[\d,.:TZ<-]*", row[heading.index(one["field"])])


def test_spoilt_rows_are_healed(world: Path, about: dict[str, Any]) -> None:
    for one in about["faults"]:
        if one["what"] not in ("text in a number", "text in a date"):
            continue
        tomorrow = date.fromisoformat(one["delivery"]) + timedelta(days=1)
        path = world / one["file"]
        healed = path.parent.parent / str(tomorrow) / path.name.replace(one["delivery"], str(tomorrow))
        row = record(path, one["line"])
        with healed.open(encoding="utf-8", newline="") as lines:
            again = [r for r in csv.DictReader(lines) if row[0] in r.values() and row[8] in r.values()]
        assert len(again) == 1 and re.match(r"[\d,]+$|2026-", again[0][one["field"]])


def test_spoilt_ad_rows_have_neither_cost_nor_claims(world: Path, about: dict[str, Any]) -> None:
    for one in (one for one in about["faults"] if one["what"] == "text in a number"):
        row = tiktok(world, one["delivery"])[one["line"] - 1]
        assert row[10] == "0.00" and row[22] == "0" and row[25] == "-"


def test_salesforce_says_late_things_and_deletes(exports: Exports, about: dict[str, Any]) -> None:
    assert len(about["late_deal_changes"]) > 20
    history = [row for _, row in exports.rows("salesforce", "OpportunityHistory_")]
    percents = {row["Probability"] for row in history}
    assert {"55", "60", "65"} <= percents and all(re.fullmatch(r"\d+", percent) for percent in percents)
    assert any(row["Amount"] == "" for row in history)
    assert {row["CurrencyIsoCode"] for row in history} == {"EUR", "CHF", "GBP", "USD"}
    assert sum(rows[-1][1]["IsDeleted"] == "true" for rows in exports.deals.values()) > 5
    assert all(len(row["Id"]) == 18 for row in history) and len({row["Id"] for row in history}) == len(history)
    assert any(len(leads) > 1 for leads in exports.leads_of.values())
    same_second = [(row["OpportunityId"], row["CreatedDate"]) for row in history]
    assert len(set(same_second)) < len(same_second)


def test_leads_say_other_things_than_their_links(exports: Exports) -> None:
    leads = {row["Id"]: row for _, row in exports.rows("salesforce", "Lead_")}
    assert 1_000 < len(leads) < 1_500 and 450 < len(exports.deals) < 650
    utm = [row["utm_source__c"] for row in leads.values()]
    assert "" in utm and "undefined" in utm and len({one for one in utm if one.strip().lower() == "tiktok"}) > 3
    assert any("tiktok" in row["utm_source__c"].lower() and row["How_heard__c"] == "Google" for row in leads.values())
    assert any("\n" in row["How_heard__c"] for row in leads.values())


def test_the_till_has_its_quirks(exports: Exports) -> None:
    orders = [rows[-1][1] for rows in exports.orders.values()]
    assert {row["Currency"] for row in orders} == {"EUR", "CHF", "GBP"}
    assert {"WELCOME10", "LUNA15", "luna15", "LUNA15 "} <= {row["Discount code"] for row in orders}
    pages = " ".join(row["Landing page"] for row in orders)
    for piece in ("utm_source=undefined", "%7C", "%7c", "%23monstermakeover", "utm_source=TIKTOK", "K%C3%B6ln", "|"):
        assert piece in pages, piece
    assert any(row["First landing page"].count("ttclid") and "gclid" in row["Landing page"] for row in orders)
    assert any(len(rows) > 1 for rows in exports.orders.values())
    assert sum(row["Channel"] == "wholesale" for row in orders) > 50
    assert all(bool(row["Reference"]) == (row["Channel"] == "wholesale") for row in orders)
    returned = {row["Order ID"] for rows in exports.returns.values() for _, row in rows}
    assert returned <= set(exports.orders) and len(returned) > 500


def test_no_touch_stands_on_the_edge_of_a_window(exports: Exports) -> None:
    """Summer time must not decide whether a visit counts: within three hours of 7 or 30 days there is none."""
    for rows in exports.orders.values():
        order = rows[-1][1]
        for when in (order["First visit at"], order["Visit at"]):
            if when:
                age = datetime.fromisoformat(order["Ordered at"]) - datetime.fromisoformat(when)
                edges = [30] + ([7] if "ttclid" in order["First landing page"] else [])
                assert all(abs(age - timedelta(days=edge)) > timedelta(hours=3) for edge in edges)


def test_the_company_changes_its_mind_once(world: Path, exports: Exports) -> None:
    deliveries = {name: [] for name in ("program_rules", "programs", "costs", "team_thresholds", "targets")}
    for delivered, path in exports.files("company", ""):
        deliveries.setdefault(path.stem, []).append(str(delivered))
    assert deliveries["program_rules"] == deliveries["programs"] == ["2026-05-01", "2026-09-16"]
    assert deliveries["team_thresholds"] == ["2026-05-01", "2026-07-01", "2026-08-12", "2026-10-08"]
    assert len(deliveries["costs"]) == 7 and len(deliveries["targets"]) == 1
    before, after = (exports.company("program_rules", date(2026, 9, day)) for day in (15, 16))
    assert before != after
