"""A staging table that is declared anew is filled from the landing store, with all that was known and when."""

from __future__ import annotations

import logging
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from plumbline.errors import ModelFailed
from plumbline.settings import PROJECT
from tests.sources.bench import Bench
from tests.warehouse.test_slices import DAYS, SQL, YAML, deliver, everything, known

NEW_YAML = YAML + "  starts: {heading: Cost, type: integer}\n"
NEW_SQL = SQL.replace(" spend from", " spend, starts as video_starts from")


@pytest.fixture
def old(any_bench: Bench, tmp_path: Path) -> Bench:
    """Two days of ads, the first one restated after its report was out; nothing lies in the drop any more."""
    any_bench.define("ads", YAML, SQL)
    any_bench.define("more_ads", YAML.replace("ads/", "more/"), SQL)
    shutil.copytree(PROJECT / "include" / "sql", tmp_path / "home" / "include" / "sql")
    any_bench.settings = replace(any_bench.settings, home=tmp_path / "home")
    deliver(any_bench, DAYS[1], DAYS[1], "0 x 10", "1 x 5")
    any_bench.pull("ads", DAYS[1])
    any_bench.publish(DAYS[1])
    deliver(any_bench, DAYS[2], DAYS[2], "0 x 12", "1 x 5", "2 x 7")
    any_bench.pull("ads", DAYS[2])
    any_bench.put(f"more/{DAYS[2]}/ads_{DAYS[2]}.csv", f"Day,Account,Ad,Cost\n{DAYS[2]},b,other,3\n")
    any_bench.pull("more_ads", DAYS[2])
    shutil.rmtree(any_bench.drop)
    return any_bench


def declare(bench: Bench, old_line: str, *new_lines: str) -> None:
    """Other columns for staging.ad_day; each source gives the new one."""
    path = bench.settings.sql_folder / "staging" / "ad_day.sql"
    text = path.read_text(encoding="utf-8").replace(old_line, "\n".join(new_lines))
    path.write_text(text.replace("columns:\n", "columns:\n  video_starts: times the video began\n"), encoding="utf-8")
    for name, yaml in (("ads", NEW_YAML), ("more_ads", NEW_YAML.replace("ads/", "more/"))):
        bench.define(name, yaml, NEW_SQL)


def test_what_was_known_and_when_stays(old: Bench, caplog: pytest.LogCaptureFixture) -> None:
    before = [known(old, day) for day in DAYS]
    rows = everything(old)
    assert len(rows) == 5
    with old.begin() as connection:
        connection.exec_driver_sql("delete from ops.changed_slice")
    declare(old, "  clicks bigint,", "  clicks bigint,", "  video_starts bigint,")
    with caplog.at_level(logging.WARNING), pytest.raises(Exception, match="has not arrived"):
        old.pull("ads", DAYS[3])
    assert "staging.ad_day has other columns" in caplog.text
    assert "3 files" in caplog.text
    assert everything(old) == rows
    assert [known(old, day) for day in DAYS] == before
    assert old.rows("select distinct video_starts - spend from staging.ad_day") == [(0,)]
    assert old.rows("select count(*) from ops.changed_slice where until_before is not null") == [(5,)]
    caplog.clear()
    with caplog.at_level(logging.WARNING), pytest.raises(Exception, match="has not arrived"):
        old.pull("ads", DAYS[3])
    assert "other columns" not in caplog.text


def test_rows_of_a_source_that_is_gone_are_not_lost(old: Bench) -> None:
    rows = everything(old)
    declare(old, "  clicks bigint,", "  clicks bigint,", "  video_starts bigint,")
    (old.settings.sources_folder / "more_ads.yaml").unlink()
    with pytest.raises(ModelFailed, match="rows of more_ads, which is no longer defined"):
        old.pull("ads", DAYS[3])
    assert everything(old) == rows
