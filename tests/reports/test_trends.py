"""Programs over thirteen weeks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from plumbline.language.language import Language
from plumbline.layout.charts.figure import TREND_HEIGHT, trend
from plumbline.reports.publish import KINDS
from plumbline.reports.sections import trends
from tests.reports.marts import DAY
from tests.reports.rows import D, cells, context


@pytest.fixture(autouse=True)
def _listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The section's reads belong to the kind, wherever it is listed."""
    monkeypatch.setattr(type(KINDS["weekly_review"]), "reads", property(lambda _: dict(READS)))


READS = {**KINDS["weekly_review"].reads, **trends.program_trends.reads}


def week(program: str, back: int, **known: Any) -> dict[str, Any]:
    """A program's row so many weeks before the day."""
    return {"program_id": program, "as_of_day": DAY - timedelta(days=7 * back), "vintage": "as_reported"} | known


def test_each_program_has_its_lines_and_today_s_figures(english: Language) -> None:
    money = [week("abm", back, cost=D(1000 + 100 * back), romi=D("0.5")) for back in range(13)]
    money += [week("new", back, cost=D(300), romi=None) for back in range(3)]
    pipeline = [week("abm", back, qualified=D(90000 - 5000 * back)) for back in range(13)]
    ctx = context(english, "weekly_review", program_weeks=money, pipeline_weeks=pipeline)
    section = trends.program_trends(ctx)
    assert section.title == "Qualified pipeline moved most in abm: +€60k in 13 weeks"
    (table,) = section.blocks
    assert cells(table) == [["abm", "€1.0k", "€90k", "50%"], ["new", "€300", "–", "–"]]
    cost = table.rows[0][1].line  # type: ignore[union-attr]
    assert cost is not None
    assert cost.alt == "abm, Cost, 28 days: €2.2k on 7 Aug, €1.0k on 30 Oct, €2.2k at most."
    assert len(ctx.drawings.svg) == 4


def test_a_line_runs_to_the_right_breaks_where_weeks_are_missing_and_stays_inside() -> None:
    svg = trend([D(0), D(2), None, D(1), D(9)], D(0), D(4))
    assert svg.count("<polyline") == 3  # zero, and two runs
    assert 'cx="120.5" cy="3.5"' in svg  # 9 lies beyond 4: at the edge
    assert f"3.5,{TREND_HEIGHT - 3.5:.1f} 32.75,8.8" in svg  # from 0 a quarter further, half of the height


def test_nothing_known_is_said(english: Language) -> None:
    assert trends.program_trends(context(english, "weekly_review")).unknown == (
        "Not known: no cost and no pipeline of programs is known."
    )
