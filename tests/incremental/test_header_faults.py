"""Headers that say less than the whole of what a change reaches: planted into the example's models, all are found.

They are planted together. So that one can't hide behind another, each model is held against its own SELECT over what
lies in the warehouse, which every model has to equal whose inputs were followed rightly.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping

import pytest

from plumbline.settings import PROJECT
from plumbline.warehouse.engines import SQLGLOT_DIALECT, open_warehouse, run_sql
from plumbline.warehouse.models import load_models
from plumbline.warehouse.parameters import sql_parameters
from tests.incremental.stage import Stage, new_stage, write_exports
from tests.incremental.steps import Step

# A model to what its header says and what it says instead.
FAULTS: Mapping[str, tuple[str, str]] = {
    "core.program_window": ("event_day for :period_days days", "event_day for 1 days"),
    "core.period_sum": ("core.program_fact: event_day for 92 days", "core.program_fact: event_day for 7 days"),
    "marts.conversion_counts": ("core.ad_fact: day for :period_days days", "core.ad_fact: day for 2 days"),
    "core.deal_latest": ("business.day >= moved.first_day", "business.day = moved.first_day"),
    "core.deal_pipeline": ("core.deal_latest: day for 2 days", "core.deal_latest: day"),
    "core.touchpoint": (
        "core.order_version: order_id",
        "core.order_version: select order_id from changed where sign < 0",
    ),
    "core.subject_journey": (
        "core.order_version: order_id",
        "core.order_version: select order_id from changed where known_until < date '9999-12-31'",
    ),
    "core.program_fact": ("core.cost_day: day", "core.cost_day: select day from changed where sign < 0"),
    "core.cost_day": (
        "calendar.day between\n      changed.starts_on and changed.ends_on",
        "calendar.day between\n      changed.starts_on and changed.starts_on",
    ),
    "marts.restatement": ("select known_from from changed; select fact", "select fact"),
    "core.lead_state": (
        "columns:\n",
        "changed_by:\n  staging.lead: select known_from from changed\ncolumns:\n",
    ),
}
STEPS = [
    Step("next days", 7),
    Step("other lists", 4),
    Step("mended files", 11),
    Step("next days", 3),
    Step("late files", 5),
]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The first days of the example, built by SQL with these faults in it."""
    folder = tmp_path_factory.mktemp("faults")
    shutil.copytree(PROJECT / "include" / "sql", folder / "home" / "include" / "sql")
    for table, (said, instead) in FAULTS.items():
        path = folder / "home" / "include" / "sql" / f"{table.replace('.', '/')}.sql"
        text = path.read_text(encoding="utf-8")
        assert said in text, table
        path.write_text(text.replace(said, instead, 1), encoding="utf-8")
    return new_stage(write_exports(folder / "world"), folder / "stage", home=folder / "home")


@pytest.mark.slow
def test_headers_that_say_too_little_are_found(stage: Stage) -> None:
    found: set[str] = set()
    for step in STEPS:
        step.take(stage)
        assert stage.passed, stage.outcome
        found |= untrue(stage)
    assert found == set(FAULTS)


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
