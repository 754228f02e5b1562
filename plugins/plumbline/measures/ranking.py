"""Which open leads are worth a call first: the chance of each to be won, and why.

Logistic regression with an L2 penalty on what was known of a lead when it came in, recalibrated on predictions out of
fold (Platt 1999). Only columns of ALLOWED are ever looked at: facts about the company and the way the lead came, and
the role, but nothing about the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.preprocessing import OneHotEncoder
from threadpoolctl import threadpool_limits

from plumbline.errors import ModelFailed
from plumbline.measures.lift import beats_random, calibration_slope, lift
from plumbline.measures.withheld import Withheld

ALLOWED = ("industry", "size", "role", "country", "source", "program_id", "landing_page")
PENALTY = 0.3  # scikit-learn's C: the smaller, the nearer all values stay to the average
RARE = 10  # leads that a value must have to be told from the other rare ones
FOLDS = 5
LEAST_CLOSED, LEAST_WON = 150, 20  # of the closed leads; of the won (and of the others) learned from
ALPHA = 0.05
REASONS = 3


@dataclass(frozen=True)
class Reason:
    """One thing about a lead and what it does to the chance, in points (0.05 = five), against the average lead."""

    factor: str
    value: str
    effect: float


@dataclass(frozen=True)
class Trial:
    """What a model learned from the earlier two thirds did on the last third, in the order of time.

    Lifts are of the top tenth; `lift_random` is 1. Not used where `reason` says why: `too_few_closed|<leads>|<needed>`,
    `too_few_won|<won>|<needed>`, `not_better_than_random|<p>`; in the first two cases all figures are None.
    """

    trained_on: int
    tested: int
    won: int
    lift: float | None
    lift_newest_first: float | None
    lift_perfect: float | None
    brier: float | None
    brier_of_base_rate: float | None
    slope: float | None
    reason: str | None


class Ranking:
    """A model of the chance to be won, learned from `features` (leads × allowed columns) and `won` (leads,)."""

    def __init__(self, features: pd.DataFrame, won: NDArray[np.bool_]) -> None:
        check_columns(list(features.columns))
        self.columns = list(features.columns)
        self._encoder = OneHotEncoder(
            handle_unknown="infrequent_if_exist", min_frequency=RARE, sparse_output=False,
            feature_name_combiner=_column_alone,
        )  # fmt: skip
        coded = self._encoder.fit_transform(known(features))
        model = LogisticRegression(C=PENALTY, solver="newton-cholesky")
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
        # Matrices this small are faster on one core; several would wait for each other.
        with threadpool_limits(1, user_api="blas"):
            apart = cross_val_predict(model, coded, won, cv=folds, method="decision_function")
            stretch = LogisticRegression(C=np.inf, solver="newton-cholesky").fit(apart.reshape(-1, 1), won)
            model.fit(coded, won)
        # A negative stretch would turn the order round: then nothing was learned.
        factor = max(float(stretch.coef_[0, 0]), 0.0)
        self._weights = model.coef_[0] * factor
        self._mean = coded.mean(axis=0)
        level = coded @ self._weights
        self._base = _intercept(level, float(np.mean(won)))
        self._column_of = self._encoder.get_feature_names_out(self.columns)

    def probability(self, features: pd.DataFrame) -> NDArray[np.float64]:
        """Chance of each lead to be won, shape (leads,)."""
        return np.asarray(expit(self._coded(features) @ self._weights + self._base))

    def reasons(self, features: pd.DataFrame) -> list[list[Reason]]:
        """For each lead the REASONS columns that move its chance most against the average lead, the strongest first."""
        coded = self._coded(features)
        pull = (coded - self._mean) * self._weights
        by_column = np.column_stack([pull[:, self._column_of == name].sum(axis=1) for name in self.columns])
        level = coded @ self._weights + self._base
        effects = expit(level)[:, None] - expit(level[:, None] - by_column)
        values = known(features)
        order = np.argsort(-np.abs(effects), axis=1, kind="stable")[:, :REASONS]
        return [
            [Reason(self.columns[at], str(values.iat[row, at]), float(effects[row, at])) for at in first]
            for row, first in enumerate(order)
        ]

    def _coded(self, features: pd.DataFrame) -> NDArray[np.float64]:
        return np.asarray(self._encoder.transform(known(features[self.columns])))


def _column_alone(column: str, category: object) -> str:
    """The name of a coded column: that of the column it was made from."""
    return column


def _intercept(level: NDArray[np.float64], rate: float) -> float:
    """The intercept with which the mean chance is the win rate, by bisection."""
    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if float(expit(level + middle).mean()) < rate else (low, middle)
    return (low + high) / 2


def check_columns(columns: Sequence[str]) -> None:
    """ModelFailed unless every column is on the list of what a score may look at."""
    strange = sorted(set(columns) - set(ALLOWED))
    if strange:
        raise ModelFailed(
            f"The ranking of leads was given {', '.join(strange)}, which a score may not look at.",
            "No lead was scored.",
            f"Leave it out. Allowed: {', '.join(ALLOWED)}.",
        )


def known(features: pd.DataFrame) -> pd.DataFrame:
    """All values as text; what is missing is a value of its own."""
    return features.astype(object).where(features.notna(), "not known").astype(str)


def trial(features: pd.DataFrame, won: NDArray[np.bool_], created: NDArray[np.datetime64]) -> Trial:
    """Learn from the earlier two thirds of the closed leads, test on the last; all of shape (leads, …)."""
    order = np.argsort(created, kind="stable")
    cut = len(order) * 2 // 3
    early, late = order[:cut], order[cut:]
    learned = int(won[early].sum())
    if len(order) < LEAST_CLOSED or min(learned, cut - learned) < LEAST_WON:
        reason = (
            Withheld.TOO_FEW_CLOSED.of(len(order), LEAST_CLOSED)
            if len(order) < LEAST_CLOSED
            else Withheld.TOO_FEW_WON.of(learned, LEAST_WON)
        )
        return Trial(cut, len(late), int(won[late].sum()), None, None, None, None, None, None, reason)
    chance = Ranking(features.iloc[early], won[early]).probability(features.iloc[late])
    outcome = won[late]
    p = beats_random(chance, outcome)
    return Trial(
        cut, len(late), int(outcome.sum()), lift(chance, outcome), lift(created[late].astype("int64"), outcome),
        lift(outcome, outcome), float(brier_score_loss(outcome, chance)),
        float(outcome.mean() * (1 - outcome.mean())), calibration_slope(chance, outcome),
        None if p < ALPHA else Withheld.NOT_BETTER_THAN_RANDOM.of(f"{p:.2f}"),
    )  # fmt: skip
