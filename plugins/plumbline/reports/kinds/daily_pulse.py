"""The daily pulse: the number, what moved it, what it cost, and whether to believe it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from plumbline.language.language import text
from plumbline.layout.blocks import Opening
from plumbline.reports import expected
from plumbline.reports.context import ZERO, Context
from plumbline.reports.kind import ChapterPlan, Kind, Pair
from plumbline.reports.sections import (
    bridge,
    data_quality,
    figures,
    goals,
    leads,
    programs,
    reconciliation,
)
from plumbline.reports.sections import headline as headlines


def opening(ctx: Context) -> Opening:
    """The day's weightiest fact, the next one, the money, and whether to believe the platforms."""
    first, second = first_sentences(ctx)
    support = (
        f"{second}." if second else "",
        figures.money_sentence(ctx),
        reconciliation.gap_sentence(ctx) or leads.sentence(ctx),
    )
    return Opening(
        period=ctx.language.full_day(ctx.day),
        headline=first,
        support=tuple(sentence for sentence in support if sentence),
        figures=tuple(
            replace(card, earlier=figures.earlier(ctx, card.key), to_date=figures.to_date(ctx, card.key))
            for card in figures.figures(ctx)
        ),
        notices=data_quality.notices(ctx),
        subject=figures.subject(ctx),
        subject_day=ctx.language.short_day(ctx.day),
    )


def first_sentences(ctx: Context) -> tuple[str, str]:
    """The day's two weightiest facts, without their full stops."""
    moved, rows = bridge.read_bridge(ctx), ctx.rows("programs")
    steps = {step.key: step.amount for step in moved.movements} if moved else {}
    by_deals = [amount for key, amount in steps.items() if key not in ("restated", "currency_effect")]
    gains, losses = (sum((pick(amount, ZERO) for amount in by_deals), ZERO) for pick in (max, min))
    restated = steps.get("restated", ZERO)
    facts = headlines.ranked(ctx, gains, losses, restated, headlines.worst_of_days(ctx, rows, 1))
    by_kind = headlines.pace_sentences(ctx, facts) | {
        **headlines.pipeline_sentences(ctx, facts, partial(bridge.headline, ctx)),
        "restated": headlines.restated(ctx, restated),
        "losing_program": headlines.losing_program(ctx, rows, "days"),
    }
    return headlines.first_two(ctx, facts, by_kind, headline(ctx))


def headline(ctx: Context) -> str:
    """The day, led by the first figure that is known."""
    if told := bridge.headline(ctx):
        return told
    pipeline, revenue, cost = (figures.value(ctx, key) for key in ("qualified_pipeline", "revenue", "cost"))
    if pipeline is not None:
        return ctx.say("Qualified pipeline is {total}", total=figures.write(ctx, "qualified_pipeline", pipeline))
    if revenue is not None:
        total = figures.write(ctx, "revenue", revenue)
        return ctx.of_revenue("revenue_without_pipeline", total=total, days=ctx.period)
    if cost is not None:
        total = figures.write(ctx, "cost", cost)
        return ctx.say("Marketing cost {total} in {days}; what came back is not known", total=total, days=ctx.period)
    if tracked := reconciliation.tracked_purchases(ctx):
        return ctx.say(
            "Analytics tracked {purchases} in {days}; how many were booked is not known",
            purchases=tracked,
            days=ctx.period,
        )
    if ctx.is_scoped:
        return ctx.say("None of this day's figures is known for the part of the company that this report covers")
    return ctx.say("Nothing is known of this day: no export carries its figures")


KIND = Kind(
    name="daily_pulse",
    title=text("Daily pulse"),
    schedule="daily",
    page_budget=3,
    opening=opening,
    opening_reads={
        **headlines.READS,
        **figures.YEAR_BEFORE,
        **programs.READS,
        **bridge.READS,
        **reconciliation.READS,
        **leads.READS,
        **data_quality.READS,
    },
    plans=(
        ChapterPlan("day", "", (bridge.pipeline_bridge, leads.lead_funnel, programs.programs_compared)),
        ChapterPlan(
            "trust",
            text("Can it be believed?"),
            (
                reconciliation.conversion_gap,
                reconciliation.campaigns_reported,
                bridge.deals_moved,
                Pair((goals.pace_to_date, data_quality.restated_today)),
                data_quality.source_freshness,
            ),
        ),
    ),
    expected=expected.of_day,
    shows_day=("figures", "sources"),
)
