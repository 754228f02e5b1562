"""marts.lifetime_value, from the margin of each cohort in each calendar month."""

from __future__ import annotations

from datetime import date

import pandas as pd

from plumbline.measures.lifetime import Cohort, worth
from plumbline.measures.marts.frames import made, numbers, seed


def values(rows: pd.DataFrame) -> pd.DataFrame:
    """The worth of every cohort's customers."""
    cohorts = []
    for month, part in rows.groupby("cohort_month", sort=True):
        assert isinstance(month, date)
        months = _between(month, part["last_month"].iloc[0]) + 1
        margins = [0.0] * months
        for at, margin in zip(part["month"], numbers(part["margin"]), strict=True):
            # An event may be booked outside the cohort's months only where the data contradict themselves.
            if at is not None and 0 <= _between(month, at) < months:
                margins[_between(month, at)] += margin
        if all(margin == margin for margin in margins):  # a cost of goods that nobody knows: the margin is not known
            cohorts.append(Cohort(month.isoformat(), int(part["customers"].iloc[0]), tuple(margins)))
    worths = worth(cohorts, seed(str(rows["as_of_day"].iloc[0])))
    return made(
        [
            {
                "cohort_month": date.fromisoformat(cohort.name), "customers": cohort.customers,
                "months_observed": value.months, "ltv_observed": value.observed, "ltv_12": value.ltv_12,
                "ltv_12_low": value.low, "ltv_12_high": value.high, "is_extrapolated": value.is_extrapolated,
                "method": value.method, "currency": rows["currency"].iloc[0],
            }
            for cohort in cohorts
            for value in [worths[cohort.name]]
        ]
    )  # fmt: skip


def _between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
