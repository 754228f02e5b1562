"""The rating of platforms: all of them in a table, then each with its grade, what made it and what would change it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from plumbline.language.reasons import reason
from plumbline.layout.blocks import Chapter, Grade, Section, Text
from plumbline.reports.context import Context
from plumbline.reports.kind import section
from plumbline.reports.reading import Read, Reads, Row, up_to_day
from plumbline.reports.tables import Columns, table, text

MOST_PLATFORMS = 20
GRADES = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "D")
COMPONENTS = ("target_share", "engagement_rate", "conversion_rate", "daily_use_share")
RATINGS: Reads = {"ratings": Read("platform_rating", ("as_of_day", "platform"), up_to_day)}


def current(ctx: Context) -> list[Row]:
    """The newest quarter's row of each platform: rated ones first, best grade first."""
    newest = max((row["as_of_day"] for row in ctx.rows("ratings")), default=None)
    rows = ctx.rows("ratings", as_of_day=newest)
    return sorted(rows, key=lambda row: (not row["is_rated"], rank(row["grade"]), row["platform"]))


def rank(grade: str | None) -> int:
    """0 for AAA, the larger the worse."""
    return GRADES.index(grade) if grade in GRADES else len(GRADES)


def before(ctx: Context, row: Row) -> Row:
    """The same platform a quarter earlier; empty where nothing is known of it."""
    earlier = [one for one in ctx.rows("ratings", platform=row["platform"]) if one["as_of_day"] < row["as_of_day"]]
    return max(earlier, key=lambda one: one["as_of_day"], default={})


