"""Volume is copies of the one world: sums are multiples of the truth, links hold in each copy, ids are real."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from plumbline.example.crm import record_id
from plumbline.example.exports.copies import Copies, salesforce_id
from plumbline.example.scale import MOST, Scale
from plumbline.example.world import write_world
from tests.example.reader import Exports
from tests.example.test_truth_against_files import REVENUE, Sums, add_revenue, state, threshold

pytestmark = pytest.mark.slow

# With late and broken events, outages, a drawer count, a text in a number, an unreadable lead, deleted memberships.
FIRST, LAST = date(2026, 10, 5), date(2026, 10, 30)
TIMES = 3
ODD = Scale(ads=2, web=3, orders=4, deals=5)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("once")
    write_world(out, FIRST, LAST)
    return out


@pytest.fixture(scope="module")
def thrice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("thrice")
    write_world(out, FIRST, LAST, scale=TIMES)
    return out


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("odd")
    write_world(out, FIRST, LAST, scale=ODD)
    return out


def truth(once: Path, name: str) -> list[dict[str, str]]:
    with (once / "truth" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_no_truth_is_written_above_scale_one(once: Path, thrice: Path) -> None:
    assert (once / "truth").exists() and not (thrice / "truth").exists()


@pytest.mark.parametrize("vintage", ["as_reported", "latest"])
def test_the_pipeline_is_a_multiple_of_the_truth(once: Path, thrice: Path, vintage: str) -> None:
    exports = Exports(thrice)
    expected = {row["as_of_day"]: row for row in truth(once, "qualified_pipeline.csv")
                if row["vintage"] == vintage and row["program_id"] == "total"}  # fmt: skip
    for day in (date(2026, 10, 7), date(2026, 10, 13), date(2026, 10, 24), LAST):
        known = day if vintage == "as_reported" else LAST
        sums = [Decimal(0)] * 4
        for deal in exports.history:
            row = state(exports, deal, day, known)
            if row is None or row["StageName"].startswith("Closed"):
                continue
            amount = exports.euros(row["Amount"] or "0", row["CurrencyIsoCode"], day)
            chance = Decimal(row["Probability"]) / 100
            counts = chance >= threshold(exports, exports.deals[deal][0][1]["OwnerId"], day, known)
            found = (amount if counts else 0, amount * chance, amount, int(counts))
            sums = [one + more for one, more in zip(sums, found, strict=True)]
        told = [Decimal(expected[str(day)][name]) for name in ("qualified", "weighted", "open_amount")]
        assert sums == [TIMES * figure for figure in (*told, int(expected[str(day)]["qualified_deals"]))], day
        assert told[0] > 0


def test_revenue_is_a_multiple_of_the_truth(once: Path, thrice: Path) -> None:
    sums: Sums = defaultdict(Counter)
    add_revenue(sums, Exports(thrice), LAST, FIRST)
    found: Counter[tuple[str, str]] = Counter()
    for (day, _), tally in sums.items():
        found.update({(str(day), name): tally[name] for name in REVENUE})
    expected: Counter[tuple[str, str]] = Counter()
    for row in truth(once, "program_day.csv"):
        expected.update({(row["day"], name): Decimal(row[name]) for name in REVENUE})  # type: ignore[arg-type]
    assert len(expected) == 26 * len(REVENUE)
    assert {key: TIMES * figure for key, figure in expected.items()} == {key: found[key] for key in expected}


def test_conversions_are_multiples_of_the_truth(once: Path, thrice: Path) -> None:
    exports = Exports(thrice)
    days = [date(2026, 10, number) for number in range(5, 31)]
    names = {row["Campaign ID"]: row["Campaign name"].lower() for row in exports.ads(LAST)}
    expected: Counter[str] = Counter()
    for row in truth(once, "reconciliation.csv"):
        if date.fromisoformat(row["day"]) in days and row["campaign_id"] in names:
            expected.update({name: int(row[name]) for name in ("platform_conversions", "tracked_conversions")})
    found: Counter[str] = Counter()
    for day in days:
        rows = [row for row in exports.ads(day) if row["Campaign ID"] in names]
        found["platform_conversions"] += sum(int(row["Complete payment"].replace(",", "")) for row in rows)
        for event in exports.purchases(day):
            source = event["session_traffic_source_last_click"]["manual_campaign"]  # type: ignore[index]
            found["tracked_conversions"] += source["campaign_name"].lower() in names.values()
    assert found == {name: TIMES * count for name, count in expected.items()} and min(found.values()) > 0


TABLES = {
    "orders": "till/*/orders_*.csv",
    "returns": "till/*/returns_*.csv",
    "ads": "tiktok_ads/*/*.csv",
    "post_days": "posts/*/*.csv",
    **{name: f"salesforce/*/{name}_*.csv"
       for name in ("Opportunity", "OpportunityHistory", "Lead", "CampaignMember", "Campaign", "Task", "LeadHistory")},
    **{name: f"company/*/{name}.csv" for name in ("collateral_uses", "customers_before", "costs", "posts")},
}  # fmt: skip


def read(folder: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB's reading of a drop: a table for each kind of file, every cell a text; the purchases once each."""
    warehouse = duckdb.connect()
    for name, pattern in TABLES.items():
        warehouse.execute(
            f"create table {name} as from read_csv('{folder / pattern}', all_varchar = true, header = true,"
            " delim = ',', quote = '\"', union_by_name = true, null_padding = true, parallel = false)"
        )
    warehouse.execute(
        "create table purchases as select distinct ecommerce.transaction_id as id, user_pseudo_id as person from"
        f" read_json('{folder}/ga4/*/events_*.jsonl', ignore_errors = true, format = 'newline_delimited')"
        " where event_name is not null"
    )
    return warehouse


