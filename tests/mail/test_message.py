"""The mail beside the PDF: what is saved is what is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from plumbline.errors import ReportRefused
from plumbline.mail.message import CorrectionText, ReportMail, load, save
from plumbline.mail.queue import delivery_key


def test_a_saved_mail_is_read_back_as_it_was(report: ReportMail) -> None:
    german = CorrectionText("Berichtigt: {changes}", "{figure} {now} (zuvor {before})", ", ")
    mail = replace(report, figures={"Umsatz": "455 Tsd. €", "ROMI": "38 %"}, correction=german)
    path = save(mail)
    assert path.parent == report.path.parent and path.name.endswith("en.mail.json")
    assert load(path) == mail
    assert list(load(path).figures) == ["Umsatz", "ROMI"]
    assert delivery_key(load(path), "ada@nightjar.example") == delivery_key(report, "ada@nightjar.example")


def test_saving_again_gives_the_same_bytes(report: ReportMail) -> None:
    first = save(report).read_bytes()
    assert save(report).read_bytes() == first


def test_a_mail_that_was_saved_before_there_were_figures_can_still_be_sent(report: ReportMail) -> None:
    path = save(report)
    raw = json.loads(path.read_text())
    del raw["figures"], raw["correction"]
    raw["recipients"] = [{"address": person["address"], "name": person["name"]} for person in raw["recipients"]]
    path.write_text(json.dumps(raw))
    assert load(path) == replace(report, recipients=tuple(replace(to, language="") for to in report.recipients))


def test_a_lost_or_torn_mail_says_what_to_do(report: ReportMail, tmp_path: Path) -> None:
    with pytest.raises(ReportRefused, match="can't be read"):
        load(tmp_path / "gone.mail.json")
    path = save(report)
    path.write_text(path.read_text()[:40])
    with pytest.raises(ReportRefused, match="can't be read") as caught:
        load(path)
    assert "publish" in caught.value.remedy
