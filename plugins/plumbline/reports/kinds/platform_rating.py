"""The quarterly platform rating: how relevant the people reached on each platform are, as a grade."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import yaml

from plumbline.language.language import load_vocabulary, text
from plumbline.reports.blocks import Opening
from plumbline.reports.context import Context
from plumbline.reports.kind import ChapterPlan, Expected, Kind, RepeatedChapter
from plumbline.reports.reading import Request, Row
from plumbline.reports.sections import data_quality
from plumbline.reports.sections.platform_ratings import (
    RATINGS,
    current,
    grade_text,
    platform_chapters,
    quarter_text,
    rank,
    ratings_overview,
)

SUBJECT_GRADES = 3

# scores and grades of all quarters, newest first, and what relevant reach is made of in the inputs
EXPECTED = """
select
  rating.as_of_day,
  rating.platform,
  rating.score,
  rating.grade,
  rating.previous_grade,
  rating.relevant_reach,
  actual.reach,
  (
    select sum(case when segment.is_target then segment.audience_share else 0 end)
    from staging.audience_segment as segment
    where segment.platform = rating.platform and segment.quarter = rating.quarter
      and segment.known_from <= rating.as_of_day and rating.as_of_day < segment.known_until
  ) as target_share
from marts.platform_rating as rating
left join staging.platform_quarter as actual
  on actual.platform = rating.platform and actual.quarter = rating.quarter
  and actual.known_from <= rating.as_of_day and rating.as_of_day < actual.known_until
where rating.as_of_day <= :day
order by rating.as_of_day desc, rating.platform
"""


def opening(ctx: Context) -> Opening:
    """The grades, which of them changed, and where the relevant reach is."""
    rows, period = current(ctx), quarter_text(ctx, ctx.day)
    if not rows:
        reason = ctx.say("No platform is rated: reach, segments or conversions of the quarter are missing")
        headline = reason if ctx.may_show("ratings") else ctx.hidden.removesuffix(".")
        return Opening(period, headline, (ctx.say("A rating needs all of them."),))
    rated = [row for row in rows if row["is_rated"]]
    grades = [(ctx.platform(row["platform"]), grade_text(ctx, row)) for row in rows]
    told = [ctx.say("{platform} {grade}", platform=platform, grade=grade) for platform, grade in grades]
    headline = ctx.say("Audience relevance: {grades}", grades=ctx.language.listed(told))
    subject = tuple(f"{platform} {ctx.language.isolate(grade)}" for platform, grade in grades[:SUBJECT_GRADES])
    return Opening(
        period, headline, (_moved(ctx, rated), _relevance(ctx, rated)), subject=subject, grades=tuple(grades)
    )


def _moved(ctx: Context, rated: list[Row]) -> str:
    """Which platforms went up or down."""
    compared = [(row, rank(row["previous_grade"]) - rank(row["grade"])) for row in rated if row["previous_grade"]]
    if not compared:
        return ctx.say("There is no earlier quarter to compare with.")

    def names(rows: Iterable[Row]) -> str:
        return ctx.language.listed([ctx.platform(row["platform"]) for row in rows])

    sentences = []
    if up := [row for row, moved in compared if moved > 0]:
        sentences.append(ctx.say("Up on last quarter: {platforms}.", platforms=names(up)))
    if down := [row for row, moved in compared if moved < 0]:
        sentences.append(ctx.say("Down on last quarter: {platforms}.", platforms=names(down)))
    return " ".join(sentences) or ctx.say("No grade changed on last quarter.")


def _relevance(ctx: Context, rated: list[Row]) -> str:
    relevant = [row for row in rated if row["relevant_reach"] is not None]
    best = max(relevant, key=lambda row: row["relevant_reach"], default=None)
    if best is None:
        return ctx.say("How much of the reach belongs to the target group is not known.")
    return ctx.say(
        "Most relevant reach comes from {platform}: {relevant} of {reach} people ({share}) belong to the target group.",
        platform=ctx.platform(best["platform"]),
        relevant=ctx.number(best["relevant_reach"]),
        reach=ctx.number(best["reach"]),
        share=ctx.percent(best["target_share"]),
    )


def expected(connection: sa.Connection, request: Request) -> Expected:
    """Each platform's grade by the published borders, and its relevant reach by the inputs.

    `grade:<platform>` is the platform's name and its grade, as they stand beside each other in the table;
    `relevant_reach:<platform>` is a number of people. A platform that is not rated has neither a score nor a grade.
    """
    if not request.scope.is_whole:
        return {}
    rows = [dict(row) for row in connection.execute(sa.text(EXPECTED), {"day": request.day}).mappings()]
    newest, method = rows[0]["as_of_day"] if rows else None, _method(request)
    values: dict[str, str | int] = {}
    names = load_vocabulary(request.settings.templates_folder)["platform"]
    for row in rows:
        platform = row["platform"]
        if row["as_of_day"] != newest:
            continue
        if row["score"] is not None:
            earlier = [one["grade"] for one in rows if one["platform"] == platform and one["as_of_day"] < newest]
            last_grade = row["previous_grade"] or next(filter(None, earlier), None)
            values[f"grade:{platform}"] = (
                f"{names.get(platform, platform)} {grade_by_score(row['score'], last_grade, method)}"
            )
        if row["reach"] is not None and row["target_share"] is not None:
            values[f"relevant_reach:{platform}"] = _relevant_reach(row)
    return values


def _method(request: Request) -> dict[str, Any]:
    """The company's own rating.yaml, else the project's."""
    own = request.settings.company_folder / "rating.yaml"
    path = own if own.exists() else request.settings.home / "include" / "rating.yaml"
    method: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return method


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


def _relevant_reach(row: Row) -> int:
    """Reach × target share; the mart's own number where it is the same but for the rounding to a whole person."""
    people, shown = Decimal(row["reach"]) * row["target_share"], row["relevant_reach"]
    return int(shown) if shown is not None and abs(people - shown) < 1 else round(people)


KIND = Kind(
    name="platform_rating",
    title=text("Platform rating"),
    schedule="quarterly",
    page_budget=3,
    opening=opening,
    opening_reads={**RATINGS, **data_quality.READS},
    plans=(ChapterPlan("overview", "", (ratings_overview,)), RepeatedChapter(RATINGS, platform_chapters)),
    expected=expected,
    shows_day=("ratings", "sources"),
)
