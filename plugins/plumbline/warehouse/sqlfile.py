"""One table, one SQL file: a header in the first comment, then one statement.

The header's lines read `key: prose`; below `columns:` each indented line reads `name: prose`. Prose may hold any sign,
colons too, so this is simpler than YAML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import exp

from plumbline.errors import ModelFailed

HEADER = re.compile(r"\A\s*/\*(?P<header>.*?)\*/(?P<body>.*)\Z", re.DOTALL)
LINE = re.compile(r"(?P<indent>\s*)(?P<key>\w+):\s*(?P<prose>.*)")


@dataclass(frozen=True)
class SqlFile:
    """A file of include/sql: `schema.name` from its place, the header's words, and the parsed statement."""

    path: Path
    schema: str
    name: str
    header: Mapping[str, str]
    columns: Mapping[str, str]
    body: str
    statement: exp.Expr

    @property
    def table(self) -> str:
        """schema.name"""
        return f"{self.schema}.{self.name}"

    @property
    def description(self) -> str:
        """What one row means."""
        return self.header["description"]

    def names(self, key: str) -> tuple[str, ...]:
        """A list of names in the header, as `[a, b]`; empty where it is missing."""
        return tuple(name.strip() for name in self.header.get(key, "").strip("[]").split(",") if name.strip())

    def wrong(self, what: str) -> ModelFailed:
        """An error about this file."""
        return ModelFailed(f"{self.path.name}: {what}", "Nothing can be built.", f"Correct {self.path}.")


def read_sql_file(path: Path) -> SqlFile:
    """Read and parse one file; ModelFailed says what is wrong with it."""
    header, columns, body = read_header(path)
    try:
        statement = sqlglot.parse_one(body, dialect="duckdb")
    except sqlglot.errors.SqlglotError as error:
        raise ModelFailed(f"{path} can't be read: {error}", "Nothing can be built.", f"Correct {path}.") from error
    if "description" not in header:
        raise ModelFailed(
            f"{path} does not say what a row means.", "Nothing can be built.", "Add `description:` to its header."
        )
    return SqlFile(path, path.parent.name, path.stem, header, columns, body.strip(), statement)


def read_header(path: Path) -> tuple[dict[str, str], dict[str, str], str]:
    """A file's header by key, its columns with their descriptions, and the text of its statement."""
    match = HEADER.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ModelFailed(
            f"{path} has no header comment.", "Nothing can be built.", "Begin it with /* description: … */."
        )
    header: dict[str, str] = {}
    columns: dict[str, str] = {}
    for line in match["header"].splitlines():
        entry = LINE.fullmatch(line)
        if entry:
            (columns if entry["indent"] else header)[entry["key"]] = entry["prose"].strip()
    header.pop("columns", None)
    return header, columns, match["body"]


def read_folder(folder: Path) -> list[SqlFile]:
    """All SQL files of a folder, by name."""
    return [read_sql_file(path) for path in sorted(folder.glob("*.sql"))]


def tables_read(statement: exp.Expr) -> frozenset[str]:
    """The tables that a statement reads, as schema.name."""
    ctes = {cte.alias for cte in statement.find_all(exp.CTE)}
    return frozenset(
        f"{table.db}.{table.name}" for table in statement.find_all(exp.Table) if table.db or table.name not in ctes
    )
