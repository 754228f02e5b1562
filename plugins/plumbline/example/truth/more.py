"""The truth about the longer reports' measures: one file a measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from plumbline.example.scene import Scene
from plumbline.example.truth import content, customers, honesty, plans, planted, profit, removal, sales
from plumbline.example.truth.asked import Asked, report_days
from plumbline.example.truth.results import Span

Put = Callable[[str, Sequence[object], Iterable[Sequence[object]]], None]


def spans(scene: Scene) -> set[Span]:
    """The spans of days whose sums by program are asked for, as known on a day."""
    days = report_days(scene.first_day, scene.last_day)
    return profit.spans(scene.first_day, scene.last_day) | plans.spans(scene.first_day, days)


def write(asked: Asked, folder: Path, put: Put) -> None:
    """Every file; `put` takes a name, a header and rows."""
    desk = sales.Desk(asked)
    put("speed_to_lead.csv", sales.SPEED, desk.speed())
    put("acceptance.csv", sales.ACCEPTANCE, desk.acceptance())
    put("rejection.csv", sales.REASON, desk.reasons())
    put("velocity.csv", sales.VELOCITY, sales.velocity(asked))
    put("prospects.csv", sales.PROSPECTS, sales.prospects(asked))
    bridges = profit.Bridges(asked)
    put("profit_bridge.csv", profit.BRIDGE, bridges.rows())
    put("acquisition.csv", customers.ACQUISITION, customers.acquisition(asked, bridges.months()))
    put("cohorts.csv", customers.COHORTS, customers.cohorts(asked))
    shown = content.Content(asked)
    put("creators.csv", content.CREATOR, shown.creators())
    put("posts.csv", content.POST, shown.posts())
    put("creatives.csv", content.CREATIVE, shown.creatives())
    put("goals.csv", plans.GOAL, plans.goals(asked))
    put("account_coverage.csv", plans.COVERAGE, plans.account_coverage(asked))
    put("combination.csv", plans.COMBINATION, plans.combination(asked))
    put("indicators.csv", plans.INDICATOR, plans.indicators(asked))
    put("calibration.csv", honesty.CALIBRATION, honesty.calibration(asked))
    put("markov.csv", removal.MARKOV, removal.markov(asked))
    put("markov_credit.csv", removal.CREDIT, removal.credit(asked))
    put("leads.csv", planted.LEADS, planted.leads(asked))
    put("rating.csv", planted.RATING, planted.rating(asked))
    (folder / "reps.json").write_text(planted.reps(asked), encoding="utf-8")
    (folder / "saturation.json").write_text(planted.saturation(asked), encoding="utf-8")
