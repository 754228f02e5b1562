"""What `make` refuses, and in which words."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from plumbline.example.world import write_once
from plumbline.settings import PROJECT
from scripts.installation import Example, Installation, Stop


def test_a_port_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(Stop, match="PORT is 'http'"):
        Installation.from_env()


@pytest.mark.parametrize(
    ("first", "day", "says"),
    [("2026-05-01", "30.10.2026", "dates such as 2026-10-30"), ("2026-10-30", "2026-10-30", "needs a history")],
)
def test_days_are_dates_in_order(first: str, day: str, says: str) -> None:
    with pytest.raises(Stop, match=says):
        Example.from_env({"FIRST_DAY": first, "DAY": day})


def test_exports_that_are_not_the_examples_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("mine")
    with pytest.raises(FileExistsError, match="not written over"):
        write_once(tmp_path, date(2026, 10, 29), date(2026, 10, 30))
    assert (tmp_path / "orders.csv").read_text() == "mine"


def test_exports_are_written_once(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    write_once(drop, date(2026, 10, 29), date(2026, 10, 30))
    (export,) = (drop / "till" / "2026-10-30").glob("orders_*.csv")
    export.unlink()
    write_once(drop, date(2026, 10, 29), date(2026, 10, 30))
    assert not export.exists(), "written twice"
    write_once(drop, date(2026, 10, 28), date(2026, 10, 30))
    assert export.exists() and (drop / "till" / "2026-10-28").is_dir()


def test_help_names_every_target() -> None:
    shown = subprocess.run(["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    targets = [
        line.split(":")[0] for line in (PROJECT / "Makefile").read_text().splitlines() if ": $(RUN_READY)" in line
    ]
    assert len(targets) >= 5
    for target in [*targets, "test", "down"]:
        assert f"  {target} " in shown


def test_the_locks_hold_hashes_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (PROJECT / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text and "--index" not in text and "--find-links" not in text
