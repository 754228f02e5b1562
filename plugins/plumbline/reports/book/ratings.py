"""The rating of one platform: the grade first, then what it is made of, what would change it, and relevant reach."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from plumbline.reports.book.blocks import Block, Cell, Column, Grade, Page, Section, Table, Words
from plumbline.reports.book.context import Context
from plumbline.reports.locale import text
from plumbline.reports.reading import Row
from plumbline.reports.words.names import outlook_name, platform_name
from plumbline.reports.words.reasons import reason

COMPONENTS = (
    ("target_share", text("Target group's share of reach"), "benchmark_target_share"),
    ("engagement_rate", text("Engagements / reach"), "benchmark_engagement_rate"),
    ("conversion_rate", text("Conversions / clicks"), "benchmark_conversion_rate"),
    ("daily_use_share", text("Own customers who use it daily"), ""),
)
GRADES = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "D")


def current(ctx: Context) -> list[Row]:
    """This quarter's row of each platform: rated ones first, best grade first."""
    newest = max((row["as_of_day"] for row in ctx.rows("ratings")), default=None)
    found = [row for row in ctx.rows("ratings") if row["as_of_day"] == newest]
    return sorted(found, key=lambda row: (not row["is_rated"], rank(row["grade"]), row["platform"]))


def rank(grade: str | None) -> int:
    """0 for AAA, the larger the worse."""
    return GRADES.index(grade) if grade in GRADES else len(GRADES)


def before(ctx: Context, row: Row) -> Row | None:
    """The same platform a quarter earlier."""
    earlier = [one for one in ctx.rows("ratings", platform=row["platform"]) if one["as_of_day"] < row["as_of_day"]]
    return max(earlier, key=lambda one: one["as_of_day"], default=None)


