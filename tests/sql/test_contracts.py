"""Contracts over all SQL: portable, described, in an order that its lineage gives."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

from plumbline.errors import ModelFailed
from plumbline.settings import PROJECT, Settings
from plumbline.warehouse.checks import load_checks
from plumbline.warehouse.models import Model, check_statement, load_models, upstream
from plumbline.warehouse.parameters import sql_parameters
from plumbline.warehouse.sqlfile import SqlFile, read_folder
from plumbline.warehouse.staging import load_staging
from tests.sql.portable import RULES, breaches

SQL = PROJECT / "include" / "sql"
MODELS = load_models(SQL)
CHECKS = read_folder(SQL / "checks")
PARAMETERS = sql_parameters(Settings.from_env({}).company)
GIVEN = {"core.calendar", "ops.manifest", "ops.slice", "ops.source_contract"}


def name_of(model: Model) -> str:
    return model.table


def test_there_are_models_and_checks() -> None:
    assert len(MODELS) >= 45
    assert len([model for model in MODELS if model.file.schema == "marts"]) >= 14
    assert len(CHECKS) >= 10


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_model_says_nothing_that_engines_answer_differently(model: Model) -> None:
    assert breaches(model.parse()) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda file: file.name)
def test_a_check_says_nothing_that_engines_answer_differently(check: SqlFile) -> None:
    assert breaches(check.statement) == []


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_model_can_be_said_in_every_dialect(model: Model, dialect: str) -> None:
    there = sqlglot.parse_one(model.sql(PARAMETERS, dialect), dialect=dialect, error_level=ErrorLevel.RAISE)
    assert isinstance(there, exp.Query)
    assert model.is_computed or tuple(there.named_selects) == model.columns
    # what sqlglot can't carry over it would drop with no more than a warning
    filled = sqlglot.parse_one(model.sql(PARAMETERS, "duckdb"), dialect="duckdb")
    assert filled.sql(dialect=dialect, unsupported_level=ErrorLevel.RAISE)


BAD = {
    "GROUP BY ALL": "select a, count(*) from t group by all",
    "ordinals": "select a, count(*) from t group by 1",
    "date - date": "select known_until - known_from as days from t",
    "date_diff": "select date_diff('day', ordered_at, visit_at) from t",
    "weekday": "select extract(dow from day) from t",
    "percentile": "select percentile_cont(0.5) within group (order by a) from t",
    "sum(boolean)": "select sum(is_open) from t",
    "one engine's own": "select arg_max(a, b) from t",
    "* EXCLUDE": "select * exclude (a) from t",
    "regexp_replace": "select regexp_replace(a, 'x', 'y') from t",
    "division": "select a / b from t",
    "floating money": "select cast(amount as double) as amount from t",
    "clock": "select current_date",
}
ALSO_BAD = [
    "select a from t order by 1",
    "select cast(a as date) - day from t",
    "select date_diff('week', a, day) from t",
    "select date_diff('month', day, other_day) from t",
    "select quantile_cont(a, 0.5) from t",
    "select sum(a = b) from t",
    "select any_value(a) from t",
    "select regexp_extract(a, 'x') from t",
    "select try_cast(a as int) from t",
    "select unnest([1, 2])",
    "select * from generate_series(1, 3)",
    "select a ->> '$.b' from t",
    "select last_value(a ignore nulls) over (order by b) from t",
    "select round(cast(amount as double) * 0.9, 2) as amount from t",
    "select make_date(2026, 1, 1)",
    "select now()",
]
GOOD = [
    "select a, count(*) filter (where is_open) as n from t group by a order by a",
    "select date_diff('day', known_from, known_until) as days, day - interval '1' day as d from t",
    "select a / nullif(b, 0) as r, amount / calendar.days_in_month as d, a / 2 as half from t",
    "select cast(cast(cost as double) / nullif(cast(spend as double), 0) as decimal(18, 6)) as romi from t",
    "select regexp_replace(a, 'x', 'y', 'g') as b, sum(case when is_open then 1 else 0 end) as n from t",
    "select *, row_number() over (partition by a order by b desc) as place from t",
]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_finds_what_it_forbids(rule: str) -> None:
    broken = breaches(sqlglot.parse_one(BAD[rule], dialect="duckdb"))
    assert [breach.partition(": ")[0] for breach in broken] == [rule]


@pytest.mark.parametrize("sql", ALSO_BAD)
def test_other_ways_to_say_it_are_found_too(sql: str) -> None:
    assert breaches(sqlglot.parse_one(sql, dialect="duckdb"))


@pytest.mark.parametrize("sql", GOOD)
def test_what_is_portable_is_let_pass(sql: str) -> None:
    assert breaches(sqlglot.parse_one(sql, dialect="duckdb")) == []


@pytest.mark.parametrize("model", [model for model in MODELS if model.file.schema == "marts"], ids=name_of)
def test_a_mart_says_who_owns_it_and_what_it_means(model: Model) -> None:
    assert model.file.header.get("owner") in {"sales", "marketing", "finance", "data"}
    assert len(model.file.header.get("definition", "")) > 20
    assert model.file.header.get("unit"), "a figure without a unit can't be read"
    assert model.grain, "a mart states its grain, so that a check can hold it"
    rates = [name for name in model.columns if name.endswith("_rate") or name in ("roi_percent", "romi", "ctr")]
    assert not rates or model.file.header.get("denominators"), f"of what are {rates} a share?"


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_model_reads_only_what_there_is(model: Model) -> None:
    there = {model.table for model in MODELS} | {table.name for table in load_staging(SQL).values()} | GIVEN
    assert model.reads <= there, model.reads - there
    assert model.reads, "a model without inputs is a list of literals"
    if model.file.schema == "core":
        marts = {name for name in model.reads if name.startswith("marts.")}
        # the credit by removal effects hangs on the effects that were published
        published = {"marts.markov_attribution"} if model.table == "core.markov_credit" else set()
        assert marts == published, "core is read by marts, never the reverse"


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_table_states_its_grain(model: Model) -> None:
    exceptions = {
        "core.program_fact": "its rows add up",
        "core.campaign_fact": "its rows add up",
        "core.deal_credit": "a view on core.touch_credit",
    }
    assert model.grain or model.table in exceptions


def test_models_come_after_what_they_read() -> None:
    seen: set[str] = set()
    names = {model.table for model in MODELS}
    for model in MODELS:
        assert model.reads & names <= seen, model.table
        seen.add(model.table)
    assert len(seen) == len(MODELS)


def test_lineage_reaches_the_vendors_files() -> None:
    lineage = upstream(MODELS, "marts.qualified_pipeline")
    assert lineage[:3] == ["core.deal_credit", "core.deal_pipeline", "core.credit"]
    assert {"staging.deal_change", "staging.fx_rate", "staging.team_threshold", "staging.lead"} <= set(lineage)
    assert not {"staging.ad_day", "staging.till_return"} & set(lineage)


def test_every_parameter_is_asked_for() -> None:
    asked = {node.name for model in MODELS for node in model.parse().find_all(exp.Placeholder)}
    asked |= {node.name for check in load_checks(SQL) for node in check.statement.find_all(exp.Placeholder)}
    assert asked == set(PARAMETERS)


# What a mistake in a file is told


INCREMENTAL = "materialized: incremental\nunique_key: a\n"
MODEL = "/*\ndescription: a thing\n{header}columns:\n  a: a number\n*/\n{sql}\n"


def folder(tmp_path: Path, **files: str) -> Path:
    """A folder of SQL: `core__x` becomes core/x.sql."""
    for schema in ("core", "marts", "staging", "checks"):
        (tmp_path / schema).mkdir()
    for name, text in files.items():
        (tmp_path / f"{name.replace('__', '/')}.sql").write_text(text, encoding="utf-8")
    return tmp_path


def described(sql: str, header: str = "") -> str:
    return MODEL.format(header=header, sql=sql)


def test_a_circle_is_named(tmp_path: Path) -> None:
    files = {
        "core__x": described("select a from core.z"),
        "core__y": described("select a from core.x"),
        "core__z": described("select a from core.y"),
    }
    with pytest.raises(ModelFailed) as failure:
        load_models(folder(tmp_path, **files))
    words = failure.value.message
    assert words.startswith("Models read each other in a circle: core.")
    assert sorted(set(words.removesuffix(".").partition(": ")[2].split(" → "))) == ["core.x", "core.y", "core.z"]
    assert failure.value.cost == "Nothing can be built."
    assert failure.value.remedy == "Let one of them read something that comes earlier."


def test_a_model_that_reads_itself_is_a_circle(tmp_path: Path) -> None:
    with pytest.raises(ModelFailed, match=r"in a circle: core\.x → core\.x\."):
        load_models(folder(tmp_path, core__x=described("select a from core.x")))


def test_a_cte_is_no_circle(tmp_path: Path) -> None:
    sql = "with y as (select a from core.z) select a from y"
    models = load_models(folder(tmp_path, core__y=described(sql), core__z=described("select a from staging.s")))
    assert [model.table for model in models] == ["core.z", "core.y"]
    assert [model.reads for model in models] == [{"staging.s"}, {"core.z"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select 1 as a", "has no header comment."),
        ("/*\ncolumns:\n  a: x\n*/ select 1 as a", "does not say what a row means."),
        ("/*\ndescription: x\n*/ select 1 as a", "x.sql: columns and their descriptions differ: a"),
        (
            "/*\ndescription: x\ncolumns:\n  a: x\n  b: x\n*/ select 1 as a",
            "x.sql: columns and their descriptions differ: b",
        ),
        (described("select from where"), "can't be read: "),
        (described("delete from core.y"), "x.sql: is not a SELECT"),
        (
            described("select 1 as a", "materialized: weeks\n"),
            "x.sql: materialized: must be one of ephemeral, view, table, incremental",
        ),
        (
            described("select 1 as a", "materialized: incremental\n"),
            "x.sql: an incremental model, and no other, must state unique_key: or partition_by:",
        ),
        (
            described("select 1 as a", "unique_key: a\n"),
            "x.sql: an incremental model, and no other, must state unique_key: or partition_by:",
        ),
        (
            described("select 1 as a", "materialized: incremental\npartition_by: day\n"),
            "x.sql: grain, unique_key or partition_by name columns that it has not: day",
        ),
        (
            described("select 1 as a", "grain: [a, b]\n"),
            "x.sql: grain, unique_key or partition_by name columns that it has not: b",
        ),
        (
            described("select a from core.y", "changed_by:\n  core.y: a\n"),
            "x.sql: states changed_by: and is not incremental",
        ),
        (
            described("select a from core.y", INCREMENTAL + "changed_by:\n  core.z: a\n"),
            "x.sql: changed_by: names what it does not read: core.z",
        ),
        (
            described("select a from core.y", INCREMENTAL + "changed_by:\n  core.y: a for ever\n"),
            "x.sql: changed_by: 'a for ever' is none of all, known, ",
        ),
        (
            described("select a from core.y group by a", "materialized: view\n"),
            "x.sql: a view must pass rows on as they are: no join, no group by, no distinct",
        ),
        (
            described("select 1 as a", "computed: forecast\n"),
            "x.sql: computed: must name a function as <module>:<function>",
        ),
    ],
)
def test_a_mistake_in_a_models_file(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ModelFailed) as failure:
        for model in load_models(folder(tmp_path, core__x=text)):
            check_statement(model)
            for table in model.reads if model.key else ():
                model.reach(table, ["a"])
    assert message in failure.value.message
    assert failure.value.cost == "Nothing can be built."
    assert failure.value.remedy


def test_a_parameter_that_does_not_exist(tmp_path: Path) -> None:
    model = load_models(folder(tmp_path, core__x=described("select a from staging.s where a < :last_week")))[0]
    with pytest.raises(ModelFailed, match=r"x\.sql: asks for :last_week; there are click_window, currency, "):
        model.sql(PARAMETERS, "duckdb")


def test_a_parameter_can_not_break_out_of_its_literal(tmp_path: Path) -> None:
    model = load_models(folder(tmp_path, core__x=described("select a from staging.s where a = :currency")))[0]
    evil = {"currency": exp.Literal.string("'; drop table staging.s; --")}
    assert model.sql(evil, "postgres") == "SELECT a FROM staging.s WHERE a = '''; drop table staging.s; --'"


@pytest.mark.parametrize("header", ["severity: fatal\nremedy: x\n", "severity: fail\n", ""])
def test_a_check_states_its_severity_and_its_remedy(tmp_path: Path, header: str) -> None:
    with pytest.raises(ModelFailed, match=r"x\.sql: must state severity: fail or warn, and remedy:"):
        load_checks(folder(tmp_path, checks__x=described("select a from core.y", header)))
