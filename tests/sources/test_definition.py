"""What a source's YAML may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import SettingsWrong
from plumbline.settings import PROJECT
from plumbline.sources.definition import FIELD_TYPES, Field, load_source, load_sources
from plumbline.warehouse.staging import load_staging

LEAST = "title: Tills\nfiles: a_{day}.csv\ntable: till_return\nfields: {return_id: Return ID}\n"
COMPANIES = [
    PROJECT / "include",
    *sorted(path.parent for path in (PROJECT / "include" / "real").glob("*/company.yaml")),
]


def write(folder: Path, yaml: str, name: str = "tills") -> Path:
    """A source's two files."""
    (folder / f"{name}.sql").write_text("select return_id from export", encoding="utf-8")
    path = folder / f"{name}.yaml"
    path.write_text(yaml, encoding="utf-8")
    return path


@pytest.mark.parametrize("company", COMPANIES, ids=lambda path: path.name)
def test_every_source_can_be_read_and_has_its_table(company: Path) -> None:
    sources = load_sources(company / "sources")
    tables = load_staging(PROJECT / "include" / "sql")
    assert len(sources) >= (16 if company == PROJECT / "include" else 1)
    for source in sources:
        assert source.sql_path.read_text(encoding="utf-8").strip(), source.name
        assert source.table in tables, source.name
        assert {field.type for field in source.fields} <= set(FIELD_TYPES), source.name
        assert source.title and source.owner and source.system, source.name
        assert source.folder == company / "sources"


def test_several_sources_come_by_name(tmp_path: Path) -> None:
    for name in ("zoo", "alpha", "mid"):
        write(tmp_path, LEAST, name)
    (tmp_path / "README.md").write_text("no source", encoding="utf-8")
    assert [source.name for source in load_sources(tmp_path)] == ["alpha", "mid", "zoo"]


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, LEAST))
    assert (source.system, source.slice, source.arrives, source.kind) == ("tills", "file", "daily", "csv")
    assert (source.delimiter, source.encoding, source.nulls) == (None, "utf-8", ("", "-", "--"))
    assert (source.look_back_days, source.refuse_above, source.empty) == (3, 0.05, "accept")
    assert source.fields == (Field("return_id", "text", ("Return ID",)),)


def test_a_field_in_all_its_forms(tmp_path: Path) -> None:
    yaml = (
        "title: Tills\nfiles: a.csv\ntable: till_return\nnulls: [n/a, 0]\nfields:\n"
        "  a: Return ID\n"
        "  b: {type: decimal}\n"
        "  c: {heading: [Cost, Total cost], type: decimal, required: true}\n"
        "  d: {heading: Day, type: date, format: '%Y%m%d', optional: true}\n"
        "  e: {path: $.geo.country}\n"
        "  f: {heading: 2024, type: timestamp, zone: Europe/Berlin}\n"
    )
    source = load_source(write(tmp_path, yaml))
    assert source.fields == (
        Field("a", "text", ("Return ID",)),
        Field("b", "decimal", ("b",)),
        Field("c", "decimal", ("Cost", "Total cost"), required=True),
        Field("d", "date", ("Day",), optional=True, format="%Y%m%d"),
        Field("e", "text", ("e",), path="$.geo.country"),
        Field("f", "timestamp", ("2024",), zone="Europe/Berlin"),
    )
    assert source.nulls == ("", "n/a", "0")


def test_marks_and_bounds_of_numbers(tmp_path: Path) -> None:
    yaml = (
        "title: Tills\nfiles: a.csv\ntable: ad_day\ndecimal: comma\nthousands: ['.']\nfooter: End\nfields:\n"
        "  a: {type: decimal}\n"
        "  b: {type: decimal, decimal: point}\n"
        "  spend: {type: money}\n"
        "  reach: {type: integer, at_least: -1}\n"
        "  views: {type: text}\n"
    )
    source = load_source(write(tmp_path, yaml))
    assert source.footer == ("End",)
    assert source.fields == (
        Field("a", "decimal", ("a",), decimal="comma", thousands=(".",)),
        Field("b", "decimal", ("b",), decimal="point"),
        # what is spent is never below zero, unless it is said; a text has no bounds
        Field("spend", "money", ("spend",), decimal="comma", thousands=(".",), at_least=0),
        Field("reach", "integer", ("reach",), decimal="comma", thousands=(".",), at_least=-1),
        Field("views", "text", ("views",)),
    )


