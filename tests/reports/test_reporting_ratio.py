"""What platforms report for each booked order."""

from __future__ import annotations

from datetime import timedelta

from plumbline.language.language import Language
from plumbline.layout.blocks import Table
from plumbline.reports.sections import reporting_ratio
from tests.reports.marts import DAY
from tests.reports.rows import D, cells, context


def test_a_platform_s_ratio_stands_beside_its_thirteen_weeks(english: Language) -> None:
    row = {"platform": "tiktok", "platform_conversions": D(210), "orders": D(100), "ratio_low": D("2.02"),
           "ratio_high": D("2.19"), "value_per_conversion": D(28), "value_low": D(27), "value_high": D(30)}  # fmt: skip
    rows = [row | {"as_of_day": DAY - timedelta(days=7 * n), "ratio": D("2.1") - D(n) / 10} for n in range(13)]
    ctx = context(english, "weekly_review", platform_reporting_ratio=rows)
    (table,) = reporting_ratio.reporting_ratios(ctx).blocks
    assert isinstance(table, Table)
    assert cells(table) == [["TikTok", "210", "100", "2.10", "2.02 to 2.19", "2.10", "€28", "€27 to €30"]]
    line = table.rows[0][5].line
    assert line is not None
    assert line.alt == "TikTok, Over 13 weeks: 0.90 on 7 Aug, 2.10 on 30 Oct, 2.10 at most."
