"""A scope is watertight: what belongs to others stands on no page, in no attachment, in no mail."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
import yaml

from plumbline.errors import SettingsWrong
from plumbline.marts.scope import Scope, read_scope
from plumbline.reports.catalogue import Publication
from plumbline.reports.publish import publish
from plumbline.settings import Settings
from tests.reports.filled import FRIDAY, MARKS, MONTH_END, PROGRAMS, SUNDAY, TEAMS, filled
from tests.reports.marts import MARTS, Rows, company, settings_for, write_marts

DAYS = {"daily_pulse": FRIDAY, "weekly_review": SUNDAY, "board_report": MONTH_END, "platform_rating": MONTH_END}
SCOPES: list[tuple[dict[str, Any], set[str]]] = [
    ({"teams": ["Key Accounts"]}, {"Key Accounts"}),
    ({"regions": ["DACH"]}, {"Retail DACH", "Key Accounts"}),
    ({"programs": ["creators"]}, {"creators"}),
    ({"region": "UK & International", "program": "search"}, {"UK & International", "search"}),
]


def searched(one: Publication) -> Iterator[tuple[str, str]]:
    """(where, text) of everything that reaches a reader."""
    reader = pypdf.PdfReader(one.path)
    yield "pages", " ".join(page.extract_text() for page in reader.pages)
    yield "titles", str(reader.metadata) + str(reader.outline)
    yield "bytes", one.path.read_bytes().decode("latin-1")
    for name, (content, *_) in reader.attachments.items():
        yield name, content.decode("utf-8")
    yield "mail", f"{one.subject} {one.text} {one.html}"


@pytest.fixture(scope="module")
def company_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example's settings whose reports a test may rewrite."""
    folder = tmp_path_factory.mktemp("company")
    source = Settings.from_env({}).company_folder
    (folder / "reports").mkdir()
    (folder / "company.yaml").write_text((source / "company.yaml").read_text("utf-8"), "utf-8")
    return folder


@pytest.fixture(scope="module")
def scoped(company_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Publication]:
    """Publishes a report of the filled company inside a scope."""
    var = tmp_path_factory.mktemp("scoped")
    settings = dataclasses.replace(settings_for(var), company_folder=company_folder)
    write_marts(settings.warehouse, filled())

    def run(kind: str, scope: dict[str, Any] | None, name: str = "") -> Publication:
        name = name or f"{kind}-{abs(hash(str(scope)))}"
        plan = {"name": name, "title": name, "kind": kind, "languages": ["en"], "recipients": [], "scope": scope}
        (company_folder / "reports" / f"{name}.yaml").write_text(yaml.safe_dump(plan), "utf-8")
        return publish(settings, name, DAYS[kind])[0]

    return run


def _case(value: dict[str, Any] | set[str]) -> str:
    return str(sorted(value) if isinstance(value, set) else value)[:40]


@pytest.mark.parametrize("kind", DAYS)
@pytest.mark.parametrize(("scope", "allowed"), SCOPES, ids=_case)
def test_nothing_of_others_reaches_a_reader(
    scoped: Callable[..., Publication], kind: str, scope: dict[str, Any], allowed: set[str]
) -> None:
    one = scoped(kind, scope)
    by_team = set(TEAMS) & allowed
    by_program = set(PROGRAMS) & allowed
    for owner in (*TEAMS, *PROGRAMS):
        seen = owner in allowed or (owner in TEAMS and not by_team) or (owner in PROGRAMS and not by_program)
        if seen:
            continue
        for where, text in searched(one):
            assert MARKS[owner] not in text, f"{owner} in {where}"


def test_the_search_finds_what_is_there(scoped: Callable[..., Publication]) -> None:
    """Without a scope every mark is found, so that not finding one means something."""
    found = " ".join(text for kind in ("weekly_review", "daily_pulse") for _, text in searched(scoped(kind, None)))
    assert all(mark in found for mark in MARKS.values())


def test_a_scoped_total_is_the_sum_of_what_may_be_seen(scoped: Callable[..., Publication]) -> None:
    one = scoped("weekly_review", {"regions": ["DACH"]})
    assert one.subject.startswith("Qualified pipeline €25k")  # two teams of 12,345.67
    assert "Only DACH" in one.html
    said = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(one.path).pages).split())
    assert "Not shown" in said and "Programs combined" in said
    two = scoped("daily_pulse", {"programs": ["creators", "search"]})
    assert two.subject.startswith("Qualified pipeline €25k")
    assert "Revenue at the till: €25k" in two.text


def test_the_content_hash_includes_the_scope(scoped: Callable[..., Publication]) -> None:
    hashes = {
        scoped("platform_rating", scope, "same").content_hash
        for scope in (None, {"teams": ["Key Accounts"]}, {"teams": ["Retail DACH"]}, {"programs": ["search"]})
    }
    assert len(hashes) == 4


def test_a_mart_without_the_scopes_column_shows_nothing() -> None:
    team, program = Scope(teams=("Key Accounts",)), Scope(programs=("search",))
    both = Scope(teams=("Key Accounts",), programs=("search",))
    for name, shown in {
        "platform_reporting_ratio": (False, False, False),
        "profit_bridge": (False, True, False),
        "speed_to_lead": (True, True, False),
        "sales_velocity": (True, False, False),
        "lead_stage": (False, True, False),
        "calibration_score": (True, False, False),
        "lead_score": (True, True, True),
        "program": (True, True, True),
    }.items():
        assert tuple(MARTS[name].may_show(one) for one in (team, program, both)) == shown, name


def test_a_scope_that_nobody_knows_is_refused() -> None:
    with pytest.raises(SettingsWrong, match="no region 'Mars'"):
        read_scope({"regions": ["Mars"]}, company())
    with pytest.raises(SettingsWrong, match="does not know tribe"):
        read_scope({"tribe": "x"}, company())
    assert read_scope(None, company()).is_whole
    assert read_scope({"region": "DACH"}, company()).teams == ("Key Accounts", "Retail DACH")


def test_rows_of_no_team_belong_to_nobody(tmp_path: Path) -> None:
    """A deal without a team is in no team's report."""
    rows: Rows = filled()
    for row in rows["team_pipeline"]:
        row["team"] = None
    settings = settings_for(tmp_path)
    write_marts(settings.warehouse, rows)
    one = publish(settings, "weekly_review_dach", SUNDAY, ["de"])[0]
    assert "25 Tsd." not in one.text
