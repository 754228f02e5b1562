"""Sales: the scorecard by team, why leads are rejected, and each team's pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from plumbline.layout.blocks import Section
from plumbline.layout.charts.cells import full_bar
from plumbline.marts.reading import Read, Reads, Row, as_reported
from plumbline.reports.context import Context
from plumbline.reports.kind import section
from plumbline.reports.sections.calibration import CALIBRATION
from plumbline.reports.tables import Columns, table

REASONS_SHOWN = 6
NO_TEAM = (None, "none", "not known")
PARTS = ("speed", "acceptance", "velocity", "pipeline-coverage", "calibration")
ORDER = ("level", "item")
SPEED: Reads = {"speed": Read("speed_to_lead", ORDER)}
COVERAGE: Reads = {"pipeline-coverage": Read("pipeline_coverage", ORDER)}


def duration(ctx: Context, minutes: Decimal | int | None) -> str:
    """35 min, 3.2 h, 2.1 d: the unit in which the figure has one or two digits."""
    if minutes is None:
        return "–"
    if minutes < 90:
        return ctx.say("{n} min", n=ctx.number(minutes))
    if minutes < 48 * 60:
        return ctx.say("{n} h", n=ctx.number(Decimal(minutes) / 60, 1))
    return ctx.say("{n} d", n=ctx.number(Decimal(minutes) / 1440, 1))


@section(
    SPEED,
    COVERAGE,
    CALIBRATION,
    acceptance=Read("lead_acceptance", ORDER),
    velocity=Read("sales_velocity", ORDER),
)
def sales_scorecard(ctx: Context) -> Section:
    """One row a team, from the first answer to the target; the company last."""
    title, rows = ctx.say("Sales scorecard"), _scores(ctx)
    if not rows:
        return ctx.unknown(title, "speed", ctx.say("Not known: no CRM with activities and decisions is connected."))

    def score(part: str, column: str) -> Callable[[Row], Any]:
        return lambda row: row[part].get(column)

    def coverage(part: Row) -> str:
        has, needed = (ctx.number(part.get(key), 1) for key in ("coverage", "needed_coverage"))
        return "–" if part.get("coverage") is None else ctx.say("{has} ({needed})", has=has, needed=needed)

    def stated_and_won(part: Row) -> str:
        stated, won = part.get("stated"), part.get("win_rate")
        return "–" if None in (stated, won) else ctx.language.arrow(ctx.percent(stated, 0), ctx.percent(won, 0))

    c, wait = Columns(ctx), partial(duration, ctx)
    median, slowest = score("speed", "median_working_minutes"), score("speed", "p90_working_minutes")
    columns = (
        c.name(ctx.say("Team"), lambda row: row["team"] or ctx.say("Company")),
        c.number(ctx.say("Leads"), score("speed", "leads"), 11),
        c.written(ctx.say("First answer, median"), median, wait, 17, "speed_to_lead"),
        c.written(ctx.say("First answer, p90"), slowest, wait, 17),
        c.written(ctx.say("Accepted"), score("acceptance", "acceptance_rate"), ctx.percent, 15, "lead_acceptance"),
        c.written(ctx.say("Win rate"), score("velocity", "win_rate"), ctx.percent, 15, "sales_velocity"),
        c.money(ctx.say("Average deal"), score("velocity", "average_deal"), 18),
        c.number(ctx.say("Cycle, days"), score("velocity", "cycle_days"), 12),
        c.money(ctx.say("Velocity a day"), score("velocity", "velocity_per_day"), 16),
        c.written(ctx.say("Coverage (needed)"), "pipeline-coverage", coverage, 19, "pipeline_coverage"),
        c.written(ctx.say("Stated → won"), "calibration", stated_and_won, 19, "calibration_score"),
    )
    block = table(rows, columns, lambda row: "" if row["team"] else "total")
    return Section(title, blocks=(block,), notes=(ctx.term("note", "sales_scorecard"),))


def _scores(ctx: Context) -> list[Row]:
    """A row for each team and, without a team, the company: under each part's name its row of the mart, or none."""
    by_team: dict[str, Row] = {}
    for part in PARTS:
        for row in ctx.rows(part):
            if row["level"] == "company" or (row["level"] == "team" and row["item"] not in NO_TEAM):
                team = row["item"] if row["level"] == "team" else ""
                by_team.setdefault(team, {"team": team} | {name: {} for name in PARTS})[part] = row
    return sorted(by_team.values(), key=lambda row: (not row["team"], row["team"]))


@section(rejections=Read("rejection_reason", ("program_id", "reason")))
def lead_rejections(ctx: Context) -> Section:
    """Why sales rejected leads."""
    title = ctx.say("Why leads were rejected")
    leads: Counter[str] = Counter()
    for row in ctx.rows("rejections"):
        leads[row["reason"] or "–"] += int(row["leads"] or 0)
    rows: list[Row] = [{"reason": reason, "leads": Decimal(n)} for reason, n in leads.items() if n]
    if not rows:
        return ctx.unknown(title, "rejections", ctx.say("No rejected lead is known in these days."))
    rows.sort(key=lambda row: (-row["leads"], row["reason"]))
    c, full = Columns(ctx), rows[0]["leads"]
    columns = (c.name(ctx.say("Reason"), "reason"), c.bar(ctx.say("Leads"), "leads", ctx.number, full, 44))
    return Section(title, "lead_acceptance", blocks=(table(rows[:REASONS_SHOWN], columns),))


@section(team_pipeline=Read("team_pipeline", ("team",), as_reported))
def team_pipeline(ctx: Context) -> Section:
    """Qualified and weighted pipeline by team."""
    title, rows = ctx.say("Pipeline by team"), ctx.rows("team-pipeline")
    if not rows:
        return ctx.unknown(title, "team-pipeline", ctx.say("Not known: no CRM with probabilities is connected."))
    scale = ctx.scale(rows, "qualified", "weighted", "open_amount")
    c, full = Columns(ctx, scale), full_bar(row["qualified"] for row in rows)
    columns = (
        c.name(ctx.say("Team"), "team"),
        c.bar(ctx.say("Qualified pipeline"), "qualified", c.write_amount, full, 40),
        c.amount(ctx.say("Weighted"), "weighted", 20),
        c.amount(ctx.say("Open"), "open_amount", 20),
        c.number(ctx.say("Qualified deals"), "qualified_deals", 20),
        c.number(ctx.say("Open deals"), "open_deals", 20),
    )
    return Section(title, "qualified_pipeline", scale.unit, (table(rows, columns),))
