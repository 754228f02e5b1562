"""The truth about the longer reports' measures: one file a measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from plumbline.example.simulation import World
from plumbline.example.truth import calibration, content, customers, markov, parameters, plans, profit, sales
from plumbline.example.truth.context import Context, report_days
from plumbline.example.truth.results import Span

Put = Callable[[str, Sequence[object], Iterable[Sequence[object]]], None]


def spans(world: World) -> set[Span]:
    """The spans of days whose sums by program are asked for, as known on a day."""
    days = report_days(world.first_day, world.last_day)
    return profit.spans(world.first_day, world.last_day) | plans.spans(world.first_day, days)


def write(context: Context, folder: Path, put: Put) -> None:
    """Every file; `put` takes a name, a header and rows."""
    lead_figures = sales.LeadFigures(context)
    put("speed_to_lead.csv", sales.SPEED, lead_figures.speed())
    put("acceptance.csv", sales.ACCEPTANCE, lead_figures.acceptance())
    put("rejection.csv", sales.REASON, lead_figures.reasons())
    put("velocity.csv", sales.VELOCITY, sales.velocity(context))
    put("lead_stages.csv", sales.STAGES, sales.stages(context))
    put("prospects.csv", sales.PROSPECTS, sales.prospects(context))
    bridges = profit.Bridges(context)
    put("profit_bridge.csv", profit.BRIDGE, bridges.rows())
    put("acquisition.csv", customers.ACQUISITION, customers.acquisition(context, bridges.months()))
    put("cohorts.csv", customers.COHORTS, customers.cohorts(context))
    shown = content.Content(context)
    put("creators.csv", content.CREATOR, shown.creators())
    put("posts.csv", content.POST, shown.posts())
    put("creatives.csv", content.CREATIVE, shown.creatives())
    put("goals.csv", plans.GOAL, plans.goals(context))
    put("account_coverage.csv", plans.COVERAGE, plans.account_coverage(context))
    put("combination.csv", plans.COMBINATION, plans.combination(context))
    put("indicators.csv", plans.INDICATOR, plans.indicators(context))
    put("calibration.csv", calibration.CALIBRATION, calibration.calibration(context))
    put("markov.csv", markov.MARKOV, markov.markov(context))
    put("markov_credit.csv", markov.CREDIT, markov.credit(context))
    put("leads.csv", parameters.LEADS, parameters.leads(context))
    put("rating.csv", parameters.RATING, parameters.rating(context))
    (folder / "reps.json").write_text(parameters.reps(context), encoding="utf-8")
    (folder / "saturation.json").write_text(parameters.saturation(context), encoding="utf-8")
