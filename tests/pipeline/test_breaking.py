"""A measure that is broken on purpose turns its test red: the truth is a test that can fail."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from plumbline.days import Days
from plumbline.errors import CheckFailed
from plumbline.settings import PROJECT, Settings
from plumbline.warehouse.build import build
from plumbline.warehouse.engines import open_warehouse
from tests.pipeline.conftest import BUSINESS_DAY
from tests.pipeline.truth import QUESTIONS, hold


@dataclass(frozen=True)
class Breakage:
    """A small mistake in one model, as somebody might make it."""

    model: str
    right: str
    wrong: str
    question: str


BREAKAGES = {
    "60 % itself is left out": Breakage(
        "core/deal_as_reported", "state.probability >= coalesce", "state.probability > coalesce", "qualified pipeline"
    ),
    "a deal at yesterday's rate": Breakage(
        "core/deal_latest", "on fx.day = state.day", "on fx.day = state.day - interval '1' day", "qualified pipeline"
    ),
    "a lost deal counts as fallen below": Breakage(
        "core/deal_movement", "and is_lost then 'lost'", "and is_lost then 'fell_below'", "bridge"
    ),
    "late knowledge leaks into the past": Breakage(
        "core/deal_as_reported",
        "known_on(event, snapshot_day.known_on)",
        "event.known_from >= cast('1900-01-01' as date)",
        "bridge",
    ),
    "a returned order keeps its revenue": Breakage(
        "core/revenue_event",
        "    -net_amount as net_amount,\n    -coalesce",
        "    0 as net_amount,\n    -coalesce",
        "money by day",
    ),
    "a cost loses its odd cents": Breakage(
        "core/cost_day",
        "case when day = ends_on then cents - (cents // days) * (days - 1) else cents // days end",
        "cents // days",
        "money by day",
    ),
    "a period of 29 days": Breakage("core/program_window", "< :period_days", "<= :period_days", "money of the period"),
    "ROMI on revenue": Breakage(
        "marts/program_period", "romi(contribution, cost)", "romi(net_revenue, cost)", "ROI, ROMI and ROAS"
    ),
    "duplicates are not noticed": Breakage(
        "marts/reconciliation", "sum(events - 1) as duplicates", "sum(0) as duplicates", "causes of the gap"
    ),
    "the account's zone is ours": Breakage(
        "core/click_order", "coalesce(zone.time_zone, :time_zone)", ":time_zone", "causes of the gap"
    ),
    "direct visits win": Breakage(
        "core/touch_weight",
        "case when touch.is_direct then 1 else 0 end",
        "case when touch.is_direct then 0 else 1 end",
        "credit",
    ),
    "a deleted membership is influence": Breakage(
        "core/member_version", "has_responded and not is_deleted", "has_responded", "credit"
    ),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_broken_measure_is_noticed(loaded_duckdb: Settings, world: Path, tmp_path: Path, name: str) -> None:
    breakage = BREAKAGES[name]
    shutil.copytree(PROJECT / "include", tmp_path / "include")
    for mart in (tmp_path / "include" / "sql" / "marts").glob("*.sql"):
        if "\ncomputed: " in mart.read_text(encoding="utf-8"):
            mart.unlink()  # statistics read what is asked about here, and nothing here reads them
    path = tmp_path / "include" / "sql" / f"{breakage.model}.sql"
    text = path.read_text(encoding="utf-8")
    assert breakage.right in text
    path.write_text(text.replace(breakage.right, breakage.wrong), encoding="utf-8")
    shutil.copy(open_warehouse(loaded_duckdb).url.database or "", tmp_path / "warehouse.duckdb")
    broken = replace(loaded_duckdb, home=tmp_path, warehouse=f"duckdb:///{tmp_path / 'warehouse.duckdb'}")
    try:
        build(broken, Days(BUSINESS_DAY.replace(day=1), BUSINESS_DAY))
    except CheckFailed:
        return  # the product's own checks noticed it before any truth did
    with open_warehouse(broken).read() as connection:
        answer = hold(connection, world, QUESTIONS[breakage.question])
    assert answer.differences