def test_a_snapshot_must_not_be_empty_unless_it_is_said(tmp_path: Path) -> None:
    assert load_source(write(tmp_path, f"{LEAST}slice: whole\n")).empty == "refuse"
    assert load_source(write(tmp_path, f"{LEAST}slice: whole\nempty: accept\n")).empty == "accept"


@pytest.mark.parametrize(
    ("yaml", "what"),
    [
        ("", "is empty."),
        ("- a\n- b\n", "is empty."),
        ("title: x\nfields: {a: A}\n", "lacks files, table."),
        (
            LEAST.replace("{return_id: Return ID}", "[Return ID]"),
            "has fields that are no mapping of names to headings.",
        ),
        (LEAST + "arrives: weekly\n", "has arrives: weekly; allowed are daily, on_change."),
        (LEAST + "kind: xlsx\n", "has kind: xlsx; allowed are csv, jsonl."),
        (LEAST + "empty: ignore\n", "has empty: ignore; allowed are accept, refuse."),
        (LEAST + "decimal: dot\n", "has decimal: dot; allowed are point, comma."),
        (LEAST + "thousands: [',']\n", "has thousands: without decimal: point or decimal: comma beside it."),
        (
            LEAST + "decimal: comma\nthousands: [',']\n",
            "has thousands: ','; beside decimal: comma allowed are '.' ' ' \"'\".",
        ),
        (LEAST + "delimiter: tab\n", "has delimiter: 'tab'; it is one character, as ; or \"\\t\"."),
        (
            LEAST.replace("Return ID}", "{type: date, equals: other}}"),
            "has field return_id with equals: other, which is no field of it.",
        ),
        (
            LEAST.replace("Return ID}", "{type: text, from_field: return_id}}"),
            "has field return_id with from_field, which only a field of type currency has.",
        ),
        (
            LEAST.replace("Return ID}", "{type: text, at_least: 0}}"),
            "has field return_id with at_least: 0; it is a number, or file_day for days.",
        ),
        (
            LEAST.replace("Return ID}", "{type: integer, at_most: file_day}}"),
            "has field return_id with at_most: file_day; it is a number, or file_day for days.",
        ),
        (LEAST + "refuse_above: 5\n", "has refuse_above: 5; it is a share from 0 to 1, as 0.05."),
        (
            LEAST.replace("Return ID", "{type: price}"),
            f"has field return_id of type price; types are {', '.join(FIELD_TYPES)}.",
        ),
    ],
)
def test_what_it_must_not_say(tmp_path: Path, yaml: str, what: str) -> None:
    path = write(tmp_path, yaml)
    with pytest.raises(SettingsWrong) as failure:
        load_source(path)
    assert failure.value.message == f"{path} {what}"


def test_an_sql_file_must_lie_beside_it(tmp_path: Path) -> None:
    path = write(tmp_path, LEAST)
    path.with_suffix(".sql").unlink()
    with pytest.raises(SettingsWrong, match=r"tills\.yaml has no tills\.sql beside it\."):
        load_source(path)


def test_its_hash_changes_with_either_file_and_with_nothing_else(tmp_path: Path) -> None:
    path = write(tmp_path, LEAST)
    first = load_source(path).definition_hash
    assert load_source(write(tmp_path, LEAST, "other")).definition_hash == first
    path.write_text(f"{LEAST}owner: finance\n", encoding="utf-8")
    second = load_source(path).definition_hash
    path.with_suffix(".sql").write_text("select upper(return_id) as return_id from export", encoding="utf-8")
    assert len({first, second, load_source(path).definition_hash}) == 3
