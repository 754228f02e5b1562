"""A small company whose exports arrive piece by piece, in a warehouse that is built after each piece."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from plumbline.days import Days
from plumbline.errors import CheckFailed, PlumblineError
from plumbline.example.world import write_world
from plumbline.settings import PROJECT, Settings
from plumbline.sources.definition import load_sources
from plumbline.sources.pull import pull_all
from plumbline.warehouse.build import build
from plumbline.warehouse.engines import open_warehouse, run_sql
from plumbline.warehouse.models import load_models
from tests.postgres import run_beside

# from a Monday on, so that two weeks are known as a whole; in between a month and a quarter end
FIRST, LAST = date(2026, 9, 21), date(2026, 10, 6)
BUILT_UNTIL = date(2026, 9, 26)
ONE_DAY = timedelta(days=1)
Outcome = tuple[str, ...]
Rows = dict[str, Counter[tuple[object, ...]]]


def write_exports(folder: Path, first: date = FIRST) -> Path:
    """All exports that there will ever be; from the first of a month on, that month is known as a whole, too."""
    write_world(folder, first, LAST, truth=False)
    return folder


@dataclass
class Stage:
    """What was delivered so far (below `settings.drop`), and the warehouse that was made of it.

    `withheld` are files of days that have passed, below `world`; `broken` maps the delivered files that were changed
    since the last build that passed its checks to what they said before, None where they were not there.
    """

    world: Path
    settings: Settings
    last: date = FIRST - ONE_DAY
    withheld: list[Path] = field(default_factory=list)
    broken: dict[Path, bytes | None] = field(default_factory=dict)
    outcome: Outcome = ()

    @property
    def drop(self) -> Path:
        """Where the exports are delivered."""
        return Path(self.settings.drop)

    def delivered(self, pattern: str = "*/*/*.*") -> list[Path]:
        """The files that were delivered, below the drop."""
        return sorted(path.relative_to(self.drop) for path in self.drop.glob(pattern))

    def deliver(self, name: Path, content: bytes | None = None) -> None:
        """Put a file into the drop, as the world has it or as given."""
        path = self.drop / name
        if content is not None:
            self.broken.setdefault(name, path.read_bytes() if path.exists() else None)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((self.world / name).read_bytes() if content is None else content)

    def pull(self, first: date, last: date) -> None:
        """Pull every source. What is missing or refused costs itself alone, as on any morning."""
        names = [source.name for source in load_sources(self.settings.sources_folder)]
        try:
            pull_all(self.settings, names, Days(first, last))
        except PlumblineError as error:
            assert "Nothing is pulled" not in str(error), error

    def build(self) -> None:
        """Bring the models up to date; where a check fails, mend what was changed and try again."""
        self.outcome = built(self.settings, self.last)
        if not self.passed and self.broken:
            for name, content in self.broken.items():
                if content is None:
                    (self.drop / name).unlink()
                else:
                    (self.drop / name).write_bytes(content)
            first = min(day_of(name) for name in self.broken)
            self.broken = {}
            self.pull(first, self.last)
            self.outcome = built(self.settings, self.last)
        if self.passed:
            self.broken = {}

    @property
    def passed(self) -> bool:
        """Whether no check failed in the last build."""
        return not self.outcome or self.outcome[0] != FAILED

    def decide(self, key: str, value: str) -> None:
        """Change a line of company.yaml."""
        path = self.settings.company_folder / "company.yaml"
        lines = path.read_text(encoding="utf-8").splitlines()
        changed = [f"{key}: {value}" if line.startswith(f"{key}:") else line for line in lines]
        assert changed != lines or f"{key}: {value}" in lines
        path.write_text("\n".join(changed) + "\n", encoding="utf-8")
        self.settings = replace(self.settings)  # what it has read of company.yaml is forgotten


FAILED = "a check failed"
CHECKS_SAY = "what the checks say"


def built(settings: Settings, day: date, full: bool = False) -> Outcome:
    """A build's warnings, or the checks that failed; without samples of rows, which stand in no order."""
    try:
        return tuple(
            sorted(text.partition("; the first")[0] for text in build(settings, Days(day, day), full).warnings)
        )
    except CheckFailed as failure:
        found = [line.partition(" (")[0] for line in failure.message.splitlines()[1:]]
        return (FAILED, *sorted(found))


