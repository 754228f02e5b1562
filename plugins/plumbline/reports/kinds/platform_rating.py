"""The quarterly platform rating: how relevant the people reached on each platform are, as a grade."""

from __future__ import annotations

from collections.abc import Iterable

from plumbline.language.language import text
from plumbline.layout.blocks import Opening
from plumbline.marts.reading import Row
from plumbline.reports import expected
from plumbline.reports.context import Context
from plumbline.reports.kind import ChapterPlan, Kind, RepeatedChapter
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


KIND = Kind(
    name="platform_rating",
    title=text("Platform rating"),
    schedule="quarterly",
    page_budget=3,
    opening=opening,
    opening_reads={**RATINGS, **data_quality.READS},
    plans=(ChapterPlan("overview", "", (ratings_overview,)), RepeatedChapter(RATINGS, platform_chapters)),
    expected=expected.of_quarter,
    shows_day=("ratings", "sources"),
)
