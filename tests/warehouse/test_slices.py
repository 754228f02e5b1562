"""Slices through the front door: files come, are restated, late, reverted or read anew; what is known when?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from plumbline.warehouse.engines import open_warehouse
from tests.sources.bench import Bench, csv

DAYS = [date(2026, 10, 26) + timedelta(days=n) for n in range(7)]
YAML = """\
title: Ads
files: "ads/{delivery_day}/ads_{day}.csv"
table: ad_day
slice: rows
look_back_days: 0
fields:
  day: {heading: Day, type: date, required: true}
  account_id: Account
  ad_name: Ad
  spend: {heading: Cost, type: decimal}
"""
SQL = "select account_id, day, 'tiktok' as platform, ad_name, 'EUR' as currency, spend from export"


@pytest.fixture
def ads(bench: Bench) -> Bench:
    """A bench with a source of ads, each row with its own day."""
    bench.define("ads", YAML, SQL)
    return bench


@pytest.fixture
def any_ads(any_bench: Bench) -> Bench:
    """The same, once for each kind of warehouse."""
    any_bench.define("ads", YAML, SQL)
    return any_bench


def deliver(bench: Bench, on: date, about: date, *rows: str, account: str = "a") -> None:
    """An export about a day, delivered on a day; a row is `<day's number> <ad> <spend>`."""
    lines = []
    for row in rows:
        number, ad, spend = row.split()
        lines.append(f"{DAYS[int(number)]},{account},{ad},{spend}")
    bench.put(f"ads/{on}/ads_{about}.csv", csv("Day,Account,Ad,Cost", lines))


def known(bench: Bench, on: date) -> list[str]:
    """What was known on a business day, in the words of `deliver`."""
    held = "where known_from <= :day and :day < known_until order by 1, 2, 3"
    rows = bench.rows(f"select day, ad_name, spend from staging.ad_day {held}", day=on)
    return [f"{DAYS.index(day)} {ad} {spend.normalize():f}" for day, ad, spend in rows]


def everything(bench: Bench) -> list[tuple[object, ...]]:
    """The staging table as it stands."""
    columns = "account_id, day, known_from, known_until, file_id, ad_name, spend"
    return bench.rows(f"select {columns} from staging.ad_day order by {columns}")


def test_a_restated_day_is_known_so_from_then_on(any_ads: Bench) -> None:
    deliver(any_ads, DAYS[1], DAYS[1], "0 x 10", "1 x 5")
    deliver(any_ads, DAYS[2], DAYS[2], "0 x 12", "1 x 5", "2 x 7")
    any_ads.pull("ads", DAYS[1])
    result = any_ads.pull("ads", DAYS[2])
    assert known(any_ads, DAYS[0]) == []
    assert known(any_ads, DAYS[1]) == ["0 x 10", "1 x 5"]
    assert known(any_ads, DAYS[2]) == known(any_ads, DAYS[6]) == ["0 x 12", "1 x 5", "2 x 7"]
    # day 1 came again as it was: nothing of it changed, and nothing of it is touched
    assert (result.slices_changed, result.rows_loaded) == (2, 2)
    assert (result.touched.first, result.touched.last) == (DAYS[0], DAYS[2])
    assert len(everything(any_ads)) == 4


def test_the_same_rows_in_another_order_are_the_same(ads: Bench) -> None:
    deliver(ads, DAYS[1], DAYS[1], "0 x 10", "0 y 5")
    ads.pull("ads", DAYS[1])
    before = everything(ads)
    deliver(ads, DAYS[2], DAYS[2], "0 y 5.00", "0 x 10.0")
    assert ads.pull("ads", DAYS[2]).slices_changed == 0
    assert everything(ads) == before


def test_a_day_that_became_empty(any_ads: Bench) -> None:
    deliver(any_ads, DAYS[2], DAYS[2], "0 x 1", "1 x 2", "2 x 3")
    deliver(any_ads, DAYS[3], DAYS[3], "0 x 1", "2 x 3", "3 x 4")
    any_ads.pull("ads", DAYS[2])
    assert any_ads.pull("ads", DAYS[3]).slices_changed == 2
    assert known(any_ads, DAYS[2]) == ["0 x 1", "1 x 2", "2 x 3"]
    assert known(any_ads, DAYS[3]) == ["0 x 1", "2 x 3", "3 x 4"]


def test_what_a_file_does_not_speak_of_stays(ads: Bench) -> None:
    deliver(ads, DAYS[1], DAYS[1], "0 x 1", "1 x 2")
    deliver(ads, DAYS[3], DAYS[3], "2 x 3", "3 x 4")
    ads.pull("ads", DAYS[3], first=DAYS[1])
    assert known(ads, DAYS[3]) == ["0 x 1", "1 x 2", "2 x 3", "3 x 4"]


def test_accounts_do_not_replace_each_other(ads: Bench) -> None:
    deliver(ads, DAYS[1], DAYS[1], "1 x 1", account="a")
    deliver(ads, DAYS[2], DAYS[2], "1 x 2", account="b")
    ads.pull("ads", DAYS[2], first=DAYS[1])
    assert known(ads, DAYS[2]) == ["1 x 1", "1 x 2"]


def test_a_reverted_day(ads: Bench) -> None:
    for number, spend in ((1, "10"), (2, "99"), (3, "10")):
        deliver(ads, DAYS[number], DAYS[number], f"0 x {spend}")
        ads.pull("ads", DAYS[number])
    assert [known(ads, DAYS[n]) for n in (1, 2, 3)] == [["0 x 10"], ["0 x 99"], ["0 x 10"]]


def test_the_order_of_loading_is_of_no_account(any_ads: Bench) -> None:
    """10, 10 again, 99, 10 again: pulled in any order, the same rows with the same spans."""
    spends = {1: "10", 2: "10", 3: "99", 4: "10"}
    for number, spend in spends.items():
        deliver(any_ads, DAYS[number], DAYS[number], f"0 x {spend}")
    seen = []
    for order in [(1, 2, 3, 4), (4, 3, 2, 1), (2, 4, 1, 3)]:
        for number in order:
            any_ads.pull("ads", DAYS[number])
        assert [known(any_ads, DAYS[n]) for n in spends] == [["0 x 10"], ["0 x 10"], ["0 x 99"], ["0 x 10"]], order
        seen.append(everything(any_ads))
        forget(any_ads)
    assert seen == [seen[0]] * 3
    assert len(seen[0]) == 3


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_files_of_one_delivery_the_later_day_speaks(ads: Bench, order: tuple[int, int]) -> None:
    """The late file of the day before comes with the day's own, which tells both days."""
    files = [(DAYS[1], "0 x 1", "1 late 1"), (DAYS[2], "0 x 1", "1 own 2", "2 own 3")]
    for place in order:
        about, *rows = files[place]
        deliver(ads, DAYS[2], about, *rows)
        ads.pull("ads", DAYS[2], first=DAYS[1])
    assert known(ads, DAYS[2]) == ["0 x 1", "1 own 2", "2 own 3"]


