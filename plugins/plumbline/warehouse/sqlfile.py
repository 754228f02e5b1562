"""One table, one SQL file: a header in YAML inside the first comment, then one statement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlglot
import yaml
from sqlglot import exp

from plumbline.errors import ModelFailed

HEADER = re.compile(r"\A\s*/\*(?P<header>.*?)\*/(?P<body>.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class SqlFile:
    """A file of include/sql: `schema.name` from its place, the header's words, and the parsed statement."""

    path: Path
    schema: str
    name: str
    header: Mapping[str, Any]
    body: str
    statement: exp.Expression

    @property
    def table(self) -> str:
        """schema.name"""
        return f"{self.schema}.{self.name}"

    @property
    def row(self) -> str:
        """What one row means."""
        return str(self.header["row"]).strip()

    @property
    def columns(self) -> Mapping[str, str]:
        """What each column means."""
        return {str(k): str(v) for k, v in (self.header.get("columns") or {}).items()}

    def names(self, key: str) -> tuple[str, ...]:
        """A list in the header, given as YAML list or separated by commas."""
        value = self.header.get(key) or []
        parts = value if isinstance(value, list) else str(value).split(",")
        return tuple(str(part).strip() for part in parts)

    def wrong(self, what: str) -> ModelFailed:
        """An error about this file."""
        return ModelFailed(f"{self.path.name}: {what}", "Nothing can be built.", f"Correct {self.path}.")


def read_sql_file(path: Path) -> SqlFile:
    """Read and parse one file; ModelFailed says what is wrong with it."""
    match = HEADER.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ModelFailed(f"{path} has no header comment.", "Nothing can be built.", "Begin it with /* row: … */.")
    try:
        header = yaml.safe_load(match["header"])
        statement = sqlglot.parse_one(match["body"], dialect="duckdb")
    except (yaml.YAMLError, sqlglot.errors.SqlglotError) as error:
        raise ModelFailed(f"{path} can't be read: {error}", "Nothing can be built.", f"Correct {path}.") from error
    if not isinstance(header, dict) or "row" not in header:
        raise ModelFailed(f"{path} does not say what a row means.", "Nothing can be built.", "Add `row:` to its header.")
    return SqlFile(path, path.parent.name, path.stem, header, match["body"].strip(), statement)


def read_folder(folder: Path) -> list[SqlFile]:
    """All SQL files of a folder, by name."""
    return [read_sql_file(path) for path in sorted(folder.glob("*.sql"))]
