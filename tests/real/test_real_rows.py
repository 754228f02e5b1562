"""The same pipeline on rows of real businesses. The expected sums were computed by hand from the files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from plumbline.days import Days
from plumbline.reports.publish import publish
from plumbline.settings import PROJECT, Settings
from plumbline.sources.definition import load_sources
from plumbline.sources.pull import pull
from plumbline.warehouse.build import build
from plumbline.warehouse.engines import open_warehouse

DATA = PROJECT.parent / "shared" / "data" / "real"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the rows of real businesses are not there: {DATA}")


def company(name: str, day: date, tmp_path: Path) -> Settings:
    """A real company, loaded and built."""
    settings = Settings.from_env(
        {
            "PLUMBLINE_VAR": str(tmp_path),
            "PLUMBLINE_COMPANY": str(PROJECT / "include" / "real" / name),
            "PLUMBLINE_DROP": str(DATA),
        }
    )
    for source in load_sources(settings.sources_folder):
        pull(settings, source.name, Days(day, day))
    build(settings, Days(day, day))
    return settings


def only_row(settings: Settings, sql: str) -> tuple[object, ...]:
    with open_warehouse(settings).read() as connection:
        return tuple(connection.execute(sa.text(sql)).one())


def words(path: Path) -> str:
    from pypdf import PdfReader

    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(path).pages)


def test_tiktok(tmp_path: Path) -> None:
    settings = company("tiktok", date(2024, 4, 24), tmp_path)
    assert only_row(settings, "select sum(rows_read), sum(rows_refused), count(*) from ops.manifest") == (523, 0, 7)
    assert only_row(settings, "select sum(spend), sum(conversions), sum(impressions) from staging.ad_day") == (
        Decimal("95891452"),
        Decimal("1318"),
        8566341,
    )
    assert only_row(
        settings, "select cost, net_revenue, romi, qualified from marts.company_period where vintage = 'latest'"
    ) == (
        Decimal("95891452"),
        None,
        None,
        None,
    )
    text = words(publish(settings, "daily_pulse", date(2024, 4, 24))[0].path)
    assert "95.9" in text or "95,891,452" in text
    assert "not known" in text.lower()


def test_olist(tmp_path: Path) -> None:
    settings = company("olist", date(2018, 11, 14), tmp_path)
    totals = "select sum(leads), sum(won_deals), sum(won_sales) from marts.lead_funnel"
    assert only_row(settings, totals) == (8000, Decimal(842), Decimal("166486.07"))
    expected = {
        "social": (75, "11710.09"),
        "paid_search": (195, "42439.57"),
        "organic_search": (271, "51038.27"),
        "email": (15, "1457.50"),
    }
    for program, (won, sales) in expected.items():
        funnel = f"select won_deals, won_sales from marts.lead_funnel where program_id = '{program}'"
        assert only_row(settings, funnel) == (Decimal(won), Decimal(sales)), program
    text = words(publish(settings, "daily_pulse", date(2018, 11, 14))[0].path)
    assert "not known" in text.lower()


def test_ga4(tmp_path: Path) -> None:
    settings = company("ga4", date(2021, 1, 31), tmp_path)
    loaded = "select count(*), sum(item_revenue) from staging.web_purchase"
    assert only_row(settings, loaded) == (16003, Decimal("362110"))
    counts = "select tracked_conversion_value, platform_conversions, orders from marts.conversion_counts"
    assert only_row(settings, counts) == (
        Decimal("362110"),
        None,
        None,
    )
    text = words(publish(settings, "daily_pulse", date(2021, 1, 31))[0].path)
    assert "not known" in text.lower()