def test_a_file_replaced_in_place_before_the_report(ads: Bench) -> None:
    for spend in ("10", "99", "10"):
        deliver(ads, DAYS[1], DAYS[1], f"1 x {spend}")
        ads.pull("ads", DAYS[1])
        assert known(ads, DAYS[1]) == [f"1 x {spend}"]
    assert len(everything(ads)) == 1


def test_a_file_replaced_in_place_after_the_report_is_known_the_day_after(ads: Bench) -> None:
    deliver(ads, DAYS[1], DAYS[1], "1 x 10")
    ads.pull("ads", DAYS[1])
    ads.publish(DAYS[1])
    deliver(ads, DAYS[1], DAYS[1], "1 x 99")
    ads.pull("ads", DAYS[1])
    assert known(ads, DAYS[1]) == ["1 x 10"]
    assert known(ads, DAYS[2]) == ["1 x 99"]
    assert ads.rows("select known_from from ops.manifest order by sequence") == [(DAYS[1],), (DAYS[2],)]


def test_old_days_loaded_after_a_report_change_nothing_that_it_said(ads: Bench) -> None:
    deliver(ads, DAYS[3], DAYS[3], "3 x 3")
    ads.pull("ads", DAYS[3])
    ads.publish(DAYS[2])
    ads.publish(DAYS[4])
    deliver(ads, DAYS[1], DAYS[1], "1 x 1")
    ads.pull("ads", DAYS[1])
    assert known(ads, DAYS[4]) == ["3 x 3"]
    assert known(ads, DAYS[5]) == ["1 x 1", "3 x 3"]


def test_a_refused_file_that_is_mended_in_the_yaml_after_the_report(ads: Bench) -> None:
    ads.put(f"ads/{DAYS[1]}/ads_{DAYS[1]}.csv", csv("Day,Account,Ad,Spent", [f"{DAYS[1]},a,x,10"]))
    with pytest.raises(Exception, match="lacks the heading 'Cost'"):
        ads.pull("ads", DAYS[1])
    ads.publish(DAYS[1])
    ads.define("ads", YAML.replace("heading: Cost", "heading: [Cost, Spent]"), SQL)
    ads.pull("ads", DAYS[1])
    assert known(ads, DAYS[1]) == []
    assert known(ads, DAYS[2]) == ["1 x 10"]
    assert ads.rows("select state, known_from from ops.manifest") == [("loaded", DAYS[2])]


def test_a_definition_that_changes_before_the_report_is_as_if_it_had_always_been_so(ads: Bench) -> None:
    deliver(ads, DAYS[1], DAYS[1], "0 x 10", "1 x 5")
    ads.pull("ads", DAYS[1])
    assert ads.pull("ads", DAYS[1]).summary == "0 rows loaded, 0 refused, 0 slices changed"
    ads.define("ads", YAML, SQL.replace(" spend from", " spend * 2 as spend from"))
    assert ads.pull("ads", DAYS[1]).slices_changed == 2
    assert known(ads, DAYS[1]) == ["0 x 20", "1 x 10"]
    assert len(everything(ads)) == 2


