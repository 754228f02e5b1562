"""What a report has to say, asked of the warehouse in other words than its pages were made from.

The queries are in include/sql/verification. Verification holds their answers against the finished pages.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import yaml

from plumbline.language.language import load_vocabulary
from plumbline.marts.reading import Request, Row
from plumbline.reports.kind import Expected
from plumbline.reports.sections import figures, profit_and_loss


def of_day(connection: sa.Connection, request: Request) -> Expected:
    """The four figures of a day, the sum over programs or, in a scope, over teams; None where no row has a value."""
    nothing: Expected = dict.fromkeys(figures.COLUMNS)
    if request.scope.teams is not None:
        known = {} if request.scope.programs is not None else ask(connection, request, "teams")[0]
        return {**nothing, **known}
    row = ask(connection, request, "company", model=request.company.default_model)[0]
    pipeline = row["qualified_pipeline"] if row["closing"] in (None, row["qualified_pipeline"]) else row["closing"]
    return {"qualified_pipeline": pipeline, "revenue": row["revenue"], "cost": row["cost"], **_return(row)}


def of_month(connection: sa.Connection, request: Request) -> Expected:
    """The period's figures as the sum over the programs that the report sees, nothing of them by team; the pipeline."""
    pipeline = {"qualified_pipeline": of_day(connection, request)["qualified_pipeline"]}
    if request.scope.teams is not None:
        return {**pipeline, **dict.fromkeys(("revenue", "contribution", "cost", "romi"))}
    row = ask(connection, request, "profit_and_loss", period_kind=profit_and_loss.period_kind(request))[0]
    if row["contribution"] is not None or not row["cost"] or row["revenue"] is None:
        return {**pipeline, **row, **_return(row)}
    known = {"revenue": row["revenue"], "cost": row["cost"], "result_on_revenue": row["revenue"] - row["cost"]}
    return {**pipeline, **known, **_return(row)}


def of_quarter(connection: sa.Connection, request: Request) -> Expected:
    """Each platform's grade by the published borders, and its relevant reach by the inputs.

    `grade:<platform>` is the platform's name and its grade, as they stand beside each other in the table;
    `relevant_reach:<platform>` is a number of people. A platform that is not rated has neither a score nor a grade.
    """
    rows = ask(connection, request, "platform_rating") if request.scope.is_whole else []
    newest, method = rows[0]["as_of_day"] if rows else None, _method(request)
    names = load_vocabulary(request.settings.templates_folder)["platform"]
    values: dict[str, str | int] = {}
    for row in (row for row in rows if row["as_of_day"] == newest):
        platform = row["platform"]
        if row["score"] is not None:
            earlier = [one["grade"] for one in rows if one["platform"] == platform and one["as_of_day"] < newest]
            last_grade = row["previous_grade"] or next(filter(None, earlier), None)
            grade = grade_by_score(row["score"], last_grade, method)
            values[f"grade:{platform}"] = f"{names.get(platform, platform)} {grade}"
        if row["reach"] is not None and row["target_share"] is not None:
            values[f"relevant_reach:{platform}"] = _relevant_reach(row)
    return values


def grade_by_score(score: Decimal, last_grade: str | None, method: dict[str, Any]) -> str:
    """The best grade whose border the score reaches.

    For who has a grade the borders of better ones lie higher by the margin, those of its own and of worse ones lower.
    """
    borders: dict[str, Decimal] = {grade: Decimal(str(points)) for grade, points in method["grades"].items()}
    best_first = sorted(borders, key=lambda grade: -borders[grade])
    if last_grade:
        margin, last = Decimal(str(method["margin"])), best_first.index(last_grade)
        for place, grade in enumerate(best_first):
            borders[grade] += margin if place < last else -margin
    return next((grade for grade in best_first if score >= borders[grade]), best_first[-1])


def ask(connection: sa.Connection, request: Request, name: str, **values: object) -> list[Row]:
    """The rows of a query of include/sql/verification, inside the report's scope."""
    query = (request.settings.sql_folder / "verification" / f"{name}.sql").read_text(encoding="utf-8")
    scope = request.scope
    lists = {"programs": scope.programs or ("",), "teams": scope.teams or ("",)}
    statement = sa.text(query).bindparams(*(sa.bindparam(key, expanding=True) for key in lists if f":{key}" in query))
    values |= {"day": request.day, "all_programs": int(scope.programs is None), **lists}
    return [dict(row) for row in connection.execute(statement, values).mappings()]


def _return(row: Row) -> dict[str, Decimal | None]:
    """ROMI; ROI in its place where only revenue is known."""
    revenue, contribution, cost = row["revenue"], row["contribution"], row["cost"]
    if cost and contribution is None and revenue is not None:
        return {"roi": (revenue - cost) / cost}
    return {"romi": (contribution - cost) / cost if cost and contribution is not None else None}


def _method(request: Request) -> dict[str, Any]:
    """The company's own rating.yaml, else the project's."""
    own = request.settings.company_folder / "rating.yaml"
    path = own if own.exists() else request.settings.home / "include" / "rating.yaml"
    method: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return method


def _relevant_reach(row: Row) -> int:
    """Reach × target share; the mart's own number where it is the same but for the rounding to a whole person."""
    people, shown = Decimal(row["reach"]) * row["target_share"], row["relevant_reach"]
    return int(shown) if shown is not None and abs(people - shown) < 1 else round(people)
