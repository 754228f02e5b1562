"""The weekly program review, for marketing and sales: what to iterate on, and why."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from plumbline.language.language import text
from plumbline.layout.blocks import Opening
from plumbline.reports import expected
from plumbline.reports.context import ZERO, Context, shorten
from plumbline.reports.kind import ChapterPlan, Kind, Pair
from plumbline.reports.kinds import daily_pulse
from plumbline.reports.sections import (
    attribution,
    bridge,
    calibration,
    content,
    data_quality,
    figures,
    goals,
    leads,
    profit_and_loss,
    programs,
    recommendations,
    reconciliation,
    reporting_ratio,
    sales,
    trends,
)
from plumbline.reports.sections import headline as headlines


def opening(ctx: Context) -> Opening:
    """The week's weightiest fact, the next one, its money, and the costliest change that an interval carries."""
    first, second = first_sentences(ctx)
    advice = recommendations.first_recommendation(ctx) or reconciliation.gap_sentence(ctx)
    support = (
        f"{second}." if second else "",
        figures.money_sentence(ctx),
        advice or ctx.say("The figures of these days support no change."),
    )
    monday = ctx.day - timedelta(days=6)
    return Opening(
        period=ctx.say("{first} to {last}", first=ctx.language.short_day(monday), last=ctx.language.day(ctx.day)),
        headline=first,
        support=tuple(sentence for sentence in support if sentence),
        figures=figures.figures(ctx),
        notices=data_quality.notices(ctx),
        subject=figures.subject(ctx),
        subject_day=ctx.language.short_day(ctx.day),
    )


def first_sentences(ctx: Context) -> tuple[str, str]:
    """The week's two weightiest facts, without their full stops."""
    moved, rows = figures.change(ctx, "qualified_pipeline") or ZERO, ctx.rows("programs")
    facts = headlines.ranked(ctx, max(moved, ZERO), min(moved, ZERO), ZERO, headlines.worst_of_days(ctx, rows, 7))
    by_kind = headlines.pace_sentences(ctx, facts) | {
        **headlines.pipeline_sentences(ctx, facts, partial(headline, ctx)),
        "losing_program": headlines.losing_program(ctx, rows, "days"),
    }
    return headlines.first_two(ctx, facts, by_kind, headline(ctx))


def headline(ctx: Context, beside: str = "") -> str:
    """Qualified pipeline against a week ago, with the program that moved it most; `beside` is said of the level."""
    pipeline, moved = figures.value(ctx, "qualified_pipeline"), figures.change(ctx, "qualified_pipeline")
    if pipeline is None or moved is None:
        return daily_pulse.headline(ctx)
    total = figures.write(ctx, "qualified_pipeline", pipeline)
    if figures.write(ctx, "qualified_pipeline", pipeline - moved) == total:
        return ctx.say("Qualified pipeline held at {total} this week", total=ctx.bracketed(total, beside))
    words = {
        "amount": figures.write(ctx, "qualified_pipeline", abs(moved)),
        "total": ctx.bracketed(total, beside),
    }
    if moved > 0:
        sentence = ctx.say("Qualified pipeline rose {amount} to {total} this week", **words)
    else:
        sentence = ctx.say("Qualified pipeline fell {amount} to {total} this week", **words)
    mover = programs.main_mover(ctx)
    if mover is None:
        return sentence
    return ctx.say(
        "{told}, mainly in {program} ({change})",
        told=sentence,
        program=shorten(mover["name"], programs.LONGEST_IN_TITLE),
        change=ctx.language.change(mover["qualified_change"], figures.currency(ctx)),
    )


KIND = Kind(
    name="weekly_review",
    title=text("Weekly program review"),
    schedule="weekly",
    page_budget=6,
    opening=opening,
    opening_reads={
        **headlines.READS, **bridge.READS, **reconciliation.READS, **leads.READS, **programs.READS,
        **recommendations.READS,
    },
    plans=(
        ChapterPlan("actions", "", (recommendations.recommendations, programs.programs_compared)),
        ChapterPlan(
            "programs",
            text("Programs"),
            (
                trends.program_trends,
                attribution.model_agreement,
                attribution.tracked_and_reported,
                programs.programs_combined,
                programs.target_accounts,
                goals.program_goals,
            ),
        ),
        ChapterPlan(
            "money",
            text("Money"),
            (
                profit_and_loss.profit_table,
                reporting_ratio.reporting_ratios,
            ),
        ),
        ChapterPlan(
            "creatives",
            text("Creatives, creators, posts"),
            (
                content.creatives_compared,
                content.creative_fatigue,
                content.creators_compared,
                content.posts_compared,
            ),
        ),
        ChapterPlan(
            "sales",
            text("Sales team"),
            (
                sales.sales_scorecard,
                sales.team_pipeline,
                Pair((calibration.calibration_of_reps, sales.lead_rejections)),
            ),
        ),
        ChapterPlan(
            "leads",
            text("Leads"),
            (leads.leads_to_call, leads.lead_stages, leads.prospects, data_quality.restated_since),
        ),
    ),
    expected=expected.of_day,
    shows_day=("figures", "sources"),
)  # fmt: skip
