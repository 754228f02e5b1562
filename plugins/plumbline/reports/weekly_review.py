"""The weekly program review, for marketing and sales: what to iterate on, and why."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import sqlalchemy as sa

from plumbline.errors import ReportRefused
from plumbline.reports import verify
from plumbline.reports.assemble import assemble
from plumbline.reports.book import actions, claims, creatives, money, outlook, programs, sales, witnesses
from plumbline.reports.book.blocks import Beside, Book, Figure, Page
from plumbline.reports.book.context import Context, Slice, read_slices
from plumbline.reports.book.make import BookDraft, days_said
from plumbline.reports.draft import Order
from plumbline.reports.frames import read_frames
from plumbline.reports.marts import MARTS
from plumbline.reports.pulse import Pulse
from plumbline.reports.reading import Condition, Reader
from plumbline.reports.words import money as said
from plumbline.reports.words import sources, trust, week

PAGES = range(2, 12)
HISTORY = timedelta(days=91)


def _weekly(reader: Reader) -> list[Condition]:
    return [reader.c("profit_bridge").period_kind == "week"]


def _since_week(reader: Reader) -> list[Condition]:
    return [reader.c("restated_since").period_kind == "week"]


def _then(reader: Reader) -> list[Condition]:
    return [reader.c("team_pipeline").vintage == "as_reported"]


SLICES = {
    "attribution-agreement": Slice("attribution_agreement", ("measure", "program_id")),
    "attribution-matrix": Slice("attribution_matrix", ("subject_type", "tracked_program_id", "reported_program_id")),
    "attribution-comparison": Slice("attribution_comparison", ("program_id", "model")),
    "markov": Slice("markov_attribution", ("program_id",)),
    "groups": Slice("program_combination", ("program_group",)),
    "account-coverage": Slice("account_coverage", ("program_id",)),
    "goals": Slice("goal_attainment", ("program_id", "measure")),
    "profit-and-loss": Slice("profit_bridge", ("level", "item", "vintage"), where=_weekly),
    "creatives": Slice("creative_performance", ("creative_id",)),
    "fatigue": Slice("creative_fatigue", ("creative_id",)),
    "creators": Slice("creator_performance", ("creator_id",)),
    "posts": Slice("post_performance", ("post_id",)),
    "platform-reporting-ratio": Slice("platform_reporting_ratio", ("as_of_day", "platform"), "past"),
    "speed": Slice("speed_to_lead", ("level", "item")),
    "acceptance": Slice("lead_acceptance", ("level", "item")),
    "rejections": Slice("rejection_reason", ("program_id", "reason")),
    "velocity": Slice("sales_velocity", ("level", "item")),
    "coverage": Slice("pipeline_coverage", ("level", "item")),
    "calibration": Slice("calibration_score", ("level", "item"), "latest"),
    "team-pipeline": Slice("team_pipeline", ("team",), where=_then),
    "leads": Slice("lead_score", ("rank",)),
    "ranking": Slice("lead_ranking"),
    "prospects": Slice("prospect_profile", ("program_id", "dimension", "value")),
    "restated-since": Slice("restated_since", ("source", "measure"), where=_since_week),
}
# what the pulse reads under a name, for `why`
FROM_PULSE = {"programs": Slice("program_period"), "forecast": Slice("forecast"), "pace": Slice("target_pace")}


def draft(connection: sa.Connection, order: Order) -> BookDraft:
    """Read a week; ReportRefused when the marts hold nothing of its last day."""
    company, day = order.settings.company, order.day
    reader = Reader(connection, order.scope)
    daily = read_frames(reader, day, company.period_days, company.default_model)
    pulse = assemble(daily, company, day, order.scope)
    frames = {**daily, **read_slices(reader, SLICES, day)}
    if day not in set(frames["figures"]["as_of_day"]) and frames["sources"].empty:
        raise ReportRefused(
            f"The marts hold nothing of {day}.",
            "There is no weekly review of this week, and no mail.",
            "Run the build for this day, then make the report again.",
        )
    truth = verify.read_truth(connection, day, company.default_model, order.scope)
    asked = {
        "qualified_pipeline": truth.qualified_pipeline,
        "revenue": truth.revenue,
        "cost": truth.cost,
        "romi": truth.romi,
    }
    known = {key: asked[key] for key, figure in pulse.figures.items() if figure.value is not None}
    return BookDraft(order, {**FROM_PULSE, **SLICES}, frames, partial(compose, pulse=pulse), PAGES, known)


def compose(ctx: Context, pulse: Pulse) -> Book:
    """The review in one language."""
    language, day = ctx.language, ctx.day
    monday = day - timedelta(days=6)
    days = days_said(language, monday, day)
    report = language.say("Weekly program review")
    headline = week.headline(language, pulse)
    # the third sentence is the costliest thing that an interval carries; without one, what the platform claims
    third = next(iter(actions.actions(ctx)), "") or trust.gap_sentence(language, pulse)
    sentences = [
        headline,
        week.spent(language, pulse),
        third or language.say("No interval of these days carries a change."),
    ]
    return Book(
        report=report,
        day=days,
        period=days,
        known=language.say("as known from the exports of {day}", day=language.short_day(day)),
        sentences=tuple(sentences),
        figures=figures(ctx, pulse),
        first=(actions.iterate(ctx), programs.compared(ctx, pulse)),
        pages=(
            Page(
                "programs",
                language.say("Programs"),
                (
                    programs.agreement(ctx),
                    witnesses.matrix(ctx),
                    programs.combined(ctx),
                    programs.accounts(ctx),
                    programs.goals(ctx),
                ),
            ),
            Page(
                "money",
                language.say("Money"),
                (
                    money.profit_fall(ctx, days),
                    money.profit_table(ctx, days),
                    claims.ratios(ctx),
                    claims.causes(ctx, pulse),
                ),
                follows=True,
            ),
            Page(
                "creatives",
                language.say("Creatives, creators, posts"),
                (creatives.creatives(ctx), creatives.fatigue(ctx), creatives.creators(ctx), creatives.posts(ctx)),
            ),
            Page(
                "sales",
                language.say("Sales team"),
                (
                    sales.scorecard(ctx),
                    sales.team_pipeline(ctx),
                    Beside((sales.calibration(ctx), sales.rejections(ctx))),
                ),
            ),
            Page("leads", language.say("Leads"), (sales.leads(ctx), sales.prospects(ctx), outlook.restated(ctx))),
        ),
        notices=tuple(sources.incomplete(language, pulse)),
        subject=subject(ctx, pulse, report),
    )


def figures(ctx: Context, pulse: Pulse) -> tuple[Figure, ...]:
    """The four figures of the daily pulse, on the week's last day."""
    language = ctx.language
    return tuple(
        Figure(
            one.key,
            said.figure_name(language, one.key),
            one.value,
            said.figure_value(language, pulse, one),
            said.figure_scope(language, pulse, one.key),
            said.figure_change(language, pulse, one) if one.change is not None else "",
            said.figure_unknown(language, pulse, one.key),
        )
        for one in pulse.figures.values()
    )


def subject(ctx: Context, pulse: Pulse, report: str) -> str:
    """The figure first."""
    language = ctx.language
    parts = []
    figure = pulse.figures["qualified_pipeline"]
    if figure.value is not None:
        total = ctx.money(figure.value)
        change = "" if figure.change is None else language.change(figure.change, ctx.currency)
        parts.append(
            language.say("Qualified pipeline {total} ({change})", total=total, change=change)
            if change
            else language.say("Qualified pipeline {total}", total=total)
        )
    if pulse.figures["romi"].value is not None:
        parts.append(language.say("ROMI {romi}", romi=ctx.percent(pulse.figures["romi"].value)))
    return " · ".join([*parts, f"{report}, {language.short_day(ctx.day)}"])


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of a Sunday's week."""
    return day - timedelta(days=6), day


assert all(part.mart in MARTS for part in SLICES.values())
