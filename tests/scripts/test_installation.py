"""What `make` refuses, and in which words."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts.example import Example
from scripts.house import PROJECT, House, Stop


def test_a_port_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(Stop, match="PORT is 'http'"):
        House.from_env()


@pytest.mark.parametrize(
    ("first", "day", "says"),
    [("2026-05-01", "30.10.2026", "dates such as 2026-10-30"), ("2026-10-30", "2026-10-30", "needs a history")],
)
def test_days_are_dates_in_order(first: str, day: str, says: str) -> None:
    with pytest.raises(Stop, match=says):
        Example.from_env({"FIRST_DAY": first, "DAY": day})


def test_exports_that_are_not_the_examples_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("mine")
    with pytest.raises(Stop, match="not written over"):
        Example.from_env({"FIRST_DAY": "2026-10-29", "DAY": "2026-10-30"}).write_exports(tmp_path)
    assert (tmp_path / "orders.csv").read_text() == "mine"


def test_exports_are_written_once(tmp_path: Path) -> None:
    example = Example.from_env({"FIRST_DAY": "2026-10-29", "DAY": "2026-10-30"})
    writer = example.write_exports(tmp_path)
    assert writer is not None
    example.finish_exports(tmp_path, writer)
    assert (tmp_path / "till" / "2026-10-30").is_dir()
    assert example.write_exports(tmp_path) is None


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
