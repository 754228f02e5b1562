"""One table, one SQL file: a header in the first comment, then one statement.

The header's lines read `key: prose`; below `columns:` and `changed_by:` each indented line reads `name: prose`, and
goes on below where the next is indented further. Prose may hold any sign, colons too, so this is simpler than YAML.
Files are read at once and parsed when their statement is asked for: what a build has nothing to do for, it does not
parse.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import sqlglot
from sqlglot import exp

from plumbline.errors import ModelFailed
from plumbline.warehouse.macros import MacroMisused, expand

HEADER = re.compile(r"\A\s*/\*(?P<header>.*?)\*/(?P<body>.*)\Z", re.DOTALL)
LINE = re.compile(r"(?P<indent>\s*)(?P<key>[\w.]+):(?:\s+(?P<prose>.*))?")
SECTIONS = ("columns", "changed_by")


@dataclass(frozen=True)
class SqlFile:
    """A file of include/sql: `schema.name` from its place, the header's words, and the text of its statement.

    `columns` are the columns with their descriptions, `changed_by` what the header says of a model's inputs.
    """

    path: Path
    schema: str
    name: str
    header: Mapping[str, str]
    columns: Mapping[str, str]
    changed_by: Mapping[str, str]
    body: str

    @property
    def table(self) -> str:
        """schema.name"""
        return f"{self.schema}.{self.name}"

    @property
    def description(self) -> str:
        """What one row means."""
        return self.header["description"]

    @cached_property
    def statement(self) -> exp.Expr:
        """The parsed statement, with its macros expanded: to look at, not to change."""
        return self.parse()

    def parse(self) -> exp.Expr:
        """The statement, parsed anew: quicker than a copy. ModelFailed says what is wrong with it."""
        try:
            return expand(sqlglot.parse_one(self.body, dialect="duckdb"))
        except (sqlglot.errors.SqlglotError, MacroMisused) as error:
            raise ModelFailed(
                f"{self.path} can't be read: {error}", "Nothing can be built.", f"Correct {self.path}."
            ) from error

    def names(self, key: str) -> tuple[str, ...]:
        """A list of names in the header, as `[a, b]`; empty where it is missing."""
        return tuple(name.strip() for name in self.header.get(key, "").strip("[]").split(",") if name.strip())

    def wrong(self, what: str) -> ModelFailed:
        """An error about this file."""
        return ModelFailed(f"{self.path.name}: {what}", "Nothing can be built.", f"Correct {self.path}.")


def read_sql_file(path: Path) -> SqlFile:
    """Read one file; ModelFailed says what is wrong with its header."""
    header, sections, body = read_header(path)
    if "description" not in header:
        raise ModelFailed(
            f"{path} does not say what a row means.", "Nothing can be built.", "Add `description:` to its header."
        )
    return SqlFile(path, path.parent.name, path.stem, header, sections["columns"], sections["changed_by"], body)


def read_header(path: Path) -> tuple[dict[str, str], dict[str, dict[str, str]], str]:
    """A file's header by key, its sections by key and entry, and the text of its statement."""
    match = HEADER.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ModelFailed(
            f"{path} has no header comment.", "Nothing can be built.", "Begin it with /* description: … */."
        )
    header: dict[str, str] = {}
    sections: dict[str, dict[str, str]] = {name: {} for name in SECTIONS}
    into, last = header, ""
    for line in match["header"].splitlines():
        entry = LINE.fullmatch(line)
        if entry is None:
            if last and line.startswith("    "):
                into[last] += " " + line.strip()  # a long entry goes on below
        elif entry["indent"]:
            into[last := entry["key"]] = (entry["prose"] or "").strip()
        elif entry["key"] in SECTIONS:
            into, last = sections[entry["key"]], ""
        else:
            into = header
            into[last := entry["key"]] = (entry["prose"] or "").strip()
    return header, sections, match["body"].strip()


def read_folder(folder: Path) -> list[SqlFile]:
    """All SQL files of a folder, by name."""
    return [read_sql_file(path) for path in sorted(folder.glob("*.sql"))]


def tables_read(sql: str) -> frozenset[str]:
    """The tables that a statement reads, as schema.name."""
    return frozenset(
        f"{table.db}.{table.name}" for table in sqlglot.parse_one(sql, dialect="duckdb").find_all(exp.Table) if table.db
    )
