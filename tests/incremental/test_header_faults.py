"""Headers that say less than the whole of what a change reaches: planted into the example's models, all are found.

They are planted together. So that one can't hide behind another, each model is held against its own SELECT over what
lies in the warehouse, which every model has to equal whose inputs were followed rightly.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from plumbline.settings import PROJECT
from plumbline.warehouse.engines import SQLGLOT_DIALECT, open_warehouse, run_sql
from plumbline.warehouse.models import load_models
from plumbline.warehouse.parameters import sql_parameters
from tests.incremental import header_faults as happened
from tests.incremental.header_faults import FAULTS
from tests.incremental.stage import Stage, copy_of, new_stage, write_exports

# What happens after a Monday's build, and the faults that are seen then at least.
SEEN: Mapping[Callable[[Stage], None], set[str]] = {
    happened.tuesday: {
        "core.deal_pipeline",
        "core.subject_journey",
        "core.touchpoint",
        "marts.conversion_counts",
    },
    happened.orders: {"core.period_sum", "core.program_window", "marts.conversion_counts", "marts.restatement"},
    happened.visits: {"core.period_sum"},
    happened.deals: {"core.deal_latest", "core.deal_pipeline"},
    happened.late_deals: {"core.touchpoint"},
    happened.leads: {"core.lead_state", "core.touchpoint"},
    happened.members: {"core.touchpoint"},
    happened.costs: {"core.cost_day", "core.period_sum", "core.program_window"},
    happened.a_cost_of_a_day: {"core.period_sum", "core.program_window"},
    happened.impressions: {"core.period_sum"},
    happened.platform_conversions: {"core.period_sum", "core.program_window", "marts.conversion_counts"},
    happened.web_purchases: {"marts.conversion_counts"},
    happened.rate_of_a_currency_on_the_web_alone: {"marts.conversion_counts"},
}


@pytest.fixture(scope="module")
def built_stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The first days of the example, built by SQL with these faults in it."""
    folder = tmp_path_factory.mktemp("faults")
    shutil.copytree(PROJECT / "include" / "sql", folder / "home" / "include" / "sql")
    for table, faults in FAULTS.items():
        path = folder / "home" / "include" / "sql" / f"{table.replace('.', '/')}.sql"
        text = path.read_text(encoding="utf-8")
        for said, instead in faults:
            assert said in text, table
            text = text.replace(said, instead, 1)
        path.write_text(text, encoding="utf-8")
    return new_stage(write_exports(folder / "world"), folder / "stage", home=folder / "home")


@pytest.fixture(scope="module")
def after_monday(built_stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A report day and a day later."""
    stage = copy_of(built_stage, tmp_path_factory.mktemp("monday"))
    happened.sunday(stage)
    happened.monday(stage)
    happened.settle(stage)
    assert untrue(stage) == set()
    return stage


@pytest.mark.slow
@pytest.mark.parametrize("happen", SEEN, ids=lambda happen: happen.__name__)
def test_a_header_that_says_too_little_is_found(
    happen: Callable[[Stage], None], after_monday: Stage, tmp_path: Path
) -> None:
    stage = copy_of(after_monday, tmp_path)
    happen(stage)
    stage.build()
    assert stage.passed, stage.outcome
    assert SEEN[happen] <= untrue(stage) <= FAULTS.keys()


def test_every_fault_is_seen_once() -> None:
    assert set().union(*SEEN.values()) == FAULTS.keys()


def untrue(stage: Stage) -> set[str]:
    """Models that differ from their SELECT over what lies in the warehouse; those that Python computes left aside."""
    parameters = sql_parameters(stage.settings.company)
    warehouse = open_warehouse(stage.settings)
    found = set()
    with warehouse.read() as connection:
        for model in load_models(stage.settings.sql_folder):
            if model.is_computed or model.materialized == "view":
                continue
            columns = ", ".join(f'"{name}"' for name in model.columns)
            made = f"select {columns} from ({model.sql(parameters, SQLGLOT_DIALECT[warehouse.dialect])}) as made"
            lies = f"select {columns} from {model.table}"
            differ = (
                f"select 1 from ({made} except all {lies}) as a union all select 1 from ({lies} except all {made}) as b"
            )
            if run_sql(connection, f"select count(*) from ({differ}) as differ").scalar_one():
                found.add(model.table)
    return found
