"""The models: one SELECT a file, its order and lineage read out of the SQL itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from sqlglot import exp, parse_one

from plumbline.errors import ModelFailed
from plumbline.warehouse.computed import column_types
from plumbline.warehouse.reach import Reach, default_reach, parse_reach
from plumbline.warehouse.sqlfile import SqlFile, read_folder

MODEL_SCHEMAS = ("core", "marts")
MATERIALIZATIONS = ("ephemeral", "view", "table", "incremental")
NAMED_TABLE = re.compile(r"\b(?:core|marts|staging|ops)\.\w+")
COMMENT = re.compile(r"--[^\n]*")
BUSINESS_DAY = "core.business_day"
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Model:
    """A table or view made from one SELECT, or a table that Python computes from what a SELECT reads.

    `materialized` is `ephemeral` (a part of the models that read it, stored nowhere), `view`, `table` (made anew as a
    whole when an input changed) or `incremental`: only the rows of changed keys are made anew. The key is `unique_key`
    (as dbt's: rows of one key are replaced together) or, where it is a day, `partition_by`. `grain` are the columns
    that no two rows share.
    """

    file: SqlFile
    materialized: str
    unique_key: str | None = None
    partition_by: str | None = None
    grain: tuple[str, ...] = ()
    parts: tuple[Model, ...] = ()
    _reaches: dict[str, tuple[Reach, ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def table(self) -> str:
        """schema.name"""
        return self.file.table

    @property
    def key(self) -> str | None:
        """The column by which rows are replaced; None where the model is made as a whole."""
        return self.unique_key or self.partition_by

    @cached_property
    def reads(self) -> frozenset[str]:
        """The tables its SQL reads, as schema.name; those of an ephemeral model in the place of its own name."""
        named = frozenset(NAMED_TABLE.findall(COMMENT.sub("", self.file.body)))
        return named.difference(part.table for part in self.parts).union(*(part.reads for part in self.parts))

    def parse(self) -> exp.Expr:
        """Its SELECT with the ephemeral models that it reads inside, parsed anew."""
        inside = {part.table: part for part in self.parts}

        def put_in(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Table) and node.db and (part := inside.get(f"{node.db}.{node.name}")):
                statement = part.parse()
                assert isinstance(statement, exp.Query)
                return statement.subquery(node.alias or node.name, copy=False)
            return node

        return self.file.parse().transform(put_in, copy=False) if inside else self.file.parse()

    @cached_property
    def body(self) -> str:
        """The text of its SQL and of what is inside it."""
        return "\n".join([self.file.body, *(part.body for part in self.parts)])

    @property
    def is_computed(self) -> bool:
        """Whether Python makes its rows, see plumbline.warehouse.computed."""
        return "computed" in self.file.header

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, in order."""
        return tuple(self.file.columns)

    def reach(self, table: str, columns: Collection[str]) -> tuple[Reach, ...]:
        """How a change of an input with these columns reaches its keys."""
        if table not in self._reaches:
            said = self.file.changed_by.get(table)
            self._reaches[table] = (
                parse_reach(self.file, said)
                if said
                else default_reach(table, columns, str(self.key), self.partition_by is not None)
            )
        return self._reaches[table]

    def sql(self, parameters: Mapping[str, exp.Expr], dialect: str, only: Mapping[str, str] = NOTHING) -> str:
        """The SELECT with its parameters put in as typed literals, in the engine's words.

        `only` restricts inputs: table to a condition on its columns, in DuckDB's words.
        """

        def restrict(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Table) and node.db and (condition := only.get(f"{node.db}.{node.name}")):
                some = parse_one(f"select * from {node.db}.{node.name} where {condition}", dialect="duckdb")
                assert isinstance(some, exp.Query)
                return some.subquery(node.alias or node.name, copy=False)
            return node

        return text_of(self.put_parameters(self.parse().transform(restrict, copy=False), parameters), dialect)

    def put_parameters(self, statement: exp.Expr, parameters: Mapping[str, exp.Expr]) -> exp.Expr:
        """The statement with typed literals in the place of its parameters; ModelFailed names one that there is not."""

        def put_in(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Placeholder):
                if node.name not in parameters:
                    raise self.file.wrong(f"asks for :{node.name}; there are {', '.join(sorted(parameters))}")
                return parameters[node.name].copy()
            return node

        return statement.transform(put_in, copy=False)


def text_of(statement: exp.Expr, dialect: str) -> str:
    """The statement in the engine's words, for the engine alone: without its comments. The statement is used up."""
    return statement.sql(dialect=dialect, comments=False, copy=False)


def grain_sql(model: Model, rows: str) -> str:
    """The grains that several of a model's rows share, or that lack a value; portable SQL."""
    columns = ", ".join(model.grain)
    without = " or ".join(f"{name} is null" for name in model.grain)
    return (
        f"select {columns}, count(*) as rows_found from {rows} group by {columns}"
        f" having count(*) > 1 or count(*) filter (where {without}) > 0"
    )


def load_models(sql_folder: Path) -> list[Model]:
    """All models in the order in which they can be built; ModelFailed names a cycle or a wrong header."""
    models = {m.table: m for schema in MODEL_SCHEMAS for m in map(_model, read_folder(sql_folder / schema))}
    ephemeral = {name: model for name, model in models.items() if model.materialized == "ephemeral"}
    models = {name: _with_parts(model, ephemeral) for name, model in models.items() if name not in ephemeral}
    # sorted, so that every process builds them in the same order
    sorter = TopologicalSorter({name: sorted(_needs(model) & models.keys()) for name, model in models.items()})
    try:
        return [models[name] for name in sorter.static_order()]
    except CycleError as error:
        raise ModelFailed(
            f"Models read each other in a circle: {' → '.join(error.args[1])}.",
            "Nothing can be built.",
            "Let one of them read something that comes earlier.",
        ) from error


def _with_parts(model: Model, ephemeral: Mapping[str, Model]) -> Model:
    parts = tuple(ephemeral[name] for name in sorted(model.reads & ephemeral.keys()))
    return replace(model, parts=tuple(_with_parts(part, ephemeral) for part in parts)) if parts else model


def _needs(model: Model) -> frozenset[str]:
    """What it reads and, where its key is a day, the business days."""
    return model.reads | {BUSINESS_DAY} if model.partition_by and model.table != BUSINESS_DAY else model.reads


def _model(file: SqlFile) -> Model:
    header = file.header
    model = Model(
        file,
        str(header.get("materialized", "table")),
        header.get("unique_key"),
        header.get("partition_by"),
        file.names("grain"),
    )
    if model.materialized not in MATERIALIZATIONS:
        raise file.wrong(f"materialized: must be one of {', '.join(MATERIALIZATIONS)}")
    if (model.materialized == "incremental") != (model.key is not None) or (model.unique_key and model.partition_by):
        raise file.wrong("an incremental model, and no other, must state unique_key: or partition_by:")
    if model.is_computed:
        if ":" not in header["computed"]:
            raise file.wrong("computed: must name a function as <module>:<function>")
        if model.materialized == "view" or model.unique_key:
            raise file.wrong("is computed, so it must be a table or be kept by days (partition_by)")
        column_types(file)
    stray = sorted({*model.grain, *([model.key] if model.key else [])} - set(model.columns))
    if stray:
        raise file.wrong(f"grain, unique_key or partition_by name columns that it has not: {', '.join(stray)}")
    if file.changed_by and not model.key:
        raise file.wrong("states changed_by: and is not incremental")
    return model


def check_statement(model: Model) -> None:
    """Hold the parsed SELECT against the header; ModelFailed where they differ.

    Asked when a model is made anew as a whole, as it is whenever its file changed.
    """
    unread = sorted(model.file.changed_by.keys() - model.reads)
    if unread:
        raise model.file.wrong(f"changed_by: names what it does not read: {', '.join(unread)}")
    statement = model.file.statement
    if not isinstance(statement, exp.Query):
        raise model.file.wrong("is not a SELECT")
    if model.is_computed:
        if model.partition_by and model.partition_by not in statement.named_selects:
            raise model.file.wrong(f"its SELECT must have {model.partition_by}, the day for which each row is input")
        return
    differ = sorted(set(statement.named_selects) ^ set(model.columns))
    if differ:
        raise model.file.wrong(f"columns and their descriptions differ: {', '.join(differ)}")
    if model.materialized == "view" and any(
        select.args.get(part) for select in statement.find_all(exp.Select) for part in ("joins", "group", "distinct")
    ):
        raise model.file.wrong("a view must pass rows on as they are: no join, no group by, no distinct")


def upstream(models: Sequence[Model], table: str) -> list[str]:
    """Every table that `table` is made from, nearest first: its lineage."""
    reads = {model.table: model.reads for model in models}
    lineage: list[str] = []
    queue = [table]
    while queue:
        for name in sorted(reads.get(queue.pop(0), ())):
            if name not in lineage:
                lineage.append(name)
                queue.append(name)
    return lineage