@pytest.fixture(scope="module")
def told(once: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with read(once) as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def found(odd: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with read(odd) as warehouse:
        yield warehouse


def row(warehouse: duckdb.DuckDBPyConnection, sql: str) -> list[int]:
    return [int(figure) for figure in warehouse.execute(sql).fetchall()[0]]


CLICK_ID = """regexp_extract("Landing page", '(ttclid|gclid)=([^&]+)', 2)"""
# Table, what is told apart in it, in which rows, and how often that is there in the odd world.
KEYS = [
    ("orders", '"Order ID"', "Channel = 'web'", ODD.orders),
    ("orders", '"Customer ID"', "Channel = 'web'", ODD.orders),
    ("orders", CLICK_ID, f"{CLICK_ID} <> ''", ODD.orders),
    ("orders", '"Order ID"', "Channel = 'wholesale'", ODD.deals),
    ("orders", "Reference", "Channel = 'wholesale'", ODD.deals),
    ("returns", '"Return ID"', "\"Order ID\" like 'W%'", ODD.orders),
    ("ads", '"Ad ID"', "\"Ad ID\" <> '-'", ODD.ads),
    ("ads", '"Ad group ID"', "\"Ad ID\" <> '-'", ODD.ads),
    ("Opportunity", "Id", "true", ODD.deals),
    ("OpportunityHistory", "Id", "true", ODD.deals),
    ("Lead", "Id", "true", ODD.deals),
    ("Lead", "ttclid__c", "ttclid__c <> ''", ODD.deals),
    ("Lead", "gclid__c", "gclid__c <> ''", ODD.deals),
    ("CampaignMember", "Id", "true", ODD.deals),
    ("Task", "Id", "true", ODD.deals),
    ("LeadHistory", "Id", "true", ODD.deals),
    ("collateral_uses", "use_id", "true", ODD.deals),
    ("customers_before", "customer_id", "customer_id like 'C%'", ODD.orders),
    ("customers_before", "customer_id", "customer_id like 'K%'", ODD.deals),
    ("purchases", "id", "true", ODD.web),
    ("purchases", "person", "true", ODD.web),
]
SHARED = [
    ("ads", '"Campaign ID"'), ("Opportunity", "AccountName__c"), ("Opportunity", "OwnerId"), ("Campaign", "Id"),
    ("CampaignMember", "CampaignId"), ("costs", "cost_id"), ("posts", "post_id"), ("post_days", '"Post ID"'),
]  # fmt: skip


@pytest.mark.parametrize(("table", "key", "which", "times"), KEYS)
def test_every_source_has_a_scale_of_its_own(
    told: duckdb.DuckDBPyConnection, found: duckdb.DuckDBPyConnection, table: str, key: str, which: str, times: int
) -> None:
    sql = f"select count(*), count(distinct {key}), count(distinct lower({key})) from {table} where {which}"
    before = row(told, sql)
    assert row(found, sql) == [times * figure for figure in before] and before[0] > 0


@pytest.mark.parametrize(("table", "key"), SHARED)
def test_what_the_company_decides_is_shared_by_the_copies(
    told: duckdb.DuckDBPyConnection, found: duckdb.DuckDBPyConnection, table: str, key: str
) -> None:
    sql = f"select distinct {key} from {table} order by all"
    assert found.execute(sql).fetchall() == told.execute(sql).fetchall() != []


# A reference, where what it refers to is found, and how often a different one is there in the odd world.
LINKS = [
    ("orders", "Reference", "Opportunity", "Id", ODD.deals),
    ("returns", '"Order ID"', "orders", '"Order ID"', ODD.orders),
    ("purchases", "id", "orders", '"Order ID"', ODD.web),
    ("Lead", "ConvertedOpportunityId", "Opportunity", "Id", ODD.deals),
    ("OpportunityHistory", "OpportunityId", "Opportunity", "Id", ODD.deals),
    ("CampaignMember", "LeadId", "Lead", "Id", ODD.deals),
    ("CampaignMember", "CampaignId", "Campaign", "Id", 1),
    ("Task", "WhoId", "Lead", "Id", ODD.deals),
    ("LeadHistory", "LeadId", "Lead", "Id", ODD.deals),
    ("collateral_uses", "deal_id", "Opportunity", "Id", ODD.deals),
]


@pytest.mark.parametrize(("table", "key", "other", "other_key", "times"), LINKS)
def test_links_hold_in_every_copy(
    told: duckdb.DuckDBPyConnection, found: duckdb.DuckDBPyConnection,
    table: str, key: str, other: str, other_key: str, times: int,
) -> None:  # fmt: skip
    lost = f"count(*) filter ({key} not in (select {other_key} from {other}))"
    sql = f"select count(distinct {key}), {lost} from {table} where {key} <> ''"
    before = row(told, sql)
    assert row(found, sql) == [times * before[0], 0] and before[0] > 0


def test_counts_are_multiplied_where_there_are_no_records(
    once: Path, odd: Path, told: duckdb.DuckDBPyConnection, found: duckdb.DuckDBPyConnection
) -> None:
    def traffic(folder: Path) -> dict[str, Decimal]:
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for path in folder.glob("ga4/*/traffic_*.csv"):
            total, *rows = csv.DictReader(path.read_text("utf-8").split("\n\n")[1].splitlines())
            for name in ("Sessions", "Total users", "Key events", "Ecommerce purchases", "Total revenue"):
                sums[name] += sum(Decimal(row[name]) for row in rows)
                sums["total " + name] += Decimal(total[name])
        return sums

    assert traffic(odd) == {name: ODD.web * figure for name, figure in traffic(once).items()}
    sql = "select count(*), sum(cast(replace(Views, ',', '') as int)), sum(cast(Likes as int)) from post_days"
    rows, views, likes = row(told, sql)
    assert row(found, sql) == [rows, ODD.web * views, ODD.web * likes]


def test_totals_of_the_ads_are_those_of_their_rows(once: Path, odd: Path) -> None:
    for path in sorted(odd.glob("tiktok_ads/*/*.csv")):
        rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
        cost = "Cost" if "Cost" in rows[0] else "Total cost"
        spent = [Decimal(row[cost].replace(",", "")) for row in rows]
        assert rows[-1]["Campaign name"] == f"Total of {len(rows) - 1} results" and sum(spent[:-1]) == spent[-1]
        before = list(csv.DictReader((once / path.relative_to(odd)).read_text("utf-8").splitlines()))[-1]
        assert spent[-1] == ODD.ads * Decimal(before[cost].replace(",", ""))
        assert all(
            len(row[name]) == 19 and row[name].isdecimal() for row in rows[:-1] for name in ("Ad ID", "Campaign ID")
        )


def test_the_world_itself_comes_first_and_its_quirks_stay(once: Path, odd: Path) -> None:
    assert {path.relative_to(odd) for path in odd.rglob("*.*")} == {
        path.relative_to(once) for path in once.rglob("*.*") if "truth" not in path.parts
    }
    for pattern in ("salesforce/*/*.csv", "till/*/returns_*.csv", "company/*/*.csv"):
        for path in once.glob(pattern):
            assert (odd / path.relative_to(once)).read_bytes().startswith(path.read_bytes())
    broken = "ga4/2026-10-26/events_20261026.jsonl"
    told, lines = ((folder / broken).read_text("utf-8").split("\n") for folder in (once, odd))
    assert lines[-1] == told[-1] and lines[: len(told) - 1] == told[:-1]
    assert len([json.loads(line) for line in lines[:-1]]) == ODD.web * len(told[:-1])
    junk = (odd / "till/2026-10-29/orders_2026-10-29.csv").read_text("utf-8")
    assert junk.endswith("\n*** drawer counted,ok\n") and junk.count("***") == 1


def test_ids_of_copies_are_told_apart_and_pass_their_check() -> None:
    for prefix in ("006", "00Q", "00v"):
        world = [record_id(prefix, number) for number in range(40)]
        text = "".join(salesforce_id(one) + "\n" for one in world).encode()
        ids = world + [one for block in Copies(text, MOST).blocks() for one in block.decode().split()]
        assert len({one[:15] for one in ids}) == len({one.lower() for one in ids}) == 40 * MOST
        for one in ids[::997]:
            uppers = [sum(2**place for place in range(5) if one[start + place].isupper()) for start in (0, 5, 10)]
            assert one[15:] == "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[number] for number in uppers), one
