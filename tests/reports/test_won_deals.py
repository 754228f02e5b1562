"""A company without a till: won deals are its revenue, its return is the one worked out by hand, nothing is a wall."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
import sqlalchemy as sa
import yaml

from plumbline.days import Days
from plumbline.errors import SettingsWrong
from plumbline.example.b2b import FIRST_DAY, LAST_DAY, write_b2b
from plumbline.reports.publish import publish
from plumbline.settings import PROJECT, Company, Settings
from plumbline.sources.definition import load_sources
from plumbline.sources.pull import pull
from plumbline.warehouse.build import build
from plumbline.warehouse.engines import open_warehouse

COMPANY = PROJECT / "include" / "examples" / "b2b"
SUNDAY = date(2026, 9, 27)
# six months, in EUR: amounts of the won deals; ads by day, months, and the fair; (revenue − cost) / cost
BY_HAND = {
    # program: (won deals, revenue, cost, ROI in per cent)
    "webinars": (8, 4 * 10_000 + 4 * 14_000, 6 * 4_000, "300"),
    "trade_fair": (6, 4 * 15_000 + 2 * 30_000, 60_000, "100"),
    "linkedin": (7, 5 * 12_000 + 2 * 22_500, 183 * 250 + 6 * 4_000, "50.5376"),
    "search": (12, 6 * 4_000 + 6 * 8_000, 183 * 200 + 6 * 3_900, "20"),
    "partners": (5, 5 * 18_000, 6 * 2_500, "500"),
    "abm": (2, 36_000 + 54_000, 6 * 20_000, "-25"),
}

pytestmark = pytest.mark.slow
Pages = Callable[[str, date, str], list[str]]


@pytest.fixture(scope="module", params=["won_deals", "both"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The company's six months, loaded and built; without any order, both settings must say the same."""
    folder = tmp_path_factory.mktemp("won-deals")
    write_b2b(folder / "drop")
    company = folder / "company"
    company.mkdir()
    for name in ("sources", "reports"):
        (company / name).symlink_to(COMPANY / name)
    rules = yaml.safe_load((COMPANY / "company.yaml").read_text("utf-8"))
    assert rules["revenue_from"] == "won_deals"
    (company / "company.yaml").write_text(yaml.safe_dump(rules | {"revenue_from": request.param}), "utf-8")
    env = {"PLUMBLINE_VAR": str(folder), "PLUMBLINE_COMPANY": str(company), "PLUMBLINE_DROP": str(folder / "drop")}
    settings = Settings.from_env(env)
    days = Days(FIRST_DAY, LAST_DAY)
    for source in load_sources(settings.sources_folder):
        pull(settings, source.name, days)
    assert build(settings, days).warnings == ()
    return settings


@pytest.fixture
def pages(settings: Settings) -> Pages:
    """The pages' text of a report in one language."""

    def read(report: str, day: date, language: str) -> list[str]:
        path = publish(settings, report, day, [language])[0].path
        return [re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(path).pages]

    return read


def test_the_return_of_each_program_is_the_one_by_hand(settings: Settings, pages: Pages) -> None:
    query = sa.text(
        "select program_id, orders, net_revenue, cost, roi_percent, romi, contribution from marts.program_period"
        " where as_of_day = :day and vintage = 'as_reported'"
    )
    with open_warehouse(settings).read() as connection:
        found = {row.program_id: row for row in connection.execute(query, {"day": LAST_DAY})}
        names = dict(connection.execute(sa.text("select program_id, program_name from marts.program")).tuples().all())
    pulse = " ".join(pages("daily-pulse", LAST_DAY, "en"))
    for program, (deals, revenue, cost, roi) in BY_HAND.items():
        row = found.pop(program)
        assert (row.orders, row.net_revenue, row.cost, row.roi_percent) == (deals, revenue, cost, Decimal(roi)), program
        assert row.romi is None
        shown = rf"{names[program]} .*?{cost / 1000:.1f} {revenue / 1000:.1f} {Decimal(roi):.0f} ".replace("-", "−")
        assert re.search(shown, pulse), shown
    assert not any(row.net_revenue or row.cost for row in found.values())
    assert "Total 215.0" in pulse and "348.8 573.0 64 " in pulse


def test_the_board_reads_what_a_month_of_won_deals_returned(settings: Settings, pages: Pages) -> None:
    """September: nine deals of 111,500; 30 days of ads at 450 and a month's 34,400 cost 47,900."""
    is_deals_only = settings.company.revenue_from == "won_deals"
    first, *_ = pages("board-report", LAST_DAY, "en")
    told = "won deals brought €112k: ROI 133%" if is_deals_only else "brought €112k of revenue: ROI 133%"
    assert f"In September 2026 marketing cost €48k and {told}, 68 points less than the month before" in first
    name = "Revenue from won deals" if is_deals_only else "Revenue"
    for figure in (f"{name} b €112k", "Revenue less cost c €64k", "Cost of marketing d €48k"):
        assert figure in first
    assert "Return on revenue (ROI) e 133%" in first
    assert "€64k is left of €112k sales, before what the goods cost" in first
    assert "Sales 111.5" in first and "Other costs −34.4" in first and "Result 63.6" in first
    assert "Not known" not in first and "ROMI" not in first and "till" not in first


def test_the_week_shows_the_return_on_revenue(settings: Settings, pages: Pages) -> None:
    first, *_ = pages("weekly-review", SUNDAY, "en")
    assert "Return on revenue (ROI) c 67%" in first
    # partners returned more, on less than a twentieth of the cost
    assert "of programs with at least 5% of the cost, Webinars returned most: ROI 307%" in first
    assert "Not known" not in first and "ROMI is not known" not in first


@pytest.mark.parametrize("language", ["de", "he"])
@pytest.mark.parametrize(("report", "day"), [("board-report", LAST_DAY), ("weekly-review", SUNDAY)])
def test_other_languages_say_the_same(pages: Pages, report: str, day: date, language: str) -> None:
    """`publish` refuses pages that do not say the figures; no text may be left in English."""
    first, *_ = pages(report, day, language)
    assert "Return on revenue" not in first and "won deals" not in first


def test_another_word_is_refused(tmp_path: Path) -> None:
    rules = yaml.safe_load((COMPANY / "company.yaml").read_text("utf-8"))
    path = tmp_path / "company.yaml"
    path.write_text(yaml.safe_dump(rules | {"revenue_from": "invoices"}), "utf-8")
    with pytest.raises(SettingsWrong, match="Set revenue_from to one of orders, won_deals, both"):
        Company.load(path)
