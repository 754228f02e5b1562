"""Making one model anew as far as its inputs changed, and recording what that changed in it.

Old and new rows of the changed keys are compared; only where they differ is anything written, and only that is handed
on to the models that read this one. So a restated file that says the same as before ends where it is noticed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlglot import exp

from plumbline.warehouse.changes import Extent, Feeds, feed_name
from plumbline.warehouse.comments import describe, meaning
from plumbline.warehouse.computed import column_prose, column_types, fill
from plumbline.warehouse.engines import SQLGLOT_DIALECT, Warehouse, column_list, run_sql
from plumbline.warehouse.models import BUSINESS_DAY, Model, check_statement, grain_sql, text_of
from plumbline.warehouse.scope import ALL, Scopes

FRESH = "fresh_rows"


@dataclass
class Builder:
    """Makes models one by one within a build's transaction.

    `stored` are the tables that are there with their columns.
    `repeated` holds the rows that share a grain, of each model that changed and states one.
    """

    warehouse: Warehouse
    connection: sa.Connection
    parameters: Mapping[str, exp.Expr]
    stored: Mapping[str, tuple[str, ...]]
    feeds: Feeds
    scopes: Scopes
    repeated: dict[str, Sequence[sa.RowMapping]] = field(default_factory=dict)

    def make(self, model: Model, anew: bool) -> Extent:
        """Bring a model up to date; `anew` where nothing of what is stored may be relied on."""
        inputs = {table: self.feeds.extent(table) for table in sorted(model.reads)}
        anew = anew or (model.materialized == "view" and Extent.EVERYTHING in inputs.values())
        if not anew and all(extent is Extent.NOTHING for extent in inputs.values()):
            self.feeds.nothing(model.table, model.columns)
        elif model.materialized == "view":
            self._make_view(model, anew, inputs)
        elif anew:
            self._fill_whole(model)
        elif model.key is None:
            self._compare_whole(model)
        else:
            self._make_keys(model, inputs)
        if model.table == BUSINESS_DAY:
            self.scopes.business_days_changed()
        return self.feeds.extent(model.table)

    def _make_view(self, model: Model, anew: bool, inputs: Mapping[str, Extent]) -> None:
        if anew:
            check_statement(model)
            self._drop(model)
            run_sql(self.connection, f"create view {model.table} as {self.sql(model)}")
            describe(self.connection, model.table, "view", meaning(model.file), model.file.columns)
            self.feeds.everything(model.table, model.columns)
        else:
            self.feeds.record(model.table, model.columns, self._view_feed(model, inputs))

    def _view_feed(self, model: Model, inputs: Mapping[str, Extent]) -> str:
        """A view passes rows on as they are: its feed is the same SELECT over the feeds of what it reads."""

        def from_feed(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Select):
                node.append("expressions", exp.column("sign"))
            if isinstance(node, exp.Table) and node.db:
                table = f"{node.db}.{node.name}"
                if inputs[table] is Extent.NOTHING:
                    self.feeds.empty(table)
                return exp.table_(feed_name(table), alias=node.alias or node.name)
            return node

        statement = model.put_parameters(model.parse().transform(from_feed, copy=False), self.parameters)
        return text_of(statement, SQLGLOT_DIALECT[self.warehouse.dialect])

    def _fill_whole(self, model: Model) -> None:
        """The table anew from its SELECT, with its history. It is not compared: what reads it is made anew, too."""
        check_statement(model)
        if self.stored.get(model.table) is None or set(self.stored[model.table]) != set(model.columns):
            self._drop(model)
            self._create(model, self.sql(model))
        else:
            run_sql(self.connection, f"delete from {model.table}")
        for part in self.scopes.parts(model):
            self._insert(model, self.sql(model, part.only), model.table, part.condition)
            if model.key in model.grain:
                self._hold_grain(model, f"{model.table} where {part.condition}")
        if model.key not in model.grain:
            self._hold_grain(model, model.table)
        self.warehouse.analyze(self.connection, model.table)
        self.feeds.everything(model.table, model.columns)

    def _compare_whole(self, model: Model) -> None:
        self._make_fresh(model, self.sql(model))
        if self._record(model, ALL) is Extent.SOME:
            self._hold_grain(model, FRESH)
            run_sql(self.connection, f"delete from {model.table}")
            self._take_fresh(model, ALL)
        self.forget(model)

    def _make_keys(self, model: Model, inputs: Mapping[str, Extent]) -> None:
        scope = self.scopes.reached(model, inputs)
        if scope is Extent.EVERYTHING:
            self._fill_whole(model)
            return
        if scope is Extent.NOTHING:
            self.feeds.nothing(model.table, model.columns)
            return
        self._make_fresh(model, self.sql(model, scope.only), scope.condition)
        if self._record(model, scope.condition) is Extent.SOME:
            in_feed = f'"{model.key}" in (select "{model.key}" from {feed_name(model.table)})'
            run_sql(self.connection, f"delete from {model.table} where {in_feed}")
            self._take_fresh(model, in_feed)
            self._hold_grain(model, FRESH if model.key in model.grain else self._of_same_grain(model))
        self.forget(model)

    def forget(self, model: Model) -> None:
        """Drop what only one model needed."""
        run_sql(self.connection, f"drop table if exists {FRESH}")
        self.scopes.forget(model)

    def sql(self, model: Model, only: Mapping[str, str] | None = None) -> str:
        return model.sql(self.parameters, SQLGLOT_DIALECT[self.warehouse.dialect], only or {})

    def _make_fresh(self, model: Model, sql: str, condition: str = ALL) -> None:
        columns = column_list(model.columns)
        if model.is_computed:
            run_sql(self.connection, f"create temporary table {FRESH} as select {columns} from {model.table} limit 0")
            self._insert(model, sql, FRESH)
        else:
            run_sql(
                self.connection,
                f"create temporary table {FRESH} as select {columns} from ({sql}) as made where {condition}",
            )

    def _record(self, model: Model, condition: str) -> Extent:
        """The feed of a model: its rows under a condition against the fresh ones."""
        columns = column_list(model.columns)
        return self.feeds.record(
            model.table,
            model.columns,
            f"select {columns}, sum(sign) as sign from ("
            f"select {columns}, 1 as sign from {FRESH} union all"
            f" select {columns}, -1 as sign from {model.table} where {condition}"
            f") as both_states group by {columns} having sum(sign) <> 0",
        )

    def _hold_grain(self, model: Model, rows: str) -> None:
        """Remember where several rows share a model's grain, among those that were made anew."""
        if model.grain:
            found = run_sql(self.connection, grain_sql(model, rows)).mappings().fetchall()
            self.repeated[model.table] = [*self.repeated.get(model.table, ()), *found]

    def _of_same_grain(self, model: Model) -> str:
        """Where the key is no part of the grain, a row of another key may have the same: the rows to look at."""
        first = f'"{model.grain[0]}"' if model.grain else "null"
        return f"{model.table} where {first} is null or {first} in (select {first} from {FRESH})"

    def _take_fresh(self, model: Model, condition: str) -> None:
        columns = column_list(model.columns)
        run_sql(
            self.connection,
            f"insert into {model.table} ({columns}) select {columns} from {FRESH} where {condition}",
        )
        self.warehouse.analyze(self.connection, model.table)

    def _insert(self, model: Model, sql: str, into: str, condition: str = ALL) -> None:
        if model.is_computed:
            if condition != ALL:
                sql = f"select * from ({sql}) as given where {condition}"
            fill(self.warehouse, self.connection, model.file, sql, model.partition_by, into)
        else:
            columns = column_list(model.columns)
            made = f"select {columns} from ({sql}) as made where {condition}"
            run_sql(self.connection, f"insert into {into} ({columns}) {made}")

    def _create(self, model: Model, sql: str) -> None:
        """An empty table with the model's columns."""
        if model.is_computed:
            columns = ", ".join(f'"{name}" {kind}' for name, kind in column_types(model.file).items())
            run_sql(self.connection, self.warehouse.translate(f"create table {model.table} ({columns})"))
        else:
            run_sql(self.connection, f"create table {model.table} as {sql} limit 0")
            if model.key:
                self.warehouse.index(self.connection, model.table, model.key)
        describe(self.connection, model.table, "table", meaning(model.file), column_prose(model.file))

    def _drop(self, model: Model) -> None:
        """Whatever has its name: the models that read it are made anew after it."""
        kind = "select table_type from information_schema.tables where table_schema || '.' || table_name"
        found = run_sql(self.connection, f"{kind} = '{model.table}'").scalar()
        if found is not None:
            run_sql(self.connection, f"drop {'view' if found == 'VIEW' else 'table'} {model.table} cascade")
