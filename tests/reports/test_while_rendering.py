"""A report that is being rendered keeps nobody from writing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plumbline.marts.reading import Rows
from plumbline.reports import publish as publishing
from plumbline.reports.pages import Pages
from plumbline.settings import Settings
from tests.another_process import write_meanwhile
from tests.reports import worlds
from tests.reports.conftest import DAY


def test_others_can_write(monkeypatch: pytest.MonkeyPatch, installed: Callable[[Rows], Settings]) -> None:
    settings, said, render = installed(worlds.nightjar()), [], publishing.make_pages

    def render_slowly(*args: object) -> Pages:
        said.append(write_meanwhile(settings))
        return render(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "make_pages", render_slowly)
    assert len(publishing.publish(settings, "daily_pulse", DAY, ["en"])) == 1
    assert said == ["written"]
