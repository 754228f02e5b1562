"""The daily pulse: the number, what moved it, what it cost, and whether to believe it."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from plumbline.language.language import text
from plumbline.reports.blocks import Opening
from plumbline.reports.context import Context
from plumbline.reports.kind import ChapterPlan, Expected, Kind, Pair
from plumbline.reports.reading import Request
from plumbline.reports.sections import (
    bridge,
    data_quality,
    figures,
    goals,
    leads,
    programs,
    reconciliation,
)
from plumbline.reports.sections.revenue import REVENUE_WITHOUT_PIPELINE

# :all_programs is 1 for a report that sees every program, else 0 and :programs names those it sees
EXPECTED = """
select
    (select sum(qualified) from marts.qualified_pipeline
      where as_of_day = :day and vintage = 'as_reported' and model = :model
        and (:all_programs = 1 or program_id in :programs))                     as qualified_pipeline,
    (select sum(closing) from marts.pipeline_bridge
      where as_of_day = :day and vintage = 'as_reported' and (:all_programs = 1 or program_id in :programs)) as closing,
    (select sum(net_revenue) from marts.program_period
      where as_of_day = :day and vintage = 'as_reported' and (:all_programs = 1 or program_id in :programs)) as revenue,
    (select case when count(*) = count(contribution) then sum(contribution) end from marts.program_period
      where as_of_day = :day and vintage = 'as_reported' and (:all_programs = 1 or program_id in :programs)) as margin,
    (select sum(cost) from marts.program_period
      where as_of_day = :day and vintage = 'as_reported' and (:all_programs = 1 or program_id in :programs)) as cost
"""
EXPECTED_OF_TEAMS = """
select sum(qualified) from marts.team_pipeline
where as_of_day = :day and vintage = 'as_reported' and team in :teams
"""


def expected(connection: sa.Connection, request: Request) -> Expected:
    """The four figures asked of the marts program by program; None where no row has a value."""
    scope = request.scope
    nothing: Expected = dict.fromkeys(figures.COLUMNS)
    if scope.teams is not None:
        if scope.programs is not None:
            return nothing
        query = sa.text(EXPECTED_OF_TEAMS).bindparams(sa.bindparam("teams", expanding=True))
        total = connection.execute(query, {"day": request.day, "teams": scope.teams}).scalar()
        return {**nothing, "qualified_pipeline": total}
    query = sa.text(EXPECTED).bindparams(sa.bindparam("programs", expanding=True))
    values = {
        "day": request.day,
        "model": request.company.default_model,
        "all_programs": int(scope.is_whole),
        "programs": scope.programs or [""],
    }
    row = connection.execute(query, values).one()
    pipeline = row.qualified_pipeline if row.closing in (None, row.qualified_pipeline) else row.closing
    returned = expected_return(row.revenue, row.margin, row.cost)
    return {"qualified_pipeline": pipeline, "revenue": row.revenue, "cost": row.cost, **returned}


def expected_return(
    revenue: Decimal | None, contribution: Decimal | None, cost: Decimal | None
) -> dict[str, Decimal | None]:
    """ROMI; ROI in its place where only revenue is known."""
    if cost and contribution is None and revenue is not None:
        return {"roi": (revenue - cost) / cost}
    return {"romi": (contribution - cost) / cost if cost and contribution is not None else None}


def opening(ctx: Context) -> Opening:
    """The day in one sentence, the money in another, whether to believe the platforms in a third."""
    late = data_quality.late(ctx)
    support = (
        figures.money_sentence(ctx),
        reconciliation.gap_sentence(ctx) or leads.sentence(ctx),
    )
    return Opening(
        period=ctx.language.full_day(ctx.day),
        headline=f"{headline(ctx)}; {late}" if late else headline(ctx),
        support=tuple(sentence for sentence in support if sentence),
        figures=figures.figures(ctx),
        notices=data_quality.notices(ctx),
        subject=figures.subject(ctx),
        subject_day=ctx.language.short_day(ctx.day),
    )


def headline(ctx: Context) -> str:
    """The day, led by the first figure that is known."""
    if told := bridge.headline(ctx):
        return told
    pipeline, revenue, cost = (figures.value(ctx, key) for key in ("qualified_pipeline", "revenue", "cost"))
    if pipeline is not None:
        return ctx.say("Qualified pipeline is {total}", total=figures.write(ctx, "qualified_pipeline", pipeline))
    if revenue is not None:
        total = figures.write(ctx, "revenue", revenue)
        return ctx.say(REVENUE_WITHOUT_PIPELINE[ctx.request.company.revenue_from], total=total, days=ctx.period)
    if cost is not None:
        total = figures.write(ctx, "cost", cost)
        return ctx.say("Marketing cost {total} in {days}; what came back is not known", total=total, days=ctx.period)
    if tracked := reconciliation.tracked_purchases(ctx):
        return ctx.say(
            "Analytics saw {purchases} in {days}; what the till rang is not known", purchases=tracked, days=ctx.period
        )
    if ctx.is_scoped:
        return ctx.say("None of this day's figures can be told apart by what this report may see")
    return ctx.say("Nothing is known of this day: no export carries its figures")


KIND = Kind(
    name="daily_pulse",
    title=text("Daily pulse"),
    schedule="daily",
    page_budget=3,
    opening=opening,
    opening_reads={**figures.READS, **bridge.READS, **reconciliation.READS, **leads.READS, **data_quality.READS},
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
    expected=expected,
    shows_day=("figures", "sources"),
)
