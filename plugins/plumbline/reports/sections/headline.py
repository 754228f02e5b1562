"""The first sentences of a report: the facts of its day in the order of their weight, each in a sentence."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from decimal import Decimal

from plumbline.language.language import text
from plumbline.marts.reading import Reads, Row
from plumbline.reports.context import ZERO, Context, shorten
from plumbline.reports.facts import Day, Fact, Standing, rank
from plumbline.reports.sections import data_quality, figures

READS: Reads = {**figures.READS, **data_quality.READS}
LONGEST_NAME = 40  # letters of a program in a sentence
PACE = {"revenue_pace", "cost_pace"}
# while the month runs, and when it has closed
RUNNING = {
    "both": text("Revenue is {behind} behind plan ({actual} of {target}) and cost {over} over budget, {when}"),
    "behind": text("Revenue is {share} behind plan ({actual} of {target}), {when}"),
    "ahead": text("Revenue is {share} ahead of plan ({actual} against {target}), {when}"),
    "over": text("Cost is {share} over budget ({actual} against {target}), {when}"),
    "pipeline": text("Qualified pipeline is {actual}, {share} short of the {target} planned for {month}"),
}
CLOSED = {
    "both": text("{month} closed with revenue {behind} behind plan ({actual} of {target}) and cost {over} over budget"),
    "behind": text("{month} closed with revenue {share} behind plan ({actual} of {target})"),
    "ahead": text("{month} closed with revenue {share} ahead of plan ({actual} against {target})"),
    "over": text("{month} closed with cost {share} over budget ({actual} against {target})"),
    "pipeline": text("{month} closed with {actual} of qualified pipeline, {share} short of the {target} planned"),
}
LOST = {
    "days": text("{program} lost {loss} in {days}: it earned {contribution} and cost {cost}"),
    "month": text("{program} lost {loss} in {month}: it earned {contribution} and cost {cost}"),
}


def ranked(ctx: Context, gains: Decimal, losses: Decimal, restated: Decimal, worst: Decimal) -> list[Fact]:
    """The facts of the day by weight.

    `gains` and `losses` are what deals brought into and took out of qualified pipeline, `restated` is what became known
    of its past, `worst` what the program that loses most earned less what it cost, in the time of the report.
    """
    row = figures.history(ctx).get(ctx.day) or {}
    revenue, contribution = row.get("net_revenue"), row.get("contribution")
    margin = contribution / revenue if revenue and contribution is not None and revenue > 0 else Decimal(1)
    late = sum(row["last_day"] is None or bool(row["days_late"]) for row in ctx.rows("sources", arrives="daily"))
    pipeline, sold, spent = (standing(ctx, measure) for measure in ("qualified_pipeline", "revenue", "cost"))
    elapsed = 1 - Decimal(days_left(ctx)) / _days(ctx)
    threshold = ctx.request.company.default_threshold
    earned = contribution or ZERO
    return rank(Day(gains, losses, restated, late, pipeline, sold, spent, elapsed, threshold, margin, earned, worst))


def standing(ctx: Context, measure: str) -> Standing | None:
    """The month to date against its plan; qualified pipeline against the level planned for the month's end."""
    row = ctx.first("pace", measure=measure)
    if row is None or row["actual_to_date"] is None or not row["target_to_date"]:
        return None
    return Standing(row["actual_to_date"], row["target_to_date"])


def pace_sentences(ctx: Context, facts: list[Fact]) -> dict[str, str]:
    """A sentence, without its full stop, for each fact that holds the month against its plan; one where two are one."""
    kinds = [fact.kind for fact in facts]
    said = {"pipeline_target": _said(ctx, "pipeline", standing(ctx, "qualified_pipeline"))}
    revenue, cost = standing(ctx, "revenue"), standing(ctx, "cost")
    way = "behind" if revenue and revenue.short > 0 else "ahead"
    if way == "behind" and cost and set(kinds) >= PACE:
        first, second = sorted(PACE, key=kinds.index)
        words = {"behind": _share(ctx, revenue), "over": _share(ctx, cost)}
        return said | {first: _said(ctx, "both", revenue, **words), second: ""}
    return said | {"revenue_pace": _said(ctx, way, revenue), "cost_pace": _said(ctx, "over", cost)}


