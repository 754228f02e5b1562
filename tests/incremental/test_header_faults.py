"""Headers that say less than the whole of what a change reaches: planted into the example's models, all are found.

They are planted together. So that one can't hide behind another, each model is held against its own SELECT over what
lies in the warehouse, which every model has to equal whose inputs were followed rightly.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from plumbline.settings import PROJECT
from plumbline.warehouse.engines import SQLGLOT_DIALECT, open_warehouse, run_sql
from plumbline.warehouse.models import load_models
from plumbline.warehouse.parameters import sql_parameters
from tests.incremental.stage import Stage, day_of, new_stage, write_exports

# A model to what its header says and what it says instead.
FAULTS: Mapping[str, tuple[str, str]] = {
    "core.program_window": ("core.program_fact: event_day for :period_days days", "core.program_fact: event_day"),
    "core.deal_latest": ("business.day >= moved.first_day", "business.day = moved.first_day"),
    "core.deal_pipeline": ("core.deal_latest: day for 2 days", "core.deal_latest: day"),
    "core.subject_journey": ("core.order_version: order_id", "core.order_version: select null as key from changed"),
    "core.cost_day": ("changed.starts_on and changed.ends_on", "changed.starts_on and changed.starts_on"),
    "marts.restatement": (
        """; select fact.known_from from core.program_fact as fact inner join
      changed on changed.source = fact.source and changed.event_day = fact.event_day""",
        "",
    ),
}
DAY = date(2026, 9, 25)  # of which the deals are mended after the Sunday was built


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
    assert untrue(stage) == set()
    found: set[str] = set()
    for happen in (a_sunday, a_monday, mended_orders, mended_deals, mended_costs):
        happen(stage)
        stage.build()
        assert stage.passed, stage.outcome
        found |= untrue(stage)
    assert found == set(FAULTS)


def a_sunday(stage: Stage) -> None:
    """A report day."""
    new_day(stage, date(2026, 9, 27))


def a_monday(stage: Stage) -> None:
    """The day after."""
    new_day(stage, date(2026, 9, 28))


def new_day(stage: Stage, day: date) -> None:
    """All of a day's exports."""
    for path in sorted(stage.world.glob(f"*/{day}/*.*")):
        stage.deliver(path.relative_to(stage.world))
    stage.last = day
    stage.pull(day, day)


def mended_orders(stage: Stage) -> None:
    """Other amounts."""
    mend(stage, "till/2026-09-26/orders_2026-09-26.csv", {"Net amount": lambda told: f"{float(told) + 1:.2f}"})


def mended_deals(stage: Stage) -> None:
    """Other amounts."""
    larger = {"Amount": lambda told: f"{float(told) + 100:.2f}"}
    mend(stage, f"salesforce/{DAY}/OpportunityHistory_{DAY}.csv", larger)


def mended_costs(stage: Stage) -> None:
    """Other amounts of costs that run over months."""
    mend(stage, "company/2026-09-23/costs.csv", {"amount": lambda told: f"{float(told) * 1.1:.2f}"})


def mend(stage: Stage, name: str, change: Mapping[str, Callable[[str], str]]) -> None:
    """Deliver a file again with other values in some columns, and pull its day."""
    heading, *rows = csv.reader(io.StringIO((stage.drop / name).read_text(encoding="utf-8-sig")))
    for place, column in enumerate(heading):
        if column in change:
            for row in rows:
                if len(row) == len(heading) and row[place]:
                    row[place] = change[column](row[place])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([heading, *rows])
    stage.deliver(Path(name), out.getvalue().encode())
    stage.pull(day_of(Path(name)), day_of(Path(name)))


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
