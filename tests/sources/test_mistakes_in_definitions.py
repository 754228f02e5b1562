"""Mistakes in a source's own YAML and SQL: the whole message."""

from __future__ import annotations

import pytest

from plumbline.errors import ModelFailed, SettingsWrong
from tests.sources.bench import DAY, Bench, csv
from tests.sources.morning import (
    GOOD,
    HEADING,
    Morning,
)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("reason\n", "reason as cause\n", "till_returns.sql gives columns that staging.till_return has not: cause."),
        ("reason\n", "reasn\n", 'till_returns.sql can\'t be run: Binder Error: Referenced column "reasn" not found'),
        ("from export", "form export", "till_returns.sql can't be run: Parser Error: syntax error"),
    ],
)
def test_a_mistake_in_a_sources_sql(morning: Morning, before: str, after: str, message: str) -> None:
    sql = morning.bench.company_of_its_own("till_returns") / "till_returns.sql"
    sql.write_text(sql.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ModelFailed) as failure:
        morning.loads(csv(HEADING, GOOD))
    assert failure.value.message.startswith(message)
    assert failure.value.cost == "Nothing of Till, returns was loaded."
    assert failure.value.remedy.startswith("Correct the SQL")
    assert morning.rows_of(DAY) == 2


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "slice: file",
            "slicee: file",
            "has the unknown key 'slicee'; did you mean 'slice'? Known are arrives, decimal, delimiter,",
        ),
        (
            "heading: Reason",
            "headin: Reason",
            "has the unknown key 'headin' in field reason; did you mean 'heading'? Known",
        ),
        ("slice: file", "slice: day", "has slice: day; allowed are rows, file, whole."),
        (
            "type: timestamp",
            "type: datetime",
            "has field returned_at of type datetime; types are text, integer, decimal,",
        ),
        ("owner: finance", "owner: [finance", "is no YAML: while parsing a flow sequence"),
        ("slice: file", "slice: file\nencoding: utf-61", "has encoding: utf-61, which nobody knows."),
        ("slice: file", "slice: file\nrefuse_above: 5%", "has refuse_above: 5%; it is a share from 0 to 1, as 0.05."),
        ("slice: file", "slice: file\nlook_back_days: -1", "has look_back_days: -1; it is a whole number from 0."),
        ("title: ", "name: ", "has the unknown key 'name'; Known are"),
    ],
)
def test_a_mistake_in_a_sources_yaml(morning: Morning, before: str, after: str, message: str) -> None:
    yaml = morning.bench.company_of_its_own("till_returns") / "till_returns.yaml"
    yaml.write_text(yaml.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SettingsWrong) as failure:
        morning.loads(csv(HEADING, GOOD))
    assert failure.value.message.startswith(f"{yaml} {message}")
    assert failure.value.cost == "This source is not pulled."
    assert failure.value.remedy == "Correct till_returns.yaml; docs/sources.md has every key."
    assert morning.rows_of(DAY) == 2


def test_a_staging_table_that_does_not_exist(morning: Morning) -> None:
    yaml = morning.bench.company_of_its_own("till_returns") / "till_returns.yaml"
    yaml.write_text(yaml.read_text(encoding="utf-8").replace("table: till_return", "table: returns"), encoding="utf-8")
    with pytest.raises(SettingsWrong) as failure:
        morning.loads(csv(HEADING, GOOD))
    assert failure.value.message == "till_returns.yaml names the staging table 'returns', which does not exist."
    assert failure.value.remedy.startswith("Use one of ad_day, attribution_weight, ")


def test_a_source_that_does_not_exist(bench: Bench) -> None:
    with pytest.raises(SettingsWrong) as failure:
        bench.pull("till_retruns")
    assert str(failure.value) == (
        "There is no source 'till_retruns'.\nWhat it costs: Nothing is pulled."
        f"\nWhat to do: Write {bench.settings.sources_folder}/till_retruns.yaml."
    )