def pipeline_sentences(ctx: Context, facts: list[Fact], moved: Callable[[str], str]) -> dict[str, str]:
    """The sentence on what deals did, and, where both lead, the missed target inside it in place of one of its own.

    `moved` writes it, with what it is given said of the level that was reached.
    """
    now = standing(ctx, "qualified_pipeline")
    first_two = [fact.kind for fact in facts if fact.kind != "late"][:2]
    if now is None or set(first_two) != {"deals", "pipeline_target"}:
        return {"deals": moved("")}
    return {"deals": moved(ctx.say("{share} below target", share=_share(ctx, now))), "pipeline_target": ""}


def first_two(ctx: Context, facts: list[Fact], by_kind: dict[str, str], plain: str) -> tuple[str, str]:
    """The sentences of the two weightiest facts; `plain` stands in for one that is missing.

    Who is late is said before the first one, since it taints the others.
    """
    told = {fact.kind: by_kind[fact.kind] for fact in facts if by_kind.get(fact.kind)}
    rest = "" if "deals" in told else plain  # which says the same
    first, second = [*told.values(), rest, "", ""][:2]
    late = data_quality.late(ctx)
    return f"{late}. {first}" if late else first, second


def losing_program(ctx: Context, rows: list[Row], period: str) -> str:
    """The program that lost most in the period, `days` or `month`; empty where none did."""
    lost = [(row["cost"] - row["contribution"], row) for row in _known(rows)]
    loss, row = max(lost, key=lambda pair: (pair[0], pair[1]["program_id"]), default=(ZERO, {}))
    if loss <= 0:
        return ""
    words = {
        "program": shorten(ctx.program(row["program_id"]), LONGEST_NAME), "loss": ctx.money(loss),
        "days": ctx.period, "month": ctx.language.month(ctx.day),
        "contribution": ctx.money(row["contribution"]), "cost": ctx.money(row["cost"]),
    }  # fmt: skip
    return ctx.say(LOST[period], **words)


def restated(ctx: Context, amount: Decimal) -> str:
    """By how much qualified pipeline of past days is known better today."""
    change = ctx.language.change(amount, figures.currency(ctx))
    return ctx.say("Qualified pipeline of past days was restated by {change}", change=change)


def results(rows: list[Row]) -> list[Decimal]:
    """What each program earned less what it cost, where both are known."""
    return [row["contribution"] - row["cost"] for row in _known(rows)]


def _known(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["contribution"] is not None and row["cost"]]


def worst_of_days(ctx: Context, rows: list[Row], days: int) -> Decimal:
    """What the program that loses most loses in so many days, at the pace of the rolling period: zero or less."""
    return min([*results(rows), ZERO]) * days / ctx.request.company.period_days


def _said(ctx: Context, what: str, now: Standing | None, **words: str) -> str:
    if now is None:
        return ""
    left, month = days_left(ctx), ctx.language.month(ctx.day)
    when = ctx.count("with {n} day of the month left", "with {n} days of the month left", left)
    words |= {"when": when, "month": month, "share": _share(ctx, now)}
    amounts = {"actual": ctx.money(now.actual), "target": ctx.money(now.target)}
    return ctx.say((RUNNING if left else CLOSED)[what], **words, **amounts)


def _share(ctx: Context, now: Standing | None) -> str:
    return "" if now is None else ctx.percent(abs(now.short) / now.target, 0)


def _days(ctx: Context) -> int:
    return calendar.monthrange(ctx.day.year, ctx.day.month)[1]


def days_left(ctx: Context) -> int:
    return _days(ctx) - ctx.day.day
