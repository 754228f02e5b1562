"""Contracts over the headers' `changed_by:`: what says how far a change reaches has to be readable, true to the inputs'
columns, and no wider than it must be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

from plumbline.settings import PROJECT, Settings
from plumbline.warehouse.checks import load_checks
from plumbline.warehouse.macros import expand
from plumbline.warehouse.models import Model, load_models
from plumbline.warehouse.ops import calendar
from plumbline.warehouse.parameters import sql_parameters, whole_numbers
from plumbline.warehouse.reach import KNOWN, SPAN, Reach, window_days
from plumbline.warehouse.scope import PARAMETER
from plumbline.warehouse.staging import SLICE_COLUMNS, load_staging

SQL = PROJECT / "include" / "sql"
MODELS = load_models(SQL)
KEPT = [model for model in [*MODELS, *(check.model for check in load_checks(SQL))] if model.key]
NUMBERS = whole_numbers(sql_parameters(Settings.from_env({}).company))
COLUMNS = {
    **{table.name: (*SLICE_COLUMNS, *table.types) for table in load_staging(SQL).values()},
    **{model.table: model.columns for model in MODELS},
    f"core.{calendar.name}": tuple(column.name for column in calendar.columns),
}
# What a person decides, or what is laid down once: a change is rare, and concerns everything.
WHOLE = {
    "core.attribution_weight",
    "core.calendar",
    "core.deal_stage",
    "core.platform_zone",
    "core.rule",
    "core.rule_set",
    "core.source",
}


def name_of(model: Model) -> str:
    return model.table


def reaches(model: Model) -> Iterator[tuple[str, tuple[Reach, ...]]]:
    for table in sorted(model.reads):
        yield table, model.reach(table, COLUMNS.get(table, ()))


@pytest.mark.parametrize("model", KEPT, ids=name_of)
def test_changed_by_names_inputs(model: Model) -> None:
    assert model.file.changed_by.keys() <= model.reads


@pytest.mark.parametrize("model", KEPT, ids=name_of)
def test_a_reach_speaks_of_columns_that_its_input_has(model: Model) -> None:
    for table, ways in reaches(model):
        columns = set(COLUMNS.get(table, ()))
        for way in ways:
            if way.kind in ("column", "window"):
                assert way.text in columns, f"{table}: {way.text}"
            if way.kind == "window":
                assert model.partition_by and window_days(way, NUMBERS) > 0, table
            if way.kind in ("span", "only"):
                assert model.partition_by and columns >= {way.text, way.until}, table
            if way.kind == "query":
                _read_query(model, table, way)


def _read_query(model: Model, table: str, way: Reach) -> None:
    """One column of keys; no column of `changed` that the input has not; nothing read that is made later."""
    sql = PARAMETER.sub(lambda found: str(NUMBERS[found[1]]), way.text)
    query = expand(sqlglot.parse_one(sql, dialect="duckdb", error_level=ErrorLevel.RAISE))
    assert isinstance(query, exp.Query) and len(query.selects) == 1, way.text
    names = {node.name for node in query.find_all(exp.Table) if not node.db}
    assert names & {"changed", "changed_now"}, f"{table}: looks at no changed row"
    there = set(COLUMNS[table]) | {"sign"}
    for name in names & {"changed", "changed_now"}:
        told = there - set(SPAN) if name == "changed_now" else there
        assert {column.name for column in query.find_all(exp.Column) if column.table == name} <= told, way.text
    assert "changed_now" not in names or there >= set(SPAN), f"{table}: has no spans"
    before = [m.table for m in MODELS]
    earlier = before[: before.index(model.table) + 1] if model.table in before else before
    given = {name for name in COLUMNS if name not in before}
    looked_up = {f"{node.db}.{node.name}" for node in query.find_all(exp.Table) if node.db}
    assert looked_up <= {*earlier, *given}, f"{table}: looks at what is made later"


@pytest.mark.parametrize("model", KEPT, ids=name_of)
def test_only_what_is_decided_once_makes_a_whole_model_anew(model: Model) -> None:
    whole = {table for table, ways in reaches(model) if any(way.kind == "all" for way in ways)}
    assert whole <= WHOLE


# An input of which no reach is a SELECT is restricted to the rows that reach the changed keys, wherever the SELECT
# reads it. Where it is read twice, both reads have to mean the key: each of these was looked at.
READ_TWICE = {
    ("core.lead_contact", "core.lead_state"),
    ("core.indicator_month", "staging.collateral_use"),
    ("marts.customer_acquisition", "core.first_order"),
    ("core.touchpoint", "core.order_version"),
    ("core.won_deal", "core.deal_event"),
    ("marts.lead_acceptance", "core.lead_answer"),
    ("marts.speed_to_lead", "core.lead_answer"),
    ("core.credit_span", "core.answer_program"),
    ("core.credit_span", "core.touch_program"),
    ("core.deal_movement", "core.deal_pipeline"),
    ("core.revenue_event", "core.sale"),
    ("core.touch_credit", "core.credit_span"),
    ("marts.account_coverage", "core.report_day"),
    ("marts.sales_velocity", "marts.team_pipeline"),
    ("core.order_credit_touch", "core.revenue_event"),
    ("marts.platform_rating", "staging.platform_quarter"),
    ("marts.source_freshness", "core.delivered_file"),
    ("core.weekly_figure", "core.report_day"),
    ("core.platform_sum", "core.period"),
    ("marts.conversion_counts", "core.business_day"),
    ("marts.reconciliation", "core.click_order"),
    ("marts.creative_performance", "core.report_day"),
    ("marts.creator_performance", "core.report_day"),
    ("core.revenue_share", "core.revenue_event"),
    ("core.period_sum", "core.period"),
    ("core.program_window", "core.business_day"),
    ("marts.restated_since", "core.period"),
    ("marts.company_period", "core.business_day"),
    ("marts.target_pace", "core.business_day"),
    ("marts.attribution_comparison", "core.markov_credit"),
    ("marts.attribution_comparison", "core.report_day"),
    ("marts.attribution_agreement", "marts.attribution_comparison"),
    ("checks.credit_is_one", "core.credit"),
    ("checks.revenue_in_is_revenue_out", "core.revenue_event"),
    ("checks.revenue_in_is_revenue_out", "core.revenue_share"),
}


def test_what_is_restricted_and_read_twice_was_looked_at() -> None:
    found = set()
    for model in KEPT:
        reads = Counter(f"{node.db}.{node.name}" for node in model.parse().find_all(exp.Table) if node.db)
        for table, ways in reaches(model):
            if reads[table] > 1 and all(way.kind not in ("query", "all") for way in ways):
                found.add((model.table, table))
    assert found == READ_TWICE


# An input that is met by its span of knowledge is read for the day that is made, as it was known on that day: what was
# known on another day (the latest, a week before) is said by a SELECT. These read the span by other words; looked at.
READ_BY_THE_DAY = {
    ("core.lead_state", "staging.lead"),
    ("core.creator_cost", "staging.cost"),
    ("core.deal_as_reported", "core.deal_event"),
    ("core.lead_answer", "staging.sales_activity"),
    ("marts.source_freshness", "core.delivered_file"),
}


@pytest.mark.parametrize("model", [model for model in KEPT if model.partition_by], ids=name_of)
def test_what_is_met_by_its_span_is_read_as_known_on_the_day(model: Model) -> None:
    sql = model.file.path.read_text(encoding="utf-8").partition("*/")[2]
    day = "report.day" if "core.report_day" in model.reads else "business.day"
    for table, ways in reaches(model):
        if ways != (KNOWN,) or (model.table, table) in READ_BY_THE_DAY:
            continue
        aliases = re.findall(rf"\b{re.escape(table)} as (\w+)", sql)
        assert len(aliases) == sql.count(f"{table} "), table
        for alias in aliases:
            asked = re.findall(rf"known_on\({alias}, ([\w.]+)\)", sql)
            assert asked and all(on == day or on.endswith(f".{model.key}") for on in asked), f"{table}: {asked}"
            others = re.findall(rf"is_current\({alias}\)|\b{alias}\.known_\w+ *[<>=].*", sql)
            assert not others, f"{table}: {others}"
