"""Sources, warehouse, measures, reports and mail know nothing of Airflow: with plain addresses they run without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import PROJECT

NO_AIRFLOW = """
import importlib, pkgutil, sys
sys.modules["airflow"] = None  # whoever imports it gets an ImportError

for package in ("sources", "warehouse", "measures", "reports", "mail"):
    root = importlib.import_module(f"plumbline.{package}")
    for module in pkgutil.walk_packages(root.__path__, f"plumbline.{package}."):
        importlib.import_module(module.name)
"""

ONE_DAY = """
import sys
sys.modules["airflow"] = None

from datetime import date
from plumbline.days import Days
from plumbline.errors import SettingsWrong
from plumbline.settings import Settings
from plumbline.sources.pull import pull
from plumbline.mail.transport import transport
from plumbline.warehouse.engines import open_warehouse

settings = Settings.from_env()
result = pull(settings, "tiktok_ads", Days(date(2026, 10, 30), date(2026, 10, 30)))
assert result.rows_loaded > 0, result
for misplaced in ({"PLUMBLINE_WAREHOUSE": "our_warehouse"}, {"PLUMBLINE_MAIL": "smtp:post_office"}):
    other = Settings.from_env(misplaced)
    try:
        open_warehouse(other)
        transport(other)
    except SettingsWrong as wrong:
        assert "connections are kept in Airflow" in str(wrong), wrong
    else:
        raise AssertionError(misplaced)
"""


def run(program: str, **env: str) -> None:
    path = os.pathsep.join((str(PROJECT / "plugins"), str(PROJECT)))
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": path} | env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_no_package_but_airflows_own_imports_airflow() -> None:
    run(NO_AIRFLOW)


def test_a_file_is_pulled_without_airflow(tmp_path: Path) -> None:
    name = "TikTok_Ads_Report_2026-10-30.csv"
    sample = PROJECT / "tests" / "sources" / "samples" / "tiktok_ads" / "renamed.csv"
    target = tmp_path / "drop" / "tiktok_ads" / "2026-10-30" / name
    target.parent.mkdir(parents=True)
    target.write_bytes(sample.read_bytes())
    run(ONE_DAY, PLUMBLINE_VAR=str(tmp_path), PLUMBLINE_DROP=str(tmp_path / "drop"))
