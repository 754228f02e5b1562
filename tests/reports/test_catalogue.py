"""The report's YAML: read whole, or refused with the file's name and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import SettingsWrong
from plumbline.reports.archive import slug
from plumbline.reports.catalogue import load_plan
from tests.reports.marts import PROJECT


def test_the_example_has_three_readers() -> None:
    plan = load_plan(PROJECT / "include" / "reports" / "daily_pulse.yaml")
    assert (plan.name, plan.languages) == ("daily-pulse", ("en",))
    assert [reader.address for reader in plan.readers("en")] == [
        "ceo@nightjar.example",
        "cfo@nightjar.example",
        "cmo@nightjar.example",
    ]
    assert plan.readers("de") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "is missing"),
        ("title: x\nlanguages: [en]\nrecipients: []\n", "'name'"),
        ("name: x\ntitle: x\nlanguages: []\nrecipients: [{address: a@b.example}]\n", "can't be read"),
        ("name: x\ntitle: x\nlanguages: [en]\nrecipients: [{name: Nobody}]\n", "'address'"),
        ("name: [x\n", "can't be read"),
        ("name: x\ntitle: x\nlanguages: [en]\nrecipients: [{address: a@b.example, language: de}]\n", "not made in: de"),
    ],
)
def test_a_plan_that_can_not_be_kept_is_refused(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "daily_pulse.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsWrong, match=said) as refusal:
        load_plan(path)
    assert refusal.value.remedy


def test_the_name_of_the_file_is_made_of_the_company_in_any_script() -> None:
    assert slug("Nightjar Costumes GmbH") == "nightjar-costumes-gmbh"
    assert slug("Bühne & Söhne / Zürich") == "bühne-söhne-zürich"
    assert slug("צבר בעמ") == "צבר-בעמ"
    assert slug("../../etc") == "etc"
    assert slug("…") == "company"