def quarter_said(ctx: Context, quarter: date) -> str:
    """Q3 2026."""
    return ctx.language.say("Q{n} {year}", n=str((quarter.month - 1) // 3 + 1), year=str(quarter.year))


def overview(ctx: Context) -> Section:
    """All platforms in one table."""
    language = ctx.language
    title = language.say("All platforms")
    found = current(ctx)
    if not found:
        why = ctx.why(
            "ratings", language.say("Not known: no platform's reach, segments and conversions are connected.")
        )
        return Section(title, "platform_rating", why=why)
    columns = (
        Column(language.say("Platform"), "text"),
        Column(language.say("Grade"), "text", 22),
        Column(language.say("Last quarter"), "text", 22),
        Column(language.say("Outlook"), "text", 22),
        Column(language.say("Score"), "num", 14),
        Column(language.say("Reach"), "num", 24),
        Column(language.say("Relevant reach"), "num", 28),
        Column(language.say("Answers"), "num", 18),
    )
    rows = tuple(
        (
            Cell(platform_name(row["platform"])),
            Cell(grade_said(ctx, row)),
            Cell(row["previous_grade"] or "–"),
            Cell(outlook_name(language, row["outlook"]) if row["is_rated"] else "–"),
            Cell(ctx.count(row["score"], 1)),
            Cell(ctx.count(row["reach"])),
            Cell(ctx.count(row["relevant_reach"])),
            Cell(ctx.count(row["sample_size"])),
        )
        for row in found
    )
    note = language.say(
        "Relevant reach = reach × share of the target group. Grades run from AAA to D; docs/rating.md has the method."
    )
    return Section(title, "platform_rating", blocks=(Table(columns, rows),), notes=(note,))


def grade_said(ctx: Context, row: Row) -> str:
    """BBB, or not rated."""
    return str(row["grade"]) if row["is_rated"] and row["grade"] else ctx.language.say("not rated")


def page(ctx: Context, row: Row) -> Page:
    """A platform's page."""
    language = ctx.language
    name = platform_name(row["platform"])
    beside = []
    if row["is_rated"]:
        beside.append(_against_last(ctx, row))
        beside.append(language.say("Outlook: {outlook}.", outlook=outlook_name(language, row["outlook"])))
    else:
        said = reason(language, row["reason"])
        beside.append(language.say("Not rated: {reason}.", reason=said) if said else language.say("Not rated."))
    if row["sample_size"] is not None:
        beside.append(
            language.count("{n} answer of own customers", "{n} answers of own customers", int(row["sample_size"]))
        )
    first: list[Block] = [Grade(grade_said(ctx, row), tuple(beside), bool(row["is_rated"]))]
    parts = [
        Section(language.say("Grade"), "platform_rating", blocks=tuple(first)),
        _components(ctx, row),
        _changes(ctx, row),
        _reach(ctx, row),
    ]
    return Page(f"platform-{row['platform']}", f"{name}, {quarter_said(ctx, row['quarter'])}", tuple(parts))


def _against_last(ctx: Context, row: Row) -> str:
    language, last = ctx.language, row["previous_grade"]
    if not last:
        return language.say("The first rating of this platform.")
    if last == row["grade"]:
        return language.say("Unchanged on last quarter.")
    if rank(row["grade"]) < rank(last):
        return language.say("Up from {grade} last quarter.", grade=last)
    return language.say("Down from {grade} last quarter.", grade=last)


def _components(ctx: Context, row: Row) -> Section:
    language = ctx.language
    last = before(ctx, row) or {}
    columns = (
        Column(language.say("Component"), "text"),
        Column(language.say("This quarter"), "num", 28),
        Column(language.say("Last quarter"), "num", 28),
        Column(language.say("Benchmark"), "num", 28),
        Column(language.say("Against the benchmark"), "num", 36),
    )
    rows = []
    for key, name, benchmark in COMPONENTS:
        value, against = row[key], row[benchmark] if benchmark else None
        gap = language.points(value - against) if value is not None and against is not None else "–"
        rows.append(
            (
                Cell(language.say(name)),
                Cell(ctx.percent(value, 1)),
                Cell(ctx.percent(last.get(key), 1)),
                Cell(ctx.percent(against, 1)),
                Cell(gap),
            )
        )
    return Section(language.say("What the grade is made of"), "platform_rating", blocks=(Table(columns, tuple(rows)),))


def _changes(ctx: Context, row: Row) -> Section:
    language = ctx.language
    said = []
    if row["is_rated"]:
        if row["next_grade_up"]:
            needs = _measure(ctx, row["next_grade_up_needs"])
            said.append(language.say("{grade} would take {needs}.", grade=row["next_grade_up"], needs=needs))
        if row["next_grade_down"]:
            at = _measure(ctx, row["next_grade_down_at"])
            said.append(language.say("{grade} would follow at {needs}.", grade=row["next_grade_down"], needs=at))
        said.append(
            language.say(
                "A grade changes only when the score has passed its border by a margin, so that it does not flicker."
            )
        )
    title = language.say("What would have changed it")
    if not said:
        return Section(title, why=language.say("More data: a platform is rated once every component is known."))
    return Section(title, blocks=(Words(tuple(said), is_list=True),))


def _measure(ctx: Context, said: object) -> str:
    """`target_share|0.35` as words, or a score; several of them joined."""
    language = ctx.language
    names = {key: name for key, name, _ in COMPONENTS}
    if isinstance(said, (int, Decimal)):
        return language.say("a score of {score}", score=ctx.count(said, 1))
    told = []
    for part in str(said or "").split(";"):
        key, _, value = part.strip().partition("|")
        number = value.split("|")[0]
        if key in names and number:
            told.append(
                language.say(
                    "{component} of {value}", component=language.say(names[key]), value=ctx.percent(Decimal(number), 1)
                )
            )
        elif key == "score" and number:
            told.append(language.say("a score of {score}", score=ctx.count(Decimal(number), 1)))
        elif key:
            told.append(reason(language, part.strip()))
    return language.listed(told) if told else "–"


def _reach(ctx: Context, row: Row) -> Section:
    language = ctx.language
    title = language.say("Relevant reach")
    if row["relevant_reach"] is None or row["reach"] is None:
        why = language.say("Not known: reach or the target group's share of it is missing.")
        return Section(title, "platform_rating", why=why)
    last = before(ctx, row) or {}
    told = language.say(
        "Of {reach} people reached {relevant} belong to the target group ({share}).",
        reach=ctx.count(row["reach"]),
        relevant=ctx.count(row["relevant_reach"]),
        share=ctx.percent(row["target_share"]),
    )
    said = [told]
    if last.get("relevant_reach"):
        change = row["relevant_reach"] - last["relevant_reach"]
        said.append(
            language.say(
                "Last quarter: {n} ({change}).",
                n=ctx.count(last["relevant_reach"]),
                change=language.signed(Decimal(change)),
            )
        )
    return Section(title, "platform_rating", blocks=(Words(tuple(said)),))
