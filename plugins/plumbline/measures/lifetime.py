"""What a customer is worth in the first twelve months, by cohort: what was seen, then what is expected, marked as such.

Months that a cohort has not lived yet are predicted by a quasi-Poisson regression of monthly margin per customer on
the customer's age, over all cohorts' months after the first (the regression behind the chain ladder, Renshaw and
Verrall 1998, with a line in the logarithm of age instead of a factor per month, since nobody has lived all twelve). The
interval holds the regression's uncertainty and the scatter of the months to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from plumbline.measures.level import LEVEL

MONTHS = 12
LEAST_CELLS = 6  # complete months after the first, over all cohorts
LEAST_CUSTOMERS = 30
DRAWS = 2000

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Cohort:
    """Customers who first bought in one month; `margins` of their complete months in order, the first month first."""

    name: str
    customers: int
    margins: tuple[float, ...]


@dataclass(frozen=True)
class Worth:
    """Margin per customer: seen so far, and to twelve months with its interval.

    `method`: observed (twelve months lived), extrapolated, or `too_few_months|<cells>|<needed>`,
    `too_few_customers|<customers>|<needed>`, `no_margin_after_first_month`, where ltv_12 is None.
    """

    months: int
    observed: float
    ltv_12: float | None
    low: float | None
    high: float | None
    method: str

    @property
    def is_extrapolated(self) -> bool:
        """Part of ltv_12 has not happened yet."""
        return self.method == "extrapolated"


def worth(cohorts: Sequence[Cohort], seed: int = 0) -> dict[str, Worth]:
    """The worth of every cohort's customers, by name. Cohorts without a complete month are left out."""
    lived = sorted((c for c in cohorts if c.margins and c.customers), key=lambda cohort: cohort.name)
    cells = [
        (age, margin / cohort.customers, cohort.customers)
        for cohort in lived
        for age, margin in enumerate(cohort.margins[:MONTHS])
        if age > 0
    ]
    future, refusal = None, None
    if len(cells) < LEAST_CELLS:
        refusal = f"too_few_months|{len(cells)}|{LEAST_CELLS}"
    elif sum(value * weight for _, value, weight in cells) <= 0:
        refusal = "no_margin_after_first_month"
    else:
        future = _Future(np.array(cells, dtype=float), np.random.default_rng(seed))
    return {cohort.name: _worth(cohort, future, refusal) for cohort in lived}


def _worth(cohort: Cohort, future: _Future | None, refusal: str | None) -> Worth:
    months = min(len(cohort.margins), MONTHS)
    observed = sum(cohort.margins[:MONTHS]) / cohort.customers
    if months == MONTHS:
        return Worth(months, observed, observed, observed, observed, "observed")
    if future is None or cohort.customers < LEAST_CUSTOMERS:
        few = f"too_few_customers|{cohort.customers}|{LEAST_CUSTOMERS}"
        return Worth(months, observed, None, None, None, refusal or few)
    expected, draws = future.after(months, cohort.customers)
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Worth(months, observed, observed + expected, observed + float(low), observed + float(high), "extrapolated")


class _Future:
    """The regression: margin per customer at an age, with draws of its parameters and of the months' scatter."""

    def __init__(self, cells: Matrix, dice: np.random.Generator) -> None:
        age, value, customers = cells.T
        self._middle = float(np.average(np.log(age), weights=customers))
        design = np.column_stack([np.ones_like(age), np.log(age) - self._middle])
        # A month of more returns than sales is a scatter around something positive; the regression needs 0 at least.
        model = GLM(np.maximum(value, 0.0), design, family=Poisson(), var_weights=customers)
        fit = model.fit()
        freedom = len(age) - 2
        self._mean = np.array(fit.params)
        self._scale = float(fit.pearson_chi2) / freedom
        root = np.linalg.cholesky(np.asarray(fit.cov_params())) * self._scale**0.5
        wide = dice.standard_normal((DRAWS, 2)) @ root.T
        # Student's tails: the scale is known from few months only
        stretch = np.sqrt(freedom / dice.chisquare(freedom, (DRAWS, 1)))
        self._draws = self._mean + wide * stretch
        # Nobody comes the more often the longer ago it was: a line that rises is a season or luck, and would explode.
        self._mean[1] = min(self._mean[1], 0.0)
        self._draws[:, 1] = np.minimum(self._draws[:, 1], 0.0)
        self._stretch = stretch[:, 0]
        self._noise = dice.standard_normal(DRAWS)

    def after(self, months: int, customers: int) -> tuple[float, Matrix]:
        """Margin per customer from the month `months` to the twelfth: expected, and draws."""
        ages = np.log(np.arange(months, MONTHS)) - self._middle
        expected = float(np.exp(self._mean[0] + self._mean[1] * ages).sum())
        draws = np.exp(self._draws[:, :1] + self._draws[:, 1:] * ages).sum(axis=1)
        scatter = np.sqrt(self._scale * draws / customers) * self._noise * self._stretch
        return expected, draws + scatter
