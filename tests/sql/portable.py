"""What core, marts and checks must not say, since three engines would not answer alike.

Each rule finds its nodes in the syntax tree of a statement in DuckDB's dialect; the reason stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sqlglot import exp

# what is no money, or a ratio of it; prices per piece are ratios too
RATIOS = {"roi_percent", "romi", "roas_platform", "roas_booked", "weight"}
RATIO_NAME = re.compile(
    r"(_rate|_rate_\w+|_percent|_share|_minutes|_months|_days|coverage)$|^(share_of_\w+|c[a-z]{2}(_\w+)?|cost_per_\w+|"
    r"average_\w+|velocity_\w+|monthly_margin_\w+|margin_per_\w+|win_rate\w*|leading_value|attainment\w*|value|low|high)$"
)
NEVER_ZERO = {"days_in_month"}
DATE_NAME = re.compile(r"(^|_)(day|on|from|until|month|first_day|last_day)$")

Rule = Callable[[exp.Expr], Iterator[exp.Expr]]


def _group_by_all(tree: exp.Expr) -> Iterator[exp.Expr]:
    return (node for node in tree.find_all(exp.Group) if node.args.get("all"))


def _ordinals(tree: exp.Expr) -> Iterator[exp.Expr]:
    return (node for group in tree.find_all(exp.Group, exp.Order) for node in group.expressions if _bare(node).is_int)


def _bare(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.Ordered) else node


def _differences_of_dates(tree: exp.Expr) -> Iterator[exp.Expr]:
    return (node for node in tree.find_all(exp.Sub) if _is_date(node.this) and _is_date(node.expression))


def _is_date(node: exp.Expr) -> bool:
    if isinstance(node, exp.Cast):
        return node.to.is_type("date")
    return isinstance(node, exp.Column) and bool(DATE_NAME.search(node.name))


def _date_diffs(tree: exp.Expr) -> Iterator[exp.Expr]:
    for node in tree.find_all(exp.DateDiff, exp.TimestampDiff, exp.DatetimeDiff):
        of_instants = any(column.name.endswith("_at") for column in node.find_all(exp.Column))
        if of_instants or str(node.args.get("unit") or "").lower() != "day":
            yield node


def _weekdays(tree: exp.Expr) -> Iterator[exp.Expr]:
    yield from tree.find_all(exp.DayOfWeek, exp.DayOfWeekIso)
    yield from (node for node in tree.find_all(exp.Extract) if node.name.lower() in ("dow", "isodow", "dayofweek"))


def _percentiles(tree: exp.Expr) -> Iterator[exp.Expr]:
    return tree.find_all(exp.PercentileCont, exp.PercentileDisc, exp.Quantile, exp.ApproxQuantile)


def _sums_of_booleans(tree: exp.Expr) -> Iterator[exp.Expr]:
    for node in tree.find_all(exp.Sum):
        given = node.this
        if isinstance(given, exp.Predicate | exp.Not | exp.Boolean) or given.name.startswith(("is_", "has_", "was_")):
            yield node


def _one_engines_own(tree: exp.Expr) -> Iterator[exp.Expr]:
    yield from tree.find_all(
        exp.RegexpExtract,
        exp.ArgMax,
        exp.ArgMin,
        exp.AnyValue,
        exp.GenerateSeries,
        exp.Unnest,
        exp.Explode,
        exp.TryCast,
        exp.DateFromParts,
        exp.IgnoreNulls,
        exp.JSONExtract,
        exp.JSONExtractScalar,
        exp.Lambda,
        exp.List,
        exp.Array,
    )


def _stars_with_holes(tree: exp.Expr) -> Iterator[exp.Expr]:
    return (
        node for node in tree.find_all(exp.Star) if any(node.args.get(key) for key in ("except_", "except", "replace"))
    )


def _regexps_of_the_first(tree: exp.Expr) -> Iterator[exp.Expr]:
    return (node for node in tree.find_all(exp.RegexpReplace) if "g" not in str(node.args.get("modifiers") or ""))


def _unguarded_divisions(tree: exp.Expr) -> Iterator[exp.Expr]:
    for node in tree.find_all(exp.Div):
        by = node.expression
        if not isinstance(by, exp.Nullif | exp.Literal) and by.name not in NEVER_ZERO:
            yield node


def _floating_money(tree: exp.Expr) -> Iterator[exp.Expr]:
    for node in tree.find_all(exp.Cast):
        if node.to.is_type("double", "float"):
            column = node.find_ancestor(exp.Alias)
            if column is None or not (column.alias in RATIOS or RATIO_NAME.search(column.alias)):
                yield node


def _clocks(tree: exp.Expr) -> Iterator[exp.Expr]:
    yield from tree.find_all(exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime, exp.Rand)
    yield from (node for node in tree.find_all(exp.Anonymous) if node.name.lower() in ("now", "today", "random"))


RULES: dict[str, tuple[Rule, str]] = {
    "GROUP BY ALL": (_group_by_all, "PostgreSQL knows none"),
    "ordinals": (_ordinals, "a column that is put in front moves them"),
    "date - date": (_differences_of_dates, "Spark gives an interval; use date_diff"),
    "date_diff": (_date_diffs, "only whole days between DATEs are alike everywhere"),
    "weekday": (_weekdays, "numbered differently; core.calendar has them"),
    "percentile": (_percentiles, "an approximation on Spark, rounded on DuckDB"),
    "sum(boolean)": (_sums_of_booleans, "only DuckDB; use count(*) filter (where …)"),
    "one engine's own": (_one_engines_own, "another engine does not know it"),
    "* EXCLUDE": (_stars_with_holes, "PostgreSQL knows none"),
    "regexp_replace": (_regexps_of_the_first, "Spark replaces all; say 'g'"),
    "division": (_unguarded_divisions, "PostgreSQL and Spark raise on zero; nullif always"),
    "floating money": (_floating_money, "money never passes through DOUBLE; ratios may"),
    "clock": (_clocks, "a task takes its day from its parameters"),
}


def breaches(tree: exp.Expr) -> list[str]:
    """Every breach of a rule in a statement: the rule, and the words that break it."""
    return [f"{name}: {node.sql(dialect='duckdb')}" for name, (rule, _) in RULES.items() for node in rule(tree)]
