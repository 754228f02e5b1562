"""The quarterly platform rating: one page a platform, the grade first."""

from __future__ import annotations

import sqlalchemy as sa

from plumbline.errors import ReportRefused
from plumbline.reports.book import ratings
from plumbline.reports.book.blocks import Book
from plumbline.reports.book.context import Context, Slice, read_slices
from plumbline.reports.book.make import BookDraft
from plumbline.reports.draft import Order
from plumbline.reports.marts import MARTS
from plumbline.reports.reading import Reader, Row
from plumbline.reports.words.names import platform_name
from plumbline.reports.words.scope import hidden

MOST_PLATFORMS = 20
SLICES = {
    "ratings": Slice("platform_rating", ("as_of_day", "platform"), "past"),
    "sources": Slice("source_freshness", ("source",)),
    "program-names": Slice("program", ("program_id",), "all"),
}


def draft(connection: sa.Connection, order: Order) -> BookDraft:
    """Read a quarter; ReportRefused when the marts hold nothing of its last day."""
    frames = read_slices(Reader(connection, order.scope), SLICES, order.day)
    if frames["ratings"].empty and frames["sources"].empty:
        raise ReportRefused(
            f"The marts hold nothing of {order.day}.",
            "There is no platform rating of this quarter, and no mail.",
            "Run the build for this day, then make the report again.",
        )
    return BookDraft(order, SLICES, frames, compose, range(2, MOST_PLATFORMS + 3), {})


def compose(ctx: Context) -> Book:
    """The rating in one language."""
    language = ctx.language
    found = ratings.current(ctx)
    quarter = ratings.quarter_said(ctx, ctx.day)
    report = language.say("Platform rating")
    return Book(
        report=report,
        day=quarter,
        period=quarter,
        known=language.say("as known from the exports of {day}", day=language.short_day(ctx.day)),
        sentences=sentences(ctx, found),
        figures=(),
        first=(ratings.overview(ctx),),
        pages=tuple(ratings.page(ctx, row) for row in found[:MOST_PLATFORMS]),
        subject=" · ".join([*_grades(ctx, found)[:3], f"{report}, {quarter}"]),
    )


def _grades(ctx: Context, found: list[Row]) -> list[str]:
    return [f"{platform_name(row['platform'])} {ctx.language.isolate(ratings.grade_said(ctx, row))}" for row in found]


def sentences(ctx: Context, found: list[Row]) -> tuple[str, ...]:
    """The grades, what would change the best of them, and how much of the reach is relevant."""
    language = ctx.language
    if not found:
        why = language.say("No platform is rated: reach, segments or conversions of the quarter are missing")
        shown = MARTS["platform_rating"].may_show(ctx.order.scope)
        return (why if shown else hidden(language).rstrip("."), language.say("A rating needs all of them."), "")
    rated = [row for row in found if row["is_rated"]]
    grades = [
        language.say("{platform} {grade}", platform=platform_name(row["platform"]), grade=ratings.grade_said(ctx, row))
        for row in found
    ]
    first = language.say("Audience relevance: {grades}", grades=language.listed(grades))
    second = _moved(ctx, rated)
    relevant = [row for row in rated if row["relevant_reach"] is not None]
    best = max(relevant, key=lambda row: row["relevant_reach"], default=None)
    if best is None:
        third = language.say("How much of the reach belongs to the target group is not known.")
    else:
        third = language.say(
            "Most relevant reach comes from {platform}:"
            " {relevant} of {reach} people ({share}) belong to the target group.",
            platform=platform_name(best["platform"]),
            relevant=ctx.count(best["relevant_reach"]),
            reach=ctx.count(best["reach"]),
            share=ctx.percent(best["target_share"]),
        )
    return first, second, third


def _moved(ctx: Context, rated: list[Row]) -> str:
    """Who went up or down; where nobody did, the outlooks."""
    language = ctx.language
    up = [
        row
        for row in rated
        if row["previous_grade"] and ratings.rank(row["grade"]) < ratings.rank(row["previous_grade"])
    ]
    down = [
        row
        for row in rated
        if row["previous_grade"] and ratings.rank(row["grade"]) > ratings.rank(row["previous_grade"])
    ]
    said = []
    for rows, words in ((up, "up"), (down, "down")):
        names = language.listed([platform_name(row["platform"]) for row in rows])
        if rows and words == "up":
            said.append(language.say("Up on last quarter: {platforms}.", platforms=names))
        elif rows:
            said.append(language.say("Down on last quarter: {platforms}.", platforms=names))
    if said:
        return " ".join(said)
    if any(row["previous_grade"] for row in rated):
        return language.say("No grade changed on last quarter.")
    return language.say("There is no earlier quarter to compare with.")
