"""SQL tests that are only data: what lies in some tables, and the rows that a model then gives.

A case of `cases/*.yaml`:

    case: what it shows
    model: core.fx_rate              # or checks.missing_rate; a list of models is run through, the last one is asked
    company: {rate_valid_days: 2}    # what differs from include/company.yaml
    only: "currency = 'USD'"         # which of the model's rows are of interest
    given:
      staging.fx_rate: |
        day        | currency | rate
        2026-10-30 | USD      | 0.92
    expect: |
      day        | rate
      2026-10-30 | 0.92

Tables are the real ones, empty; a column that is not given is null, but for the spans of knowledge (always known) and
the slice's own columns. An empty cell is null. Rows are compared whatever their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("cases")
KEYS = {"case", "model", "company", "only", "given", "expect"}
DEFAULTS = {
    "source": "test",
    "account_id": "-",
    "day": "1900-01-01",
    "known_from": "1900-01-01",
    "known_until": "9999-12-31",
    "file_id": "file",
    "landed_path": "-",
    "bytes": "1",
    "sequence": "1",
    "definition": "-",
}


@dataclass(frozen=True)
class Table:
    """Columns and rows of text; None is null."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class Case:
    """One case, as its YAML says it."""

    file: str
    name: str
    models: tuple[str, ...]
    company: Mapping[str, Any]
    only: str
    given: Mapping[str, Table]
    expect: Table

    @property
    def id(self) -> str:
        """Its name among the tests."""
        return f"{self.file}: {self.name}"


def load_cases() -> list[Case]:
    """Every case of every file."""
    return [
        _case(path, raw) for path in sorted(FOLDER.glob("*.yaml")) for raw in yaml.safe_load(path.read_text("utf-8"))
    ]


def _case(path: Path, raw: dict[str, Any]) -> Case:
    unknown = set(raw) - KEYS
    assert not unknown, f"{path.name}: {raw.get('case')} has unknown keys {unknown}"
    models = raw["model"] if isinstance(raw["model"], list) else [raw["model"]]
    return Case(
        file=path.stem,
        name=raw["case"],
        models=tuple(models),
        company=raw.get("company", {}),
        only=raw.get("only", "true"),
        given={name: table(text) for name, text in raw.get("given", {}).items()},
        expect=table(raw["expect"]),
    )


def table(text: str) -> Table:
    """Lines of cells between bars; the first line names the columns."""
    heading, *lines = [
        [cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines() if line.strip()
    ]
    for cells in lines:
        assert len(cells) == len(heading), f"{cells} does not fit {heading}"
    return Table(tuple(heading), tuple(tuple(cell or None for cell in cells) for cells in lines))


def plain(value: object) -> str | None:
    """A value as text, alike for every engine and for the cases' own words."""
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
    text = str(value)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return f"{number.normalize() + 0:f}" if number.is_finite() else text