def day_of(name: Path) -> date:
    """The day on which a file was delivered."""
    return date.fromisoformat(name.parts[1])


def new_stage(world: Path, folder: Path, warehouse: str | None = None, home: Path = PROJECT) -> Stage:
    """A company with its first days loaded and built; in DuckDB unless a warehouse's address is given.

    `home` has its models, in include/sql.
    """
    company = folder / "company"
    company.mkdir(parents=True)
    shutil.copy(PROJECT / "include" / "company.yaml", company)
    (company / "sources").symlink_to(PROJECT / "include" / "sources")
    env = {
        "PLUMBLINE_VAR": str(folder / "var"),
        "PLUMBLINE_DROP": str(folder / "drop"),
        "PLUMBLINE_COMPANY": str(company),
    }
    settings = Settings.from_env(env | ({"PLUMBLINE_WAREHOUSE": warehouse} if warehouse else {}))
    stage = Stage(world, replace(settings, home=home))
    early = [path.relative_to(world) for path in sorted(world.glob("*/*/*.*"))]
    early = [name for name in early if day_of(name) <= BUILT_UNTIL]
    for name in early:
        stage.deliver(name)
    stage.last = BUILT_UNTIL
    stage.pull(min(map(day_of, early)), BUILT_UNTIL)
    stage.build()
    assert stage.passed, stage.outcome
    return stage


def copy_of(stage: Stage, folder: Path, warehouse: str | None = None) -> Stage:
    """The same company at another place; on PostgreSQL, `warehouse` is the copy's address."""
    shutil.copytree(stage.settings.company_folder, folder / "company", symlinks=True)
    shutil.copytree(stage.drop, folder / "drop")
    shutil.copytree(stage.settings.landing, folder / "var" / "landing")
    settings = replace(
        stage.settings,
        company_folder=folder / "company",
        drop=str(folder / "drop"),
        landing=str(folder / "var" / "landing"),
        warehouse=_copy_warehouse(stage.settings, folder / "var" / "warehouse.duckdb"),
    )
    return replace(stage, settings=settings, withheld=list(stage.withheld), broken=dict(stage.broken))


def _copy_warehouse(settings: Settings, path: Path) -> str:
    url = open_warehouse(settings).url
    if url.get_backend_name() == "duckdb":
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(url.database or "", path)
        return f"duckdb:///{path}"
    name = f"copy_{uuid4().hex[:12]}"
    run_beside(url, f"create database {name} template {url.database}")
    return url.set(database=name).render_as_string(hide_password=False)


def forget(settings: Settings) -> None:
    """Delete a warehouse."""
    url = open_warehouse(settings).url
    if url.get_backend_name() == "duckdb":
        Path(url.database or "").unlink()
    else:
        run_beside(url, f"drop database {url.database}")


@contextmanager
def made_anew(stage: Stage, folder: Path) -> Iterator[tuple[Settings, Outcome]]:
    """A copy of the warehouse in which every model was made anew, and what its checks said."""
    copy = replace(stage.settings, warehouse=_copy_warehouse(stage.settings, folder / f"{uuid4().hex}.duckdb"))
    try:
        yield copy, built(copy, stage.last, full=True)
    finally:
        forget(copy)


def differences(stage: Stage, folder: Path) -> list[str]:
    """Where the warehouse says something else than one that is made anew from the same loads; empty where nowhere."""
    found = []
    with made_anew(stage, folder) as (anew, outcome):
        if outcome != stage.outcome:
            found.append(f"{CHECKS_SAY}: {stage.outcome}, made anew {outcome}")
        if FAILED in (*outcome, *stage.outcome):
            return found  # a build that fails has not counted
        ours, theirs = rows_of(stage.settings), rows_of(anew)
    for table in ours:
        too_many, missing = ours[table] - theirs[table], theirs[table] - ours[table]
        if too_many or missing:
            one = next(iter(too_many + missing))
            found.append(f"{table}: {too_many.total()} rows too many, {missing.total()} missing, such as {one}")
    return found


def rows_of(settings: Settings) -> Rows:
    """All rows of core and marts."""
    rows: Rows = {}
    with open_warehouse(settings).read() as connection:
        for model in load_models(settings.sql_folder):
            columns = ", ".join(f'"{name}"' for name in model.columns)
            found = run_sql(connection, f"select {columns} from {model.table}")
            rows[model.table] = Counter(tuple(row) for row in found)
    return rows