def quarter_text(ctx: Context, day: date) -> str:
    """Q3 2026."""
    return ctx.say("Q{n} {year}", n=str((day.month - 1) // 3 + 1), year=str(day.year))


def grade_text(ctx: Context, row: Row) -> str:
    """BBB, or not rated."""
    return str(row["grade"]) if row["is_rated"] and row["grade"] else ctx.say("not rated")


@section(RATINGS)
def ratings_overview(ctx: Context) -> Section:
    """All platforms in one table."""
    title, rows = ctx.say("All platforms"), current(ctx)
    if not rows:
        unknown = ctx.say("Not known: no platform's reach, segments and conversions are connected.")
        return ctx.unknown(title, "ratings", unknown)
    c = Columns(ctx)
    columns = (
        text(ctx.say("Platform"), lambda row: ctx.platform(row["platform"])),
        text(ctx.say("Grade"), lambda row: grade_text(ctx, row), 22),
        text(ctx.say("Last quarter"), lambda row: row["previous_grade"] or "–", 22),
        text(ctx.say("Outlook"), lambda row: ctx.term("outlook", row["outlook"] if row["is_rated"] else ""), 22),
        c.number(ctx.say("Score"), "score", 14, 1),
        c.number(ctx.say("Reach"), "reach", 24),
        c.number(ctx.say("Relevant reach"), "relevant_reach", 28),
        c.number(ctx.say("Answers"), "sample_size", 18),
    )
    return Section(title, "platform_rating", blocks=(table(rows, columns),), notes=(ctx.term("note", "ratings"),))


def platform_chapters(ctx: Context) -> Iterable[Chapter]:
    """A chapter for each platform, the grade first."""
    for row in current(ctx)[:MOST_PLATFORMS]:
        title = f"{ctx.platform(row['platform'])}, {quarter_text(ctx, row['quarter'])}"
        parts = (_grade(ctx, row), _components(ctx, row), _changes(ctx, row), _relevant_reach(ctx, row))
        yield Chapter(f"platform-{row['platform']}", title, parts)


def _grade(ctx: Context, row: Row) -> Section:
    if row["is_rated"]:
        last, better = row["previous_grade"], rank(row["grade"]) < rank(row["previous_grade"])
        code = "first" if not last else "same" if last == row["grade"] else "up" if better else "down"
        moved = ctx.language.vocabulary["grade_moved"][code]
        outlook = ctx.say("Outlook: {outlook}.", outlook=ctx.term("outlook", row["outlook"]))
        beside = [ctx.say(moved, grade=last), outlook]
    else:
        why = reason(ctx.language, row["reason"])
        beside = [ctx.say("Not rated: {reason}.", reason=why) if why else ctx.say("Not rated.")]
    if (n := row["sample_size"]) is not None:
        beside.append(ctx.count("{n} answer of own customers", "{n} answers of own customers", int(n)))
    grade = Grade(grade_text(ctx, row), tuple(beside), bool(row["is_rated"]))
    return Section(ctx.say("Grade"), "platform_rating", blocks=(grade,))


def _components(ctx: Context, row: Row) -> Section:
    last = before(ctx, row)

    def against(component: Row) -> str:
        value, benchmark = component["value"], component["benchmark"]
        return "–" if value is None or benchmark is None else ctx.language.points(value - benchmark)

    components = [  # no industry figure exists of daily use
        {"key": key, "value": row[key], "last": last.get(key), "benchmark": row.get(f"benchmark_{key}")}
        for key in COMPONENTS
    ]
    c = Columns(ctx)
    columns = (
        text(ctx.say("Component"), lambda row: ctx.term("rated_component", row["key"])),
        c.percent(ctx.say("This quarter"), "value", 28, 1),
        c.percent(ctx.say("Last quarter"), "last", 28, 1),
        c.percent(ctx.say("Benchmark"), "benchmark", 28, 1),
        c.written(ctx.say("Against the benchmark"), against, str, 36),
    )
    return Section(ctx.say("What the grade is made of"), "platform_rating", blocks=(table(components, columns),))


def _changes(ctx: Context, row: Row) -> Section:
    title, sentences = ctx.say("What would have changed it"), []
    if not row["is_rated"]:  # said here, since gathered at the end it would not tell of which platform
        missing = ctx.say("More data: a platform is rated once every component is known.")
        return Section(title, blocks=(Text((missing,)),))
    if better := row["next_grade_up"]:
        needs = _needs(ctx, row["next_grade_up_needs"], row["up_score"])
        sentences.append(ctx.say("{grade} would take {needs}.", grade=better, needs=needs))
    if worse := row["next_grade_down"]:
        needs = _needs(ctx, row["next_grade_down_at"], row["down_score"])
        sentences.append(ctx.say("{grade} would follow at {needs}.", grade=worse, needs=needs))
    return Section(title, blocks=(Text((*sentences, ctx.term("note", "grades")), is_list=True),))


def _needs(ctx: Context, change: str | None, score: Decimal | None) -> str:
    """`target_share|0.35` in words; the score where no single value would do it."""
    if not change:
        return ctx.say("a score of {score}", score=ctx.number(score, 1))
    key, _, value = change.partition("|")
    words = {"component": ctx.term("rated_component", key), "value": ctx.percent(Decimal(value), 1)}
    return ctx.say("{component} of {value}", **words)


def _relevant_reach(ctx: Context, row: Row) -> Section:
    relevant, last = row["relevant_reach"], before(ctx, row).get("relevant_reach")
    if relevant is None or row["reach"] is None:
        sentences = [ctx.say("Not known: reach or the target group's share of it is missing.")]
    else:
        words = {"reach": ctx.number(row["reach"]), "relevant": ctx.number(relevant)}
        words["share"] = ctx.percent(row["target_share"])
        sentences = [ctx.say("Of {reach} people reached {relevant} belong to the target group ({share}).", **words)]
        if last:
            change = ctx.language.signed(Decimal(relevant - last))
            sentences.append(ctx.say("Last quarter: {n} ({change}).", n=ctx.number(last), change=change))
    return Section(ctx.say("Relevant reach"), "platform_rating", blocks=(Text(tuple(sentences)),))
