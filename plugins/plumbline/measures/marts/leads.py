"""marts.lead_ranking and marts.lead_score: what closed leads taught, and the open ones in the order of their worth."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plumbline.measures.marts.frames import days, made
from plumbline.measures.ranking import REASONS, Ranking, Reason, Trial, trial

FEATURES = ["industry", "size", "role", "country", "source", "program_id"]
REACHED_BY = ("owner_id", "owner", "lead_link", "team")
RIPE = 0.9  # share of the won leads that were won within the days after which a lead counts as ripe
LEAST_WON_FOR_RIPENESS = 10
CENT = Decimal("0.01")
USUAL_AMOUNTS = 10  # won deals that the average amount weighs against a size band's own


@dataclass(frozen=True)
class Lesson:
    """The ripe closed leads of a day: old enough that most of those to be won have been won."""

    features: pd.DataFrame
    won: NDArray[np.bool_]
    created: NDArray[np.datetime64]
    trial: Trial


def ranking(rows: pd.DataFrame) -> pd.DataFrame:
    """How the ranking did on the later third of the closed leads; one row a day."""
    trial = _lesson(rows).trial
    return made(
        [
            {
                "trained_on": trial.trained_on, "leads_tested": trial.tested, "won": trial.won,
                "lift_top_tenth": trial.lift, "lift_newest_first": trial.lift_newest_first,
                "lift_random": None if trial.lift is None else Decimal(1), "lift_perfect": trial.lift_perfect,
                "brier": trial.brier, "brier_of_base_rate": trial.brier_of_base_rate,
                "calibration_slope": trial.slope, "is_used": trial.reason is None, "reason": trial.reason,
            }
        ]
    )  # fmt: skip


def scores(rows: pd.DataFrame) -> pd.DataFrame:
    """Open leads by expected value; newest first and without a chance where the ranking is not used."""
    lesson = _lesson(rows)
    waiting = rows[rows["outcome"] == "open"]
    if waiting.empty:
        return made([])
    amounts = _usual_amount(rows, waiting)
    chances: list[float | None] = [None] * len(waiting)
    reasons: list[list[str]] = [[]] * len(waiting)
    if lesson.trial.reason is None:
        model = Ranking(lesson.features, lesson.won)
        chances = [float(p) for p in model.probability(waiting[FEATURES])]
        reasons = [[_said(reason) for reason in whys] for whys in model.reasons(waiting[FEATURES])]
    table = []
    for lead, chance, amount, whys in zip(waiting.to_dict("records"), chances, amounts, reasons, strict=True):
        kept = {name: lead[name] for name in ("lead_id", "company", *FEATURES, *REACHED_BY, "created_on", "currency")}
        worth = None if chance is None or amount is None else chance * amount
        table.append(
            {
                **kept, "probability": chance, "amount": amount, "expected_value": worth,
                **{f"reason_{at}": whys[at - 1] if at <= len(whys) else None for at in range(1, REASONS + 1)},
            }
        )  # fmt: skip
    table.sort(key=lambda lead: (-(lead["expected_value"] or 0.0), -lead["created_on"].toordinal(), lead["lead_id"]))
    return made([{**lead, "rank": rank} for rank, lead in enumerate(table, start=1)])


def _said(reason: Reason) -> str:
    """`factor|value|up|0.0830`: the chance is 8.3 points higher for it than the average lead's."""
    return f"{reason.factor}|{reason.value}|{'up' if reason.effect >= 0 else 'down'}|{abs(reason.effect):.4f}"


def _lesson(rows: pd.DataFrame) -> Lesson:
    created, today = days(rows["created_on"]), days(rows["as_of_day"]).max()
    won = (rows["outcome"] == "won").to_numpy()
    took = (days(rows["closed_on"])[won] - created[won]).astype(int)
    ripe_after = int(np.quantile(took, RIPE)) if len(took) >= LEAST_WON_FOR_RIPENESS else 0
    ripe = rows["outcome"].isin(["won", "lost"]).to_numpy() & ((today - created).astype(int) >= ripe_after)
    order = np.lexsort((rows["lead_id"].to_numpy(dtype=str), created))
    order = order[ripe[order]]
    features = rows[FEATURES].iloc[order].reset_index(drop=True)
    return Lesson(features, won[order], created[order], trial(features, won[order], created[order]))


def _usual_amount(rows: pd.DataFrame, waiting: pd.DataFrame) -> list[float | None]:
    """What a won deal of the lead's size is worth, drawn towards the average of all; None where none has an amount."""
    won = rows[(rows["outcome"] == "won") & rows["amount"].notna()]
    if won.empty:
        return [None] * len(waiting)
    # in decimals: sums of floats depend on the order in which an engine gives the rows
    amounts = won["amount"].groupby(won["size"].fillna("not known").to_numpy())
    mean = Decimal(sum(won["amount"])) / len(won)
    usual = {size: (sum(known) + USUAL_AMOUNTS * mean) / (len(known) + USUAL_AMOUNTS) for size, known in amounts}
    sizes = waiting["size"].fillna("not known")
    return [float(usual.get(size, mean).quantize(CENT, ROUND_HALF_UP)) for size in sizes]
