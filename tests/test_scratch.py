"""What a killed process leaves behind is removed by the next one; what a living one is writing is not."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from plumbline.scratch import scratch_prefix, write_whole
from tests.another_process import ended_process


def test_a_file_is_whole_and_alone(tmp_path: Path) -> None:
    dead, living = (tmp_path / f".report.pdf.{number}.part" for number in (ended_process(), os.getppid()))
    other = tmp_path / f".another.pdf.{ended_process()}.part"
    for half in (dead, living, other):
        half.write_bytes(b"half")
    write_whole(tmp_path / "report.pdf", b"whole")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "report.pdf": b"whole",
        living.name: b"half",
        other.name: b"half",
    }


def test_temporary_folders_of_dead_processes_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    names = {f"plumbline-{ended_process()}-parse-x": False, f"plumbline-{os.getppid()}-parse-x": True}
    names |= {"plumbline-airflow-x": True, "somebody-1-x": True}
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    assert scratch_prefix("fonts") == f"plumbline-{os.getpid()}-fonts-"
    assert {name: (tmp_path / name).exists() for name in names} == names
