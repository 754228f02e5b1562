"""Fonts are unpacked into a folder of TMPDIR; a task of Airflow, which ends without tidying up, has to remove it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from plumbline.layout.charts.svg import Drawings
from plumbline.layout.render import forget_styles, lay_out
from plumbline.settings import PROJECT


def test_no_folder_is_left_though_the_document_is_still_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_styles()  # of earlier tests
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    document = lay_out("<p>Pulse</p>", PROJECT / "include" / "templates", Drawings())
    assert [folder.name.split("-")[2] for folder in tmp_path.iterdir()] == ["fonts"]
    forget_styles()
    assert list(tmp_path.iterdir()) == []
    assert len(document.pages) == 1
