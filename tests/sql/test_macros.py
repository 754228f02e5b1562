"""Macros: each stands for the SQL that it says, and wrong use is refused by the name of the file."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot

from plumbline.errors import ModelFailed
from plumbline.settings import PROJECT
from plumbline.warehouse.macros import MACROS, expand
from plumbline.warehouse.sqlfile import read_sql_file

SQL = PROJECT / "include" / "sql"
PARTS = [path for schema in ("core", "marts", "checks") for path in sorted((SQL / schema).glob("*.sql"))]
SAID_ONCE = ("'9999-12-31'", "'9999-12-30'", "'1900-01-01'")

STANDS_FOR = [
    ("beginning_of_time()", "cast('1900-01-01' as date)"),
    ("end_of_time()", "cast('9999-12-31' as date)"),
    ("latest_knowledge()", "cast('9999-12-30' as date)"),
    (
        "knowledge_day(part.vintage, part.day)",
        "case part.vintage when 'latest' then cast('9999-12-30' as date) else part.day end",
    ),
    ("is_current()", "known_until = cast('9999-12-31' as date)"),
    ("is_current(fx)", "fx.known_until = cast('9999-12-31' as date)"),
    ("known_on(fx, report.day)", "fx.known_from <= report.day and report.day < fx.known_until"),
    ("known_together(fx, ad)", "fx.known_from < ad.known_until and ad.known_from < fx.known_until"),
    (
        "known_together(fx, ad, program)",
        "fx.known_from < least(ad.known_until, program.known_until)"
        " and greatest(ad.known_from, program.known_from) < fx.known_until",
    ),
    ("converted(amount, fx.rate)", "cast(round(cast(amount as decimal(28, 4)) * fx.rate, 2) as decimal(28, 2))"),
    ("ratio(won, closed)", "cast(cast(won as double) / nullif(cast(closed as double), 0) as decimal(18, 6))"),
    (
        "roi_percent(net, cost)",
        "cast((cast(net as double) - cast(cost as double)) / nullif(cast(cost as double), 0) * 100 as decimal(18, 4))",
    ),
    (
        "romi(left_over, cost)",
        "cast((cast(left_over as double) - cast(cost as double)) / nullif(cast(cost as double), 0) as decimal(18, 6))",
    ),
    ("net_revenue(sum)", "coalesce(sum.sales, 0) + coalesce(sum.cancellations, 0) + coalesce(sum.returns, 0)"),
    (
        "contribution(sum)",
        "case when coalesce(sum.events_without_cost, 0) = 0 then coalesce(sum.sales, 0)"
        " + coalesce(sum.cancellations, 0) + coalesce(sum.returns, 0) - coalesce(sum.cost_of_goods, 0)"
        " - coalesce(sum.payment_fees, 0) - coalesce(sum.fulfilment, 0) end",
    ),
    (
        "contribution_of_event(e)",
        "e.net_amount - e.cost_of_goods - coalesce(e.payment_fee, 0) - coalesce(e.fulfilment, 0)",
    ),
    # one within another, and brackets where an expression would fall apart
    (
        "ratio(net_revenue(a), 2)",
        "ratio(coalesce(a.sales, 0) + coalesce(a.cancellations, 0) + coalesce(a.returns, 0), 2)",
    ),
    ("x or known_on(a, d)", "x or (a.known_from <= d and d < a.known_until)"),
    ("x and known_on(a, d)", "x and a.known_from <= d and d < a.known_until"),
    ("x or is_current(a)", "x or a.known_until = cast('9999-12-31' as date)"),
    ("not is_current(a)", "not (a.known_until = cast('9999-12-31' as date))"),
    ("1 - contribution_of_event(e)", "1 - (contribution_of_event(e))"),
    ("converted(a, b + 1)", "cast(round(cast(a as decimal(28, 4)) * (b + 1), 2) as decimal(28, 2))"),
]


def said(condition: str) -> str:
    """A condition in DuckDB's words, its macros expanded."""
    return expand(sqlglot.parse_one(f"select {condition} as it from t", dialect="duckdb")).sql(dialect="duckdb")


@pytest.mark.parametrize(("call", "sql"), STANDS_FOR, ids=[call for call, _ in STANDS_FOR])
def test_a_macro_stands_for_its_sql(call: str, sql: str) -> None:
    assert said(call) == said(sql)
    assert not [name for name in MACROS if f"{name.upper()}(" in said(call)]


def test_every_macro_is_held_by_an_example() -> None:
    shown = {call.partition("(")[0] for call, _ in STANDS_FOR}
    assert set(MACROS) <= shown


def test_what_is_no_macro_stays_as_it_is() -> None:
    assert said("md5(known_on)") == "SELECT MD5(known_on) AS it FROM t"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("known_on(a)", "KNOWN_ON(a): it is called as known_on(row, day)"),
        ("is_current(a, b)", "IS_CURRENT(a, b): it is called as is_current() or is_current(row)"),
        ("known_on(a.b, day)", "KNOWN_ON(a.b, day): a.b is no table's alias"),
        ("contribution(1)", "CONTRIBUTION(1): 1 is no table's alias"),
    ],
)
def test_wrong_use_is_refused_by_the_name_of_the_file(tmp_path: Path, call: str, message: str) -> None:
    file = tmp_path / "x.sql"
    file.write_text(f"/*\ndescription: x\n*/\nselect {call} as it from t", encoding="utf-8")
    with pytest.raises(ModelFailed) as failure:
        read_sql_file(file).parse()
    assert failure.value.message == f"{file} can't be read: {message}"
    assert failure.value.remedy == f"Correct {file}."


@pytest.mark.parametrize("path", PARTS, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_what_a_macro_says_stands_nowhere_else(path: Path) -> None:
    body = path.read_text(encoding="utf-8").partition("*/")[2]
    assert not [words for words in SAID_ONCE if words in body]


def test_every_macro_is_documented() -> None:
    page = (PROJECT / "docs" / "macros.md").read_text(encoding="utf-8")
    for name, forms in MACROS.items():
        for macro in forms:
            assert f"| `{name}({', '.join(macro.parameters)})` | {macro.prose} |" in page


def test_there_are_files_to_look_at() -> None:
    assert len(PARTS) > 100
