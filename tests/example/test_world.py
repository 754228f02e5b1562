"""What the generator promises of itself: the same bytes again, days that stay, no code shared with the pipeline."""

from __future__ import annotations

import ast
import hashlib
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

import plumbline.example
from plumbline.example.scale import MOST, Scale
from plumbline.example.world import FIRST_DAY, LAST_DAY, main, write_world

FIRST, LAST = date(2026, 10, 5), date(2026, 10, 22)


def digests(folder: Path, until: date = date.max) -> dict[str, str]:
    """Every file below a folder with the hash of its bytes; of the exports only those delivered by a day."""
    found = {}
    for path in sorted(folder.rglob("*")):
        where = path.relative_to(folder)
        if path.is_file() and (until == date.max or (len(where.parts) == 3 and where.parts[1] <= until.isoformat())):
            found[str(where)] = hashlib.sha256(path.read_bytes()).hexdigest()
    assert found
    return found


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("short")
    write_world(out, FIRST, LAST)
    return out


def test_the_same_seed_gives_the_same_bytes_in_another_process(short: Path, tmp_path: Path) -> None:
    plugins = Path(plumbline.example.__file__ or "").parents[2]
    command = [sys.executable, "-m", "plumbline.example.world", "--out", str(tmp_path)]
    command += ["--first-day", str(FIRST), "--last-day", str(LAST)]
    environment = {"PYTHONPATH": str(plugins), "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    subprocess.run(command, check=True, env=environment)
    assert digests(tmp_path) == digests(short)


def test_another_seed_gives_another_world(short: Path, tmp_path: Path) -> None:
    write_world(tmp_path, FIRST, LAST, seed=8)
    other, ours = digests(tmp_path), digests(short)
    assert other.keys() == ours.keys()
    orders = [name for name in ours if "orders_" in name]
    assert len(orders) == (LAST - FIRST).days + 1
    assert all(other[name] != ours[name] for name in orders)


def test_a_later_last_day_leaves_the_days_before_it_as_they_are(short: Path, tmp_path: Path) -> None:
    write_world(tmp_path, FIRST, LAST + timedelta(days=9))
    assert digests(tmp_path, until=LAST) == digests(short, until=LAST)
    assert len(digests(tmp_path)) > len(digests(short)) + 9 * 10


def test_a_range_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"lies after the last day.*Nothing was written"):
        write_world(tmp_path, LAST, FIRST)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["0", "-3", str(MOST + 1), "orders=0", f"ads=2,deals={MOST + 1}"])
def test_a_scale_out_of_bounds_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=rf"is -?\d+\. Nothing was written\. Give a whole number from 1 to {MOST}"):
        Scale.parse(text)


@pytest.mark.parametrize("text", ["", "many", "2.5", "clicks=3", "orders", "orders=2,orders=3", "orders=2;web=2"])
def test_other_words_for_a_scale_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"can't be read at .*Nothing was written.*ads, web, orders, deals"):
        Scale.parse(text)


def test_a_scale_is_read_as_it_is_written() -> None:
    assert Scale.parse("20") == Scale(20, 20, 20, 20)
    assert Scale.parse("orders=100, deals=5") == Scale(ads=1, web=1, orders=100, deals=5)


def test_the_command_line_refuses_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["world", "--out", str(tmp_path), "--scale", "0"])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert "The scale of ads is 0. Nothing was written." in " ".join(capsys.readouterr().err.split())
    assert not list(tmp_path.iterdir())


def test_every_day_of_the_range_is_delivered(world: Path) -> None:
    about = json.loads((world / "truth" / "world.json").read_text("utf-8"))
    days = {(FIRST_DAY + timedelta(days=n)).isoformat() for n in range((LAST_DAY - FIRST_DAY).days + 1)}
    outages = {
        (one["system"], str(date.fromisoformat(one["delivery"]) - timedelta(days=1)))
        for one in about["faults"]
        if one["what"] == "outage"
    }
    assert outages == {("salesforce", "2026-08-14"), ("salesforce", "2026-10-13"), ("till", "2026-10-21")}
    for system in ("tiktok_ads", "ga4", "salesforce", "till"):
        silent = {day for name, day in outages if name == system}
        assert {folder.name for folder in (world / system).iterdir()} == days - silent
    for system, day in outages:
        after = world / system / str(date.fromisoformat(day) + timedelta(days=1))
        assert sum(day in path.name for path in after.iterdir()) == {"salesforce": 7, "till": 2}[system]
    rates = {folder.name for folder in (world / "company").iterdir() if (folder / "fx_rates.csv").exists()}
    assert rates == {day for day in days if date.fromisoformat(day).weekday() < 5}


def test_the_example_shares_no_code_with_the_pipeline() -> None:
    folder = Path(plumbline.example.__file__ or "").parent
    modules = sorted(folder.rglob("*.py"))
    assert len(modules) > 20
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path}: a relative import"
            for name in names:
                ours = name.split(".")[:2] == ["plumbline", "example"]
                assert ours or name.split(".")[0] in sys.stdlib_module_names, f"{path} imports {name}"
