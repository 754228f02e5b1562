"""The models: one SELECT a file, its order and lineage read out of the SQL itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from sqlglot import exp

from plumbline.errors import ModelFailed
from plumbline.warehouse.computed import column_types
from plumbline.warehouse.sqlfile import SqlFile, read_folder, tables_read

MODEL_SCHEMAS = ("core", "marts")
MATERIALIZATIONS = ("view", "table", "days")


@dataclass(frozen=True)
class Model:
    """A table or view made from one SELECT, or a table that Python computes from what a SELECT reads.

    `materialized` is `view`, `table` (made anew as a whole) or `days` (the rows of the asked days, by `day_column`, are
    replaced). `grain` are the columns that no two rows share.
    """

    file: SqlFile
    materialized: str
    day_column: str | None
    grain: tuple[str, ...]

    @property
    def table(self) -> str:
        """schema.name"""
        return self.file.table

    @cached_property
    def reads(self) -> frozenset[str]:
        """The tables its SQL reads, as schema.name."""
        return tables_read(self.file.statement)

    @property
    def is_computed(self) -> bool:
        """Whether Python makes its rows, see plumbline.warehouse.computed."""
        return "computed" in self.file.header

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, in order."""
        if self.is_computed:
            return tuple(column_types(self.file))
        statement = self.file.statement
        assert isinstance(statement, exp.Query)
        return tuple(statement.named_selects)

    def sql(self, parameters: Mapping[str, exp.Expr], dialect: str) -> str:
        """The SELECT with its parameters put in as typed literals, in the engine's words."""

        def put_in(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Placeholder):
                if node.name not in parameters:
                    raise self.file.wrong(f"asks for :{node.name}; there are {', '.join(sorted(parameters))}")
                return parameters[node.name].copy()
            return node

        return self.file.statement.transform(put_in).sql(dialect=dialect)


def load_models(sql_folder: Path) -> list[Model]:
    """All models in the order in which they can be built; ModelFailed names a cycle or a wrong header."""
    models = {m.table: m for schema in MODEL_SCHEMAS for m in map(_model, read_folder(sql_folder / schema))}
    # sorted, so that every process builds them in the same order
    sorter = TopologicalSorter({name: sorted(model.reads & models.keys()) for name, model in models.items()})
    try:
        return [models[name] for name in sorter.static_order()]
    except CycleError as error:
        raise ModelFailed(
            f"Models read each other in a circle: {' → '.join(error.args[1])}.",
            "Nothing can be built.",
            "Let one of them read something that comes earlier.",
        ) from error


def _model(file: SqlFile) -> Model:
    materialized, _, day_column = str(file.header.get("materialized", "table")).partition(" by ")
    model = Model(file, materialized.strip(), day_column.strip() or None, file.names("grain"))
    if model.materialized not in MATERIALIZATIONS or (model.materialized == "days") != bool(day_column):
        raise file.wrong(f"materialized: must be one of {', '.join(MATERIALIZATIONS)} (days by <column>)")
    if not isinstance(file.statement, exp.Query):
        raise file.wrong("is not a SELECT")
    if model.is_computed:
        if ":" not in file.header["computed"]:
            raise file.wrong("computed: must name a function as <module>:<function>")
        if model.materialized == "view":
            raise file.wrong("is computed, so it can't be a view")
        if day_column and day_column.strip() not in file.statement.named_selects:
            raise file.wrong(f"its SELECT must have {day_column.strip()}, the day for which each row is input")
    undescribed = sorted(set(model.columns) ^ set(file.columns))
    if undescribed:
        raise file.wrong(f"columns and their descriptions differ: {', '.join(undescribed)}")
    stray = sorted(set(model.grain) - set(model.columns))
    if stray or (day_column and day_column.strip() not in model.columns):
        raise file.wrong(f"grain or materialized name columns that it has not: {', '.join(stray) or day_column}")
    return model


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
