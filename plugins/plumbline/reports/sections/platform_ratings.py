"""The rating of platforms: all of them on a ladder, then each with its grade, what made it and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial

from plumbline.language.reasons import reason
from plumbline.layout.blocks import Chapter, Grade, Section, Table, Text
from plumbline.marts.reading import Condition, Read, Reader, Reads, Request, Row, on_day, up_to_day
from plumbline.reports.context import Context
from plumbline.reports.kind import section
from plumbline.reports.tables import Column, Columns, table, text

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


def _quarter_spend(reader: Reader, mart: str, request: Request) -> list[Condition]:
    """What each platform was paid in the quarter that ends with the day."""
    columns = reader.columns(mart)
    return [*on_day(reader, mart, request), columns.period_kind == "quarter", columns.level == "platform"]


@section(RATINGS, platform_spend=Read("profit_bridge", ("item",), _quarter_spend))
def ratings_overview(ctx: Context) -> Section:
    """All platforms on a ladder of grades; below it whom they reach, and what a thousand of these cost."""
    title, rows = ctx.say("All platforms"), current(ctx)
    if not rows:
        unknown = ctx.say("Not known: no platform's reach, segments and conversions are connected.")
        return ctx.unknown(title, "ratings", unknown)
    spend = {row["item"]: row["ad_spend"] for row in ctx.rows("platform-spend") if row["ad_spend"]}
    sentences = (
        ctx.say("Filled: this quarter; outlined: last quarter, where it differs."),
        ctx.say("Relevant reach = reach × the target group's share of it, as estimated from the audience sample."),
        ctx.term("note", "grades"),
    )
    blocks = (_ladder(ctx, rows), _reached(ctx, rows, spend))
    return Section(title, "platform_rating", blocks=blocks, notes=(" ".join(sentences),))


def _ladder(ctx: Context, rows: list[Row]) -> Table:
    """The grades from AAA to D, and on which of them each platform stands and stood."""
    c = Columns(ctx)

    def mark(row: Row, grade: str) -> str:
        is_now = row["is_rated"] and row["grade"] == grade
        return "now" if is_now else "before" if row["previous_grade"] == grade else "step"

    def step(grade: str) -> Column:
        marked = partial(mark, grade=grade)
        return c.marked(grade, lambda row: "·" if marked(row) == "step" else grade, marked, str, 10.5)

    def outlook(row: Row) -> str:
        return ctx.term("outlook", row["outlook"]) if row["is_rated"] else ctx.say("not rated")

    columns = (
        text(ctx.say("Platform"), lambda row: ctx.platform(row["platform"]), 26),
        *map(step, GRADES),
        c.number(ctx.say("Score"), "score", 13, 1),
        text(ctx.say("Outlook"), outlook, 34),
    )
    return table(rows, columns)


def _reached(ctx: Context, rows: list[Row], spend: Mapping[str, Decimal]) -> Table:
    """Reach, the target group in it, the sample that says so, and what the platform was paid for it."""
    c = Columns(ctx)

    def for_a_thousand(row: Row) -> Decimal | None:
        paid, relevant = spend.get(row["platform"]), row["relevant_reach"]
        return paid * 1000 / relevant if paid and relevant else None

    columns = (
        text(ctx.say("Platform"), lambda row: ctx.platform(row["platform"]), 26),
        c.number(ctx.say("Reach"), "reach", 22),
        c.number(ctx.say("Relevant reach"), "relevant_reach", 24),
        c.number(ctx.say("Relevant reach, last quarter"), lambda row: before(ctx, row).get("relevant_reach"), 24),
        c.number(ctx.say("Audience sample, people"), "sample_size", 28),
        c.money(ctx.say("Ad spend"), lambda row: spend.get(row["platform"]), 20),
        c.money(ctx.say("Ad spend per 1,000 of relevant reach"), for_a_thousand, 34),
    )
    return table(rows, columns)


def platform_chapters(ctx: Context) -> Iterable[Chapter]:
    """A chapter for each platform, in one piece: its grade, what made it and what would change it."""
    for row in current(ctx)[:MOST_PLATFORMS]:
        title = f"{ctx.platform(row['platform'])}, {quarter_text(ctx, row['quarter'])}"
        blocks = (_grade(ctx, row), _components(ctx, row), Text((" ".join(_changes(ctx, row)),)))
        section = Section(_message(ctx, row), "platform_rating", blocks=blocks)
        yield Chapter(f"platform-{row['platform']}", title, (section,))


def _message(ctx: Context, row: Row) -> str:
    """How the grade has moved, or why there is none."""
    if not row["is_rated"]:
        why = reason(ctx.language, row["reason"])
        return ctx.say("Not rated: {reason}", reason=why) if why else ctx.say("Not rated")
    last, better = row["previous_grade"], rank(row["grade"]) < rank(row["previous_grade"])
    code = "first" if not last else "same" if last == row["grade"] else "up" if better else "down"
    return ctx.sentence("grade_moved", code, grade=last).rstrip(".")


def _grade(ctx: Context, row: Row) -> Grade:
    beside = []
    if row["is_rated"]:
        score, outlook = ctx.number(row["score"], 1), ctx.term("outlook", row["outlook"])
        beside.append(ctx.say("Score {score} of 100; outlook {outlook}.", score=score, outlook=outlook))
    asked = []
    if (n := row["sample_size"]) is not None:
        asked.append(ctx.count("Audience sample of {n} person.", "Audience sample of {n} people.", int(n)))
    if (n := row["survey_answers"]) is not None:
        asked.append(ctx.count("Own customers' survey: {n} answer.", "Own customers' survey: {n} answers.", int(n)))
    beside += [" ".join(asked)] if asked else []
    return Grade(grade_text(ctx, row), (*beside, _reach(ctx, row)), bool(row["is_rated"]))


def _components(ctx: Context, row: Row) -> Table:
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
    return table(components, columns)


def _changes(ctx: Context, row: Row) -> list[str]:
    """What would raise the grade and what would lower it; what is missing where there is none."""
    if not row["is_rated"]:
        return [ctx.say("A platform is rated once every component is known from a large enough sample.")]
    sentences = []
    for kind, grade, change, score in (
        ("grade_needs", row["next_grade_up"], row["next_grade_up_needs"], row["up_score"]),
        ("grade_lost", row["next_grade_down"], row["next_grade_down_at"], row["down_score"]),
    ):
        if grade:
            key, _, value = (change or "").partition("|")
            needed = ctx.percent(Decimal(value), 1) if value else ctx.number(score, 1)
            sentences.append(ctx.sentence(kind, key or "score", grade=grade, value=needed))
    return sentences


def _reach(ctx: Context, row: Row) -> str:
    relevant, last = row["relevant_reach"], before(ctx, row).get("relevant_reach")
    if relevant is None or row["reach"] is None:
        return ctx.say("Relevant reach is not known: reach or the target group's share of it is missing.")
    words = {"reach": ctx.number(row["reach"]), "relevant": ctx.number(relevant)}
    words["share"] = ctx.percent(row["target_share"])
    told = ctx.say("Of {reach} people reached, {relevant} ({share}) belong to the target group", **words)
    if not last:
        return f"{told}."
    change = ctx.language.signed(Decimal(relevant - last))
    return ctx.say("{told}; last quarter {n} ({change}).", told=told, n=ctx.number(last), change=change)
