"""What many SQL files say alike, said once: functions that stand for a longer expression.

A file of include/sql writes `known_on(rate, report.day)`; when it is read, the call is replaced in its syntax tree, so
that every engine sees plain SQL. docs/macros.md lists them for those who write SQL.

A macro is SQL with its parameters as names. A parameter that names a table's alias stands before a dot; any other is an
expression. One name may take several numbers of arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import sqlglot
from sqlglot import exp

BEGINNING, LATEST, END = (f"cast('{day}' as date)" for day in ("1900-01-01", "9999-12-30", "9999-12-31"))
NET_REVENUE = "coalesce(fact.sales, 0) + coalesce(fact.cancellations, 0) + coalesce(fact.returns, 0)"
SPENT_ON_IT = "coalesce(fact.cost_of_goods, 0) - coalesce(fact.payment_fees, 0) - coalesce(fact.fulfilment, 0)"


@dataclass(frozen=True)
class Macro:
    """A macro's parameters, the SQL that it stands for, and what that says to a reader of the documentation."""

    parameters: tuple[str, ...]
    sql: str
    prose: str


MACROS: Mapping[str, tuple[Macro, ...]] = {
    "beginning_of_time": (Macro((), BEGINNING, "the first day of a span that began before all knowledge"),),
    "end_of_time": (Macro((), END, "the day after a span that has not ended"),),
    "latest_knowledge": (Macro((), LATEST, "the day of knowledge that stands for the latest data"),),
    "knowledge_day": (
        Macro(
            ("vintage", "as_of_day"),
            f"case vintage when 'latest' then {LATEST} else as_of_day end",
            "the day whose knowledge counts: as_of_day for as_reported, the latest for latest",
        ),
    ),
    "is_current": (
        Macro((), f"known_until = {END}", "known today, of a table without an alias"),
        Macro(("row",), f"row.known_until = {END}", "known today"),
    ),
    "known_on": (
        Macro(("row", "day"), "row.known_from <= day and day < row.known_until", "known on that business day"),
    ),
    "known_together": (
        Macro(
            ("new", "first"),
            "new.known_from < first.known_until and first.known_from < new.known_until",
            "both were known on some business day",
        ),
        Macro(
            ("new", "first", "second"),
            "new.known_from < least(first.known_until, second.known_until)"
            " and greatest(first.known_from, second.known_from) < new.known_until",
            "the same of three, where first and second were joined before",
        ),
    ),
    "converted": (
        Macro(
            ("amount", "rate"),
            "cast(round(cast(amount as decimal(28, 4)) * rate, 2) as decimal(28, 2))",
            "an amount at an exchange rate, rounded to cents; null where the rate is",
        ),
    ),
    "ratio": (
        Macro(
            ("part", "whole"),
            "cast(cast(part as double) / nullif(cast(whole as double), 0) as decimal(18, 6))",
            "part / whole to six places; null where whole is 0",
        ),
    ),
    "roi_percent": (
        Macro(
            ("revenue", "cost"),
            "cast((cast(revenue as double) - cast(cost as double)) / nullif(cast(cost as double), 0) * 100"
            " as decimal(18, 4))",
            "return on investment: (net revenue − cost) / cost × 100; null where cost is 0",
        ),
    ),
    "romi": (
        Macro(
            ("contribution", "cost"),
            "cast((cast(contribution as double) - cast(cost as double)) / nullif(cast(cost as double), 0)"
            " as decimal(18, 6))",
            "return on marketing investment: (contribution − cost) / cost; null where cost is 0",
        ),
    ),
    "net_revenue": (Macro(("fact",), NET_REVENUE, "sales + cancellations + returns of summed facts"),),
    "contribution": (
        Macro(
            ("fact",),
            f"case when coalesce(fact.events_without_cost, 0) = 0 then {NET_REVENUE} - {SPENT_ON_IT} end",
            "net revenue − cost of goods − payment fees − fulfilment of summed facts; null where a cost of goods is"
            " unknown, 0 where nothing was sold",
        ),
    ),
    "contribution_of_event": (
        Macro(
            ("event",),
            "event.net_amount - event.cost_of_goods - coalesce(event.payment_fee, 0) - coalesce(event.fulfilment, 0)",
            "the same of one revenue event; null where its cost of goods is unknown",
        ),
    ),
}


class MacroMisused(Exception):
    """A macro is called in a way that it does not know; the message says how it is called."""


def expand(statement: exp.Expr) -> exp.Expr:
    """The statement with every macro replaced, in place; MacroMisused names the call that can't be."""
    calls = [node for node in statement.find_all(exp.Anonymous) if node.name.lower() in MACROS]
    for call in reversed(calls):  # what stands inside another comes after it
        replacement = _replacement(call)
        if call is statement:
            return replacement
        call.replace(replacement)
    return statement


def _replacement(call: exp.Anonymous) -> exp.Expr:
    name, given = call.name.lower(), call.expressions
    macro = next((macro for macro in MACROS[name] if len(macro.parameters) == len(given)), None)
    if macro is None:
        ways = " or ".join(f"{name}({', '.join(macro.parameters)})" for macro in MACROS[name])
        raise MacroMisused(f"{call.sql(dialect='duckdb')}: it is called as {ways}")
    arguments = dict(zip(macro.parameters, given, strict=True))
    made = _parsed(macro.sql).copy()
    for column in list(made.find_all(exp.Column)):
        if column.table in arguments:
            alias = arguments[column.table]
            if not isinstance(alias, exp.Column) or alias.table:
                raise MacroMisused(f"{call.sql(dialect='duckdb')}: {alias.sql(dialect='duckdb')} is no table's alias")
            column.set("table", alias.this.copy())
        elif not column.table and column.name in arguments:
            column.replace(_inside(arguments[column.name].copy(), column.parent))
    return _inside(made, call.parent)


def _inside(node: exp.Expr, parent: exp.Expr | None) -> exp.Expr:
    """The expression as it may stand there: in brackets where it would fall apart."""
    if isinstance(parent, exp.Connector) and (not isinstance(node, exp.Connector) or type(node) is type(parent)):
        return node
    if isinstance(node, exp.Binary) and isinstance(parent, exp.Binary | exp.Not):
        return exp.paren(node, copy=False)
    return node


@cache
def _parsed(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, dialect="duckdb")