def test_a_definition_that_changes_after_the_report_is_known_the_day_after(any_ads: Bench) -> None:
    deliver(any_ads, DAYS[1], DAYS[1], "0 x 10", "1 x 5")
    any_ads.pull("ads", DAYS[1])
    any_ads.publish(DAYS[1])
    any_ads.define("ads", YAML, SQL.replace(" spend from", " case when ad_name = 'x' then spend * 2 end as spend from"))
    any_ads.pull("ads", DAYS[1])
    assert known(any_ads, DAYS[1]) == ["0 x 10", "1 x 5"]
    assert known(any_ads, DAYS[2]) == ["0 x 20", "1 x 10"]
    assert any_ads.rows("select known_from from ops.manifest") == [(DAYS[1],)]


def test_an_old_file_read_anew_does_not_speak_over_a_later_one(ads: Bench) -> None:
    deliver(ads, DAYS[1], DAYS[1], "0 x 1", "1 x 2")
    deliver(ads, DAYS[2], DAYS[2], "1 x 5", "2 x 6")
    ads.pull("ads", DAYS[2], first=DAYS[1])
    ads.publish(DAYS[2])
    ads.define("ads", YAML, SQL.replace(" spend from", " spend * 10 as spend from"))
    ads.pull("ads", DAYS[1])
    assert known(ads, DAYS[2]) == ["0 x 1", "1 x 5", "2 x 6"]
    assert known(ads, DAYS[3]) == ["0 x 10", "1 x 5", "2 x 6"]


def test_a_file_that_gives_another_account_by_its_new_definition_is_not_there_twice(ads: Bench) -> None:
    without = SQL.replace("select account_id, ", "select ")
    ads.define("ads", YAML, without)
    deliver(ads, DAYS[1], DAYS[1], "0 x 10", "1 x 5")
    ads.pull("ads", DAYS[1])
    ads.define("ads", YAML, SQL)
    ads.pull("ads", DAYS[1])
    assert known(ads, DAYS[1]) == ["0 x 10", "1 x 5"]
    assert {row[0] for row in everything(ads)} == {"a"}


def test_the_same_file_about_two_days_keeps_both_when_it_is_read_anew(bench: Bench) -> None:
    day = DAYS[2]
    yaml = YAML.replace("slice: rows", "slice: file").replace("  day: {heading: Day, type: date, required: true}\n", "")
    bench.define("ads", yaml, SQL.replace(" day,", ""))
    for about in (DAYS[1], day):
        bench.put(f"ads/{day}/ads_{about}.csv", csv("Account,Ad,Cost", ["a,x,10"]))
    bench.pull("ads", day)
    assert known(bench, day) == ["1 x 10", "2 x 10"]
    bench.define("ads", yaml, SQL.replace(" day,", "").replace(" spend from", " spend * 2 as spend from"))
    bench.pull("ads", day)
    assert known(bench, day) == ["1 x 20", "2 x 20"]


def test_a_snapshot_replaces_its_predecessor_and_an_increment_only_itself(bench: Bench) -> None:
    costs = "cost_id,program_id,kind,vendor,currency,amount,starts_on,ends_on"
    returns = "Return ID,Order ID,Returned at,Currency,Net amount,Cost of goods,Reason"
    for number, ids in ((1, "ab"), (2, "bc"), (3, "ab")):
        day = DAYS[number]
        lines = [f"{row_id},search,tools,,EUR,1.00,{DAYS[0]},{DAYS[0]}" for row_id in ids]
        bench.put(f"company/{day}/costs.csv", csv(costs, lines))
        lines = [f"{row_id},N-1,{day}T10:00:00Z,EUR,1.00,," for row_id in ids]
        bench.put(f"till/{day}/returns_{day}.csv", csv(returns, lines))
    for name in ("costs", "till_returns"):
        bench.pull(name, DAYS[3], first=DAYS[1])
    query = "select {} from staging.{} where known_from <= :day and :day < known_until order by 1, day"
    costs_known = [bench.rows(query.format("cost_id", "cost"), day=DAYS[n]) for n in (1, 2, 3)]
    assert costs_known == [[("a",), ("b",)], [("b",), ("c",)], [("a",), ("b",)]]
    assert bench.rows(query.format("return_id", "till_return"), day=DAYS[3]) == [(row_id,) for row_id in "aabbbc"]


def forget(bench: Bench) -> None:
    """Forget what was loaded."""
    with open_warehouse(bench.settings).begin() as connection:
        for table in ("ops.manifest", "ops.slice", "ops.quarantine", "staging.ad_day"):
            connection.exec_driver_sql(f"drop table if exists {table}")
