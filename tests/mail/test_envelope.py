"""The mail beside the PDF: what is sealed is what is sent."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from plumbline.errors import ReportRefused
from plumbline.mail.envelope import Envelope, seal, unseal
from plumbline.mail.letter import delivery_key
from tests.mail.conftest import Report


def test_an_envelope_gives_back_the_letter(report: Report) -> None:
    path = seal(report)
    assert path.parent == report.path.parent and path.name.endswith("en.mail.json")
    found = unseal(path)
    for field in fields(Envelope):
        if field.name != "recipients":
            assert getattr(found, field.name) == getattr(report, field.name)
    assert [(one.address, one.name) for one in found.recipients] == [
        (one.address, one.name) for one in report.recipients
    ]
    assert delivery_key(found, "ada@nightjar.example") == delivery_key(report, "ada@nightjar.example")


def test_sealing_again_gives_the_same_bytes(report: Report) -> None:
    first = seal(report).read_bytes()
    assert seal(report).read_bytes() == first


def test_a_lost_or_torn_envelope_says_what_to_do(report: Report, tmp_path: Path) -> None:
    with pytest.raises(ReportRefused, match="can't be read"):
        unseal(tmp_path / "gone.mail.json")
    path = seal(report)
    path.write_text(path.read_text()[:40])
    with pytest.raises(ReportRefused, match="can't be read") as caught:
        unseal(path)
    assert "publish" in caught.value.remedy
